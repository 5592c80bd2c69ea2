/* SSL 2.0 (Netscape's draft of 1995; RFC 6176 forbids it): its hello and what answers it. */
#ifndef HR_PARSE_TLS_SSL2_H
#define HR_PARSE_TLS_SSL2_H

#include "base/error.h"
#include "base/reader.h"

#define HR_SSL2_HELLO_MAX 64
#define HR_SSL2_KINDS_MAX 16

enum hr_ssl2_answer_kind {
	HR_SSL2_MORE = 0,
	HR_SSL2_HELLO, /* a SERVER-HELLO of version 0x0002 */
	HR_SSL2_ERROR, /* an SSL 2.0 ERROR message: it speaks the protocol and refuses */
	HR_SSL2_OTHER, /* no SSL 2.0 record: TLS, or not even that; hr_server_parse() tells */
	HR_SSL2_BROKEN,
};

struct hr_ssl2_answer {
	enum hr_ssl2_answer_kind kind;
	uint32_t kinds[HR_SSL2_KINDS_MAX]; /* cipher kinds in the server's order, each once */
	size_t kind_count;
};

/* Writes a CLIENT-HELLO that offers every cipher kind; `challenge` is 16 random bytes. Returns its length. */
size_t hr_ssl2_hello_write(uint8_t out[static HR_SSL2_HELLO_MAX], const uint8_t challenge[static 16]);

/* Reads all that a server has sent so far in answer to it. */
void hr_ssl2_parse(struct hr_reader in, struct hr_ssl2_answer *answer);

/* "SSL_CK_RC4_128_WITH_MD5"; NULL for a kind that is not in the draft. Static. */
const char *hr_ssl2_kind_name(uint32_t kind);

#endif
