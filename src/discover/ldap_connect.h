/* From a host name to a TLS connection that libldap speaks over. */
#ifndef HR_DISCOVER_LDAP_CONNECT_H
#define HR_DISCOVER_LDAP_CONNECT_H

#include "discover/ldap_session.h"

/* A connection in clear text, limits set, in *ld. False (HR_E_NETWORK): which addresses were tried and why none
 * answered. */
bool hr_ldap_connect(const struct hr_ldap_options *options, const struct hr_ldap_target *target, LDAP **ld,
                     struct hr_ldap_wire **wire, struct hr_error *why) HR_MUST_USE;

/* Starts TLS on it and verifies the certificate. False (HR_E_TRUST, HR_E_NETWORK): what is wrong with it. */
bool hr_ldap_secure(const struct hr_ldap_options *options, const struct hr_ldap_target *target, LDAP *ld,
                    const struct hr_ldap_wire *wire, struct hr_error *why) HR_MUST_USE;

#endif
