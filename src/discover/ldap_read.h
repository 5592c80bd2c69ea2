/* Entries of LDAP answers, whole: attributes that came in ranges are read to their end. */
#ifndef HR_DISCOVER_LDAP_READ_H
#define HR_DISCOVER_LDAP_READ_H

#include "discover/ldap_directory.h"

enum hr_ldap_outcome {
	HR_LDAP_FAILED = 0, /* *why says it */
	HR_LDAP_LOST,       /* the connection is gone, or does not answer in time */
	HR_LDAP_DONE,
};

/* Waits for the next message of an operation. NULL: lost. */
LDAPMessage *hr_ldap_next(const struct hr_ldap_session *session, int id);

/* The entry of `message` into the builder, finished, and its DN into *dn (free it with ldap_memfree()). */
enum hr_ldap_outcome hr_ldap_read_entry(const struct hr_ldap_session *session, LDAPMessage *message,
                                        struct hr_entry_builder *builder, char **dn, struct hr_error *why);

#endif
