/* The timeline of a report, there and back; and a log of events, of which every line stands alone. */
#include "model/timeline.h"
#include "report/event_log.h"
#include "report/file.h"
#include "scratch.h"

static const struct hr_event events[] = {
        {.at = 1764100000,
         .kind = HR_EVENT_RESTARTING,
         .about = "skype/fe01.contoso.com",
         .of = "",
         .detail = "refused"},
        {.at = 1764100060,
         .kind = HR_EVENT_WORSE,
         .about = "skype/fe01.contoso.com",
         .of = "a.rule",
         .detail = "<&\"\n\x1B[31m"},
};

static void write_and_read(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_report *report = NULL;
	struct hr_report *again = NULL;
	assert_true(hr_report_read(SAMPLE, SCHEMA, &report, &why));
	report->timeline =
	        (struct hr_timeline){.from = 1764100000, .until = 1764107200, .go = "no-go", .reason = "1 got worse"};
	for (size_t i = 0; i < HR_COUNT(events); i++)
		assert_true(hr_timeline_add(&report->timeline, report->arena, &events[i], &why));
	report->timeline.left_out = 3;
	const char *path = at("timeline.xml");
	assert_true(hr_report_write(report, path, &why));
	if (!hr_report_read(path, SCHEMA, &again, &why))
		fail_msg("%s", why.text);
	assert_int_equal(again->timeline.from, 1764100000);
	assert_int_equal(again->timeline.until, 1764107200);
	assert_string_equal(again->timeline.go, "no-go");
	assert_string_equal(again->timeline.reason, "1 got worse");
	assert_int_equal(again->timeline.left_out, 3);
	assert_int_equal(again->timeline.count, HR_COUNT(events));
	assert_int_equal(again->timeline.events[0].kind, HR_EVENT_RESTARTING);
	assert_string_equal(again->timeline.events[1].of, "a.rule");
	assert_string_equal(again->timeline.events[1].detail, "<&\"\\x0a\\x1b[31m");
	hr_report_free(report);
	hr_report_free(again);
	assert_int_equal(unlink(path), 0);
}

static void a_line_each(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_event_log log;
	const char *path = at("events.xml");
	struct hr_arena *arena = hr_arena_new(0);
	assert_non_null(arena);
	FILE *file = fopen(path, "wb"); /* what a killed process left */
	assert_non_null(file);
	assert_true(fputs("<event cut off", file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_true(hr_event_log_open(&log, path, &why));
	for (size_t i = 0; i < HR_COUNT(events); i++) {
		struct hr_event printable;
		assert_true(hr_event_copy(&events[i], arena, &printable, &why));
		assert_true(hr_event_log_add(&log, &printable, &why));
	}
	hr_arena_free(arena);
	assert_true(hr_event_log_close(&log, &why));
	size_t length = 0;
	char *text = slurp(path, &length);
	assert_string_equal(text,
	                    "<event cut off\n"
	                    "<event xmlns=\"urn:hybridready:report:1\" at=\"2025-11-25T19:46:40Z\" kind=\"restarting\" "
	                    "about=\"skype/fe01.contoso.com\">refused</event>\n"
	                    "<event xmlns=\"urn:hybridready:report:1\" at=\"2025-11-25T19:47:40Z\" kind=\"worse\" "
	                    "about=\"skype/fe01.contoso.com\" of=\"a.rule\">&lt;&amp;&quot;\\x0a\\x1b[31m</event>\n");
	free(text);
	assert_int_equal(unlink(path), 0);
}

static void a_full_disk_is_told(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_event_log log;
	assert_false(hr_event_log_open(&log, "/nowhere/at/all", &why));
	assert_int_equal(why.status, HR_E_FILE);
	assert_true(hr_event_log_open(&log, "/dev/full", &why));
	assert_false(hr_event_log_add(&log, &events[0], &why));
	assert_non_null(strstr(why.text, "/dev/full"));
	assert_false(hr_event_log_close(&log, &why));
}

static void too_many_are_counted(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_timeline timeline = {.from = 1};
	struct hr_arena *arena = hr_arena_new(0);
	assert_non_null(arena);
	for (size_t i = 0; i < HR_EVENTS_MAX + 7; i++)
		assert_true(hr_timeline_add(&timeline, arena, &events[0], &why));
	assert_int_equal(timeline.count, HR_EVENTS_MAX);
	assert_int_equal(timeline.left_out, 7);
	hr_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(write_and_read), cmocka_unit_test(a_line_each),
	                                   cmocka_unit_test(a_full_disk_is_told),
	                                   cmocka_unit_test(too_many_are_counted)};
	return cmocka_run_group_tests(tests, make_scratch, drop_scratch);
}
