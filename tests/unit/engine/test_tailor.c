/* Judging with a tailoring: what counts changes, what was judged does not. */
#include "shipped.h"

#include "base/clock.h"
#include "engine/assess.h"
#include "engine/tailor.h"
#include "model/names.h"
#include "report/file.h"

#define DAY_OF_RUN 1795478400 /* 2026-11-24 */
#define EX01 "exchange/ex01.contoso.com"
#define FE01 "skype/fe01.contoso.com"
#define HTTPS EX01 ":443/https"

static void add(struct hr_report *report, const char *about, enum hr_fact_key key, enum hr_seen seen, const char *value)
{
	const struct hr_observation fact = {.about = about,
	                                    .value = value,
	                                    .at = DAY_OF_RUN,
	                                    .key = key,
	                                    .seen = seen,
	                                    .by = key == HR_FACT_BUILD ? HR_BY_REGISTRY : HR_BY_PROBE};
	assert_true(hr_report_add_fact(report, &fact, &why));
}

/* An Exchange server that accepts TLS 1.0, not 1.1, and does not say about SSL 3.0; a Skype server below CU9. */
static struct hr_report *two_servers(void)
{
	struct hr_report *report = NULL;
	size_t server = 0;
	assert_true(hr_report_new(&report, &why));
	report->run.started = DAY_OF_RUN + 3600;
	report->run.finished = DAY_OF_RUN + 7200;
	report->run.id = "run-1";
	report->run.tool = "test";
	assert_true(hr_report_add_server(report, HR_SKYPE, "fe01.contoso.com", "2015", "front-end", &server, &why));
	assert_true(hr_report_add_server(report, HR_EXCHANGE, "ex01.contoso.com", "2019", "mailbox", &server, &why));
	assert_true(hr_report_add_endpoint(report, server, NULL, 443, HR_SERVICE_HTTPS, "", &why));
	add(report, HTTPS, HR_FACT_TLS_1_0, HR_PRESENT, "TLS_RSA_WITH_AES_128_CBC_SHA");
	add(report, HTTPS, HR_FACT_TLS_1_1, HR_ABSENT, "alert protocol_version");
	add(report, HTTPS, HR_FACT_TLS_SSL3, HR_FAILED, "timeout");
	add(report, FE01, HR_FACT_BUILD, HR_PRESENT, "6.0.9319.537");
	assert_true(hr_report_index(report, &why));
	return report;
}

static struct hr_tailoring *tailoring(struct hr_report *report, enum hr_legacy_phase phase)
{
	struct hr_tailoring *t = hr_tailoring_new(report->arena, "t.xml", "00ff", "", phase);
	assert_non_null(t);
	return t;
}

static void waive(struct hr_tailoring *t, const char *rule, const char *about, int64_t until)
{
	const struct hr_waiver row = {.rule = rule, .about = about, .who = "J. J.", .why = "for now", .until = until};
	assert_true(hr_tailoring_add_waiver(t, &row, &why));
}

static void assess(struct hr_report *report, struct hr_tailoring *t)
{
	if (!hr_tailor_check(t, modules, &why) || !hr_assess(report, modules, catalog, lang, t, &why))
		fail_msg("%s", why.text);
}

static const struct hr_finding *finding(const struct hr_report *report, const char *rule, const char *about)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (strcmp(report->findings[i].rule, rule) == 0 && strcmp(report->findings[i].about, about) == 0)
			return &report->findings[i];
	fail_msg("no finding %s on %s", rule, about);
	return NULL;
}

static bool has_step(const struct hr_report *report, const char *remedy, const char *about)
{
	for (size_t i = 0; i < report->step_count; i++)
		if (strcmp(report->steps[i].remedy, remedy) == 0 && strcmp(report->steps[i].about, about) == 0)
			return true;
	return false;
}

static void a_waived_finding_keeps_its_outcome(void **state)
{
	(void)state;
	struct hr_report *report = two_servers();
	struct hr_tailoring *t = tailoring(report, HR_LEGACY_ALLOWED);
	waive(t, "tls.legacy-versions", "EX01.contoso.com", DAY_OF_RUN); /* its last day: it counts still */
	waive(t, "tls.certificate", HTTPS, DAY_OF_RUN - 86400);
	waive(t, "skype.update", EX01, DAY_OF_RUN);
	waive(t, "skype.update", "gone.contoso.com", DAY_OF_RUN);
	assess(report, t);
	const struct hr_finding *legacy = finding(report, "tls.legacy-versions", HTTPS);
	assert_int_equal(legacy->outcome, HR_NOT_READY);
	assert_int_equal(legacy->waiver, 1);
	assert_string_equal(legacy->remedy, "tls-disable-legacy");
	assert_false(has_step(report, "tls-disable-legacy", EX01));
	assert_int_equal(finding(report, "tls.certificate", HTTPS)->waiver, 0);
	const struct hr_waiver *rows = report->tailoring->waivers;
	assert_int_equal(rows[0].standing, HR_STANDING_USED);
	assert_int_equal(rows[1].standing, HR_STANDING_EXPIRED);
	assert_int_equal(rows[1].findings, 1);
	assert_int_equal(rows[2].standing, HR_STANDING_UNUSED);
	assert_int_equal(rows[3].standing, HR_STANDING_NO_SUBJECT);
	struct hr_set_aside aside = hr_report_set_aside(report, HR_RETIRE);
	assert_int_equal(aside.waived, 1);
	assert_int_equal(aside.worst, HR_NOT_READY);
	assert_int_equal(hr_report_set_aside(report, HR_CONNECT).worst, HR_NOT_APPLICABLE);
	hr_report_free(report);
}

/* A server that is to be updated first is, whoever accepted that it is not yet. */
static void a_switch_off_waits_for_what_is_waived(void **state)
{
	(void)state;
	struct hr_report *report = two_servers();
	struct hr_tailoring *t = tailoring(report, HR_LEGACY_FORBIDDEN);
	waive(t, "skype.update", FE01, DAY_OF_RUN);
	waive(t, "skype.retire-order", FE01, DAY_OF_RUN);
	assess(report, t);
	assert_int_equal(finding(report, "skype.update", FE01)->outcome, HR_NOT_READY);
	assert_true(has_step(report, "tls-disable-legacy", EX01));
	assert_true(has_step(report, "skype-install-cu", FE01));
	hr_report_free(report);
}

static void phases_and_severities(void **state)
{
	(void)state;
	struct hr_report *report = two_servers();
	struct hr_tailoring *t = tailoring(report, HR_LEGACY_FORBIDDEN);
	assess(report, t);
	assert_int_equal(finding(report, "tls.legacy-versions", HTTPS)->severity, HR_MEDIUM);
	const struct hr_server_phase later = {.about = EX01, .phase = HR_LEGACY_ALLOWED};
	assert_true(hr_tailoring_add_phase(t, &later, &why));
	assess(report, t);
	assert_int_equal(finding(report, "tls.legacy-versions", HTTPS)->severity, HR_LOW);
	const struct hr_adjustment graver = {
	        .rule = "tls.legacy-versions", .why = "policy", .severity = HR_CRITICAL, .graded = true};
	assert_true(hr_tailoring_add_adjustment(t, &graver, &why));
	assess(report, t);
	assert_int_equal(finding(report, "tls.legacy-versions", HTTPS)->severity, HR_CRITICAL);
	assert_int_equal(report->tailoring->adjustments[0].was, HR_MEDIUM);
	hr_report_free(report);
}

/* Nothing left to judge is not ready, however it came about. */
static void all_set_aside_is_unknown(void **state)
{
	(void)state;
	for (int by_waiver = 0; by_waiver < 2; by_waiver++) {
		struct hr_report *report = two_servers();
		struct hr_tailoring *t = tailoring(report, HR_LEGACY_ALLOWED);
		for (size_t m = 0; m < hr_modules_count(modules); m++) {
			const struct hr_module *module = hr_modules_at(modules, m);
			for (size_t i = 0; i < module->rule_count; i++) {
				const struct hr_adjustment off = {
				        .rule = module->rules[i].id, .why = "all", .off = true};
				if (by_waiver == 0) {
					assert_true(hr_tailoring_add_adjustment(t, &off, &why));
					continue;
				}
				waive(t, module->rules[i].id, FE01, DAY_OF_RUN);
				waive(t, module->rules[i].id, EX01, DAY_OF_RUN);
				waive(t, module->rules[i].id, HR_ORGANISATION, DAY_OF_RUN);
			}
		}
		/* That something is as expected does not make up for it. */
		const struct hr_expectation met = {.about = EX01,
		                                   .rule = "",
		                                   .why = "so it is",
		                                   .key = HR_FACT_TLS_1_0,
		                                   .seen = HR_PRESENT,
		                                   .question = HR_RETIRE};
		assert_true(hr_tailoring_add_expectation(t, &met, &why));
		assess(report, t);
		assert_int_equal(finding(report, "expected.tls.1.0", EX01)->outcome, HR_READY);
		for (size_t i = 0; i < report->finding_count; i++)
			if (report->findings[i].outcome == HR_NOT_READY)
				assert_false(hr_finding_counts(&report->findings[i]));
		assert_int_equal(report->verdicts[HR_RETIRE], HR_UNKNOWN);
		assert_int_equal(hr_report_set_aside(report, HR_RETIRE).worst, HR_NOT_READY);
		hr_report_free(report);
	}
}

static void expectations(void **state)
{
	(void)state;
	static const struct {
		const char *about, *rule;
		enum hr_fact_key key;
		enum hr_seen seen;
		enum hr_outcome outcome, wanted;
	} table[] = {
	        {EX01, "", HR_FACT_TLS_1_0, HR_PRESENT, HR_UNKNOWN, HR_READY},
	        {HTTPS, "", HR_FACT_TLS_1_0, HR_PRESENT, HR_UNKNOWN, HR_READY},
	        {EX01, "", HR_FACT_TLS_1_1, HR_PRESENT, HR_UNKNOWN, HR_NOT_READY},
	        {EX01, "", HR_FACT_TLS_SSL3, HR_PRESENT, HR_UNKNOWN, HR_UNKNOWN},
	        {EX01, "", HR_FACT_TLS_SSL2, HR_PRESENT, HR_UNKNOWN, HR_UNKNOWN},
	        {"ex01.contoso.com", "", HR_FACT_TLS_1_2, HR_ABSENT, HR_UNKNOWN, HR_UNKNOWN},
	        {FE01, "skype.update", HR_FACT_NONE, HR_NOT_COLLECTED, HR_NOT_READY, HR_READY},
	        {"fe01.contoso.com", "skype.support", HR_FACT_NONE, HR_NOT_COLLECTED, HR_READY, HR_NOT_READY},
	        {FE01, "windows.winhttp", HR_FACT_NONE, HR_NOT_COLLECTED, HR_READY, HR_UNKNOWN},
	        {EX01, "skype.update", HR_FACT_NONE, HR_NOT_COLLECTED, HR_READY, HR_UNKNOWN},
	        {EX01, "tls.legacy-versions", HR_FACT_NONE, HR_NOT_COLLECTED, HR_READY, HR_NOT_READY},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		struct hr_report *report = two_servers();
		struct hr_tailoring *t = tailoring(report, HR_LEGACY_ALLOWED);
		const struct hr_expectation row = {.about = table[i].about,
		                                   .rule = table[i].rule,
		                                   .why = "so be it",
		                                   .key = table[i].key,
		                                   .seen = table[i].seen,
		                                   .outcome = table[i].outcome};
		assert_true(hr_tailoring_add_expectation(t, &row, &why));
		assess(report, t);
		const struct hr_finding *last = &report->findings[report->finding_count - 1];
		assert_memory_equal(last->rule, HR_EXPECTED, sizeof HR_EXPECTED - 1);
		if (last->outcome != table[i].wanted)
			fail_msg("row %zu: %s: %s", i, hr_outcome_name(last->outcome), last->message);
		hr_report_free(report);
	}
}

static void names_must_be_rules(void **state)
{
	(void)state;
	struct hr_report *report = two_servers();
	struct hr_tailoring *t = tailoring(report, HR_LEGACY_ALLOWED);
	waive(t, "tls.legacy-version", EX01, DAY_OF_RUN);
	t->waivers[0].line = 12;
	assert_false(hr_tailor_check(t, modules, &why));
	assert_says(why.text, "t.xml:12: there is no rule \"tls.legacy-version\"");
	hr_report_free(report);
}

/* What a report says of its tailoring survives being read and written again. */
static void a_tailored_report_is_read_again(void **state)
{
	(void)state;
	char path[] = "/tmp/hr-tailor-XXXXXX";
	struct hr_report *report = NULL;
	struct hr_report *again = NULL;
	assert_int_not_equal(mkstemp(path), -1);
	if (!hr_report_read(HR_SOURCE "/tests/golden/tailored/expected.xml", HR_SOURCE "/reports/report.xsd", &report,
	                    &why) ||
	    !hr_report_write(report, path, &why) ||
	    !hr_report_read(path, HR_SOURCE "/reports/report.xsd", &again, &why))
		fail_msg("%s", why.text);
	(void)unlink(path);
	assert_int_equal(again->tailoring->waiver_count, report->tailoring->waiver_count);
	assert_int_equal(again->tailoring->expectation_count, report->tailoring->expectation_count);
	for (size_t i = 0; i < report->finding_count; i++) {
		assert_int_equal(again->findings[i].waiver, report->findings[i].waiver);
		assert_int_equal(again->findings[i].off, report->findings[i].off);
	}
	assert_int_equal(again->tailoring->waivers[2].standing, HR_STANDING_EXPIRED);
	assert_int_equal(again->tailoring->waivers[2].until, hr_time_of(2026, 11, 23, 0, 0, 0));
	hr_report_free(report);
	hr_report_free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_waived_finding_keeps_its_outcome),
	        cmocka_unit_test(a_switch_off_waits_for_what_is_waived),
	        cmocka_unit_test(phases_and_severities),
	        cmocka_unit_test(all_set_aside_is_unknown),
	        cmocka_unit_test(expectations),
	        cmocka_unit_test(names_must_be_rules),
	        cmocka_unit_test(a_tailored_report_is_read_again),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
