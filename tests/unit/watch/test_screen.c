/* What stands on the screen: it fits, the worst stands first, and nothing is told by colour alone. */
#include <stdlib.h>

#include "story.h"
#include "watch/screen.h"

#define MANY 60

struct world {
	struct hr_report *report;
	struct hr_watching watching;
	struct hr_timeline timeline;
	enum hr_step_state progress[2];
	struct hr_picture picture;
	struct hr_screen screen;
};

static void begin(struct world *world, struct hr_report *report)
{
	struct hr_error why;
	*world = (struct world){.report = report};
	assert_true(hr_watching_begin(&world->watching, report, report->arena, &why));
	for (size_t i = 0; i < world->watching.endpoint_count; i++)
		world->watching.endpoints[i].condition = HR_CONDITION_UP;
	world->screen = (struct hr_screen){.name = "folder/report.xml",
	                                   .watching = &world->watching,
	                                   .timeline = &world->timeline,
	                                   .plan = report,
	                                   .progress = world->progress,
	                                   .reason = "nothing got worse",
	                                   .note = "",
	                                   .now = 3661000,
	                                   .from = 3600000,
	                                   .width = 80,
	                                   .height = 24};
}

static void end(struct world *world)
{
	hr_buffer_free(&world->picture.text);
	hr_report_free(world->report);
}

/* Draws, and sees that it fits: as many lines as there are, none with too many characters. */
static void draw(struct world *world)
{
	struct hr_error why;
	hr_buffer_free(&world->picture.text);
	assert_true(hr_screen_draw(&world->screen, &world->picture, &why));
	size_t lines = 0;
	size_t column = 0;
	for (const char *c = world->picture.text.data; *c != '\0'; c++) {
		lines += *c == '\n';
		column = *c == '\n' ? 0 : column + (((unsigned char)*c & 0xC0) != 0x80);
		assert_true(column <= world->screen.width);
		assert_true(world->screen.utf8 || (unsigned char)*c < 0x80);
	}
	assert_int_equal(lines, world->picture.count);
	assert_int_equal(lines, world->screen.height);
}

static bool shows(const struct world *world, const char *text)
{
	return strstr(world->picture.text.data, text) != NULL;
}

/* The line in which that stands, from 0; 1000 if it stands nowhere. */
static size_t line_of(const struct world *world, const char *text)
{
	const char *at = strstr(world->picture.text.data, text);
	size_t line = at == NULL ? 1000 : 0;
	for (const char *c = world->picture.text.data; at != NULL && c < at; c++)
		line += *c == '\n';
	return line;
}

static void the_head_says_how_it_stands(void **state)
{
	(void)state;
	struct world world;
	begin(&world, organisation());
	draw(&world);
	assert_true(shows(&world, "01:01:01 UTC  hybridready watch report.xml  running 1:01"));
	assert_true(shows(&world, "GO SO FAR: nothing got worse"));
	assert_true(shows(&world, "3 endpoints: 3 up\n"));
	assert_true(shows(&world, " none yet"));
	world.screen.go = HR_NO_GO;
	world.screen.reason = "2 got worse";
	world.screen.note = "the disk is full";
	draw(&world);
	assert_true(shows(&world, "NO-GO: 2 got worse"));
	assert_true(shows(&world, "! the disk is full"));
	end(&world);
}

static void the_worst_stands_first(void **state)
{
	(void)state;
	struct world world;
	begin(&world, organisation());
	struct hr_watched *e = world.watching.endpoints;
	assert_string_equal(e[2].endpoint->id, OFFICE);
	e[2].condition = HR_CONDITION_BROKEN;
	e[2].lived = true;
	e[2].since = 3600000;
	e[1].condition = HR_CONDITION_RESTARTING;
	e[1].since = 3655000;
	e[0].changed_at = 3651000;
	draw(&world);
	size_t first = line_of(&world, "!oos.contoso.com:443 https");
	assert_true(first < 1000);
	assert_int_equal(line_of(&world, "*ex01"), first + 1);
	assert_true(shows(&world, "broken 1:01"));
	assert_true(shows(&world, "restarting 0:06"));
	assert_true(shows(&world, "changed 0:10 ago"));
	assert_true(shows(&world, "3 endpoints: 1 broken, 1 restarting, 1 up"));
	assert_int_equal(world.picture.styles[first], HR_STYLE_BAD);
	assert_int_equal(world.picture.styles[first + 1], HR_STYLE_WARN);
	/* SSL ?, 1.0 accepted, 1.1 not known, 1.2 accepted, 1.3 refused */
	assert_true(shows(&world, "?   +   ?   +   -"));
	world.screen.utf8 = true;
	draw(&world);
	assert_true(shows(&world, "?   \u2713   ?   \u2713   -"));
	end(&world);
}

static void changes_and_steps_are_listed(void **state)
{
	(void)state;
	struct world world;
	struct hr_error why;
	struct hr_report *report = organisation();
	const struct hr_step steps[] = {
	        {.n = 1, .about = EX01, .remedy = "one", .after = "", .rules = "", .certain = true},
	        {.n = 2, .about = OOS, .remedy = "two", .after = "1", .rules = "", .certain = true},
	};
	for (size_t i = 0; i < 2; i++)
		assert_true(hr_report_add_step(report, &steps[i], &why));
	const struct hr_legend legend = {.kind = "remedy",
	                                 .id = "two",
	                                 .title = "Do the second thing",
	                                 .text = "",
	                                 .verify = "",
	                                 .undo = "",
	                                 .source = ""};
	assert_true(hr_report_add_legend(report, &legend, &why));
	begin(&world, report);
	world.progress[0] = HR_STEP_DONE;
	const struct hr_event events[] = {
	        {.at = 3601, .kind = HR_EVENT_VERSION_VANISHED, .about = WEB, .of = "1.0"},
	        {.at = 3602, .kind = HR_EVENT_UNREACHABLE, .about = MAIL, .detail = "connection refused"},
	};
	for (size_t i = 0; i < 2; i++)
		assert_true(hr_timeline_add(&world.timeline, report->arena, &events[i], &why));
	draw(&world);
	assert_true(shows(&world, " 01:00:01 ex01.contoso.com:443/https TLS 1.0 is no longer accepted"));
	assert_true(shows(&world, "!01:00:02 ex01.contoso.com:25/smtp does not answer: connection refused"));
	assert_true(line_of(&world, "!01:00:02") < line_of(&world, " 01:00:01"));
	assert_true(shows(&world, " PLAN: 1 of 2 steps done"));
	assert_true(shows(&world, " [x] 1 ex01.contoso.com: one"));
	assert_true(shows(&world, " [ ] 2 oos.contoso.com: Do the second thing"));
	end(&world);
}

static struct hr_report *many(void)
{
	struct hr_error why;
	struct hr_report *report = NULL;
	assert_true(hr_report_new(&report, &why));
	for (int i = 0; i < MANY; i++) {
		char name[300];
		(void)snprintf(name, sizeof name, "s%02d.a-domain-with-a-name-that-is-longer-than-the-column.example",
		               i);
		add_server(report, HR_OFFICE_ONLINE, name);
	}
	assert_true(hr_report_index(report, &why));
	return report;
}

static void more_than_there_is_room_for(void **state)
{
	(void)state;
	struct world world;
	begin(&world, many());
	draw(&world);
	assert_true(world.picture.pages > 1);
	assert_true(shows(&world, " s00.a-domain"));
	assert_true(shows(&world, ":443 https"));
	assert_false(shows(&world, "s59"));
	assert_true(shows(&world, " of 60, the worst and the latest first"));
	world.watching.endpoints[59].condition = HR_CONDITION_UNREACHABLE;
	world.watching.endpoints[59].lived = true;
	draw(&world);
	assert_true(shows(&world, "!s59"));
	unsigned pages = world.picture.pages;
	for (world.screen.page = 0; world.screen.page < pages; world.screen.page++)
		draw(&world);
	assert_true(shows(&world, " to 60 of 60"));
	end(&world);
}

static void every_size_fits(void **state)
{
	(void)state;
	struct world world;
	begin(&world, many());
	for (world.screen.width = HR_SCREEN_WIDTH_MIN; world.screen.width <= 200; world.screen.width += 13)
		for (world.screen.height = HR_SCREEN_HEIGHT_MIN; world.screen.height <= 100; world.screen.height++) {
			world.screen.utf8 = world.screen.height % 2 == 0;
			draw(&world);
		}
	end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_head_says_how_it_stands),
	        cmocka_unit_test(the_worst_stands_first),
	        cmocka_unit_test(changes_and_steps_are_listed),
	        cmocka_unit_test(more_than_there_is_room_for),
	        cmocka_unit_test(every_size_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
