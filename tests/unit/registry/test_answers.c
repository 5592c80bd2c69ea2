#include "registry/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct hr_setting settings[] = {
        {.key = "HKLM\\SOFTWARE\\A", .value = "Number", .type = HR_SETTING_DWORD},
        {.key = "HKLM\\SOFTWARE\\A", .value = "Text", .type = HR_SETTING_TEXT},
        {.key = "HKLM\\SOFTWARE\\B", .value = "List", .type = HR_SETTING_LIST},
};
static const struct hr_catalog catalog = {.settings = settings, .setting_count = 3};

static void asks_for_what_the_catalog_names(void **state)
{
	struct hr_buffer out = {.ceiling = 4096};
	(void)state;
	hr_answers_ask(&catalog, &out);
	assert_string_equal(out.data, "key HKLM\\SOFTWARE\\A\nvalue Number\nvalue Text\n"
	                              "key HKLM\\SOFTWARE\\B\nvalue List\n");
	hr_buffer_free(&out);
}

struct outcome {
	bool in, refused, over;
	size_t present, absent, failed, unseen;
	const char *reason; /* its beginning; "" = whole */
};

static void check(const char *lines, const struct outcome *want)
{
	struct hr_arena *arena = hr_arena_new(0);
	struct hr_report *report = NULL;
	struct hr_error why = {.text = ""};
	assert_true(hr_report_new(&report, &why));
	static const char *const id = "skype/fe01.contoso.com";
	const struct hr_brought brought = {.servers = &id, .server_count = 1, .catalog = &catalog, .report = report};
	struct hr_answers answers = {.catalog = &catalog, .hive = hr_hive_new(arena, &catalog)};
	struct hr_hive_counts counts;
	while (*lines != '\0') {
		size_t length = strcspn(lines, "\n");
		assert_true(hr_answers_take(&answers, hr_reader_of(lines, length), &why));
		lines += length + 1;
	}
	assert_true(hr_hive_tell(answers.hive, &brought, &counts, &why));
	assert_int_equal(answers.in, want->in);
	assert_int_equal(answers.refused, want->refused);
	assert_int_equal(answers.over, want->over);
	assert_int_equal(counts.present, want->present);
	assert_int_equal(counts.absent, want->absent);
	assert_int_equal(counts.failed, want->failed);
	assert_int_equal(counts.unseen, want->unseen);
	assert_int_equal(strncmp(answers.reason, want->reason, strlen(want->reason)), 0);
	assert_int_equal(answers.reason[0] == '\0', want->reason[0] == '\0');
	hr_report_free(report);
	hr_arena_free(arena);
}

static void takes_answers(void **state)
{
	(void)state;
	check("in\nvalue 0 4 01000000\nabsent 1\nrefused 2 5\nend\n",
	      &(struct outcome){true, false, true, 1, 1, 1, 0, ""});
	check("in\nvalue 0 1 31000000\nvalue 1 1 610000\nabsent 2\nend\n",
	      &(struct outcome){true, false, true, 1, 1, 1, 0, ""}); /* a text where Windows wants a number */
	check("trouble logon no\n",
	      &(struct outcome){false, true, true, 0, 0, 0, 3, "the user name or password was refused (no)"});
	check("in\nvalue 0 4 01000000\ntrouble lost gone\n",
	      &(struct outcome){true, false, true, 1, 0, 0, 2, "the connection was lost (gone)"});
}

/* It is a program of ours, but what it reads comes from servers: it is believed only while it makes sense. */
static void ends_with_what_makes_no_sense(void **state)
{
	static const struct {
		const char *lines;
		size_t present;
	} table[] = {
	        {"absent 0\n", 0},                                             /* before it was let in */
	        {"in\nin\n", 0},                                               /* twice */
	        {"in\nvalue 1 1 610000\n", 0},                                 /* not the next */
	        {"in\nvalue 0 4 01000000\nvalue 0 4 01000000\n", 1},           /* again */
	        {"in\nvalue 0 4 01000000\nend\n", 1},                          /* too early */
	        {"in\nvalue 0 4 01000000\nabsent 1\nabsent 2\nabsent 3\n", 1}, /* too many */
	        {"in\nvalue 0 4 01000000\nabsent 1\nabsent 2\nend\nend\n", 1}, /* nothing may follow */
	        {"in\nvalue 0 4 01000000\nhello\n", 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct hr_arena *arena = hr_arena_new(0);
		struct hr_answers answers = {.catalog = &catalog, .hive = hr_hive_new(arena, &catalog)};
		struct hr_error why;
		for (const char *line = table[i].lines; *line != '\0'; line += strcspn(line, "\n") + 1)
			assert_true(hr_answers_take(&answers, hr_reader_of(line, strcspn(line, "\n")), &why));
		assert_true(answers.over);
		assert_non_null(strstr(answers.reason, "said what was not asked"));
		hr_arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(asks_for_what_the_catalog_names),
	        cmocka_unit_test(takes_answers),
	        cmocka_unit_test(ends_with_what_makes_no_sense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
