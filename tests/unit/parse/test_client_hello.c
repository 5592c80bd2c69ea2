/* Hellos of real clients, whole, cut anywhere, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "parse/client_hello.h"

#define HELLOS HR_TEST_DATA "/../../fuzz/corpus/client_hello/"

static uint8_t bytes[4096];
static struct hr_client_hello hello;

static size_t load(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s%s", HELLOS, name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t length = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	return length;
}

static enum hr_client_kind parse(size_t length)
{
	hr_client_parse(hr_reader_of(bytes, length), &hello);
	return hello.kind;
}

/* What tshark 4.0 says of the same bytes. */
struct row {
	const char *file;
	uint16_t version;
	size_t suites;
	uint16_t first, last;
	const char *host, *alpn;
	uint16_t versions[8], groups[12];
	size_t extensions, formats;
};

static const struct row rows[] = {
        {"openssl_10", 0x0301, 23, 0xc00a, 0xff, "fe01.contoso.com", "", {0}, {29, 23, 30, 25, 24}, 6, 3},
        {"openssl_11", 0x0302, 23, 0xc00a, 0xff, "", "", {0}, {29, 23, 30, 25, 24}, 5, 3},
        {"openssl_12", 0x0303, 28, 0xc02c, 0xff, "fe01.contoso.com", "", {0}, {29, 23, 30, 25, 24}, 7, 3},
        {"openssl_13",
         0x0303,
         31,
         0x1302,
         0xff,
         "fe01.contoso.com",
         "\2h2\10http/1.1",
         {0x0304, 0x0303, 0x0302, 0x0301},
         {29, 23, 30, 25, 24, 256, 257, 258, 259, 260},
         11,
         3},
        {"openssl_13_in_pieces",
         0x0303,
         31,
         0x1302,
         0xff,
         "fe01.contoso.com",
         "\2h2\10http/1.1",
         {0x0304, 0x0303, 0x0302, 0x0301},
         {29, 23, 30, 25, 24, 256, 257, 258, 259, 260},
         11,
         3},
        {"gnutls",
         0x0303,
         29,
         0x1302,
         0x33,
         "fe01.contoso.com",
         "",
         {0x0304, 0x0303, 0x0302, 0x0301},
         {23, 24, 25, 29, 30, 256, 257, 258, 259, 260},
         13,
         1},
        {"chromium",
         0x0303,
         16,
         0x3a3a,
         0x35,
         "fe01.contoso.com",
         "\2h2\10http/1.1",
         {0xdada, 0x0304, 0x0303},
         {0x8a8a, 4588, 29, 23, 24},
         19,
         1},
};

static void real_clients_are_read_as_tshark_reads_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		size_t length = load(row->file);
		print_message("%s\n", row->file);
		assert_int_equal(parse(length), HR_CLIENT_HELLO);
		assert_int_equal(hello.used, length);
		assert_int_equal(hello.version, row->version);
		assert_int_equal(hello.suite_count, row->suites);
		assert_int_equal(hello.extension_count, row->extensions);
		assert_int_equal(hello.format_count, row->formats);
		if (hr_is_grease(row->first))
			assert_true(hr_is_grease(hello.suites[0]));
		else
			assert_int_equal(hello.suites[0], row->first);
		assert_int_equal(hello.suites[hello.suite_count - 1], row->last);
		assert_string_equal(hello.host, row->host);
		assert_int_equal(hello.alpn_length, strlen(row->alpn));
		assert_memory_equal(hello.alpn, row->alpn, hello.alpn_length);
		for (size_t k = 0; k < hello.version_count; k++)
			assert_int_equal(hello.versions[k], row->versions[k]);
		for (size_t k = 0; k < hello.group_count; k++)
			assert_true(hello.groups[k] == row->groups[k] || hr_is_grease(hello.groups[k]));
		for (size_t cut = 0; cut < length; cut++)
			assert_int_equal(parse(cut), HR_CLIENT_MORE);
	}
}

static void the_form_of_ssl2_is_read(void **state)
{
	(void)state;
	size_t length = load("java_ssl2");
	assert_int_equal(parse(length), HR_CLIENT_HELLO);
	assert_true(hello.ssl2_form);
	assert_int_equal(hello.version, 0x0302);
	/* 27 kinds, five of them of SSL 2.0 itself. */
	assert_int_equal(hello.suite_count, 22);
	assert_int_equal(hello.suites[0], 0xc00a);
	assert_int_equal(hello.suites[21], 0x00ff);
	assert_int_equal(hr_client_highest(&hello), 0x0302);
	for (size_t cut = 0; cut < length; cut++)
		assert_int_equal(parse(cut), HR_CLIENT_MORE);
	bytes[2] = 4; /* a SERVER-HELLO */
	assert_int_equal(parse(length), HR_CLIENT_NOT_TLS);
}

static void the_highest_version_passes_over_grease(void **state)
{
	(void)state;
	assert_int_equal(parse(load("chromium")), HR_CLIENT_HELLO);
	assert_int_equal(hr_client_highest(&hello), 0x0304);
	assert_int_equal(parse(load("openssl_10")), HR_CLIENT_HELLO);
	assert_int_equal(hr_client_highest(&hello), 0x0301);
}

static void what_is_no_hello_is_said(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		enum hr_client_kind kind;
	} wrong[] = {
	        {"GET / HTTP/1.1\r\n", 16, HR_CLIENT_NOT_TLS},
	        {"\x16\x02", 2, HR_CLIENT_NOT_TLS},
	        {"\x15\x03\x01\x00\x02\x02\x28", 7, HR_CLIENT_NOT_TLS},
	        {"\x16\x03\x01\x00\x00", 5, HR_CLIENT_BROKEN},                 /* an empty record */
	        {"\x16\x03\x01\x40\x01", 5, HR_CLIENT_BROKEN},                 /* 16385 bytes */
	        {"\x16\x03\x01\x00\x04\x02\x00\x00\x00", 9, HR_CLIENT_BROKEN}, /* a ServerHello */
	        {"\x16\x03\x01\x00\x04\x01\x00\x3f\xfd", 9, HR_CLIENT_BROKEN}, /* beyond the ceiling */
	        {"\x16\x03\x01\x00\x04\x01\x00\x00\x00", 9, HR_CLIENT_BROKEN}, /* a hello of nothing */
	        {"\xff\xff\x01\x03\x01", 5, HR_CLIENT_BROKEN},
	        {"\x80\x03\x01\x03\x01", 5, HR_CLIENT_BROKEN},
	        {"\x80", 1, HR_CLIENT_MORE},
	        {"", 0, HR_CLIENT_MORE},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		hr_client_parse(hr_reader_of(wrong[i].bytes, wrong[i].length), &hello);
		print_message("%zu\n", i);
		assert_int_equal(hello.kind, wrong[i].kind);
		assert_true((hello.broken != NULL) == (wrong[i].kind == HR_CLIENT_BROKEN));
	}
}

/* A length that lies, in any of the places where lengths stand, must not be believed. */
static void lengths_that_lie_are_refused(void **state)
{
	(void)state;
	/* openssl_12: message, suites, extensions, server_name list */
	static const size_t places[] = {8, 45, 105, 111};
	size_t length = load("openssl_12");
	assert_int_equal(parse(length), HR_CLIENT_HELLO);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		uint8_t before = bytes[places[i]];
		bytes[places[i]] = (uint8_t)(before - 1);
		assert_int_equal(parse(length), HR_CLIENT_BROKEN);
		bytes[places[i]] = before;
	}
	load("openssl_13_in_pieces");
	bytes[55] = 21;
	assert_int_equal(parse(370), HR_CLIENT_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(real_clients_are_read_as_tshark_reads_them),
	        cmocka_unit_test(the_form_of_ssl2_is_read),
	        cmocka_unit_test(the_highest_version_passes_over_grease),
	        cmocka_unit_test(what_is_no_hello_is_said),
	        cmocka_unit_test(lengths_that_lie_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
