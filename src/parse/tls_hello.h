/*
 * ClientHellos of our own making, because no library still offers what old servers accept (RFC 6101, 2246, 4346, 5246,
 * 8446). They are asked to be refused or to be answered with a ServerHello, never to be finished.
 */
#ifndef HR_PARSE_TLS_HELLO_H
#define HR_PARSE_TLS_HELLO_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* Versions as they stand on the wire. */
#define HR_SSL_2_0 0x0002
#define HR_SSL_3_0 0x0300
#define HR_TLS_1_0 0x0301
#define HR_TLS_1_1 0x0302
#define HR_TLS_1_2 0x0303
#define HR_TLS_1_3 0x0304

#define HR_HELLO_SUITES_MAX 512
#define HR_HELLO_RANDOM_SIZE 64 /* 32 for the random, 32 for the session id of TLS 1.3 */
#define HR_HELLO_MAX 4096       /* bytes of the whole record */

/* Two hellos that a server which stumbles over one of them hardly stumbles over both. */
enum hr_hello_shape {
	HR_HELLO_FULL = 0, /* all extensions; SSL 3.0: none */
	HR_HELLO_PLAIN,    /* only those that a version cannot do without; SSL 3.0: those of TLS 1.0 */
};

/* What a hello says otherwise than usual. */
struct hr_hello_extras {
	const uint16_t *groups; /* instead of all that are usual; NULL: not */
	size_t group_count;
	const uint16_t *signatures; /* SignatureScheme, the same; certificates may still be signed in any way */
	size_t signature_count;
	size_t padding;          /* bytes of it (RFC 7685); 0: none */
	uint16_t client_version; /* instead of the version's own number; 0: not */
	bool unknown_version;    /* supported_versions begins with one that does not exist (RFC 8701) */
};

struct hr_hello {
	const uint16_t *suites; /* in the order offered */
	size_t suite_count;     /* 1 to HR_HELLO_SUITES_MAX */
	const char *host;       /* server_name; NULL, "" or an address literal: none is sent */
	const uint8_t *random;  /* HR_HELLO_RANDOM_SIZE bytes */
	uint16_t version;       /* the only one for TLS 1.3, the highest for the others; not SSL 2.0 */
	enum hr_hello_shape shape;
	const struct hr_hello_extras *extras; /* NULL: none */
};

/*
 * Writes the hello as one record and sets *length. TLS 1.3 gets an empty key_share: the server then names version,
 * suite and group in a HelloRetryRequest (RFC 8446 4.1.4) and computes nothing. False: it does not fit, or a field is
 * out of its range.
 */
bool hr_hello_write(const struct hr_hello *hello, uint8_t out[static HR_HELLO_MAX], size_t *length) HR_MUST_USE;

/* "SSL 2.0" ... "TLS 1.3"; "version 0xNNNN" is not among them: NULL for any other. Static. */
const char *hr_tls_version_name(uint16_t version);

/* Is it an IPv4 or IPv6 literal, which RFC 6066 section 3 does not allow as a server_name? */
bool hr_host_is_literal(const char *host);

#endif
