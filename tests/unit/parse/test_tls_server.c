/* What servers send first, whole, cut anywhere, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parse/tls_server.h"
#include "parse/tls_ssl2.h"

/* A ServerHello of `version` with suite 0xc02f; `extensions` follow. Returns the length of the record. */
static size_t server_hello(uint8_t *out, uint16_t version, const uint8_t *extensions, size_t length)
{
	size_t body = 38 + (length > 0 ? length + 2 : 0);
	uint8_t head[] = {
	        22, 3, 3, 0, (uint8_t)(body + 4), 2, 0, 0, (uint8_t)body, (uint8_t)(version >> 8), (uint8_t)version};
	memcpy(out, head, sizeof head);
	memset(out + 11, 0x5a, 32);
	uint8_t tail[] = {0, 0xc0, 0x2f, 0, 0, (uint8_t)length};
	memcpy(out + 43, tail, sizeof tail);
	if (length > 0)
		memcpy(out + 49, extensions, length);
	return 5 + 4 + body;
}

static struct hr_server_answer parse(const uint8_t *bytes, size_t length)
{
	struct hr_server_answer answer;
	hr_server_parse(hr_reader_of(bytes, length), &answer);
	return answer;
}

static void a_server_hello_and_all_that_is_shorter(void **state)
{
	(void)state;
	static const uint8_t extensions[] = {0xff, 1, 0, 1, 0, 0, 23, 0, 0, 0, 35, 0, 0};
	uint8_t bytes[128];
	size_t length = server_hello(bytes, 0x0303, extensions, sizeof extensions);
	for (size_t i = 0; i < length; i++)
		assert_int_equal(parse(bytes, i).kind, HR_SERVER_MORE);
	struct hr_server_answer answer = parse(bytes, length);
	assert_int_equal(answer.kind, HR_SERVER_HELLO);
	assert_int_equal(answer.version, 0x0303);
	assert_int_equal(answer.suite, 0xc02f);
	assert_true(answer.renegotiation_info && answer.extended_master_secret && answer.session_ticket);
	assert_false(answer.retry);
	/* What follows it is not looked at. */
	memset(bytes + length, 0xff, 9);
	assert_int_equal(parse(bytes, length + 9).kind, HR_SERVER_HELLO);
}

static void a_warning_about_the_name(void **state)
{
	(void)state;
	uint8_t bytes[128] = {21, 3, 3, 0, 2, 1, 112};
	size_t length = server_hello(bytes + 7, 0x0303, NULL, 0);
	struct hr_server_answer answer = parse(bytes, 7 + length);
	assert_int_equal(answer.kind, HR_SERVER_HELLO);
	assert_true(answer.unrecognized_name);
	bytes[6] = 90; /* user_canceled */
	assert_false(parse(bytes, 7 + length).unrecognized_name);
	assert_false(parse(bytes + 7, length).unrecognized_name);
}

static void a_hello_retry_request(void **state)
{
	(void)state;
	static const uint8_t random[] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
	                                 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
	                                 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
	static const uint8_t extensions[] = {0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 23};
	uint8_t bytes[128];
	size_t length = server_hello(bytes, 0x0303, extensions, sizeof extensions);
	memcpy(bytes + 11, random, sizeof random);
	struct hr_server_answer answer = parse(bytes, length);
	assert_int_equal(answer.kind, HR_SERVER_HELLO);
	assert_true(answer.retry);
	assert_int_equal(answer.version, 0x0304);
	assert_int_equal(answer.group, 23);
}

/* One byte per record is allowed, if unkind. */
static void a_hello_cut_into_records(void **state)
{
	(void)state;
	uint8_t bytes[128], cut[1024];
	size_t length = server_hello(bytes, 0x0301, NULL, 0), at = 0;
	for (size_t i = 5; i < length; i++) {
		memcpy(cut + at, (const uint8_t[]){22, 3, 1, 0, 1, bytes[i]}, 6);
		at += 6;
	}
	assert_int_equal(parse(cut, at - 1).kind, HR_SERVER_MORE);
	assert_int_equal(parse(cut, at).kind, HR_SERVER_HELLO);
}

struct sample {
	const char *bytes;
	size_t length;
	enum hr_server_kind kind;
	uint8_t alert;
};
#define BYTES(text) text, sizeof(text) - 1

static void everything_else(void **state)
{
	(void)state;
	static const struct sample samples[] = {
	        {BYTES("\x15\3\1\0\2\2\x28"), HR_SERVER_ALERT, 40},
	        {BYTES("\x15\3\1\0\2\2\x46"), HR_SERVER_ALERT, 70},
	        {BYTES("\x15\3\1\0\2\1\0"), HR_SERVER_ALERT, 0},
	        {BYTES("\x15\3\1\0\2\1\x70\x15\3\1\0\2\2\x28"), HR_SERVER_ALERT, 40}, /* after a warning of the name */
	        {BYTES("\x15\3\1\0\2\1\x70"), HR_SERVER_MORE, 0},
	        {BYTES("\x15\3\1\0\2\1\x70\x15\3\1\0\2\1\x70\x15\3\1\0\2\1\x70\x15\3\1\0\2\1\x70\x15\3\1\0\2\1\x70"),
	         HR_SERVER_BROKEN, 0},
	        {BYTES("\x15\3\1\0\2\3\x28"), HR_SERVER_BROKEN, 0},
	        {BYTES("\x15\3\1\0\3\2\x28\0"), HR_SERVER_BROKEN, 0},
	        {BYTES("HTTP/1.1 400"), HR_SERVER_NOT_TLS, 0},
	        {BYTES("220 mail"), HR_SERVER_NOT_TLS, 0},
	        {BYTES("\x16\x47"), HR_SERVER_NOT_TLS, 0},
	        {BYTES("\x17\3\3\0\1\0"), HR_SERVER_BROKEN, 0},
	        {BYTES("\x14\3\3\0\1\1"), HR_SERVER_BROKEN, 0},
	        {BYTES("\x16\3\3\xff\xff\2"), HR_SERVER_BROKEN, 0},
	        {BYTES("\x16\3\3\0\0"), HR_SERVER_BROKEN, 0},
	        {BYTES("\x16\3\3\0\4\x0b\0\0\1"), HR_SERVER_BROKEN, 0},
	        {BYTES("\x16\3\3\0\4\2\xff\xff\xff"), HR_SERVER_BROKEN, 0},
	        {BYTES("\x16\3\3\0\5\2\0\0\1\3"), HR_SERVER_BROKEN, 0},
	        {BYTES(""), HR_SERVER_MORE, 0},
	};
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		struct hr_server_answer answer = parse((const uint8_t *)samples[i].bytes, samples[i].length);
		if (answer.kind != samples[i].kind)
			print_error("sample %zu\n", i);
		assert_int_equal(answer.kind, samples[i].kind);
		assert_int_equal(answer.alert, samples[i].alert);
	}
}

static void lengths_that_do_not_fit(void **state)
{
	(void)state;
	static const uint8_t extensions[] = {0, 43, 0, 3, 3, 4};
	uint8_t bytes[128];
	size_t length = server_hello(bytes, 0x0303, extensions, sizeof extensions);
	assert_int_equal(parse(bytes, length).kind, HR_SERVER_BROKEN);
	length = server_hello(bytes, 0x0303, NULL, 0);
	bytes[43] = 33; /* session id */
	assert_int_equal(parse(bytes, length).kind, HR_SERVER_BROKEN);
}

static void names_of_alerts(void **state)
{
	(void)state;
	assert_string_equal(hr_alert_name(70), "protocol_version");
	assert_null(hr_alert_name(200));
}

static struct hr_ssl2_answer parse2(const char *bytes, size_t length)
{
	struct hr_ssl2_answer answer;
	hr_ssl2_parse(hr_reader_of(bytes, length), &answer);
	return answer;
}

static void ssl_2(void **state)
{
	(void)state;
	static const char hello[] = "\x80\x16\4\0\1\0\2\0\2\0\6\0\3CC\1\0\x80\7\0\xc0iii";
	size_t length = sizeof hello - 1;
	for (size_t i = 0; i < length; i++)
		assert_int_equal(parse2(hello, i).kind, HR_SSL2_MORE);
	struct hr_ssl2_answer answer = parse2(hello, length);
	assert_int_equal(answer.kind, HR_SSL2_HELLO);
	assert_int_equal(answer.kind_count, 2);
	assert_string_equal(hr_ssl2_kind_name(answer.kinds[0]), "SSL_CK_RC4_128_WITH_MD5");
	assert_int_equal(answer.kinds[1], 0x0700c0);
	assert_int_equal(parse2(BYTES("\x80\3\0\0\1")).kind, HR_SSL2_ERROR);
	assert_int_equal(parse2(BYTES("\x15\3\1\0\2\2\x28")).kind, HR_SSL2_OTHER);
	assert_int_equal(parse2(BYTES("HTTP/1.1 400")).kind, HR_SSL2_OTHER);
	assert_int_equal(parse2(BYTES("\x80\x16\4\0\1\0\2\0\3\0\6\0\3CC\1\0\x80\7\0\xc0iii")).kind, HR_SSL2_BROKEN);
	assert_int_equal(parse2(BYTES("\x80\x16\4\0\1\3\1\0\2\0\6\0\3CC\1\0\x80\7\0\xc0iii")).kind, HR_SSL2_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_server_hello_and_all_that_is_shorter),
	        cmocka_unit_test(a_warning_about_the_name),
	        cmocka_unit_test(a_hello_retry_request),
	        cmocka_unit_test(a_hello_cut_into_records),
	        cmocka_unit_test(everything_else),
	        cmocka_unit_test(lengths_that_do_not_fit),
	        cmocka_unit_test(names_of_alerts),
	        cmocka_unit_test(ssl_2),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
