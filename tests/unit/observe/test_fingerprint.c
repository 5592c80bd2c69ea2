/* JA3 as tshark computes it; JA4 as its specification's example has it and for the same hellos. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "observe/fingerprint.h"

#define HELLOS HR_TEST_DATA "/../../fuzz/corpus/client_hello/"

static struct hr_client_hello hello;

static void load(const char *name)
{
	uint8_t bytes[4096];
	char path[512];
	snprintf(path, sizeof path, "%s%s", HELLOS, name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t length = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	hr_client_parse(hr_reader_of(bytes, length), &hello);
	assert_int_equal(hello.kind, HR_CLIENT_HELLO);
}

static void ja3_is_tsharks(void **state)
{
	(void)state;
	static const struct {
		const char *file, *ja3;
	} rows[] = {
	        {"openssl_10", "4e9d43688ef48b6b1fbe71f290acfc8f"}, {"openssl_11", "1cc6e836247808b61d8e8dfbc48ad934"},
	        {"openssl_12", "871a754af286dfb70c1b53c6887c62e0"}, {"openssl_13", "5a1edc7f170af1014fc65c994878e63c"},
	        {"gnutls", "f35ce21b44ac0b87d3266294bb1b0e20"},     {"curl", "c9c1eed92382442399b8d87cbe8a6779"},
	        {"chromium", "eac21ea3106b5f6610ed50a900be11e7"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[HR_JA3_SIZE];
		load(rows[i].file);
		assert_true(hr_ja3(&hello, text));
		assert_string_equal(text, rows[i].ja3);
	}
}

/* The worked example of the specification: Chrome 111, in the order it sent. */
static void the_example(void)
{
	static const uint16_t suites[] = {0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030,
	                                  0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
	static const uint16_t extensions[] = {0x1a1a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d,
	                                      0x0005, 0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015, 0x2a2a};
	static const uint16_t signatures[] = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601};
	memset(&hello, 0, sizeof hello);
	hello.version = 0x0303;
	hello.versions[0] = 0xfafa;
	hello.versions[1] = 0x0303;
	hello.versions[2] = 0x0304;
	hello.version_count = 3;
	memcpy(hello.suites, suites, sizeof suites);
	hello.suite_count = sizeof suites / sizeof *suites;
	memcpy(hello.extensions, extensions, sizeof extensions);
	hello.extension_count = sizeof extensions / sizeof *extensions;
	memcpy(hello.signatures, signatures, sizeof signatures);
	hello.signature_count = sizeof signatures / sizeof *signatures;
	memcpy(hello.alpn, "\2h2\10http/1.1", 12);
	hello.alpn_length = 12;
}

static const char *ja4(void)
{
	static char text[HR_JA4_SIZE];
	assert_true(hr_ja4(&hello, text));
	return text;
}

static void ja4_is_the_specifications(void **state)
{
	(void)state;
	the_example();
	assert_string_equal(ja4(), "t13d1516h2_8daaf6152771_e5627efa2ab1");
	hello.signature_count = 0;
	assert_string_equal(ja4(), "t13d1516h2_8daaf6152771_6d807ffa2a79");
	hello.extension_count = 0;
	hello.suite_count = 0;
	hello.version_count = 0;
	hello.alpn_length = 0;
	assert_string_equal(ja4(), "t12i000000_000000000000_000000000000");
	hello.version = 0x0300;
	assert_memory_equal(ja4(), "ts3i", 4);
	hello.version = 0x7f1c;
	assert_memory_equal(ja4(), "t00i", 4);
}

static void the_mark_of_alpn(void **state)
{
	(void)state;
	static const struct {
		const char *first, *mark;
	} rows[] = {
	        {"h2", "h2"},         {"http/1.1", "h1"},      {"q", "qq"},
	        {"\xab", "ab"},       {"\x20", "20"},          {"\xab\xcd", "ad"},
	        {" a", "21"},         {"0\xab", "3b"},         {"a ", "60"},
	        {"01\xab\xcd", "3d"}, {"0\xab\xcd\x31", "01"}, {"", "00"},
	};
	the_example();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t length = strlen(rows[i].first);
		hello.alpn[0] = (uint8_t)length;
		memcpy(hello.alpn + 1, rows[i].first, length);
		hello.alpn_length = length + 1;
		assert_memory_equal(ja4() + 8, rows[i].mark, 2);
	}
}

static void the_form_of_ssl2_has_neither(void **state)
{
	(void)state;
	char ja3_text[HR_JA3_SIZE], ja4_text[HR_JA4_SIZE];
	load("java_ssl2");
	assert_false(hr_ja3(&hello, ja3_text));
	assert_false(hr_ja4(&hello, ja4_text));
	assert_string_equal(ja3_text, "");
	assert_string_equal(ja4_text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(ja3_is_tsharks),
	        cmocka_unit_test(ja4_is_the_specifications),
	        cmocka_unit_test(the_mark_of_alpn),
	        cmocka_unit_test(the_form_of_ssl2_has_neither),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
