/* Which steps are done, what got better and worse from one judgement to the next, and which suites came and went. */
#include "story.h"
#include "watch/progress.h"

struct judged {
	const char *about, *rule;
	enum hr_outcome outcome;
};

/* A report with these findings. */
static struct hr_report *report_of(const struct judged *rows, size_t count)
{
	struct hr_error why;
	struct hr_report *report = organisation();
	for (size_t i = 0; i < count; i++) {
		const struct hr_finding finding = {.rule = rows[i].rule,
		                                   .about = rows[i].about,
		                                   .fact = "",
		                                   .why = "",
		                                   .message = "So it is.",
		                                   .remedy = "",
		                                   .evidence = "",
		                                   .severity = HR_HIGH,
		                                   .outcome = rows[i].outcome};
		assert_true(hr_report_add_finding(report, &finding, &why));
	}
	report->assessed = true;
	return report;
}

static const struct {
	const char *name;
	struct judged before[3], now[3]; /* no rule: the end */
	bool unsure;
	enum hr_step_state state;
} steps[] = {
        {"still wrong", {{WEB, "r", HR_NOT_READY}}, {{WEB, "r", HR_NOT_READY}}, false, HR_STEP_OPEN},
        {"mended", {{WEB, "r", HR_NOT_READY}}, {{WEB, "r", HR_READY}}, false, HR_STEP_DONE},
        {"one of two endpoints",
         {{WEB, "r", HR_NOT_READY}, {MAIL, "r", HR_NOT_READY}},
         {{WEB, "r", HR_READY}, {MAIL, "r", HR_NOT_READY}},
         false,
         HR_STEP_OPEN},
        {"that nobody can see it does not mend it",
         {{WEB, "r", HR_NOT_READY}},
         {{WEB, "r", HR_UNKNOWN}},
         false,
         HR_STEP_OPEN},
        {"that nobody judges it does not either",
         {{WEB, "r", HR_NOT_READY}},
         {{NULL, NULL, HR_READY}},
         false,
         HR_STEP_OPEN},
        {"mended where it was seen, unknown elsewhere as before",
         {{WEB, "r", HR_NOT_READY}, {EX01, "s", HR_UNKNOWN}},
         {{WEB, "r", HR_READY}, {EX01, "s", HR_UNKNOWN}},
         false,
         HR_STEP_PARTLY},
        {"not known to be needed, and still not",
         {{WEB, "r", HR_UNKNOWN}},
         {{WEB, "r", HR_UNKNOWN}},
         true,
         HR_STEP_OPEN},
        {"known not to be needed", {{WEB, "r", HR_UNKNOWN}}, {{WEB, "r", HR_READY}}, true, HR_STEP_DONE},
        {"others' findings do not count",
         {{WEB, "r", HR_NOT_READY}, {OFFICE, "r", HR_NOT_READY}, {WEB, "other", HR_NOT_READY}},
         {{WEB, "r", HR_READY}, {OFFICE, "r", HR_NOT_READY}, {WEB, "other", HR_NOT_READY}},
         false,
         HR_STEP_DONE},
};

static size_t count_of(const struct judged rows[static 3])
{
	size_t count = 0;
	while (count < 3 && rows[count].rule != NULL)
		count++;
	return count;
}

static void steps_are_done(void **state)
{
	(void)state;
	const struct hr_step step = {
	        .n = 1, .about = EX01, .remedy = "x", .after = "", .rules = "r s", .certain = true};
	for (size_t i = 0; i < HR_COUNT(steps); i++) {
		struct hr_report *before = report_of(steps[i].before, count_of(steps[i].before));
		struct hr_report *now = report_of(steps[i].now, count_of(steps[i].now));
		struct hr_step one = step;
		one.certain = !steps[i].unsure;
		if (hr_step_judge(&one, before, now) != steps[i].state)
			fail_msg("%s", steps[i].name);
		hr_report_free(before);
		hr_report_free(now);
	}
}

/* First, before, now -> what is told. */
static const struct {
	const char *name;
	enum hr_outcome first, before, now;
	const char *told;
} turns[] = {
        {"nothing", HR_NOT_READY, HR_NOT_READY, HR_NOT_READY, ""},
        {"better", HR_NOT_READY, HR_NOT_READY, HR_READY, "7 better ex01.contoso.com:443/https r\n"},
        {"put back", HR_NOT_READY, HR_READY, HR_NOT_READY, "7 worse ex01.contoso.com:443/https r\n"},
        {"worse", HR_READY, HR_READY, HR_NOT_READY, "7 worse ex01.contoso.com:443/https r\n"},
        {"unclear", HR_READY, HR_READY, HR_UNKNOWN, "7 unclear ex01.contoso.com:443/https r\n"},
        {"clear again, as it was", HR_READY, HR_UNKNOWN, HR_READY, ""},
        {"clear again, as bad as it was", HR_NOT_READY, HR_UNKNOWN, HR_NOT_READY, ""},
        {"clear again, and better", HR_NOT_READY, HR_UNKNOWN, HR_READY, "7 better ex01.contoso.com:443/https r\n"},
        {"clear again, and worse", HR_READY, HR_UNKNOWN, HR_NOT_READY, "7 worse ex01.contoso.com:443/https r\n"},
};

static void turns_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < HR_COUNT(turns); i++) {
		struct hr_error why;
		struct told told = {.text = ""};
		struct hr_report *first = report_of(&(struct judged){WEB, "r", turns[i].first}, 1);
		struct hr_report *before = report_of(&(struct judged){WEB, "r", turns[i].before}, 1);
		struct hr_report *now = report_of(&(struct judged){WEB, "r", turns[i].now}, 1);
		assert_true(hr_progress_tell(first, before, now, 7, &told, note, &why));
		if (strcmp(told.text, turns[i].told) != 0)
			fail_msg("%s: %s", turns[i].name, told.text);
		hr_report_free(first);
		hr_report_free(before);
		hr_report_free(now);
	}
}

static void suites_come_and_go(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
	        {"A B C", "A C", "-B"},          {"A", "A B C", "+B +C"}, {"A B", "B D", "-A +D"},
	        {"A B", "B A", "another order"}, {"AB", "A", "-AB +A"},
	};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_buffer text = {.ceiling = 1000};
		hr_suites_compare(rows[i][0], rows[i][1], &text);
		assert_string_equal(text.data, rows[i][2]);
		hr_buffer_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(steps_are_done), cmocka_unit_test(turns_are_told),
	                                   cmocka_unit_test(suites_come_and_go)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
