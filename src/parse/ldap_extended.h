/* The answer to an LDAP extended request (RFC 4511, 4.12), as far as StartTLS needs it. */
#ifndef HR_PARSE_LDAP_EXTENDED_H
#define HR_PARSE_LDAP_EXTENDED_H

#include "base/reader.h"

enum hr_ldap_read { HR_LDAP_MORE = 0, HR_LDAP_WHOLE, HR_LDAP_BROKEN };

/*
 * Reads one LDAPMessage with an extendedResp: WHOLE and its resultCode in *result; MORE if bytes are missing; BROKEN
 * for anything else, bytes behind the message among it.
 */
enum hr_ldap_read hr_ldap_extended_read(struct hr_reader *reader, uint32_t *result);

#endif
