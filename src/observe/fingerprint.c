#include "observe/fingerprint.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "parse/tls_hello.h"

#define TEXT_MAX 8192 /* all lists at their ceilings, in decimal, fit */

/* The first `digits` hex digits of the digest. */
static bool digest(const EVP_MD *kind, const char *text, size_t length, size_t digits, char *out)
{
	uint8_t bytes[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	*out = '\0';
	if (kind == NULL || EVP_Digest(text, length, bytes, &size, kind, NULL) != 1)
		return false;
	for (size_t i = 0; i < digits / 2 && i < size; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

static void add_decimals(struct hr_buffer *text, const uint16_t *values, size_t count)
{
	const char *between = ",";
	if (count == 0)
		hr_buffer_text(text, ",");
	for (size_t i = 0; i < count; i++) {
		if (hr_is_grease(values[i]))
			continue;
		hr_buffer_printf(text, "%s%u", between, values[i]);
		between = "-";
	}
	if (count > 0 && *between == ',')
		hr_buffer_text(text, ",");
}

bool hr_ja3(const struct hr_client_hello *hello, char text[static HR_JA3_SIZE])
{
	struct hr_buffer full = {.ceiling = TEXT_MAX};
	uint16_t formats[HR_CLIENT_FORMATS_MAX];

	text[0] = '\0';
	if (hello->ssl2_form)
		return false;
	for (size_t i = 0; i < hello->format_count; i++)
		formats[i] = hello->formats[i];
	hr_buffer_printf(&full, "%u", hello->version);
	add_decimals(&full, hello->suites, hello->suite_count);
	add_decimals(&full, hello->extensions, hello->extension_count);
	add_decimals(&full, hello->groups, hello->group_count);
	add_decimals(&full, formats, hello->format_count);
	bool done = !full.failed && digest(EVP_md5(), full.data, full.length, 32, text);
	hr_buffer_free(&full);
	return done;
}

static int by_value(const void *a, const void *b)
{
	const uint16_t *left = a, *right = b;
	return (*left > *right) - (*left < *right);
}

/* Copies without GREASE, and if asked without server_name and ALPN; returns how many. */
static size_t without(const uint16_t *from, size_t count, uint16_t *to, bool no_names)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		if (!hr_is_grease(from[i]) && !(no_names && (from[i] == 0 || from[i] == 16)))
			to[kept++] = from[i];
	}
	return kept;
}

static void add_hex(struct hr_buffer *text, const char *before, const uint16_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		hr_buffer_printf(text, "%s%04x", i == 0 ? before : ",", values[i]);
}

/* Twelve hex digits of SHA-256; zeros for an empty list. */
static bool add_hash(struct hr_buffer *text, const struct hr_buffer *list, bool empty)
{
	char hash[13] = "000000000000";
	if (!empty && (list->failed || !digest(EVP_sha256(), list->data, list->length, 12, hash)))
		return false;
	hr_buffer_printf(text, "_%s", hash);
	return true;
}

static const char *version_mark(uint16_t version)
{
	switch (version) {
	case HR_SSL_2_0:
		return "s2";
	case HR_SSL_3_0:
		return "s3";
	case HR_TLS_1_0:
		return "10";
	case HR_TLS_1_1:
		return "11";
	case HR_TLS_1_2:
		return "12";
	case HR_TLS_1_3:
		return "13";
	default:
		return "00";
	}
}

static bool alphanumeric(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* First and last character of the first protocol, of its hex form where one of them is no letter or digit. */
static void alpn_mark(const struct hr_client_hello *hello, char mark[static 3])
{
	static const char hex[] = "0123456789abcdef";
	struct hr_reader list = hr_reader_of(hello->alpn, hello->alpn_length), name;
	memcpy(mark, "00", 3);
	if (!hr_client_alpn(&list, &name) || hr_left(&name) == 0)
		return;
	uint8_t first = *name.at, last = name.end[-1];
	bool plain = alphanumeric(first) && alphanumeric(last);
	mark[0] = plain ? (char)first : hex[first >> 4];
	mark[1] = plain ? (char)last : hex[last & 15];
}

static bool has_extension(const struct hr_client_hello *hello, uint16_t type)
{
	for (size_t i = 0; i < hello->extension_count; i++) {
		if (hello->extensions[i] == type)
			return true;
	}
	return false;
}

static unsigned count_of(size_t count)
{
	return count > 99 ? 99 : (unsigned)count;
}

static bool add_suite_hash(struct hr_buffer *text, uint16_t *suites, size_t count)
{
	struct hr_buffer list = {.ceiling = TEXT_MAX};
	qsort(suites, count, sizeof *suites, by_value);
	add_hex(&list, "", suites, count);
	bool done = add_hash(text, &list, count == 0);
	hr_buffer_free(&list);
	return done;
}

static bool add_extension_hash(struct hr_buffer *text, const struct hr_client_hello *hello)
{
	uint16_t extensions[HR_CLIENT_EXTENSIONS_MAX], signatures[HR_CLIENT_SIGNATURES_MAX];
	struct hr_buffer list = {.ceiling = TEXT_MAX};
	size_t count = without(hello->extensions, hello->extension_count, extensions, true);
	qsort(extensions, count, sizeof *extensions, by_value);
	add_hex(&list, "", extensions, count);
	add_hex(&list, "_", signatures, without(hello->signatures, hello->signature_count, signatures, false));
	bool done = add_hash(text, &list, count == 0);
	hr_buffer_free(&list);
	return done;
}

bool hr_ja4(const struct hr_client_hello *hello, char text[static HR_JA4_SIZE])
{
	uint16_t suites[HR_CLIENT_SUITES_MAX], extensions[HR_CLIENT_EXTENSIONS_MAX];
	struct hr_buffer whole = {.ceiling = HR_JA4_SIZE - 1};
	char alpn[3];

	text[0] = '\0';
	if (hello->ssl2_form)
		return false;
	size_t suite_count = without(hello->suites, hello->suite_count, suites, false);
	size_t extension_count = without(hello->extensions, hello->extension_count, extensions, false);
	alpn_mark(hello, alpn);
	hr_buffer_printf(&whole, "t%s%c%02u%02u%s", version_mark(hr_client_highest(hello)),
	                 has_extension(hello, 0) ? 'd' : 'i', count_of(suite_count), count_of(extension_count), alpn);
	bool done = add_suite_hash(&whole, suites, suite_count) && add_extension_hash(&whole, hello) && !whole.failed;
	if (done)
		memcpy(text, whole.data, whole.length + 1);
	hr_buffer_free(&whole);
	return done;
}
