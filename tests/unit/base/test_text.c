/* Text from outside made safe, and text that grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void makes_text_printable(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		size_t length, cap;
		const char *out;
	} rows[] = {
	        {"plain", 5, 100, "plain"},
	        {"", 0, 100, ""},
	        {"caf\xC3\xA9", 5, 100, "caf\xC3\xA9"},
	        {"a\tb", 3, 100, "a b"},
	        {"a\nb", 3, 100, "a\\x0ab"},
	        {"\x1B[31m", 5, 100, "\\x1b[31m"},
	        {"a\0b", 3, 100, "a\\x00b"},
	        {"\xFF\xFE", 2, 100, "\\xff\\xfe"},
	        {"\xC0\xAF", 2, 100, "\\xc0\\xaf"},          /* overlong */
	        {"\xED\xA0\x80", 3, 100, "\\xed\\xa0\\x80"}, /* surrogate */
	        {"\xE2\x80\xAE", 3, 100, "\\xe2\\x80\\xae"}, /* right-to-left override */
	        {"\xEF\xBF\xBF", 3, 100, "\\xef\\xbf\\xbf"}, /* non-character */
	        {"\xF0\x9F\x98\x80", 4, 100, "\xF0\x9F\x98\x80"},
	        {"\xF4\x90\x80\x80", 4, 100, "\\xf4\\x90\\x80\\x80"}, /* above U+10FFFF */
	        {"\xE2\x82", 2, 100, "\\xe2\\x82"},                   /* cut */
	        {"0123456789", 10, 4, "0123..."},
	        {"\xC3\xA9\xC3\xA9", 4, 3, "\xC3\xA9..."}, /* never half a character */
	        {"0123...", 7, 4, "0123..."},              /* cut before: stays */
	        {"01234..", 7, 4, "0123..."},
	};
	struct hr_arena *arena = hr_arena_new(0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *out = hr_text_printable(arena, rows[i].in, rows[i].length, rows[i].cap);
		assert_non_null(out);
		assert_string_equal(out, rows[i].out);
		assert_true(hr_text_is_printable(out));
	}
	hr_arena_free(arena);
}

static void knows_host_names(void **state)
{
	(void)state;
	static const char *const good[] = {"a",        "fe01.contoso.com", "EX_01",
	                                   "10.0.0.1", "fd00::1",          "xn--caf-dma.example"};
	static const char *const bad[] = {"", ".", "a..b", "a.", "a b", "a/b", "a;b", "caf\xC3\xA9", "$(id)"};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(hr_text_is_host(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(hr_text_is_host(bad[i]));
	char label[70];
	memset(label, 'a', 64);
	label[64] = '\0';
	assert_false(hr_text_is_host(label));
	label[63] = '\0';
	assert_true(hr_text_is_host(label));
}

static void reads_numbers(void **state)
{
	(void)state;
	uint64_t n = 7;
	assert_true(hr_text_number("0", 10, &n));
	assert_int_equal(n, 0);
	assert_true(hr_text_number("65535", 65535, &n));
	assert_int_equal(n, 65535);
	assert_true(hr_text_number("18446744073709551615", UINT64_MAX, &n));
	assert_true(n == UINT64_MAX);
	static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "0x10", "65536", "99999999999999999999"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(hr_text_number(bad[i], 65535, &n));
	assert_false(hr_text_number("18446744073709551616", UINT64_MAX, &n));
	assert_false(hr_text_number("5", 3, &n));
	assert_true(n == UINT64_MAX); /* failures change nothing */
}

static void buffers_stop_at_their_ceiling(void **state)
{
	(void)state;
	struct hr_buffer buffer = {.ceiling = 10};
	hr_buffer_text(&buffer, "12345");
	hr_buffer_printf(&buffer, "%d", 678);
	assert_string_equal(buffer.data, "12345678");
	assert_false(buffer.failed);
	hr_buffer_text(&buffer, "abc");
	assert_true(buffer.failed);
	assert_string_equal(buffer.data, "12345678");
	hr_buffer_clear(&buffer);
	hr_buffer_text(&buffer, "0123456789");
	assert_false(buffer.failed);
	assert_int_equal(buffer.length, 10);
	hr_buffer_free(&buffer);
}

static void compares_without_case(void **state)
{
	(void)state;
	assert_int_equal(hr_text_compare_nocase("TLS 1.2", "tls 1.2"), 0);
	assert_true(hr_text_compare_nocase("a", "B") < 0);
	assert_true(hr_text_compare_nocase("ab", "a") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(makes_text_printable),  cmocka_unit_test(knows_host_names),
	        cmocka_unit_test(reads_numbers),         cmocka_unit_test(buffers_stop_at_their_ceiling),
	        cmocka_unit_test(compares_without_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
