#include "parse/ldap_filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define VALUE(text)                                                                                                    \
	{                                                                                                              \
		.bytes = (text), .length = sizeof(text) - 1                                                            \
	}

static const struct hr_value classes[] = {VALUE("top"), VALUE("server"), VALUE("msExchExchangeServer")};
static const struct hr_value category[] = {
        VALUE("CN=ms-Exch-Exchange-Server,CN=Schema,CN=Configuration,DC=contoso,DC=com")};
static const struct hr_value name[] = {VALUE("EX01")};
static const struct hr_value roles[] = {VALUE("16439")};
static const struct hr_value spns[] = {VALUE("host/sts.contoso.com"), VALUE("http/sts.contoso.com")};
static const struct hr_value odd[] = {VALUE("a*b(c)\\d")};
static const struct hr_value negative[] = {VALUE("-2147483646")};
static const struct hr_attribute entry[] = {
        {.name = "objectClass", .values = classes, .count = 3},
        {.name = "objectCategory", .values = category, .count = 1},
        {.name = "cn", .values = name, .count = 1},
        {.name = "msExchCurrentServerRoles", .values = roles, .count = 1},
        {.name = "servicePrincipalName", .values = spns, .count = 2},
        {.name = "odd", .values = odd, .count = 1},
        {.name = "groupType", .values = negative, .count = 1},
};

static bool matches(const char *text)
{
	struct hr_filter filter;
	if (!hr_filter_compile(hr_reader_of(text, strlen(text)), &filter))
		fail_msg("does not compile: %s", text);
	return hr_filter_match(&filter, entry, HR_COUNT(entry));
}

static void matches_what_it_should(void **state)
{
	(void)state;
	static const char *const table[] = {
	        "(objectClass=*)",
	        "(objectclass=MSEXCHEXCHANGESERVER)",
	        "(objectCategory=msExchExchangeServer)",
	        "(objectCategory=ms-Exch-Exchange-Server)",
	        "(objectCategory=CN=ms-Exch-Exchange-Server,CN=Schema,CN=Configuration,DC=contoso,DC=com)",
	        "(objectCategory=server)", /* by its class */
	        "(cn=ex01)",
	        "(cn=e*)",
	        "(cn=*01)",
	        "(cn=e*0*1)",
	        "(cn=*x*)",
	        "(cn=ex*01)",
	        "(servicePrincipalName=http/*)",
	        "(msExchCurrentServerRoles:1.2.840.113556.1.4.803:=16384)",
	        "(msExchCurrentServerRoles:1.2.840.113556.1.4.803:=16389)", /* 16384 + 4 + 1 */
	        "(msExchCurrentServerRoles:1.2.840.113556.1.4.804:=65)",
	        "(msExchCurrentServerRoles>=9999)",
	        "(msExchCurrentServerRoles<=16439)",
	        "(groupType<=0)",
	        "(groupType:1.2.840.113556.1.4.803:=2)",
	        "(cn~=ex01)",
	        "(!(cn=ex02))",
	        "(!(missing=1))",
	        "(&(cn=ex01)(objectClass=server))",
	        "(|(cn=ex02)(cn=ex03)(cn=ex01))",
	        "(&(objectClass=server)(!(objectClass=computer))(|(cn=a)(&(cn=e*)(cn=*1))))",
	        "(odd=a\\2ab\\28c\\29\\5cd)",
	        "(odd=a\\2a*)",
	};
	for (size_t i = 0; i < HR_COUNT(table); i++)
		if (!matches(table[i]))
			fail_msg("does not match: %s", table[i]);
}

static void leaves_the_rest(void **state)
{
	(void)state;
	static const char *const table[] = {
	        "(missing=*)",
	        "(missing=1)",
	        "(cn=ex0)",
	        "(cn=ex011)",
	        "(cn=ex01*1)",
	        "(cn=x*)",
	        "(cn=*0)",
	        "(cn=)",
	        "(objectCategory=computer)",
	        "(objectCategory=ms-Exch)",
	        "(msExchCurrentServerRoles:1.2.840.113556.1.4.803:=64)",
	        "(msExchCurrentServerRoles:1.2.840.113556.1.4.804:=64)",
	        "(msExchCurrentServerRoles>=16440)",
	        "(msExchCurrentServerRoles<=9999)",
	        "(cn:1.2.840.113556.1.4.803:=1)",
	        "(!(cn=ex01))",
	        "(&(cn=ex01)(cn=ex02))",
	        "(|(cn=ex02)(cn=ex03))",
	        "(odd=a*b*zz*)",
	};
	for (size_t i = 0; i < HR_COUNT(table); i++)
		if (matches(table[i]))
			fail_msg("matches: %s", table[i]);
}

static void refuses_what_is_no_filter(void **state)
{
	(void)state;
	static const char *const table[] = {
	        "",        "cn=a",         "(cn=a",         "(cn=a))",    "()",        "(=a)",     "(cn)",
	        "(&)",     "(!)",          "(!(a=1)(b=2))", "(a=1)(b=2)", "(cn=\\zz)", "(cn=\\2)", "(cn=a(b)",
	        "(a>=1*)", "(a:1.2.3:=1)", "(a:dn:=1)",     "(a:=1)",     "( cn=a)",   "(cn >=a)",
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		struct hr_filter filter;
		if (hr_filter_compile(hr_reader_of(table[i], strlen(table[i])), &filter))
			fail_msg("compiles: %s", table[i]);
	}
}

static void keeps_its_ceilings(void **state)
{
	(void)state;
	static char text[HR_FILTER_TEXT_MAX + 64];
	struct hr_filter filter;
	memset(text, 'a', sizeof text);
	memcpy(text, "(cn=", 4);
	text[sizeof text - 1] = ')';
	assert_false(hr_filter_compile(hr_reader_of(text, sizeof text), &filter));
	memset(text, '(', sizeof text);
	for (size_t i = 1; i < sizeof text; i += 2)
		text[i] = '!';
	assert_false(hr_filter_compile(hr_reader_of(text, sizeof text), &filter));
	size_t length = 0;
	text[length++] = '(';
	text[length++] = '|';
	for (size_t i = 0; i < HR_FILTER_NODES_MAX; i++, length += 5)
		memcpy(text + length, "(a=1)", 5);
	text[length++] = ')';
	assert_false(hr_filter_compile(hr_reader_of(text, length), &filter));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(matches_what_it_should),
	        cmocka_unit_test(leaves_the_rest),
	        cmocka_unit_test(refuses_what_is_no_filter),
	        cmocka_unit_test(keeps_its_ceilings),
	};
	return cmocka_run_group_tests_name("ldap_filter", tests, NULL, NULL);
}
