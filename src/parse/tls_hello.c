#include "parse/tls_hello.h"

#include <string.h>

#include "parse/tls_writer.h"

enum extension {
	SERVER_NAME = 0,
	STATUS_REQUEST = 5,
	SUPPORTED_GROUPS = 10,
	EC_POINT_FORMATS = 11,
	SIGNATURE_ALGORITHMS = 13,
	PADDING = 21,
	EXTENDED_MASTER_SECRET = 23,
	SESSION_TICKET = 35,
	SUPPORTED_VERSIONS = 43,
	PSK_KEY_EXCHANGE_MODES = 45,
	SIGNATURE_ALGORITHMS_CERT = 50,
	KEY_SHARE = 51,
	RENEGOTIATION_INFO = 0xff01,
};

/* secp256r1 first, because every Windows release knows it; then what else IANA names and servers still use. */
static const uint16_t groups[] = {0x0017, 0x0018, 0x0019, 0x001d, 0x001e, 0x001a, 0x001b, 0x001c,
                                  0x0016, 0x0015, 0x0013, 0x0014, 0x000d, 0x000e, 0x000b, 0x000c,
                                  0x0009, 0x000a, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104};
/* A server that knows few groups must not lose them in a list with obsolete ones: TLS 1.3 allows only these. */
static const uint16_t groups_13[] = {0x0017, 0x001d, 0x0018, 0x0019, 0x001e, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104};

/* RSA, ECDSA, PSS, EdDSA and DSA, SHA-256 to SHA-512, then SHA-1 and MD5, which old certificates carry. */
static const uint16_t signatures[] = {0x0401, 0x0501, 0x0601, 0x0403, 0x0503, 0x0603, 0x0804, 0x0805,
                                      0x0806, 0x0809, 0x080a, 0x080b, 0x0807, 0x0808, 0x0301, 0x0303,
                                      0x0201, 0x0203, 0x0402, 0x0502, 0x0602, 0x0302, 0x0202, 0x0101};

bool hr_host_is_literal(const char *host)
{
	/* No top-level domain is all digits, so a name that ends in a digit-only label is an IPv4 address. */
	const char *dot = strrchr(host, '.');
	const char *last = dot == NULL ? host : dot + 1;
	return strchr(host, ':') != NULL || (*last != '\0' && last[strspn(last, "0123456789")] == '\0');
}

const char *hr_tls_version_name(uint16_t version)
{
	switch (version) {
	case HR_SSL_2_0:
		return "SSL 2.0";
	case HR_SSL_3_0:
		return "SSL 3.0";
	case HR_TLS_1_0:
		return "TLS 1.0";
	case HR_TLS_1_1:
		return "TLS 1.1";
	case HR_TLS_1_2:
		return "TLS 1.2";
	case HR_TLS_1_3:
		return "TLS 1.3";
	default:
		return NULL;
	}
}

static void put_words(struct hr_writer *out, enum extension type, const uint16_t *words, size_t count)
{
	hr_put16(out, type);
	hr_put16(out, (unsigned)(2 * count + 2));
	hr_put16(out, (unsigned)(2 * count));
	for (size_t i = 0; i < count; i++)
		hr_put16(out, words[i]);
}

static void put_extension(struct hr_writer *out, enum extension type, const uint8_t *body, size_t length)
{
	hr_put16(out, type);
	hr_put16(out, (unsigned)length);
	hr_put(out, body, length);
}

static void put_server_name(struct hr_writer *out, const char *host)
{
	if (host == NULL || *host == '\0' || hr_host_is_literal(host))
		return;
	size_t length = strlen(host);
	hr_put16(out, SERVER_NAME);
	size_t extension = hr_put_open(out, 2);
	size_t list = hr_put_open(out, 2);
	hr_put8(out, 0); /* host_name */
	hr_put16(out, (unsigned)length);
	hr_put(out, host, length);
	hr_put_close(out, list, 2);
	hr_put_close(out, extension, 2);
}

static void put_groups(struct hr_writer *out, const struct hr_hello_extras *extras, const uint16_t *usual, size_t count)
{
	bool own = extras->groups != NULL;
	put_words(out, SUPPORTED_GROUPS, own ? extras->groups : usual, own ? extras->group_count : count);
}

static void put_signatures(struct hr_writer *out, const struct hr_hello_extras *extras)
{
	size_t count = sizeof signatures / sizeof *signatures;
	bool own = extras->signatures != NULL;
	put_words(out, SIGNATURE_ALGORITHMS, own ? extras->signatures : signatures,
	          own ? extras->signature_count : count);
	if (own)
		put_words(out, SIGNATURE_ALGORITHMS_CERT, signatures, count);
}

static void put_padding(struct hr_writer *out, size_t length)
{
	if (length == 0)
		return;
	hr_put16(out, PADDING);
	hr_put16(out, (unsigned)length);
	for (size_t i = 0; i < length; i++)
		hr_put8(out, 0);
}

static void put_versions(struct hr_writer *out, uint16_t version, bool unknown)
{
	const uint8_t list[] = {4, 0x3a, 0x3a, (uint8_t)(version >> 8), (uint8_t)version};
	const uint8_t one[] = {2, (uint8_t)(version >> 8), (uint8_t)version};
	put_extension(out, SUPPORTED_VERSIONS, unknown ? list : one, unknown ? sizeof list : sizeof one);
}

static void put_extensions_13(struct hr_writer *out, const struct hr_hello_extras *extras)
{
	put_groups(out, extras, groups_13, sizeof groups_13 / sizeof *groups_13);
	put_signatures(out, extras);
	put_versions(out, HR_TLS_1_3, extras->unknown_version);
	put_extension(out, PSK_KEY_EXCHANGE_MODES, (const uint8_t[]){1, 1}, 2);
	put_extension(out, KEY_SHARE, (const uint8_t[]){0, 0}, 2);
}

static void put_extensions(struct hr_writer *out, const struct hr_hello *hello)
{
	static const struct hr_hello_extras none = {.padding = 0};
	const struct hr_hello_extras *extras = hello->extras == NULL ? &none : hello->extras;
	put_server_name(out, hello->host);
	put_padding(out, extras->padding);
	if (hello->version == HR_TLS_1_3) {
		put_extensions_13(out, extras);
		return;
	}
	if (hello->shape == HR_HELLO_FULL) {
		put_extension(out, RENEGOTIATION_INFO, (const uint8_t[]){0}, 1);
		put_extension(out, EXTENDED_MASTER_SECRET, (const uint8_t[]){0}, 0);
		put_extension(out, SESSION_TICKET, (const uint8_t[]){0}, 0);
	}
	put_groups(out, extras, groups, sizeof groups / sizeof *groups);
	put_extension(out, EC_POINT_FORMATS, (const uint8_t[]){1, 0}, 2);
	if (hello->version == HR_TLS_1_2)
		put_signatures(out, extras);
	if (extras->unknown_version)
		put_versions(out, hello->version, true);
}

static void put_body(struct hr_writer *out, const struct hr_hello *hello)
{
	bool v13 = hello->version == HR_TLS_1_3, full = hello->shape == HR_HELLO_FULL;
	bool other = hello->extras != NULL && hello->extras->client_version != 0;
	hr_put16(out, other ? hello->extras->client_version : v13 ? HR_TLS_1_2 : hello->version);
	hr_put(out, hello->random, 32);
	/* The session id makes a TLS 1.3 hello look like a resumption to boxes on the way (RFC 8446 appendix D.4). */
	hr_put8(out, v13 && full ? 32 : 0);
	hr_put(out, hello->random + 32, v13 && full ? 32 : 0);
	size_t list = hr_put_open(out, 2);
	for (size_t i = 0; i < hello->suite_count; i++)
		hr_put16(out, hello->suites[i]);
	hr_put_close(out, list, 2);
	hr_put16(out, 0x0100); /* one compression method: none */
	if (hello->version == HR_SSL_3_0 && full)
		return;
	size_t extensions = hr_put_open(out, 2);
	put_extensions(out, hello);
	hr_put_close(out, extensions, 2);
}

bool hr_hello_write(const struct hr_hello *hello, uint8_t out[static HR_HELLO_MAX], size_t *length)
{
	if (hello->version < HR_SSL_3_0 || hello->version > HR_TLS_1_3 || hello->suite_count == 0 ||
	    hello->suite_count > HR_HELLO_SUITES_MAX || (hello->host != NULL && strlen(hello->host) > 253))
		return false;
	struct hr_writer writer = {.bytes = out, .room = HR_HELLO_MAX};
	hr_put8(&writer, 22); /* handshake */
	/* Servers that look at the record's version want the lowest that can be meant (RFC 5246 appendix E.1). */
	hr_put16(&writer, hello->version == HR_SSL_3_0 ? HR_SSL_3_0 : HR_TLS_1_0);
	size_t record = hr_put_open(&writer, 2);
	hr_put8(&writer, 1); /* client_hello */
	size_t message = hr_put_open(&writer, 3);
	put_body(&writer, hello);
	hr_put_close(&writer, message, 3);
	hr_put_close(&writer, record, 2);
	if (writer.failed)
		return false;
	*length = writer.length;
	return true;
}
