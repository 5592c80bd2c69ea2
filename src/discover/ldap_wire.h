/*
 * The lowest layer of an LDAP connection: reads and writes that end. libldap's own layer waits without end for the rest
 * of a TLS handshake or a message once its first byte is there.
 */
#ifndef HR_DISCOVER_LDAP_WIRE_H
#define HR_DISCOVER_LDAP_WIRE_H

#include <lber.h>
#include <stdbool.h>
#include <stdint.h>

struct hr_ldap_wire;

/*
 * Puts the layer under a new Sockbuf; from then on it owns `fd`, a connected socket that does not block. The wire lives
 * as long as the Sockbuf. NULL: memory, and the fd stays the caller's.
 */
struct hr_ldap_wire *hr_ldap_wire_add(Sockbuf *buffer, int fd);

/* From now on, and until this is called again, all reads and writes together may take `milliseconds`. */
void hr_ldap_wire_allow(struct hr_ldap_wire *wire, int64_t milliseconds);

/* Is that time over? */
bool hr_ldap_wire_is_late(const struct hr_ldap_wire *wire);

#endif
