/* Judges are believed only as far as the evidence carries them, and a crash costs the module's own findings. */
#include "prelude.h"

#include "engine/judge.h"

static struct hr_error why;

static size_t judge(const char *module, struct hr_report *report, struct hr_opinion **opinions, const char **crash)
{
	static const struct hr_catalog catalog = {.date = ""};
	struct hr_modules *modules = NULL;
	const struct hr_docket *docket = NULL;
	size_t count = 0;
	char folder[512];
	(void)snprintf(folder, sizeof folder, HR_FIXTURES "/%s", module);
	if (!hr_modules_load(folder, &modules, &why))
		fail_msg("%s", why.text);
	assert_true(hr_docket_make(report, hr_modules_at(modules, 0), report->arena, &docket, &count, &why));
	*opinions = hr_arena_take(report->arena, count * sizeof **opinions);
	assert_true(hr_judge(report, &catalog, docket, count, report->arena, *opinions, crash, &why));
	hr_modules_free(modules);
	return count;
}

static struct hr_report *empty(void)
{
	struct hr_report *report = NULL;
	assert_true(hr_report_new(&report, &why));
	assert_true(hr_report_index(report, &why));
	return report;
}

static void a_crash_costs_all_of_the_module(void **state)
{
	(void)state;
	struct hr_report *report = empty();
	struct hr_opinion *opinions = NULL;
	const char *crash = NULL;
	assert_int_equal(judge("crashing", report, &opinions, &crash), 2);
	assert_says(crash, "crashing.crash");
	assert_says(crash, "organisation");
	assert_int_equal(opinions[0].outcome, HR_UNKNOWN); /* though it had judged well */
	assert_int_equal(opinions[1].outcome, HR_UNKNOWN);
	hr_report_free(report);
}

static void ready_needs_a_fact(void **state)
{
	(void)state;
	struct hr_report *report = empty();
	struct hr_opinion *opinions = NULL;
	const char *crash = NULL;
	assert_int_equal(judge("lying", report, &opinions, &crash), 3);
	assert_string_equal(crash, "");
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(opinions[i].outcome, HR_UNKNOWN);
		assert_null(opinions[i].fact);
	}
	hr_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_crash_costs_all_of_the_module),
	        cmocka_unit_test(ready_needs_a_fact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
