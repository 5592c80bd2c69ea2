#include "discover/dn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *normal(const char *dn)
{
	static char out[256];
	assert_true(strlen(dn) < sizeof out);
	hr_dn_normalise(dn, strlen(dn), out);
	return out;
}

static void normalises(void **state)
{
	(void)state;
	static const struct {
		const char *dn;
		const char *want;
	} table[] = {
	        {"", ""},
	        {"CN=EX01,DC=Contoso,DC=com", "cn=ex01,dc=contoso,dc=com"},
	        {"CN = EX01 , DC= Contoso ,DC=com ", "cn=ex01,dc=contoso,dc=com"},
	        {"CN=a\\,b,DC=x", "cn=a\\,b,dc=x"},
	        {"CN=a\\2Cb,DC=x", "cn=a\\,b,dc=x"},
	        {"CN=a\\2cb,DC=x", "cn=a\\,b,dc=x"},
	        {"CN=\\C3\\A4,DC=x", "cn=\xC3\xA4,dc=x"},
	        {"CN=two  words,DC=x", "cn=two  words,dc=x"},
	        {"CN=end\\ ,DC=x", "cn=end\\ ,dc=x"},
	        {"CN=1:1,DC=x", "cn=1:1,dc=x"},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++)
		assert_string_equal(normal(table[i].dn), table[i].want);
}

static void knows_what_lies_where(void **state)
{
	(void)state;
	static const struct {
		const char *dn, *base;
		enum hr_depth depth;
		bool want;
	} table[] = {
	        {"cn=a,dc=x", "cn=a,dc=x", HR_DEPTH_BASE, true},
	        {"cn=a,dc=x", "dc=x", HR_DEPTH_BASE, false},
	        {"cn=a,dc=x", "cn=a,dc=x", HR_DEPTH_ONE, false},
	        {"cn=a,dc=x", "dc=x", HR_DEPTH_ONE, true},
	        {"cn=b,cn=a,dc=x", "dc=x", HR_DEPTH_ONE, false},
	        {"cn=b\\,c,dc=x", "dc=x", HR_DEPTH_ONE, true},
	        {"cn=b,cn=a,dc=x", "dc=x", HR_DEPTH_SUBTREE, true},
	        {"dc=x", "dc=x", HR_DEPTH_SUBTREE, true},
	        {"dc=xx", "dc=x", HR_DEPTH_SUBTREE, false},
	        {"cn=a\\,dc=x", "dc=x", HR_DEPTH_SUBTREE, false}, /* the comma is part of the value */
	        {"cn=a\\\\,dc=x", "dc=x", HR_DEPTH_SUBTREE, true},
	        {"evildc=x", "dc=x", HR_DEPTH_SUBTREE, false},
	        {"cn=a", "", HR_DEPTH_SUBTREE, true},
	        {"cn=a", "", HR_DEPTH_ONE, true},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++)
		if (hr_dn_within(table[i].dn, table[i].base, table[i].depth) != table[i].want)
			fail_msg("case %zu: %s within %s", i, table[i].dn, table[i].base);
}

static void finds_the_domain(void **state)
{
	(void)state;
	char dns[32];
	assert_string_equal(hr_dn_domain("cn=a,dc=child,dc=x"), "dc=child,dc=x");
	assert_string_equal(hr_dn_domain("dc=host,cn=dns,dc=x"), "dc=x");
	assert_string_equal(hr_dn_domain("cn=a,o=x"), "");
	assert_true(hr_dn_to_dns("dc=child,dc=contoso,dc=com", dns, sizeof dns));
	assert_string_equal(dns, "child.contoso.com");
	assert_false(hr_dn_to_dns("cn=a,dc=com", dns, sizeof dns));
	assert_false(hr_dn_to_dns("", dns, sizeof dns));
	assert_false(hr_dn_to_dns("dc=", dns, sizeof dns));
	assert_false(hr_dn_to_dns("dc=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,dc=b", dns, sizeof dns));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(normalises),
	        cmocka_unit_test(knows_what_lies_where),
	        cmocka_unit_test(finds_the_domain),
	};
	return cmocka_run_group_tests_name("dn", tests, NULL, NULL);
}
