/* Where domain controllers are: SRV records and addresses. */
#ifndef HR_DISCOVER_DNS_H
#define HR_DISCOVER_DNS_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/error.h"

#define HR_DNS_SERVICES_MAX ((size_t)64)  /* DCs of one domain that are tried */
#define HR_DNS_ADDRESSES_MAX ((size_t)16) /* addresses of one host that are tried */

struct hr_dns_service {
	char host[256];
	uint16_t port;
	uint16_t priority;
	uint16_t weight;
};

struct hr_dns_address {
	struct sockaddr_storage address;
	socklen_t length;
};

/*
 * DCs of a domain: SRV _ldap._tcp.dc._msdcs.<domain>, by priority, then the greater weight, then name. `nameserver` is
 * address[:port], NULL = the system's. False (HR_E_NETWORK): no answer, or none in it.
 */
bool hr_dns_controllers(const char *nameserver, const char *domain, unsigned timeout_ms,
                        struct hr_dns_service services[static HR_DNS_SERVICES_MAX], size_t *count,
                        struct hr_error *why) HR_MUST_USE;

/* Addresses of a host, which may be an address itself; hosts(5) is looked at too. False (HR_E_NETWORK): none. */
bool hr_dns_addresses(const char *nameserver, const char *host, uint16_t port, unsigned timeout_ms,
                      struct hr_dns_address addresses[static HR_DNS_ADDRESSES_MAX], size_t *count,
                      struct hr_error *why) HR_MUST_USE;

#endif
