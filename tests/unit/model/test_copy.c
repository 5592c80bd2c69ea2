/* A report once more, without some of its evidence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/report.h"

#define SERVER "skype/fe01.contoso.com"
#define ENDPOINT SERVER ":5061/sip"

static struct hr_report *original(void)
{
	struct hr_error why;
	struct hr_report *report = NULL;
	size_t place = 0;
	assert_true(hr_report_new(&report, &why));
	report->run.id = "run-1";
	report->run.started = 7;
	report->run.complete = true;
	assert_true(hr_report_add_source(report, "ldif", "export.ldf", "DC=contoso", &why));
	assert_true(hr_report_add_notice(report, "a-notice", SERVER, "detail", &why));
	assert_true(hr_report_add_server(report, HR_SKYPE, "fe01.contoso.com", "2015", "front-end", &place, &why));
	assert_true(hr_report_place_server(report, place, "CN=fe01", "Amsterdam", &why));
	assert_true(hr_report_add_endpoint(report, place, NULL, 5061, HR_SERVICE_SIP, "external", &why));
	const struct hr_observation facts[] = {
	        {.about = SERVER,
	         .key = HR_FACT_OS_NAME,
	         .seen = HR_PRESENT,
	         .value = "Windows",
	         .by = HR_BY_DIRECTORY,
	         .at = 3},
	        {.about = ENDPOINT,
	         .key = HR_FACT_TLS_1_2,
	         .seen = HR_ABSENT,
	         .of = "x",
	         .value = "why",
	         .by = HR_BY_PROBE,
	         .at = 4},
	};
	for (size_t i = 0; i < HR_COUNT(facts); i++)
		assert_true(hr_report_add_fact(report, &facts[i], &why));
	report->timeline =
	        (struct hr_timeline){.from = 1, .until = 2, .go = "go", .reason = "nothing changed", .left_out = 3};
	const struct hr_event event = {
	        .at = 1, .kind = HR_EVENT_BACK, .about = ENDPOINT, .of = "", .detail = "after 4 s"};
	assert_true(hr_timeline_add(&report->timeline, report->arena, &event, &why));
	assert_true(hr_report_index(report, &why));
	return report;
}

static bool keep_all(void *context, const struct hr_fact *fact)
{
	(void)context;
	return fact != NULL;
}

static bool keep_directory(void *context, const struct hr_fact *fact)
{
	(void)context;
	return fact->by == HR_BY_DIRECTORY;
}

/* The copy stands alone: the original is freed before it is looked at. */
static struct hr_report *copy(bool (*keep)(void *, const struct hr_fact *))
{
	struct hr_error why;
	struct hr_report *report = original();
	struct hr_report *again = NULL;
	assert_true(hr_report_copy(report, keep, NULL, &again, &why));
	hr_report_free(report);
	assert_true(hr_report_index(again, &why));
	return again;
}

static void all_of_it(void **state)
{
	(void)state;
	struct hr_report *report = copy(keep_all);
	const struct hr_server *server = &report->organisation.servers[0];
	assert_int_equal(report->organisation.server_count, 1);
	assert_string_equal(server->id, SERVER);
	assert_string_equal(server->release, "2015");
	assert_string_equal(server->roles, "front-end");
	assert_string_equal(server->site, "Amsterdam");
	assert_string_equal(server->dn, "CN=fe01");
	assert_string_equal(server->endpoints[0].id, ENDPOINT);
	assert_string_equal(server->endpoints[0].purpose, "external");
	assert_string_equal(report->run.id, "run-1");
	assert_int_equal(report->run.started, 7);
	assert_true(report->run.complete);
	assert_string_equal(report->sources[0].uri, "export.ldf");
	assert_string_equal(report->notices[0].detail, "detail");
	assert_int_equal(report->fact_count, 2);
	const struct hr_fact *fact = hr_report_fact(report, ENDPOINT "#tls.1.2@probe:x");
	assert_non_null(fact);
	assert_int_equal(fact->seen, HR_ABSENT);
	assert_int_equal(fact->at, 4);
	assert_string_equal(fact->value, "why");
	assert_string_equal(report->timeline.reason, "nothing changed");
	assert_int_equal(report->timeline.left_out, 3);
	assert_int_equal(report->timeline.count, 1);
	assert_string_equal(report->timeline.events[0].detail, "after 4 s");
	assert_false(report->assessed);
	hr_report_free(report);
}

static void without_some_evidence(void **state)
{
	(void)state;
	struct hr_report *report = copy(keep_directory);
	assert_int_equal(report->fact_count, 1);
	assert_int_equal(report->facts[0].key, HR_FACT_OS_NAME);
	assert_int_equal(report->organisation.servers[0].endpoint_count, 1);
	hr_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_of_it), cmocka_unit_test(without_some_evidence)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
