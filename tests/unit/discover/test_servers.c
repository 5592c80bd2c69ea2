#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "discover/scratch.h"

static void reads_lists(void **state)
{
	(void)state;
	static const char text[] = "\xEF\xBB\xBF# our servers\r\n"
	                           "\r\n"
	                           "EX01.contoso.com. exchange mailbox   # the old one\r\n"
	                           "edge.contoso.com\texchange\tedge\r\n"
	                           "sts.contoso.com adfs farm\n"
	                           "fe01.contoso.com skype front-end,mediation\n"
	                           "oos.contoso.com office-online farm https:8443 tls:444\n"
	                           "10.0.0.7 rooms surface-hub";
	struct hr_error why = {0};
	bool ok = false;
	struct hr_report *report = scratch_run(hr_discover_servers, text, sizeof text - 1, &ok, &why);
	if (!ok)
		fail_msg("%s", why.text);
	assert_string_equal(scratch_inventory(report),
	                    "adfs/sts.contoso.com [farm]  443/https 49443/https=client-certificate\n"
	                    "exchange/edge.contoso.com [edge]  25/smtp=external\n"
	                    "exchange/ex01.contoso.com [mailbox]  25/smtp 443/https\n"
	                    "office-online/oos.contoso.com [farm]  444/tls 8443/https\n"
	                    "rooms/10.0.0.7 [surface-hub] \n"
	                    "skype/fe01.contoso.com [front-end mediation]  443/https 4443/https 5061/sip "
	                    "5070/sip=back-end\n");
	assert_string_equal(report->sources[0].kind, "servers");
	hr_report_free(report);
}

static void refuses_with_the_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t line;
		const char *says;
	} table[] = {
	        {"a.b exchange mailbox\na.c lotus mailbox\n", 2, "product"},
	        {"a.b exchange\n", 1, "role"},
	        {"a.b\n", 1, "product"},
	        {"\n\na b exchange mailbox\n", 3, "product"},
	        {"a_$ exchange mailbox\n", 1, "host"},
	        {"a.b exchange Mail!box\n", 1, "role"},
	        {"a.b exchange ,mailbox\n", 1, "role"},
	        {"a.b exchange mailbox https\n", 1, "service:port"},
	        {"a.b exchange mailbox https:0\n", 1, "service:port"},
	        {"a.b exchange mailbox https:65536\n", 1, "service:port"},
	        {"a.b exchange mailbox gopher:70\n", 1, "service:port"},
	        {"a.b exchange mailbox any:70\n", 1, "service:port"},
	        {"a.b exchange mailbox https:443:1\n", 1, "service:port"},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		struct hr_error why = {0};
		bool ok = true;
		char place[32];
		struct hr_report *report =
		        scratch_run(hr_discover_servers, table[i].text, strlen(table[i].text), &ok, &why);
		(void)snprintf(place, sizeof place, ":%zu: ", table[i].line);
		if (ok || why.status != HR_E_FORMAT || strstr(why.text, table[i].says) == NULL ||
		    strstr(why.text, place) == NULL)
			fail_msg("case %zu: %s", i, ok ? "accepted" : why.text);
		assert_int_equal(report->server_count, 0);
		hr_report_free(report);
	}
}

static void refuses_nothing_and_noise(void **state)
{
	(void)state;
	static const char nul[] = "a.b exch\0ange mailbox\n";
	static const char comment[] = "# nobody\n";
	char endless[4096];
	memset(endless, 'a', sizeof endless);
	const struct {
		const char *text;
		size_t length;
	} table[] = {{"", 0}, {comment, sizeof comment - 1}, {nul, sizeof nul - 1}, {endless, sizeof endless}};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		struct hr_error why = {0};
		bool ok = true;
		hr_report_free(scratch_run(hr_discover_servers, table[i].text, table[i].length, &ok, &why));
		assert_false(ok);
		assert_int_equal(why.status, HR_E_FORMAT);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_lists),
	        cmocka_unit_test(refuses_with_the_line),
	        cmocka_unit_test(refuses_nothing_and_noise),
	};
	return cmocka_run_group_tests_name("servers", tests, NULL, NULL);
}
