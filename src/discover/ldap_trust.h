/* Which certificates of LDAP servers are believed, and why one was not. */
#ifndef HR_DISCOVER_LDAP_TRUST_H
#define HR_DISCOVER_LDAP_TRUST_H

#include <ldap.h>

#include "base/error.h"

/* The file with the CAs: the one given, or the system's. False (HR_E_FILE, HR_E_TRUST): it cannot be read, or there is
 * none. */
bool hr_ldap_trust_file(const char *given, const char **file, struct hr_error *why) HR_MUST_USE;

/* Makes TLS on this handle verify against the CAs in `file`; NULL = verify nothing (to look at a certificate only). */
bool hr_ldap_trust_set(LDAP *ld, const char *file, struct hr_error *why) HR_MUST_USE;

/* Sets *why (HR_E_TRUST) to what is wrong with the DER certificate that `where` showed for `host`. */
void hr_ldap_trust_explain(const char *where, const char *host, const void *der, size_t length, struct hr_error *why);

#endif
