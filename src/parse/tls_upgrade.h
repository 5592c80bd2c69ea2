/*
 * Lines of text before TLS, as one side says them: SMTP, IMAP and POP3 until STARTTLS (RFC 3207, RFC 2595), Exchange's
 * X-ANONYMOUSTLS (MS-OXSMTP), and an HTTP proxy that is asked to CONNECT (RFC 9110 9.3.6).
 */
#ifndef HR_PARSE_TLS_UPGRADE_H
#define HR_PARSE_TLS_UPGRADE_H

#include "base/reader.h"

#define HR_UPGRADE_LINE_MAX ((size_t)8192)
#define HR_UPGRADE_NAME_MAX 253

enum hr_upgrade_kind { HR_UPGRADE_NONE = 0, HR_UPGRADE_STARTTLS, HR_UPGRADE_PROXY };

struct hr_upgrade {
	enum hr_upgrade_kind asked; /* by the client, last */
	char peer[HR_UPGRADE_NAME_MAX +
	          1]; /* asked of the proxy, or the mail server's own name; "" none; host characters */
};

enum hr_upgrade_state {
	HR_UPGRADE_MORE = 0, /* lines so far */
	HR_UPGRADE_TLS,      /* what follows the lines is TLS */
	HR_UPGRADE_OTHER,    /* neither */
};

/* Reads the lines at the front of `in`; *used is how many bytes they are. */
enum hr_upgrade_state hr_upgrade_client(struct hr_reader in, struct hr_upgrade *upgrade, size_t *used);
enum hr_upgrade_state hr_upgrade_server(struct hr_reader in, struct hr_upgrade *upgrade, size_t *used);

#endif
