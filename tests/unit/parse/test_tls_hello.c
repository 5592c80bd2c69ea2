/* Hellos of our own: the lengths fit, and what must or must not be in them is or is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/reader.h"
#include "parse/client_hello.h"
#include "parse/tls_hello.h"
#include "parse/tls_ssl2.h"

static const uint16_t suites[] = {0xc02f, 0x002f, 0x1301};
static uint8_t random_bytes[HR_HELLO_RANDOM_SIZE];

/* What a server reads of it. */
struct seen {
	uint16_t record_version, version;
	size_t suite_count, session;
	bool extensions[64];
	bool has_extensions;
	struct hr_reader name, key_share;
};

static struct seen read_back(const uint8_t *bytes, size_t length)
{
	struct hr_reader in = hr_reader_of(bytes, length);
	struct seen seen = {0};
	assert_int_equal(hr_u8(&in), 22);
	seen.record_version = hr_u16(&in);
	struct hr_reader record = hr_sub(&in, hr_u16(&in));
	assert_true(hr_done(&in));
	assert_int_equal(hr_u8(&record), 1);
	struct hr_reader body = hr_sub(&record, hr_u24(&record));
	assert_true(hr_done(&record));
	seen.version = hr_u16(&body);
	(void)hr_take(&body, 32);
	seen.session = hr_u8(&body);
	(void)hr_take(&body, seen.session);
	struct hr_reader list = hr_sub(&body, hr_u16(&body));
	seen.suite_count = hr_left(&list) / 2;
	struct hr_reader compression = hr_sub(&body, hr_u8(&body));
	assert_int_equal(hr_left(&compression), 1);
	seen.has_extensions = hr_left(&body) > 0;
	struct hr_reader extensions = seen.has_extensions ? hr_sub(&body, hr_u16(&body)) : body;
	assert_true(hr_done(&body));
	while (hr_left(&extensions) > 0) {
		uint16_t type = hr_u16(&extensions);
		struct hr_reader inner = hr_sub(&extensions, hr_u16(&extensions));
		if (type < 64) {
			assert_false(seen.extensions[type]);
			seen.extensions[type] = true;
		}
		if (type == 0)
			seen.name = inner;
		if (type == 51)
			seen.key_share = inner;
	}
	assert_true(hr_done(&extensions));
	return seen;
}

static struct seen write_one(uint16_t version, enum hr_hello_shape shape, const char *host)
{
	static uint8_t bytes[HR_HELLO_MAX];
	size_t length = 0;
	struct hr_hello hello = {.suites = suites,
	                         .suite_count = 3,
	                         .host = host,
	                         .random = random_bytes,
	                         .version = version,
	                         .shape = shape};
	assert_true(hr_hello_write(&hello, bytes, &length));
	return read_back(bytes, length);
}

static void each_version_in_each_shape(void **state)
{
	(void)state;
	for (uint16_t version = HR_SSL_3_0; version <= HR_TLS_1_3; version++) {
		for (int shape = HR_HELLO_FULL; shape <= HR_HELLO_PLAIN; shape++) {
			struct seen seen = write_one(version, (enum hr_hello_shape)shape, "www.example.com");
			bool v13 = version == HR_TLS_1_3;
			assert_int_equal(seen.version, v13 ? HR_TLS_1_2 : version);
			assert_int_equal(seen.record_version, version == HR_SSL_3_0 ? HR_SSL_3_0 : HR_TLS_1_0);
			assert_int_equal(seen.suite_count, 3);
			assert_int_equal(seen.session, v13 && shape == HR_HELLO_FULL ? 32 : 0);
			assert_int_equal(seen.has_extensions, version != HR_SSL_3_0 || shape == HR_HELLO_PLAIN);
			assert_int_equal(seen.extensions[0], seen.has_extensions);
			assert_int_equal(seen.extensions[13], version >= HR_TLS_1_2);
			assert_int_equal(seen.extensions[43], v13);
			assert_int_equal(seen.extensions[51], v13);
		}
	}
}

static void the_key_share_is_empty(void **state)
{
	(void)state;
	struct seen seen = write_one(HR_TLS_1_3, HR_HELLO_FULL, NULL);
	assert_int_equal(hr_u16(&seen.key_share), 0);
	assert_true(hr_done(&seen.key_share));
}

static void only_names_are_named(void **state)
{
	(void)state;
	struct seen seen = write_one(HR_TLS_1_2, HR_HELLO_FULL, "a.example");
	assert_int_equal(hr_left(&seen.name), 14);
	assert_memory_equal(seen.name.at + 5, "a.example", 9);
	static const char *const unnamed[] = {"192.0.2.1", "2001:db8::1", "", NULL};
	for (size_t i = 0; i < 4; i++)
		assert_false(write_one(HR_TLS_1_2, HR_HELLO_FULL, unnamed[i]).extensions[0]);
	assert_false(hr_host_is_literal("1.example"));
	assert_true(hr_host_is_literal("127.1"));
}

static struct hr_client_hello written_with(uint16_t version, const struct hr_hello_extras *extras, size_t *length)
{
	uint8_t bytes[HR_HELLO_MAX];
	char host[254];
	memset(host, 'h', sizeof host - 1);
	host[sizeof host - 1] = '\0';
	struct hr_hello hello = {.suites = suites,
	                         .suite_count = 3,
	                         .host = host,
	                         .random = random_bytes,
	                         .version = version,
	                         .extras = extras};
	struct hr_client_hello seen;
	assert_true(hr_hello_write(&hello, bytes, length));
	hr_client_parse(hr_reader_of(bytes, *length), &seen);
	assert_int_equal(seen.kind, HR_CLIENT_HELLO);
	return seen;
}

static bool has_extension(const struct hr_client_hello *hello, uint16_t type)
{
	for (size_t i = 0; i < hello->extension_count; i++) {
		if (hello->extensions[i] == type)
			return true;
	}
	return false;
}

static void extras(void **state)
{
	(void)state;
	static const uint16_t versions[] = {HR_TLS_1_2, HR_TLS_1_3}, groups[] = {29, 0x11ec}, signatures[] = {0x0804};
	for (size_t i = 0; i < 2; i++) {
		size_t usual, length;
		struct hr_client_hello seen = written_with(versions[i], NULL, &usual);
		assert_int_equal(seen.version, HR_TLS_1_2);
		assert_false(has_extension(&seen, 50) || has_extension(&seen, 21));
		struct hr_hello_extras own = {
		        .groups = groups, .group_count = 2, .signatures = signatures, .signature_count = 1};
		seen = written_with(versions[i], &own, &length);
		assert_int_equal(seen.group_count, 2);
		assert_memory_equal(seen.groups, groups, sizeof groups);
		assert_int_equal(seen.signature_count, 1);
		assert_true(has_extension(&seen, 50)); /* certificates may be signed as they are */
		own = (struct hr_hello_extras){.padding = 1500};
		seen = written_with(versions[i], &own, &length);
		assert_int_equal(length, usual + 4 + 1500);
		assert_true(has_extension(&seen, 21));
		own = (struct hr_hello_extras){.client_version = 0x0399};
		assert_int_equal(written_with(versions[i], &own, &length).version, 0x0399);
		own = (struct hr_hello_extras){.unknown_version = true};
		seen = written_with(versions[i], &own, &length);
		assert_int_equal(seen.version_count, 2);
		assert_true(hr_is_grease(seen.versions[0]) && seen.versions[1] == versions[i]);
	}
}

static void what_cannot_be_written(void **state)
{
	(void)state;
	static uint16_t many[HR_HELLO_SUITES_MAX + 1];
	uint8_t bytes[HR_HELLO_MAX];
	size_t length = 0;
	char host[300];
	memset(host, 'a', sizeof host);
	host[253] = '\0';
	struct hr_hello hello = {.suites = many,
	                         .suite_count = HR_HELLO_SUITES_MAX,
	                         .host = host,
	                         .random = random_bytes,
	                         .version = HR_TLS_1_2};
	assert_true(hr_hello_write(&hello, bytes, &length)); /* the largest there is */
	hello.suite_count++;
	assert_false(hr_hello_write(&hello, bytes, &length));
	hello.suite_count = 0;
	assert_false(hr_hello_write(&hello, bytes, &length));
	hello.suite_count = 1;
	hello.version = HR_SSL_2_0;
	assert_false(hr_hello_write(&hello, bytes, &length));
	hello.version = HR_TLS_1_2;
	host[253] = 'a';
	host[254] = '\0';
	assert_false(hr_hello_write(&hello, bytes, &length));
}

static void ssl_2_hello(void **state)
{
	(void)state;
	uint8_t bytes[HR_SSL2_HELLO_MAX];
	size_t length = hr_ssl2_hello_write(bytes, random_bytes);
	struct hr_reader in = hr_reader_of(bytes, length);
	assert_int_equal(hr_u16(&in), 0x8000 | (length - 2));
	assert_int_equal(hr_u8(&in), 1);
	assert_int_equal(hr_u16(&in), 2);
	uint16_t kinds = hr_u16(&in);
	assert_int_equal(hr_u16(&in), 0);
	uint16_t challenge = hr_u16(&in);
	for (unsigned i = 0; i < kinds / 3u; i++)
		assert_non_null(hr_ssl2_kind_name(hr_u24(&in)));
	(void)hr_take(&in, challenge);
	assert_true(hr_done(&in));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_version_in_each_shape), cmocka_unit_test(the_key_share_is_empty),
	        cmocka_unit_test(only_names_are_named),       cmocka_unit_test(extras),
	        cmocka_unit_test(what_cannot_be_written),     cmocka_unit_test(ssl_2_hello),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
