#include "checks_support/judge.h"

#define ROOM "server rooms room1.contoso.com teams-room\n"
#define HUB "server rooms hub1.contoso.com surface-hub\n"

static const struct hr_line lines[] = {
        {.name = "Teams Rooms app",
         .release = "",
         .from = HR_BUILD(1, 0, 0, 0),
         .to = HR_BUILD(5, 65535, 65535, 65535),
         .product = HR_ROOMS,
         .verified = true},
        {.name = "Surface Hub",
         .release = "",
         .from = HR_BUILD(10, 0, 0, 0),
         .to = HR_BUILD(10, 0, 65535, 65535),
         .product = HR_ROOMS,
         .verified = true},
};

static const struct hr_floor floors[] = {
        {.rule = "rooms.app", .name = "4.0.64.0", .number = HR_BUILD(4, 0, 64, 0), .line = &lines[0], .verified = true},
        {.rule = "rooms.surface-hub",
         .name = "KB4499162",
         .number = HR_BUILD(10, 0, 15063, 1835),
         .line = &lines[1],
         .verified = true},
};

static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .lines = lines,
                                          .line_count = HR_COUNT(lines),
                                          .floors = floors,
                                          .floor_count = HR_COUNT(floors)};

static const struct judge_row rows[] = {
        {"rooms.app", ROOM "owner build present 4.0.64.0", HR_READY, NULL, NULL, false, false, false},
        {"rooms.app", ROOM "owner build present 4.0.51.0", HR_NOT_READY, NULL, NULL, false, false, false},
        {"rooms.app", ROOM, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"rooms.app", ROOM "owner build present 10.0.15063.1835", HR_NOT_READY, "no-update", NULL, false, false, false},
        {"rooms.app", ROOM "owner build present new", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"rooms.app", HUB "owner build present 10.0.15063.1835", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"rooms.surface-hub", HUB "owner build present 10.0.15063.1835", HR_READY, NULL, NULL, false, false, false},
        {"rooms.surface-hub", HUB "owner build present 10.0.15063.1808", HR_NOT_READY, NULL, NULL, false, false, false},
        {"rooms.surface-hub", HUB "owner build present 10.0.19042.1", HR_READY, NULL, NULL, false, false, false},
        {"rooms.surface-hub", HUB, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"rooms.surface-hub", ROOM, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
};

static void test_judges(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

static void test_each_rule_shows_every_outcome(void **state)
{
	(void)state;
	judge_coverage(rows, HR_COUNT(rows), NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_judges),
	        cmocka_unit_test(test_each_rule_shows_every_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
