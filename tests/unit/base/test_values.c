/* Times, build numbers, arenas and the reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/build.h"
#include "base/clock.h"
#include "base/reader.h"

static void times_go_there_and_back(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
	        {0, "1970-01-01T00:00:00Z"},          {951782400, "2000-02-29T00:00:00Z"},
	        {1795487360, "2026-11-24T02:29:20Z"}, {-1, "1969-12-31T23:59:59Z"},
	        {4107542399, "2100-02-28T23:59:59Z"}, {253402300799, "9999-12-31T23:59:59Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[HR_TIME_TEXT_MAX];
		int64_t seconds = -7;
		assert_string_equal(hr_time_format(rows[i].seconds, text), rows[i].text);
		assert_true(hr_time_parse(rows[i].text, &seconds));
		assert_int_equal(seconds, rows[i].seconds);
	}
	int64_t seconds = 0;
	assert_true(hr_time_parse("2026-11-24", &seconds));
	assert_int_equal(seconds, 1795478400);
	static const char *const bad[] = {"",
	                                  "2026",
	                                  "2026-13-01",
	                                  "2026-02-29",
	                                  "2026-11-24T",
	                                  "26-11-24",
	                                  "2026-11-24T02:29:20",
	                                  "2026-11-24T24:00:00Z",
	                                  "2026-11-24 ",
	                                  "2026-11-24T02:29:20Zx"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(hr_time_parse(bad[i], &seconds));
	assert_int_equal(seconds, 1795478400);
	assert_true(hr_time_parse_generalized("20261124022920.0Z", &seconds));
	assert_int_equal(seconds, 1795487360);
	assert_false(hr_time_parse_generalized("20261124022920", &seconds));
	assert_false(hr_time_parse_generalized("20261324022920Z", &seconds));
}

static void builds_compare_as_numbers(void **state)
{
	(void)state;
	uint64_t build = 0;
	char text[HR_BUILD_TEXT_MAX];
	assert_true(hr_build_parse("15.02.2562.037", &build));
	assert_string_equal(hr_build_format(build, text), "15.2.2562.37");
	uint64_t older = 0;
	assert_true(hr_build_parse("15.1.2507.6", &older));
	assert_true(older < build);
	assert_true(hr_build_parse("16", &build));
	assert_string_equal(hr_build_format(build, text), "16.0.0.0");
	static const char *const bad[] = {"", ".", "1.", "1..2", "1.2.3.4.5", "65536", "1.2.3.x", " 1", "-1", "1.2 "};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(hr_build_parse(bad[i], &build));
}

static void readers_fail_for_good(void **state)
{
	(void)state;
	static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7};
	struct hr_reader reader = hr_reader_of(bytes, sizeof bytes);
	assert_int_equal(hr_u16(&reader), 0x0102);
	struct hr_reader inner = hr_sub(&reader, 3);
	assert_int_equal(hr_u24(&inner), 0x030405);
	assert_true(hr_done(&inner));
	assert_int_equal(hr_u8(&inner), 0);
	assert_true(inner.failed);
	assert_int_equal(hr_u24(&reader), 0);
	assert_true(reader.failed);
	assert_int_equal(hr_u8(&reader), 0); /* although a byte is left */
	assert_false(hr_done(&reader));
	assert_int_equal(hr_left(&reader), 0);
	struct hr_reader empty = hr_reader_of(NULL, 0);
	assert_true(hr_done(&empty));
}

static void arenas_keep_to_their_ceiling(void **state)
{
	(void)state;
	struct hr_arena *arena = hr_arena_new(1000);
	assert_non_null(hr_arena_take(arena, 900));
	assert_null(hr_arena_take(arena, 200));
	assert_non_null(hr_arena_take(arena, 10));
	assert_null(hr_arena_take(arena, SIZE_MAX));
	hr_arena_free(arena);

	arena = hr_arena_new(0);
	int *numbers = NULL;
	size_t capacity = 0;
	for (int i = 0; i < 1000; i++) {
		int *grown = hr_arena_grow(arena, numbers, (size_t)i, &capacity, sizeof *numbers, 1000);
		assert_non_null(grown);
		numbers = grown;
		numbers[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i);
	assert_null(hr_arena_grow(arena, numbers, 1000, &capacity, sizeof *numbers, 1000));
	assert_string_equal(hr_arena_printf(arena, "%s-%d", "x", 7), "x-7");
	char *large = hr_arena_take(arena, 1 << 20);
	assert_non_null(large);
	large[(1 << 20) - 1] = 'x';
	hr_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(times_go_there_and_back),
	        cmocka_unit_test(builds_compare_as_numbers),
	        cmocka_unit_test(readers_fail_for_good),
	        cmocka_unit_test(arenas_keep_to_their_ceiling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
