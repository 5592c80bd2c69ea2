#include "parse/client_hello.h"

#include <string.h>

#include "parse/tls_hello.h"

#define RECORD_MAX 16384 /* a record that is not encrypted, RFC 8446 5.1 */

static void broken(struct hr_client_hello *hello, const char *what)
{
	hello->kind = HR_CLIENT_BROKEN;
	hello->broken = what;
}

/* All of `in` as 16-bit values; false for an odd byte or too many. */
static bool read_values(struct hr_reader in, uint16_t *values, size_t max, size_t *count)
{
	*count = 0;
	while (hr_left(&in) > 0) {
		if (*count == max)
			return false;
		values[(*count)++] = hr_u16(&in);
	}
	return hr_done(&in);
}

/* RFC 6066 section 3: the first name that is a host name. */
static bool read_host(struct hr_reader in, struct hr_client_hello *hello)
{
	struct hr_reader list = hr_sub(&in, hr_u16(&in));
	while (hr_left(&list) > 0) {
		uint8_t type = hr_u8(&list);
		struct hr_reader name = hr_sub(&list, hr_u16(&list));
		size_t length = hr_left(&name);
		if (type != 0 || length == 0 || hello->host_length > 0)
			continue;
		if (length > HR_CLIENT_HOST_MAX)
			return false;
		memcpy(hello->host, name.at, length);
		hello->host_length = length;
	}
	return hr_done(&list) && hr_done(&in);
}

static bool read_formats(struct hr_reader in, struct hr_client_hello *hello)
{
	struct hr_reader list = hr_sub(&in, hr_u8(&in));
	hello->format_count = 0;
	while (hr_left(&list) > 0) {
		if (hello->format_count == HR_CLIENT_FORMATS_MAX)
			return false;
		hello->formats[hello->format_count++] = hr_u8(&list);
	}
	return hr_done(&list) && hr_done(&in);
}

bool hr_client_alpn(struct hr_reader *list, struct hr_reader *name)
{
	if (hr_left(list) == 0)
		return false;
	*name = hr_sub(list, hr_u8(list));
	return !name->failed;
}

static bool read_alpn(struct hr_reader in, struct hr_client_hello *hello)
{
	struct hr_reader list = hr_sub(&in, hr_u16(&in)), look = list, name;
	size_t length = hr_left(&list);
	while (hr_client_alpn(&look, &name))
		continue;
	if (!hr_done(&look) || !hr_done(&in) || length > HR_CLIENT_ALPN_MAX)
		return false;
	if (length > 0)
		memcpy(hello->alpn, list.at, length);
	hello->alpn_length = length;
	return true;
}

static bool read_list(struct hr_reader in, size_t length, uint16_t *values, size_t max, size_t *count)
{
	struct hr_reader list = hr_sub(&in, length);
	return read_values(list, values, max, count) && hr_done(&in);
}

static bool read_extension(struct hr_reader *in, struct hr_client_hello *hello)
{
	uint16_t type = hr_u16(in);
	struct hr_reader body = hr_sub(in, hr_u16(in));
	if (hello->extension_count == HR_CLIENT_EXTENSIONS_MAX || body.failed)
		return false;
	hello->extensions[hello->extension_count++] = type;
	size_t length;
	switch (type) {
	case 0:
		return read_host(body, hello);
	case 10:
		length = hr_u16(&body);
		return read_list(body, length, hello->groups, HR_CLIENT_GROUPS_MAX, &hello->group_count);
	case 11:
		return read_formats(body, hello);
	case 13:
		length = hr_u16(&body);
		return read_list(body, length, hello->signatures, HR_CLIENT_SIGNATURES_MAX, &hello->signature_count);
	case 16:
		return read_alpn(body, hello);
	case 43:
		length = hr_u8(&body);
		return read_list(body, length, hello->versions, HR_CLIENT_VERSIONS_MAX, &hello->version_count);
	default:
		return true;
	}
}

bool hr_client_read(struct hr_reader in, struct hr_client_hello *hello)
{
	hello->version = hr_u16(&in);
	(void)hr_take(&in, 32);
	uint8_t session = hr_u8(&in);
	(void)hr_take(&in, session);
	struct hr_reader suites = hr_sub(&in, hr_u16(&in));
	uint8_t compressions = hr_u8(&in);
	(void)hr_take(&in, compressions);
	if (in.failed || session > 32 || compressions == 0 || hr_left(&suites) == 0 ||
	    !read_values(suites, hello->suites, HR_CLIENT_SUITES_MAX, &hello->suite_count))
		return false;
	if (hr_left(&in) == 0)
		return true; /* no extensions: SSL 3.0, and TLS before RFC 3546 */
	struct hr_reader extensions = hr_sub(&in, hr_u16(&in));
	if (!hr_done(&in))
		return false;
	while (hr_left(&extensions) > 0) {
		if (!read_extension(&extensions, hello))
			return false;
	}
	return hr_done(&extensions);
}

/* The form of SSL 2.0 (RFC 5246 E.2): two bytes of length, and suites of three bytes. */
static bool read_ssl2(struct hr_reader in, struct hr_client_hello *hello)
{
	(void)hr_u8(&in);
	hello->version = hr_u16(&in);
	uint16_t specs_length = hr_u16(&in), session = hr_u16(&in), challenge = hr_u16(&in);
	struct hr_reader specs = hr_sub(&in, specs_length);
	(void)hr_take(&in, session);
	(void)hr_take(&in, challenge);
	if (!hr_done(&in) || specs_length == 0)
		return false;
	while (hr_left(&specs) > 0) {
		uint32_t spec = hr_u24(&specs);
		if (spec > 0xffff)
			continue;
		if (hello->suite_count == HR_CLIENT_SUITES_MAX)
			return false;
		hello->suites[hello->suite_count++] = (uint16_t)spec;
	}
	return hr_done(&specs);
}

static void parse_ssl2(struct hr_reader in, struct hr_client_hello *hello)
{
	size_t length = hr_u16(&in) & 0x7fff;
	if (hr_left(&in) < 3)
		return;
	if (in.at[1] != 3 && !(in.at[1] == 0 && in.at[2] == 2)) {
		hello->kind = HR_CLIENT_NOT_TLS;
		return;
	}
	if (length > HR_CLIENT_HELLO_MAX) {
		broken(hello, "a hello in the form of SSL 2.0 longer than 16384 bytes");
		return;
	}
	if (hr_left(&in) < length)
		return;
	hello->ssl2_form = true;
	hello->used = length + 2;
	if (read_ssl2(hr_sub(&in, length), hello))
		hello->kind = HR_CLIENT_HELLO;
	else
		broken(hello, "a hello in the form of SSL 2.0 whose lengths do not fit");
}

/* The header of a record. False if it is not there whole; sets the kind if it is none. */
static bool read_header(struct hr_reader *in, uint16_t *version, uint16_t *length, struct hr_client_hello *hello)
{
	size_t left = hr_left(in);
	if ((left >= 1 && in->at[0] != 22) || (left >= 2 && in->at[1] != 3)) {
		if (hello->record_version == 0)
			hello->kind = HR_CLIENT_NOT_TLS;
		else
			broken(hello, "a record that is none of the hello's in the middle of it");
		return false;
	}
	if (left < 5)
		return false;
	(void)hr_u8(in);
	*version = hr_u16(in);
	*length = hr_u16(in);
	if (*length > 0 && *length <= RECORD_MAX)
		return true;
	broken(hello, "a record that is empty or longer than 16384 bytes");
	return false;
}

/* True once the handshake bytes so far decide. */
static bool read_message(struct hr_reader in, struct hr_client_hello *hello)
{
	if (hr_left(&in) >= 1 && *in.at != 1) {
		broken(hello, "a handshake message other than ClientHello came first");
		return true;
	}
	if (hr_left(&in) < 4)
		return false;
	(void)hr_u8(&in);
	uint32_t length = hr_u24(&in);
	if (length > HR_CLIENT_HELLO_MAX - 4) {
		broken(hello, "a ClientHello longer than 16384 bytes");
		return true;
	}
	if (hr_left(&in) < length)
		return false;
	if (hr_client_read(hr_sub(&in, length), hello))
		hello->kind = HR_CLIENT_HELLO;
	else
		broken(hello, "a ClientHello whose lengths do not fit, or with more in it than is read");
	return true;
}

/* What the second and later records bring is joined; a hello in one record, as nearly all are, is read in place. */
static void parse_records(struct hr_reader in, struct hr_client_hello *hello)
{
	const uint8_t *start = in.at;
	uint8_t joined[HR_CLIENT_HELLO_MAX];
	size_t have = 0;
	uint16_t version, length;
	while (read_header(&in, &version, &length, hello)) {
		if (hello->record_version == 0)
			hello->record_version = version;
		bool whole = hr_left(&in) >= length;
		struct hr_reader body = hr_sub(&in, whole ? length : hr_left(&in));
		bool first = have == 0 && whole;
		if (first && read_message(body, hello)) {
			hello->used = (size_t)(in.at - start);
			return;
		}
		size_t part = hr_left(&body), room = sizeof joined - have;
		if (part > room)
			part = room; /* read_message() refuses what would need more */
		if (part > 0)
			memcpy(joined + have, body.at, part);
		have += part;
		if (!first && read_message(hr_reader_of(joined, have), hello)) {
			hello->used = (size_t)(in.at - start);
			return;
		}
		if (!whole)
			return;
	}
}

void hr_client_parse(struct hr_reader in, struct hr_client_hello *hello)
{
	memset(hello, 0, sizeof *hello);
	size_t left = hr_left(&in);
	if (left >= 1 && (in.at[0] & 0x80) != 0) {
		if (left >= 3 && in.at[2] != 1)
			hello->kind = HR_CLIENT_NOT_TLS;
		else if (left >= 3)
			parse_ssl2(in, hello);
		return;
	}
	parse_records(in, hello);
}

uint16_t hr_client_highest(const struct hr_client_hello *hello)
{
	uint16_t highest = 0;
	for (size_t i = 0; i < hello->version_count; i++) {
		uint16_t version = hello->versions[i];
		if (version >= HR_SSL_3_0 && version <= HR_TLS_1_3 && version > highest)
			highest = version;
	}
	return hello->version_count > 0 ? highest : hello->version;
}
