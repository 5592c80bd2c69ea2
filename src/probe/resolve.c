#include "probe/resolve.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "parse/tls_hello.h"

#define BUCKETS 4096
#define LOOKUP_MS 2500           /* of one try of one name server; three tries */
#define FRESH_MS UINT64_C(60000) /* what a name server said counts so long */
#define RETRY_MS UINT64_C(5000)  /* until it is asked again after it did not answer */

struct waiter {
	struct waiter *next;
	hr_resolved *done;
	void *context;
};

struct name {
	struct name *next;
	struct hr_resolver *resolver;
	struct waiter *waiters;
	struct hr_addresses result;
	struct name *successor; /* asked again: what is not yet known */
	char addresses[HR_ADDRESSES_MAX][HR_ADDRESS_MAX];
	uint64_t good_until; /* ms of the loop */
	bool known, asked;
	char host[];
};

struct watch {
	uv_poll_t poll;
	struct watch *next;
	struct hr_resolver *resolver;
	ares_socket_t socket;
};

struct hr_resolver {
	uv_loop_t *loop;
	const struct hr_probe_options *options;
	ares_channel channel;
	uv_timer_t timer;
	struct watch *watches;
	struct name *names[BUCKETS];
	struct name *replaced; /* some visit may still go by them */
	bool open;
};

static void on_timer(uv_timer_t *timer)
{
	struct hr_resolver *resolver = timer->data;
	ares_process_fd(resolver->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	if (resolver->watches == NULL)
		(void)uv_timer_stop(timer);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	struct watch *watch = poll->data;
	ares_channel channel = watch->resolver->channel;
	ares_socket_t socket = watch->socket; /* the watch may be gone after the first call */
	bool readable = status < 0 || (events & UV_READABLE) != 0, writable = status < 0 || (events & UV_WRITABLE) != 0;
	ares_process_fd(channel, readable ? socket : ARES_SOCKET_BAD, writable ? socket : ARES_SOCKET_BAD);
}

static void on_watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

/* c-ares says what it wants to know of a socket; neither = it is about to close it. */
static void on_socket(void *context, ares_socket_t socket, int readable, int writable)
{
	struct hr_resolver *resolver = context;
	struct watch **link = &resolver->watches;
	while (*link != NULL && (*link)->socket != socket)
		link = &(*link)->next;
	struct watch *watch = *link;
	if (!readable && !writable) {
		if (watch == NULL)
			return;
		*link = watch->next;
		uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
		return;
	}
	if (watch == NULL) {
		watch = calloc(1, sizeof *watch);
		if (watch == NULL || uv_poll_init_socket(resolver->loop, &watch->poll, socket) < 0) {
			free(watch); /* the name then fails by time */
			return;
		}
		*watch = (struct watch){.poll = watch->poll, .resolver = resolver, .socket = socket};
		watch->poll.data = watch;
		watch->next = resolver->watches;
		resolver->watches = watch;
	}
	(void)uv_poll_start(&watch->poll, (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0), on_poll);
	if (!uv_is_active((uv_handle_t *)&resolver->timer))
		(void)uv_timer_start(&resolver->timer, on_timer, 200, 200);
}

bool hr_resolver_open(uv_loop_t *loop, const struct hr_probe_options *options, struct hr_resolver **resolver,
                      struct hr_error *why)
{
	struct hr_resolver *fresh = calloc(1, sizeof *fresh);
	if (fresh == NULL)
		return hr_fail_memory(why);
	fresh->loop = loop;
	fresh->options = options;
	struct ares_options wanted = {.timeout = LOOKUP_MS, .tries = 3, .sock_state_cb = on_socket};
	wanted.sock_state_cb_data = fresh;
	int status = ares_library_init(ARES_LIB_INIT_ALL);
	if (status == ARES_SUCCESS)
		status = ares_init_options(&fresh->channel, &wanted,
		                           ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
	if (status != ARES_SUCCESS) {
		free(fresh);
		return hr_fail(why, HR_E_SYSTEM, "name resolution cannot be set up: %s", ares_strerror(status));
	}
	if (options->nameserver != NULL)
		status = ares_set_servers_ports_csv(fresh->channel, options->nameserver);
	if (status != ARES_SUCCESS) {
		ares_destroy(fresh->channel);
		free(fresh);
		return hr_fail(why, HR_E_USAGE, "name server %s: not an address; wanted ADDRESS or ADDRESS:PORT",
		               options->nameserver);
	}
	(void)uv_timer_init(loop, &fresh->timer);
	fresh->timer.data = fresh;
	fresh->open = true;
	*resolver = fresh;
	return true;
}

void hr_resolver_close(struct hr_resolver *resolver)
{
	if (!resolver->open)
		return;
	resolver->open = false;
	ares_destroy(resolver->channel); /* ends every lookup under way, and closes their watches */
	uv_close((uv_handle_t *)&resolver->timer, NULL);
}

static void free_names(struct name *name)
{
	for (struct name *next; name != NULL; name = next) {
		next = name->next;
		free(name->successor);
		free(name);
	}
}

void hr_resolver_free(struct hr_resolver *resolver)
{
	for (size_t i = 0; i < BUCKETS; i++)
		free_names(resolver->names[i]);
	free_names(resolver->replaced);
	free(resolver);
	ares_library_cleanup();
}

static struct name **bucket_of(struct hr_resolver *resolver, const char *host)
{
	unsigned h = 5381;
	for (const char *c = host; *c != '\0'; c++)
		h = h * 33 + (unsigned char)*c;
	return &resolver->names[h % BUCKETS];
}

static struct name *new_name(struct hr_resolver *resolver, const char *host)
{
	size_t size = strlen(host) + 1;
	struct name *name = calloc(1, sizeof *name + size);
	if (name != NULL) {
		memcpy(name->host, host, size);
		name->resolver = resolver;
	}
	return name;
}

static struct name *name_of(struct hr_resolver *resolver, const char *host)
{
	struct name **bucket = bucket_of(resolver, host);
	for (struct name *name = *bucket; name != NULL; name = name->next) {
		if (strcmp(name->host, host) == 0)
			return name;
	}
	struct name *name = new_name(resolver, host);
	if (name != NULL) {
		name->next = *bucket;
		*bucket = name;
	}
	return name;
}

static void tell(struct name *name)
{
	if (!name->known)
		name->good_until = uv_now(name->resolver->loop) + FRESH_MS;
	name->known = true;
	name->result.at = (const char(*)[HR_ADDRESS_MAX])name->addresses;
	struct waiter *waiters = name->waiters;
	name->waiters = NULL;
	for (struct waiter *next; waiters != NULL; waiters = next) {
		next = waiters->next;
		if (name->resolver->open)
			waiters->done(waiters->context, &name->result);
		free(waiters);
	}
}

static void add_address(struct name *name, const char *text)
{
	for (size_t i = 0; i < name->result.count; i++) {
		if (strcmp(name->addresses[i], text) == 0)
			return;
	}
	if (name->result.count < HR_ADDRESSES_MAX)
		(void)snprintf(name->addresses[name->result.count++], HR_ADDRESS_MAX, "%s", text);
	name->result.seen = HR_PRESENT;
}

/* What c-ares found, or why it found nothing. */
static void take_answer(struct name *name, int status, struct ares_addrinfo *found)
{
	for (struct ares_addrinfo_node *node = found == NULL ? NULL : found->nodes; node != NULL;
	     node = node->ai_next) {
		char text[INET6_ADDRSTRLEN];
		const void *raw =
		        node->ai_family == AF_INET6
		                ? (const void *)&((const struct sockaddr_in6 *)(const void *)node->ai_addr)->sin6_addr
		                : (const void *)&((const struct sockaddr_in *)(const void *)node->ai_addr)->sin_addr;
		if (inet_ntop(node->ai_family, raw, text, sizeof text) != NULL)
			add_address(name, text);
	}
	if (found != NULL)
		ares_freeaddrinfo(found);
	if (name->result.count == 0) {
		bool absent = status == ARES_ENOTFOUND || status == ARES_ENODATA || status == ARES_SUCCESS;
		name->result.seen = absent ? HR_ABSENT : HR_FAILED;
		name->result.why = status == ARES_ENOTFOUND ? "the name does not exist"
		                   : absent                 ? "the name has no address"
		                                            : ares_strerror(status);
	}
}

static void on_answer(void *context, int status, int timeouts, struct ares_addrinfo *found)
{
	struct name *name = context;
	(void)timeouts;
	take_answer(name, status, found);
	tell(name);
}

static bool has_address(const struct name *name, const char *text)
{
	for (size_t i = 0; i < name->result.count; i++) {
		if (strcmp(name->addresses[i], text) == 0)
			return true;
	}
	return false;
}

/* The order of addresses changes with every answer of some name servers: it is no news. */
static bool is_news(const struct name *before, const struct name *after)
{
	if (after->result.seen == HR_FAILED)
		return false; /* the name server is in trouble, not the name */
	bool news = after->result.seen != before->result.seen || after->result.count != before->result.count;
	for (size_t i = 0; i < after->result.count && !news; i++)
		news = !has_address(before, after->addresses[i]);
	return news;
}

static void replace(struct name *old, struct name *successor)
{
	struct hr_resolver *resolver = old->resolver;
	struct name **link = bucket_of(resolver, old->host);
	while (*link != old)
		link = &(*link)->next;
	*link = successor;
	successor->next = old->next;
	old->next = resolver->replaced;
	resolver->replaced = old;
}

static void on_answer_again(void *context, int status, int timeouts, struct ares_addrinfo *found)
{
	struct name *old = context;
	struct name *successor = old->successor;
	(void)timeouts;
	take_answer(successor, status, found);
	old->successor = NULL;
	old->good_until = uv_now(old->resolver->loop) + (successor->result.seen == HR_FAILED ? RETRY_MS : FRESH_MS);
	if (old->resolver->open && is_news(old, successor)) {
		replace(old, successor);
		tell(successor);
	} else {
		free(successor);
	}
}

/* Known without asking: an override, or an address literal. */
static void look_here(struct name *name)
{
	const struct hr_probe_options *options = name->resolver->options;
	for (size_t i = 0; i < options->override_count; i++) {
		if (hr_text_compare_nocase(options->overrides[i].host, name->host) == 0)
			add_address(name, options->overrides[i].address);
	}
	if (name->result.count == 0 && hr_host_is_literal(name->host))
		add_address(name, name->host);
}

static void ask(struct name *name, ares_addrinfo_callback answered, void *context)
{
	struct ares_addrinfo_hints hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	ares_getaddrinfo(name->resolver->channel, name->host, NULL, &hints, answered, context);
}

/* What was known serves meanwhile. */
static void ask_again(struct name *name)
{
	bool stale = name->result.seen != HR_PRESENT || uv_now(name->resolver->loop) >= name->good_until;
	if (name->resolver->options->feed == NULL || !name->asked || name->successor != NULL || !stale)
		return;
	name->successor = new_name(name->resolver, name->host);
	if (name->successor == NULL)
		return;
	name->successor->asked = true;
	ask(name, on_answer_again, name);
}

bool hr_resolver_ask(struct hr_resolver *resolver, const char *host, hr_resolved *done, void *context)
{
	struct name *name = name_of(resolver, host);
	struct waiter *waiter = name == NULL ? NULL : malloc(sizeof *waiter);
	if (waiter == NULL)
		return false;
	bool fresh = !name->known && name->waiters == NULL;
	*waiter = (struct waiter){.next = name->waiters, .done = done, .context = context};
	name->waiters = waiter;
	if (fresh)
		look_here(name);
	if (name->known || name->result.count > 0) {
		tell(name);
		ask_again(name);
	} else if (fresh) {
		name->asked = true;
		ask(name, on_answer, name);
	}
	return true;
}

struct reverse {
	hr_reversed *done;
	void *context;
};

static void on_reversed(void *context, int status, int timeouts, struct hostent *found)
{
	struct reverse *reverse = context;
	char name[NI_MAXHOST];
	bool good = status == ARES_SUCCESS && found != NULL && found->h_name != NULL &&
	            hr_text_is_host(found->h_name) && strlen(found->h_name) < sizeof name;
	(void)timeouts;
	if (good)
		(void)snprintf(name, sizeof name, "%s", found->h_name);
	reverse->done(reverse->context, good ? hr_text_lower(name) : NULL);
	free(reverse);
}

bool hr_resolver_reverse(struct hr_resolver *resolver, const char *address, hr_reversed *done, void *context)
{
	uint8_t raw[16];
	int family = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
	struct reverse *reverse = malloc(sizeof *reverse);
	if (reverse == NULL || inet_pton(family, address, raw) != 1) {
		free(reverse);
		return false;
	}
	*reverse = (struct reverse){.done = done, .context = context};
	ares_gethostbyaddr(resolver->channel, raw, family == AF_INET6 ? 16 : 4, family, on_reversed, reverse);
	return true;
}
