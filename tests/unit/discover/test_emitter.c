#include "discover/emitter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static struct hr_notebook notebook;
static struct hr_report *report;
static const struct hr_emitter *say;

static int set_up(void **state)
{
	(void)state;
	struct hr_error why;
	say = &notebook.face;
	return hr_notebook_open(&notebook, HR_BY_DIRECTORY, &why) && hr_report_new(&report, &why) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	hr_notebook_close(&notebook);
	hr_report_free(report);
	return 0;
}

static void commit(void)
{
	struct hr_error why = {0};
	if (!hr_notebook_commit(&notebook, report, 1700000000, &why))
		fail_msg("%s", why.text);
	assert_true(hr_report_index(report, &why));
}

static void joins_what_is_said_twice(void **state)
{
	(void)state;
	struct hr_found *one = say->server(say->host, HR_SKYPE, "FE01.contoso.com.", "", "front-end");
	say->fact(say->host, one, HR_FACT_GENERATION, "", HR_PRESENT, "7");
	struct hr_found *two = say->server(say->host, HR_SKYPE, "fe01.contoso.com", "2015", "web");
	say->endpoint(say->host, two, NULL, 5061, HR_SERVICE_SIP, "");
	say->endpoint(say->host, one, "", 5061, HR_SERVICE_SIP, "");
	say->place(say->host, two, "CN=FE01,DC=contoso,DC=com", "Utrecht");
	commit();
	assert_int_equal(report->organisation.server_count, 1);
	const struct hr_server *server = &report->organisation.servers[0];
	assert_string_equal(server->roles, "front-end web");
	assert_string_equal(server->release, "2015");
	assert_string_equal(server->site, "Utrecht");
	assert_int_equal(server->endpoint_count, 1);
	assert_string_equal(hr_find_in(&server->facts, HR_FACT_GENERATION)->value, "7");
}

static void refuses_names_and_goes_on(void **state)
{
	(void)state;
	static const char *const names[] = {"a b", "", "<script>", "a\x1b[2J", "a..b", "../x", "b\303\274cher"};
	for (size_t i = 0; i < HR_COUNT(names); i++) {
		struct hr_found *none = say->server(say->host, HR_EXCHANGE, names[i], "", "");
		assert_null(none);
		/* Everything about it is ignored. */
		say->place(say->host, none, "CN=x", "");
		say->endpoint(say->host, none, NULL, 443, HR_SERVICE_HTTPS, "");
	}
	assert_null(say->server(say->host, HR_EXCHANGE, NULL, "", ""));
	assert_null(say->server_at(say->host, HR_EXCHANGE, "", "", ""));
	struct hr_found *good = say->server(say->host, HR_EXCHANGE, "ex01", NULL, NULL);
	say->endpoint(say->host, good, "not a host", 443, HR_SERVICE_HTTPS, "");
	commit();
	assert_int_equal(report->organisation.server_count, 1);
	assert_int_equal(report->organisation.servers[0].endpoint_count, 0);
	assert_int_equal(report->notice_count, HR_COUNT(names)); /* "" says nothing; the endpoint does */
	for (size_t i = 0; i < report->notice_count; i++)
		assert_true(hr_text_is_printable(report->notices[i].detail));
}

static void caps_and_cleans_values(void **state)
{
	(void)state;
	char *large = malloc((size_t)1 << 20);
	assert_non_null(large);
	memset(large, 0x1b, ((size_t)1 << 20) - 1);
	large[((size_t)1 << 20) - 1] = '\0';
	struct hr_found *server = say->server(say->host, HR_EXCHANGE, "ex01", "", "");
	say->fact(say->host, server, HR_FACT_EXCHANGE_VERSION_TEXT, large, HR_PRESENT, large);
	say->notice(say->host, "x", large);
	say->place(say->host, server, large, large);
	free(large);
	assert_true(hr_arena_used(notebook.arena) < 4 * HR_VALUE_MAX);
	commit();
	const struct hr_server *kept = &report->organisation.servers[0];
	assert_true(hr_text_is_printable(kept->facts.at[0].value));
	assert_true(strlen(kept->facts.at[0].value) <= HR_VALUE_MAX + 3);
	assert_true(strlen(kept->dn) <= HR_NAME_MAX + 3);
}

static void counts_and_takes_back(void **state)
{
	(void)state;
	say->count(say->host, HR_FACT_WINDOWS7_COMPUTERS, "");
	size_t mark = notebook.count;
	say->count(say->host, HR_FACT_WINDOWS7_COMPUTERS, "");
	(void)say->server(say->host, HR_EXCHANGE, "gone", "", "");
	hr_notebook_rewind(&notebook, mark);
	say->count(say->host, HR_FACT_WINDOWS7_COMPUTERS, "");
	say->count(say->host, HR_FACT_WINDOWS7_COMPUTERS, "other");
	commit();
	const struct hr_facts *facts = &report->organisation.facts;
	assert_int_equal(report->organisation.server_count, 0);
	assert_int_equal(hr_find_of(facts, HR_FACT_WINDOWS7_COMPUTERS, "")->number, 2);
	assert_int_equal(hr_find_of(facts, HR_FACT_WINDOWS7_COMPUTERS, "other")->number, 1);
}

static void says_what_has_no_name(void **state)
{
	(void)state;
	struct hr_found *server = say->server_at(say->host, HR_SKYPE, "CN=FE\x01,DC=x", "", "front-end");
	assert_non_null(server);
	say->fact(say->host, server, HR_FACT_GENERATION, "", HR_PRESENT, "7");
	commit();
	assert_int_equal(report->organisation.server_count, 0);
	assert_int_equal(report->fact_count, 0);
	assert_string_equal(report->notices[0].id, "computer-without-name");
	assert_string_equal(report->notices[0].detail, "CN=FE\\x01,DC=x");
}

static void reads_no_certificate_in_junk(void **state)
{
	(void)state;
	static const unsigned char junk[] = {0x30, 0x82, 0xFF, 0xFF, 0x01};
	say->certificate(say->host, NULL, "internal", junk, sizeof junk);
	say->certificate(say->host, NULL, "none", junk, 0);
	commit();
	const struct hr_facts *facts = &report->organisation.facts;
	assert_int_equal(facts->count, 2);
	assert_int_equal(hr_find_of(facts, HR_FACT_CERT_SUBJECT, "internal")->seen, HR_FAILED);
	assert_int_equal(hr_find_of(facts, HR_FACT_CERT_SUBJECT, "none")->seen, HR_FAILED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
	        TEST(joins_what_is_said_twice), TEST(refuses_names_and_goes_on), TEST(caps_and_cleans_values),
	        TEST(counts_and_takes_back),    TEST(says_what_has_no_name),     TEST(reads_no_certificate_in_junk),
	};
	return cmocka_run_group_tests_name("emitter", tests, NULL, NULL);
}
