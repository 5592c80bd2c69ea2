/* What a server sends first, in answer to a ClientHello of SSL 3.0 to TLS 1.3. */
#ifndef HR_PARSE_TLS_SERVER_H
#define HR_PARSE_TLS_SERVER_H

#include "base/error.h"
#include "base/reader.h"

#define HR_SERVER_HELLO_MAX 4096 /* bytes of the message; real ones have some 100 */
#define HR_RECORD_MAX 18432      /* 2^14 + 2048, RFC 5246 6.2.3 */
#define HR_WARNINGS_MAX 4        /* alerts of level warning before a ServerHello */

enum hr_server_kind {
	HR_SERVER_MORE = 0, /* what is here is the beginning of an answer */
	HR_SERVER_HELLO,    /* a ServerHello, or a HelloRetryRequest */
	HR_SERVER_ALERT,
	HR_SERVER_NOT_TLS, /* not records at all */
	HR_SERVER_BROKEN,  /* records, but not what an answer may hold */
};

struct hr_server_answer {
	enum hr_server_kind kind;
	uint16_t version; /* HELLO: the one chosen, of supported_versions where that is there */
	uint16_t suite;
	uint16_t group; /* key_share: the group asked for or used; 0 none */
	uint8_t alert;  /* ALERT: its description */
	uint8_t compression;
	bool retry;              /* HELLO: it is a HelloRetryRequest */
	bool renegotiation_info; /* extensions that were in it */
	bool extended_master_secret;
	bool session_ticket;
	bool unrecognized_name; /* an alert of level warning said so before it (RFC 6066 section 3) */
	size_t used;            /* HELLO: bytes up to the end of the record that ends it, which may not be here yet */
	const char *broken;     /* BROKEN: what was wrong, static text */
};

/*
 * Reads all that a server has sent so far. Records may be cut anywhere, also inside of messages; what follows a
 * ServerHello is not looked at. Warnings about the server name (RFC 6066) are passed over.
 */
void hr_server_parse(struct hr_reader in, struct hr_server_answer *answer);

/* "handshake_failure"; NULL for a number IANA has not assigned. Static. */
const char *hr_alert_name(uint8_t alert);

#endif
