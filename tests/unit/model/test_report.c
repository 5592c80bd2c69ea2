/* The document in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/names.h"
#include "model/report.h"

static struct hr_error why;

static struct hr_report *fresh(void)
{
	struct hr_report *report = NULL;
	assert_true(hr_report_new(&report, &why));
	return report;
}

static void zero_is_ignorance(void **state)
{
	(void)state;
	struct hr_finding finding;
	memset(&finding, 0, sizeof finding);
	assert_int_equal(finding.outcome, HR_UNKNOWN);
	struct hr_fact fact;
	memset(&fact, 0, sizeof fact);
	assert_int_equal(fact.seen, HR_NOT_COLLECTED);
	assert_false(hr_known(&fact));
	assert_int_equal(hr_ready(&fact).outcome, HR_UNKNOWN); /* nothing seen is never ready */
	assert_int_equal(hr_ready(NULL).outcome, HR_UNKNOWN);
	fact.seen = HR_FAILED;
	assert_int_equal(hr_ready(&fact).outcome, HR_UNKNOWN);
}

static void worst_outcome_wins(void **state)
{
	(void)state;
	assert_int_equal(hr_worst(HR_READY, HR_UNKNOWN), HR_UNKNOWN);
	assert_int_equal(hr_worst(HR_NOT_READY, HR_UNKNOWN), HR_NOT_READY);
	assert_int_equal(hr_worst(HR_NOT_APPLICABLE, HR_READY), HR_READY);
}

static void same_server_is_one_server(void **state)
{
	(void)state;
	struct hr_report *report = fresh();
	size_t a = 9, b = 9, c = 9;
	assert_true(hr_report_add_server(report, HR_SKYPE, "FE01.Contoso.com.", "", "front-end", &a, &why));
	assert_true(
	        hr_report_add_server(report, HR_SKYPE, "fe01.contoso.com", "2015", "mediation front-end", &b, &why));
	assert_true(hr_report_add_server(report, HR_EXCHANGE, "fe01.contoso.com", "2019", "mailbox", &c, &why));
	assert_int_equal(a, b);
	assert_int_not_equal(a, c);
	assert_string_equal(report->servers[a].view.roles, "front-end mediation");
	assert_string_equal(report->servers[a].view.release, "2015");
	assert_false(hr_report_add_server(report, HR_SKYPE, "fe 01;rm", "", "", &a, &why));
	assert_int_equal(why.status, HR_E_FORMAT);
	assert_non_null(strstr(why.text, "fe 01;rm"));
	hr_report_free(report);
}

static void add(struct hr_report *report, const char *about, enum hr_fact_key key, const char *of, enum hr_seen seen,
                const char *value)
{
	struct hr_observation observation = {
	        .about = about, .of = of, .value = value, .at = 5, .key = key, .seen = seen, .by = HR_BY_PROBE};
	assert_true(hr_report_add_fact(report, &observation, &why));
}

static void index_orders_and_replaces(void **state)
{
	(void)state;
	struct hr_report *report = fresh();
	size_t server = 0;
	assert_true(hr_report_add_server(report, HR_SKYPE, "z.contoso.com", "", "", &server, &why));
	assert_true(hr_report_add_endpoint(report, server, NULL, 5061, HR_SERVICE_SIP, "", &why));
	assert_true(hr_report_add_endpoint(report, server, "Z.contoso.com", 5061, HR_SERVICE_SIP, "federation", &why));
	assert_true(hr_report_add_endpoint(report, server, "web.contoso.com", 443, HR_SERVICE_HTTPS, "", &why));
	assert_true(hr_report_add_server(report, HR_ADFS, "sts.contoso.com", "", "farm", &server, &why));
	const char *sip = "skype/z.contoso.com:5061/sip";
	add(report, sip, HR_FACT_TLS_1_2, "", HR_FAILED, "timeout");
	add(report, sip, HR_FACT_TLS_1_0, "", HR_ABSENT, "");
	add(report, sip, HR_FACT_TLS_1_2, "", HR_PRESENT, "TLS_RSA_WITH_AES_128_GCM_SHA256");
	add(report, HR_ORGANISATION, HR_FACT_HYBRID_FEATURES, "", HR_PRESENT, "64");
	assert_true(hr_report_index(report, &why));
	assert_int_equal(report->fact_count, 3);
	const struct hr_organisation *o = &report->organisation;
	assert_int_equal(o->server_count, 2);
	assert_string_equal(o->servers[0].id, "adfs/sts.contoso.com");
	const struct hr_server *z = &o->servers[1];
	assert_int_equal(z->endpoint_count, 2);
	assert_string_equal(z->endpoints[0].id, "skype/z.contoso.com:443/https@web.contoso.com");
	assert_string_equal(z->endpoints[1].id, sip);
	assert_string_equal(z->endpoints[1].purpose, "federation");
	assert_int_equal(z->endpoints[1].facts.count, 2);
	const struct hr_fact *tls12 = hr_find_in(&z->endpoints[1].facts, HR_FACT_TLS_1_2);
	assert_int_equal(tls12->seen, HR_PRESENT); /* the later observation stays */
	assert_string_equal(tls12->id, "skype/z.contoso.com:5061/sip#tls.1.2@probe");
	assert_ptr_equal(hr_report_fact(report, tls12->id), tls12);
	assert_null(hr_report_fact(report, "skype/none#tls.1.2@probe"));
	assert_int_equal(o->facts.at[0].number, 64);
	assert_true(hr_report_index(report, &why));
	assert_int_equal(report->fact_count, 3);
	hr_report_free(report);
}

static void typed_values_are_read_or_failed(void **state)
{
	(void)state;
	static const struct {
		enum hr_fact_key key;
		const char *value;
		enum hr_seen seen;
		uint64_t number;
	} rows[] = {
	        {HR_FACT_BUILD, "15.1.2507.6", HR_PRESENT, HR_BUILD(15, 1, 2507, 6)},
	        {HR_FACT_BUILD, "15.1.2507.6 (CU23)", HR_FAILED, 0},
	        {HR_FACT_BUILD, "", HR_FAILED, 0},
	        {HR_FACT_CERT_NOT_AFTER, "2026-11-24T00:00:00Z", HR_PRESENT, 1795478400},
	        {HR_FACT_CERT_NOT_AFTER, "tomorrow", HR_FAILED, 0},
	        {HR_FACT_CERT_NAME_MATCH, "true", HR_PRESENT, 1},
	        {HR_FACT_CERT_NAME_MATCH, "false", HR_PRESENT, 0},
	        {HR_FACT_CERT_NAME_MATCH, "maybe", HR_FAILED, 0},
	        {HR_FACT_HTTP_STATUS, "200", HR_PRESENT, 200},
	        {HR_FACT_HTTP_STATUS, "-200", HR_FAILED, 0},
	};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_report *report = fresh();
		add(report, "x", rows[i].key, NULL, HR_PRESENT, rows[i].value);
		assert_int_equal(report->facts[0].seen, rows[i].seen);
		assert_int_equal(report->facts[0].number, rows[i].number);
		hr_report_free(report);
	}
}

static void verdict_of_nothing_is_unknown(void **state)
{
	(void)state;
	struct hr_report *report = fresh();
	assert_int_equal(hr_report_verdict(report, HR_CONNECT), HR_UNKNOWN);
	struct hr_finding finding = {.rule = "a.b", .about = "x", .outcome = HR_NOT_APPLICABLE};
	assert_true(hr_report_add_finding(report, &finding, &why));
	assert_int_equal(hr_report_verdict(report, HR_CONNECT), HR_UNKNOWN);
	finding.outcome = HR_READY;
	finding.about = HR_ORGANISATION;
	assert_true(hr_report_add_finding(report, &finding, &why));
	assert_int_equal(hr_report_verdict(report, HR_CONNECT), HR_UNKNOWN); /* of no server */
	finding.about = "x";
	assert_true(hr_report_add_finding(report, &finding, &why));
	assert_int_equal(hr_report_verdict(report, HR_CONNECT), HR_READY);
	assert_int_equal(hr_report_verdict(report, HR_RETIRE), HR_UNKNOWN);
	finding.outcome = HR_NOT_READY;
	assert_true(hr_report_add_finding(report, &finding, &why));
	assert_int_equal(hr_report_verdict(report, HR_CONNECT), HR_NOT_READY);
	hr_report_free(report);
}

static void words_match_whole(void **state)
{
	(void)state;
	assert_true(hr_has_word("edge mailbox", "mailbox"));
	assert_true(hr_has_word("edge", "edge"));
	assert_false(hr_has_word("edge-pool mailbox", "edge"));
	assert_false(hr_has_word("edge", "edge-pool"));
	assert_false(hr_has_word("", "edge"));
}

static void every_word_is_read_back(void **state)
{
	(void)state;
	for (int i = HR_FACT_NONE + 1; i < HR_FACT_COUNT; i++) {
		enum hr_fact_key key = HR_FACT_NONE;
		assert_true(hr_fact_key_named(hr_fact_key_name((enum hr_fact_key)i), &key));
		assert_int_equal(key, i); /* no word stands for two keys */
	}
	for (int i = HR_NOT_APPLICABLE; i <= HR_NOT_READY; i++) {
		enum hr_outcome outcome = HR_UNKNOWN;
		assert_true(hr_outcome_named(hr_outcome_name((enum hr_outcome)i), &outcome));
		assert_int_equal(outcome, i);
	}
	enum hr_service service = HR_SERVICE_ANY;
	assert_false(hr_service_named("gopher", &service));
	assert_string_equal(hr_product_name(HR_OFFICE_ONLINE), "office-online");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(zero_is_ignorance),
	        cmocka_unit_test(worst_outcome_wins),
	        cmocka_unit_test(same_server_is_one_server),
	        cmocka_unit_test(index_orders_and_replaces),
	        cmocka_unit_test(typed_values_are_read_or_failed),
	        cmocka_unit_test(verdict_of_nothing_is_unknown),
	        cmocka_unit_test(words_match_whole),
	        cmocka_unit_test(every_word_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
