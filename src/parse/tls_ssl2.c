#include "parse/tls_ssl2.h"

#include "parse/tls_hello.h"
#include "parse/tls_writer.h"

struct cipher_kind {
	uint32_t kind;
	const char *name;
};

static const struct cipher_kind cipher_kinds[] = {
        {0x010080, "SSL_CK_RC4_128_WITH_MD5"},          {0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"},
        {0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5"},      {0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"},
        {0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5"},     {0x060040, "SSL_CK_DES_64_CBC_WITH_MD5"},
        {0x060140, "SSL_CK_DES_64_CBC_WITH_SHA"},       {0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"},
        {0x0701c0, "SSL_CK_DES_192_EDE3_CBC_WITH_SHA"}, {0x080080, "SSL_CK_RC4_64_WITH_MD5"},
};
#define KIND_COUNT (sizeof cipher_kinds / sizeof *cipher_kinds)

enum message { MESSAGE_ERROR = 0, CLIENT_HELLO = 1, SERVER_HELLO = 4 };

const char *hr_ssl2_kind_name(uint32_t kind)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (cipher_kinds[i].kind == kind)
			return cipher_kinds[i].name;
	}
	return NULL;
}

size_t hr_ssl2_hello_write(uint8_t out[static HR_SSL2_HELLO_MAX], const uint8_t challenge[static 16])
{
	struct hr_writer writer = {.bytes = out, .room = HR_SSL2_HELLO_MAX};
	hr_put16(&writer, (unsigned)(0x8000 | (9 + 3 * KIND_COUNT + 16))); /* a record without padding */
	hr_put8(&writer, CLIENT_HELLO);
	hr_put16(&writer, HR_SSL_2_0);
	hr_put16(&writer, (unsigned)(3 * KIND_COUNT));
	hr_put16(&writer, 0); /* no session */
	hr_put16(&writer, 16);
	for (size_t i = 0; i < KIND_COUNT; i++) {
		hr_put8(&writer, cipher_kinds[i].kind >> 16);
		hr_put16(&writer, cipher_kinds[i].kind & 0xffff);
	}
	hr_put(&writer, challenge, 16);
	return writer.length;
}

static bool has_kind(const struct hr_ssl2_answer *answer, uint32_t kind)
{
	for (size_t i = 0; i < answer->kind_count; i++) {
		if (answer->kinds[i] == kind)
			return true;
	}
	return false;
}

static bool read_hello(struct hr_reader in, struct hr_ssl2_answer *answer)
{
	uint8_t hit = hr_u8(&in);
	(void)hr_u8(&in); /* certificate type */
	uint16_t version = hr_u16(&in), certificate = hr_u16(&in), kinds = hr_u16(&in), connection = hr_u16(&in);
	(void)hr_take(&in, certificate);
	struct hr_reader list = hr_sub(&in, kinds);
	(void)hr_take(&in, connection);
	if (!hr_done(&in) || version != HR_SSL_2_0 || hit > 1 || kinds % 3 != 0)
		return false;
	while (hr_left(&list) > 0) {
		uint32_t kind = hr_u24(&list);
		if (has_kind(answer, kind))
			continue;
		if (answer->kind_count == HR_SSL2_KINDS_MAX)
			return false;
		answer->kinds[answer->kind_count++] = kind;
	}
	return hr_done(&list);
}

/* The body of the first record, if it is one and whole; else the answer is set. */
static bool read_record(struct hr_reader *in, struct hr_reader *body, struct hr_ssl2_answer *answer)
{
	if (hr_left(in) < 1)
		return false;
	/* 20 to 23 with a major version of 3 behind it is a TLS record; a 3-byte header (bit 7 off) carries padding,
	 * which only encrypted records have. */
	if ((*in->at & 0x80) == 0) {
		answer->kind = HR_SSL2_OTHER;
		return false;
	}
	if (hr_left(in) < 3)
		return false;
	size_t length = hr_u16(in) & 0x7fff;
	if (length == 0 || (*in->at != SERVER_HELLO && *in->at != MESSAGE_ERROR)) {
		answer->kind = HR_SSL2_OTHER;
		return false;
	}
	if (hr_left(in) < length)
		return false;
	*body = hr_sub(in, length);
	return true;
}

void hr_ssl2_parse(struct hr_reader in, struct hr_ssl2_answer *answer)
{
	*answer = (struct hr_ssl2_answer){.kind = HR_SSL2_MORE};
	struct hr_reader body;
	if (!read_record(&in, &body, answer))
		return;
	uint8_t message = hr_u8(&body);
	if (message == MESSAGE_ERROR) {
		(void)hr_u16(&body);
		answer->kind = hr_done(&body) ? HR_SSL2_ERROR : HR_SSL2_BROKEN;
	} else if (read_hello(body, answer)) {
		answer->kind = HR_SSL2_HELLO;
	} else {
		answer->kind = HR_SSL2_BROKEN;
		answer->kind_count = 0;
	}
}
