/* Whose turn it is: once per interval each, spread; out of turn what asks for it. */
#include "story.h"
#include "watch/schedule.h"

#define TASKS 4
#define INTERVAL 1000

static struct hr_arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = hr_arena_new(0);
	return arena == NULL;
}

static int drop_arena(void **state)
{
	(void)state;
	hr_arena_free(arena);
	return 0;
}

static struct hr_schedule begin(void)
{
	struct hr_schedule schedule;
	struct hr_error why;
	assert_true(hr_schedule_begin(&schedule, TASKS, INTERVAL, 5000, arena, &why));
	return schedule;
}

/* The task at that time, -1 for none; a full look has 10 added. It ends at once. */
static int at(struct hr_schedule *schedule, int64_t now)
{
	size_t task = 0;
	bool full = false;
	if (!hr_schedule_next(schedule, now, &task, &full))
		return -1;
	hr_schedule_end(schedule, task);
	return (int)task + (full ? 10 : 0);
}

static void each_once_per_interval(void **state)
{
	(void)state;
	struct hr_schedule s = begin();
	unsigned looks[TASKS] = {0};
	unsigned full[TASKS] = {0};
	for (int64_t now = 5000; now < 5000 + 20 * INTERVAL; now += 50) {
		int task = at(&s, now);
		assert_int_equal(at(&s, now), -1); /* never two at the same moment */
		if (task >= 0)
			looks[task % 10]++;
		if (task >= 10)
			full[task - 10]++;
	}
	for (size_t i = 0; i < TASKS; i++) {
		assert_int_equal(looks[i], 20);
		assert_int_equal(full[i], 20 / HR_SCHEDULE_FULL_EVERY);
	}
}

static void out_of_turn(void **state)
{
	(void)state;
	struct hr_schedule s = begin();
	assert_int_equal(at(&s, 5000), 0);
	hr_schedule_want(&s, 3, true, 5010);
	hr_schedule_want(&s, 2, false, 5100);
	hr_schedule_want(&s, 3, false, 5005); /* sooner, and still a full one */
	assert_int_equal(at(&s, 5001), -1);
	assert_int_equal(at(&s, 5005), 13);
	assert_int_equal(at(&s, 5050), -1);
	assert_int_equal(at(&s, 5100), 2);
	assert_int_equal(at(&s, 5100), -1);
	assert_int_equal(at(&s, 5250), 1);
	assert_int_equal(at(&s, 5500), -1); /* task 2 was looked at a moment ago */
	assert_int_equal(at(&s, 5750), 3);
}

static void nobody_is_looked_at_twice_at_once(void **state)
{
	(void)state;
	struct hr_schedule s = begin();
	size_t task = 0;
	bool full = false;
	assert_true(hr_schedule_next(&s, 5000, &task, &full));
	assert_int_equal(task, 0);
	hr_schedule_want(&s, 0, true, 5000);
	assert_int_equal(at(&s, 5200), -1);
	hr_schedule_end(&s, 0);
	assert_int_equal(at(&s, 5200), 10);
}

/* Everything has changed, and every full look takes long: the quick ones go on. */
static void full_looks_hold_nobody_up(void **state)
{
	(void)state;
	enum { MANY = 100 };
	struct hr_schedule s;
	struct hr_error why;
	unsigned full_looks = 0;
	unsigned quick_looks = 0;
	size_t task = 0;
	bool full = false;
	assert_true(hr_schedule_begin(&s, MANY, INTERVAL, 5000, arena, &why));
	for (size_t i = 0; i < MANY; i += 2)
		hr_schedule_want(&s, i, true, 5000);
	for (int64_t now = 5000; now < 5000 + INTERVAL; now += 50)
		while (hr_schedule_next(&s, now, &task, &full)) {
			full_looks += full;
			quick_looks += !full;
			if (!full)
				hr_schedule_end(&s, task);
		}
	assert_int_equal(full_looks, HR_SCHEDULE_FULL_MAX);
	assert_true(quick_looks >= MANY / 2);
}

/* A machine that slept goes on, and makes up for nothing. */
static void after_a_pause(void **state)
{
	(void)state;
	struct hr_schedule s = begin();
	unsigned looks = 0;
	while (at(&s, 5000 + 3600 * INTERVAL) >= 0)
		looks++;
	assert_in_range(looks, 1, TASKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_once_per_interval), cmocka_unit_test(out_of_turn),
	                                   cmocka_unit_test(nobody_is_looked_at_twice_at_once),
	                                   cmocka_unit_test(full_looks_hold_nobody_up),
	                                   cmocka_unit_test(after_a_pause)};
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
