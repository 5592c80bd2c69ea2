/* What a client sends first: a ClientHello of SSL 3.0 to TLS 1.3 (RFC 6101 to 8446), or one in the form of SSL 2.0. */
#ifndef HR_PARSE_CLIENT_HELLO_H
#define HR_PARSE_CLIENT_HELLO_H

#include "base/error.h"
#include "base/reader.h"

/* Ceilings; a hello beyond one of them is BROKEN. Real ones have some 40 suites, 20 extensions and 2000 bytes. */
#define HR_CLIENT_HELLO_MAX 16384 /* bytes of the message */
#define HR_CLIENT_SUITES_MAX 512
#define HR_CLIENT_EXTENSIONS_MAX 128
#define HR_CLIENT_VERSIONS_MAX 32
#define HR_CLIENT_GROUPS_MAX 64
#define HR_CLIENT_FORMATS_MAX 16
#define HR_CLIENT_SIGNATURES_MAX 128
#define HR_CLIENT_HOST_MAX 255
#define HR_CLIENT_ALPN_MAX 512 /* bytes of the list, length bytes included */

enum hr_client_kind {
	HR_CLIENT_MORE = 0, /* what is here is the beginning of a hello */
	HR_CLIENT_HELLO,
	HR_CLIENT_NOT_TLS, /* neither records nor the form of SSL 2.0 */
	HR_CLIENT_BROKEN,
};

/* Lists are in the order offered and hold GREASE values (RFC 8701) where the client sent them. */
struct hr_client_hello {
	enum hr_client_kind kind;
	const char *broken;      /* BROKEN: what was wrong, static text */
	size_t used;             /* HELLO: bytes up to the end of the record that ends it */
	uint16_t record_version; /* of the first record; 0 in the form of SSL 2.0 */
	uint16_t version;        /* client_version; TLS 1.3 says 0x0303 here and means supported_versions */
	bool ssl2_form;          /* RFC 5246 E.2; kinds of SSL 2.0 itself are not among the suites */
	uint16_t suites[HR_CLIENT_SUITES_MAX];
	uint16_t extensions[HR_CLIENT_EXTENSIONS_MAX];
	uint16_t versions[HR_CLIENT_VERSIONS_MAX]; /* of supported_versions */
	uint16_t groups[HR_CLIENT_GROUPS_MAX];
	uint16_t signatures[HR_CLIENT_SIGNATURES_MAX];
	uint8_t formats[HR_CLIENT_FORMATS_MAX]; /* ec_point_formats */
	size_t suite_count, extension_count, version_count, group_count, signature_count, format_count;
	size_t host_length;
	char host[HR_CLIENT_HOST_MAX + 1]; /* server_name as sent, any bytes, a NUL behind it; "" none */
	uint8_t alpn[HR_CLIENT_ALPN_MAX];  /* protocols, a length byte before each: hr_client_alpn() */
	size_t alpn_length;
};

/* Reads the body of one ClientHello message, whole. False: its lengths do not fit, or a ceiling. */
bool hr_client_read(struct hr_reader body, struct hr_client_hello *hello) HR_MUST_USE;

/* Reads all that a client has sent so far. Records may be cut anywhere; what follows the hello is not looked at. */
void hr_client_parse(struct hr_reader in, struct hr_client_hello *hello);

/* The next protocol of hello->alpn in *name (failed at none); start with hr_reader_of(hello->alpn, alpn_length). */
bool hr_client_alpn(struct hr_reader *list, struct hr_reader *name);

/* A value that a client sends so that servers stay tolerant, and that means nothing (RFC 8701). */
static inline bool hr_is_grease(uint16_t value)
{
	return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

/* The highest version offered, as on the wire; 0 if supported_versions holds none that is known. */
uint16_t hr_client_highest(const struct hr_client_hello *hello);

#endif
