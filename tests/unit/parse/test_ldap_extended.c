#include "parse/ldap_extended.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void reads_answers(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		enum hr_ldap_read want;
		uint32_t result;
	} table[] = {
	        {"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00", 14, HR_LDAP_WHOLE, 0},
	        {"\x30\x0f\x02\x01\x01\x78\x0a\x0a\x01\x34\x04\x01x\x04\x02yz", 17, HR_LDAP_WHOLE, 52},
	        /* Lengths in the long form, as Active Directory writes them. */
	        {"\x30\x84\x00\x00\x00\x10\x02\x01\x01\x78\x84\x00\x00\x00\x07\x0a\x01\x02\x04\x00\x04\x00", 22,
	         HR_LDAP_WHOLE, 2},
	        /* A number of four bytes at most, and the answer to our message 1 alone. */
	        {"\x30\x0f\x02\x01\x01\x78\x0a\x0a\x04\x00\x00\x00\x50\x04\x00\x04\x00", 17, HR_LDAP_WHOLE, 80},
	        {"\x30\x10\x02\x01\x01\x78\x0b\x0a\x05\x00\x00\x00\x00\x50\x04\x00\x04\x00", 18, HR_LDAP_BROKEN, 0},
	        {"\x30\x0b\x02\x01\x01\x78\x06\x0a\x00\x04\x00\x04\x00", 13, HR_LDAP_BROKEN, 0},
	        {"\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00", 14, HR_LDAP_BROKEN, 0},
	        {"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00", 14, HR_LDAP_BROKEN, 0}, /* bindResponse */
	        {"\x30\x08\x02\x01\x01\x78\x03\x0a\x01\x00", 10, HR_LDAP_BROKEN, 0},                 /* no names */
	        {"\x30\x0c\x02\x01\x01\x78\x08\x0a\x01\x00\x04\x00\x04\x00", 14, HR_LDAP_BROKEN,
	         0}, /* inner too long */
	        {"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00!", 15, HR_LDAP_BROKEN, 0},
	        {"\x30\x80", 2, HR_LDAP_BROKEN, 0},
	        {"\x30\x85\x01", 3, HR_LDAP_BROKEN, 0},
	        {"\x30\x84\xff\xff\xff\xff", 6, HR_LDAP_BROKEN, 0},
	        {"HTTP/1.1", 8, HR_LDAP_BROKEN, 0},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct hr_reader in = hr_reader_of(table[i].bytes, table[i].length);
		uint32_t result = 77;
		enum hr_ldap_read got = hr_ldap_extended_read(&in, &result);
		if (got != table[i].want)
			fail_msg("%zu: %d, wanted %d", i, got, table[i].want);
		assert_int_equal(result, got == HR_LDAP_WHOLE ? table[i].result : 77);
		/* Whatever is cut off an answer that is whole, more is waited for. */
		for (size_t cut = 0; got == HR_LDAP_WHOLE && cut < table[i].length; cut++) {
			in = hr_reader_of(table[i].bytes, cut);
			assert_int_equal(hr_ldap_extended_read(&in, &result), HR_LDAP_MORE);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(reads_answers)};
	return cmocka_run_group_tests_name("ldap_extended", tests, NULL, NULL);
}
