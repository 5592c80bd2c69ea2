/* From evidence to findings and plan, with the modules, catalog and texts that ship. */
#include "shipped.h"

#include "engine/assess.h"
#include "engine/message.h"
#include "report/file.h"

static void add(struct hr_report *report, const char *about, enum hr_fact_key key, enum hr_means by, const char *value)
{
	const struct hr_observation seen = {
	        .about = about, .value = value, .at = 1795487360, .key = key, .seen = HR_PRESENT, .by = by};
	assert_true(hr_report_add_fact(report, &seen, &why));
}

/* A Skype server of which no build is known, and one that still accepts TLS 1.0. */
static struct hr_report *two_servers(void)
{
	struct hr_report *report = NULL;
	size_t server = 0;
	assert_true(hr_report_new(&report, &why));
	report->run.started = 1795487360;
	report->run.id = "run-1";
	report->run.tool = "test";
	assert_true(hr_report_add_server(report, HR_SKYPE, "fe01.contoso.com", "2015", "front-end", &server, &why));
	assert_true(hr_report_add_server(report, HR_EXCHANGE, "ex01.contoso.com", "2019", "mailbox", &server, &why));
	assert_true(hr_report_add_endpoint(report, server, NULL, 443, HR_SERVICE_HTTPS, "", &why));
	add(report, "exchange/ex01.contoso.com:443/https", HR_FACT_TLS_1_0, HR_BY_PROBE,
	    "TLS_RSA_WITH_AES_128_CBC_SHA");
	add(report, "exchange/ex01.contoso.com", HR_FACT_BUILD, HR_BY_DIRECTORY, "15.2.1544.4");
	assert_true(hr_report_index(report, &why));
	return report;
}

static void assess(struct hr_report *report)
{
	if (!hr_assess(report, modules, catalog, lang, NULL, &why))
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

static const struct hr_step *step(const struct hr_report *report, const char *remedy, const char *about)
{
	for (size_t i = 0; i < report->step_count; i++)
		if (strcmp(report->steps[i].remedy, remedy) == 0 && strcmp(report->steps[i].about, about) == 0)
			return &report->steps[i];
	fail_msg("no step %s on %s", remedy, about);
	return NULL;
}

static void nothing_is_unknown(void **state)
{
	(void)state;
	struct hr_report *report = NULL;
	assert_true(hr_report_new(&report, &why));
	assert_true(hr_report_index(report, &why));
	assess(report);
	assert_int_equal(report->verdicts[HR_CONNECT], HR_UNKNOWN);
	assert_int_equal(report->verdicts[HR_RETIRE], HR_UNKNOWN);
	hr_report_free(report);
}

/* The warning of ms-tls12 as an edge of the plan: Skype's update comes before TLS 1.0 goes off, also elsewhere. */
static void unknown_updates_come_before_a_switch_off(void **state)
{
	(void)state;
	struct hr_report *report = two_servers();
	assess(report);
	assert_int_equal(finding(report, "skype.update", "skype/fe01.contoso.com")->outcome, HR_UNKNOWN);
	const struct hr_finding *legacy = finding(report, "tls.legacy-versions", "exchange/ex01.contoso.com:443/https");
	assert_int_equal(legacy->outcome, HR_NOT_READY);
	assert_int_equal(legacy->severity, HR_LOW);
	const struct hr_step *off = step(report, "tls-disable-legacy", "exchange/ex01.contoso.com");
	const struct hr_step *update = step(report, "skype-install-cu", "skype/fe01.contoso.com");
	assert_true(off->certain);
	assert_false(update->certain);
	assert_true(update->n < off->n);
	char number[12];
	(void)snprintf(number, sizeof number, "%u", update->n);
	assert_true(hr_has_word(off->after, number));
	hr_report_free(report);
}

static char *written(const struct hr_report *report, const char *path)
{
	static char bytes[2][1 << 20];
	static int turn;
	turn = !turn;
	if (!hr_report_write(report, path, &why))
		fail_msg("%s", why.text);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t size = fread(bytes[turn], 1, sizeof bytes[0] - 1, file);
	assert_true(size > 1000 && size < sizeof bytes[0] - 1);
	bytes[turn][size] = '\0';
	(void)fclose(file);
	(void)unlink(path);
	return bytes[turn];
}

static void same_evidence_same_bytes(void **state)
{
	(void)state;
	char path[] = "/tmp/hr-assess-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	(void)close(fd);
	struct hr_report *first = two_servers();
	struct hr_report *second = two_servers();
	assess(first);
	assess(second);
	assess(second); /* judging again changes nothing */
	assert_string_equal(written(first, path), written(second, path));
	hr_report_free(first);
	hr_report_free(second);
}

static void sentences_are_filled(void **state)
{
	(void)state;
	struct hr_arena *arena = hr_arena_new(0);
	const struct hr_words words = {.found = "15.0", .wanted = "CU19", .server = "ex01"};
	assert_string_equal(hr_message_fill(arena, "{server} runs {found}; {wanted} is needed.", &words),
	                    "ex01 runs 15.0; CU19 is needed.");
	assert_string_equal(hr_message_fill(arena, "{detail}{unknown} {", &words), "{unknown} {");
	hr_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(nothing_is_unknown),
	        cmocka_unit_test(unknown_updates_come_before_a_switch_off),
	        cmocka_unit_test(same_evidence_same_bytes),
	        cmocka_unit_test(sentences_are_filled),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
