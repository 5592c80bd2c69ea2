#include "discover/dns.h"

#include <ares.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct asked {
	int status;
	bool done;
	struct hr_dns_service *services;
	struct hr_dns_address *addresses;
	size_t count;
};

static bool open_channel(const char *nameserver, unsigned timeout_ms, ares_channel *channel, struct hr_error *why)
{
	int status = ares_library_init(ARES_LIB_INIT_ALL);
	if (status != ARES_SUCCESS)
		return hr_fail(why, HR_E_SYSTEM, "resolver: %s", ares_strerror(status));
	struct ares_options options = {.timeout = timeout_ms < 5000 ? (int)timeout_ms : 5000, .tries = 2};
	status = ares_init_options(channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
	if (status == ARES_SUCCESS && nameserver != NULL) {
		status = ares_set_servers_ports_csv(*channel, nameserver);
		if (status != ARES_SUCCESS) {
			ares_destroy(*channel);
			ares_library_cleanup();
			return hr_fail(why, HR_E_USAGE, "\"%s\" is no name server (address or address:port)",
			               nameserver);
		}
	}
	if (status == ARES_SUCCESS)
		return true;
	ares_library_cleanup();
	return hr_fail(why, HR_E_SYSTEM, "resolver: %s", ares_strerror(status));
}

static void close_channel(ares_channel channel)
{
	ares_destroy(channel);
	ares_library_cleanup();
}

/* Drives the channel until the question is answered; c-ares itself gives up after its tries. */
static void wait_for(ares_channel channel, const struct asked *asked)
{
	while (!asked->done) {
		ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
		struct pollfd polled[ARES_GETSOCK_MAXNUM];
		unsigned bits = (unsigned)ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
		nfds_t count = 0;
		for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
			short events = 0;
			if ((bits >> i & 1) != 0)
				events |= POLLIN;
			if ((bits >> (i + ARES_GETSOCK_MAXNUM) & 1) !=
			    0) /* the library's own macro shifts into the sign bit */
				events |= POLLOUT;
			if (events != 0)
				polled[count++] = (struct pollfd){.fd = sockets[i], .events = events};
		}
		struct timeval most = {.tv_sec = 1};
		const struct timeval *wait = ares_timeout(channel, &most, &most);
		int ready = poll(polled, count, (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
		if (ready <= 0)
			ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
		for (nfds_t i = 0; ready > 0 && i < count; i++)
			if (polled[i].revents != 0)
				ares_process_fd(channel, polled[i].fd,
				                (polled[i].events & POLLOUT) != 0 ? polled[i].fd : ARES_SOCKET_BAD);
	}
}

static int compare_services(const void *a, const void *b)
{
	const struct hr_dns_service *x = a;
	const struct hr_dns_service *y = b;
	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return strcmp(x->host, y->host);
}

static void take_services(void *context, int status, int timeouts, unsigned char *answer, int length)
{
	struct asked *asked = context;
	struct ares_srv_reply *replies = NULL;
	(void)timeouts;
	asked->done = true;
	asked->status = status == ARES_SUCCESS ? ares_parse_srv_reply(answer, length, &replies) : status;
	for (const struct ares_srv_reply *r = replies; r != NULL && asked->count < HR_DNS_SERVICES_MAX; r = r->next) {
		if (r->host == NULL || !hr_text_is_host(r->host))
			continue;
		struct hr_dns_service *service = &asked->services[asked->count++];
		*service = (struct hr_dns_service){.port = r->port, .priority = r->priority, .weight = r->weight};
		(void)snprintf(service->host, sizeof service->host, "%s", r->host);
		(void)hr_text_lower(service->host);
	}
	if (replies != NULL)
		ares_free_data(replies);
}

bool hr_dns_controllers(const char *nameserver, const char *domain, unsigned timeout_ms,
                        struct hr_dns_service services[static HR_DNS_SERVICES_MAX], size_t *count, struct hr_error *why)
{
	char name[300];
	int length = snprintf(name, sizeof name, "_ldap._tcp.dc._msdcs.%s", domain);
	if (length < 0 || length > 253 || !hr_text_is_host(domain))
		return hr_fail(why, HR_E_USAGE, "\"%.255s\" is no domain name", domain);
	ares_channel channel;
	if (!open_channel(nameserver, timeout_ms, &channel, why))
		return false;
	struct asked asked = {.services = services};
	ares_query(channel, name, 1 /* IN */, 33 /* SRV, RFC 2782 */, take_services, &asked);
	wait_for(channel, &asked);
	close_channel(channel);
	if (asked.status != ARES_SUCCESS || asked.count == 0)
		return hr_fail(why, HR_E_NETWORK,
		               "%s: no SRV record (%s); is it the domain's DNS name? Name a server with --ldap", name,
		               asked.status == ARES_SUCCESS ? "none in the answer" : ares_strerror(asked.status));
	qsort(services, asked.count, sizeof *services, compare_services);
	*count = asked.count;
	return true;
}

static void take_addresses(void *context, int status, int timeouts, struct ares_addrinfo *result)
{
	struct asked *asked = context;
	(void)timeouts;
	asked->done = true;
	asked->status = status;
	for (const struct ares_addrinfo_node *n = result == NULL ? NULL : result->nodes;
	     n != NULL && asked->count < HR_DNS_ADDRESSES_MAX; n = n->ai_next) {
		struct hr_dns_address *address = &asked->addresses[asked->count];
		if (n->ai_addrlen > (socklen_t)sizeof address->address)
			continue;
		memcpy(&address->address, n->ai_addr, n->ai_addrlen);
		address->length = n->ai_addrlen;
		asked->count++;
	}
	ares_freeaddrinfo(result);
}

bool hr_dns_addresses(const char *nameserver, const char *host, uint16_t port, unsigned timeout_ms,
                      struct hr_dns_address addresses[static HR_DNS_ADDRESSES_MAX], size_t *count, struct hr_error *why)
{
	ares_channel channel;
	char service[8];
	if (!open_channel(nameserver, timeout_ms, &channel, why))
		return false;
	(void)snprintf(service, sizeof service, "%u", (unsigned)port);
	const struct ares_addrinfo_hints hints = {
	        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = ARES_AI_NUMERICSERV};
	struct asked asked = {.addresses = addresses};
	ares_getaddrinfo(channel, host, service, &hints, take_addresses, &asked);
	wait_for(channel, &asked);
	close_channel(channel);
	if (asked.status != ARES_SUCCESS || asked.count == 0)
		return hr_fail(why, HR_E_NETWORK, "%.255s: no address (%s); give it with --resolve HOST:ADDRESS", host,
		               ares_strerror(asked.status));
	*count = asked.count;
	return true;
}
