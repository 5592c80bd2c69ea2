#include "parse/utf16.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void converts(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		size_t length;
		const char *want; /* NULL = refused */
	} table[] = {
	        {"\xFF\xFE"
	         "d\0n\0",
	         6, "dn"},
	        {"\xFE\xFF"
	         "\0d\0n",
	         6, "dn"},
	        {"\xFF\xFE", 2, ""},
	        {"\xFF\xFE\xE4\x00\xAC\x20", 6, "\xC3\xA4\xE2\x82\xAC"},
	        {"\xFF\xFE\x3D\xD8\x00\xDE", 6, "\xF0\x9F\x98\x80"},
	        {"\xFF\xFE"
	         "d\0n",
	         5, NULL},
	        {"\xFF\xFE\x3D\xD8", 4, NULL},
	        {"\xFF\xFE\x3D\xD8"
	         "a\0",
	         6, NULL},
	        {"\xFF\xFE\x00\xDE", 4, NULL},
	        {"dn", 2, NULL},
	        {"", 0, NULL},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		uint8_t out[64];
		size_t length = 0;
		bool ok = hr_utf16_to_utf8(hr_reader_of(table[i].in, table[i].length), out, &length);
		assert_int_equal(ok, table[i].want != NULL);
		if (ok) {
			assert_int_equal(length, strlen(table[i].want));
			assert_memory_equal(out, table[i].want, length);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(converts)};
	return cmocka_run_group_tests_name("utf16", tests, NULL, NULL);
}
