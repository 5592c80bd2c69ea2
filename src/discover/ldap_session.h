/* One connection to one LDAP server: connected, verified, bound. */
#ifndef HR_DISCOVER_LDAP_SESSION_H
#define HR_DISCOVER_LDAP_SESSION_H

#include <ldap.h>

#include "discover/discover.h"
#include "discover/ldap_wire.h"

#define HR_LDAP_MESSAGE_MAX ((ber_len_t)64 * 1048576) /* bytes of one message from the server */

struct hr_ldap_target {
	char host[256]; /* what the certificate must be for */
	uint16_t port;
	bool ldaps; /* TLS from the first byte */
};

struct hr_ldap_session {
	LDAP *ld;                  /* NULL = closed */
	struct hr_ldap_wire *wire; /* of ld */
	const struct hr_ldap_options *options;
	struct hr_ldap_target target;
};

/* "ldaps://dc1.contoso.com:636" in `out`. Returns it. */
const char *hr_ldap_target_text(const struct hr_ldap_target *target, char out[static 300]);

/* Do the options make sense together, whatever the network says? False (HR_E_USAGE, HR_E_FILE). */
bool hr_ldap_options_check(const struct hr_ldap_options *options, struct hr_error *why) HR_MUST_USE;

/* Reads options->uri. False (HR_E_USAGE). */
bool hr_ldap_target_of(const struct hr_ldap_options *options, struct hr_ldap_target *target,
                       struct hr_error *why) HR_MUST_USE;

/*
 * Connects, starts TLS if it is to be, binds. False: HR_E_NETWORK (no connection), HR_E_TRUST (a certificate that does
 * not verify), HR_E_REFUSED (bind), HR_E_USAGE, HR_E_FILE. Close the session in any case.
 */
bool hr_ldap_session_open(struct hr_ldap_session *session, const struct hr_ldap_options *options,
                          const struct hr_ldap_target *target, struct hr_error *why) HR_MUST_USE;
void hr_ldap_session_close(struct hr_ldap_session *session);

/* How long one operation may take. */
unsigned hr_ldap_timeout_ms(const struct hr_ldap_options *options);

/* What the server said with its last result, on one line of plain characters, in `out`. Returns it. */
const char *hr_ldap_said(LDAP *ld, char *out, size_t room);

#endif
