#include "reader/asked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct hr_asked asked;
static char bytes[4096];

static bool read_text(const char *text, const char **what)
{
	(void)strncpy(bytes, text, sizeof bytes - 1);
	return hr_asked_read(bytes, strlen(text), &asked, what);
}

static void takes_a_request(void **state)
{
	const char *what = NULL;
	(void)state;
	assert_true(read_text("host fe01.contoso.com\naddress 10.0.0.1\naddress ::1\ntimeout 10000\n"
	                      "user CONTOSO\\reader\npassword  with spaces \n"
	                      "key HKLM\\SOFTWARE\\A B\nvalue One\nvalue Two\nkey HKLM\\SYSTEM\nvalue \ngo\n",
	                      &what));
	assert_string_equal(asked.host, "fe01.contoso.com");
	assert_int_equal(asked.address_count, 2);
	assert_string_equal(asked.addresses[1], "::1");
	assert_int_equal(asked.timeout_ms, 10000);
	assert_string_equal(asked.user, "CONTOSO\\reader");
	assert_string_equal(asked.password, " with spaces ");
	assert_int_equal(asked.value_count, 3);
	assert_string_equal(asked.values[1].key, "SOFTWARE\\A B");
	assert_ptr_equal(asked.values[0].key, asked.values[1].key);
	assert_string_equal(asked.values[2].name, ""); /* a key's own value */
	assert_true(read_text("host a\ntimeout 1\nuser a@B\nkerberos\nkey HKLM\\A\nvalue B\ngo\n", &what));
	assert_true(asked.kerberos);
}

static void refuses_others(void **state)
{
	static const struct {
		const char *text, *what;
	} table[] = {
	        {"", "go"},
	        {"host a\ntimeout 1\nkerberos\nkey HKLM\\A\nvalue B\n", "go"},
	        {"host a\ntimeout 1\nkerberos\nkey HKLM\\A\nvalue B\ngo", "go"},
	        {"host a\ntimeout 1\nkerberos\nkey HKLM\\A\nvalue B\ngo\nhost b\n", "go"},
	        {"timeout 1\nkerberos\nkey HKLM\\A\nvalue B\ngo\n", "host"},
	        {"host a\nhost b\n", "host"},
	        {"host a\ntimeout 0\n", "timeout"},
	        {"host a\ntimeout x\n", "timeout"},
	        {"host a\nkerberos\nkey HKLM\\A\nvalue B\ngo\n", "timeout"},
	        {"host a\ntimeout 1\nuser a@B\nkerberos\ngo\n", "value"},
	        {"host a\ntimeout 1\nvalue B\n", "value"},
	        {"host a\ntimeout 1\nkey HKCU\\A\n", "key"},
	        {"host a\ntimeout 1\nkey HKLM\\A\nvalue B\ngo\n", "user"},
	        {"host a\ntimeout 1\nuser c\nkey HKLM\\A\nvalue B\ngo\n", "password"},
	        {"host a\ntimeout 1\nuser c\npassword \n", "password"},
	        {"host a\ntimeout 1\nuser c\npassword d\nkerberos\nkey HKLM\\A\nvalue B\ngo\n", "password"},
	        {"host a\ntimeout 1\nkerberos\nkey HKLM\\A\nvalue B\ngo\n", "user"},
	        {"host a\ntimeout 1\nwrite HKLM\\A\n", "write"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const char *what = NULL;
		assert_false(read_text(table[i].text, &what));
		assert_string_equal(what, table[i].what);
	}
	const char *what = NULL;
	memcpy(bytes, "host a\0\n", 9);
	assert_false(hr_asked_read(bytes, 8, &asked, &what));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(takes_a_request), cmocka_unit_test(refuses_others)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
