/* Shards: which server is in which, and what several of them cover. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hybridready/check.h"
#include "model/shard.h"

static void parses(void **state)
{
	(void)state;
	struct hr_shard shard = {0, 0};
	assert_true(hr_shard_parse("2/3", &shard));
	assert_int_equal(shard.number, 2);
	assert_int_equal(shard.count, 3);
	assert_true(hr_shard_parse("1000/1000", &shard));
	static const char *const wrong[] = {"",     "3",    "0/3",  "4/3",   "1/0",           "1/1001",
	                                    "-1/3", "1/3 ", "1 /3", "1/3/3", "00000000001/3", "/"};
	for (size_t i = 0; i < HR_COUNT(wrong); i++)
		assert_false(hr_shard_parse(wrong[i], &shard));
	assert_int_equal(shard.count, 1000);
}

/* Every server is in exactly one shard, the same for ever: others' runs of other versions rely on it. */
static void parts_the_servers(void **state)
{
	(void)state;
	size_t sizes[8] = {0};
	for (unsigned i = 0; i < 4000; i++) {
		char name[40];
		unsigned in = 0;
		(void)snprintf(name, sizeof name, "srv%04u.contoso.com", i);
		for (unsigned n = 1; n <= 7; n++) {
			const struct hr_shard shard = {.number = n, .count = 7};
			if (hr_shard_has(&shard, name)) {
				in++;
				sizes[n]++;
			}
		}
		assert_int_equal(in, 1);
	}
	for (unsigned n = 1; n <= 7; n++)
		assert_in_range(sizes[n], 4000 / 7 * 8 / 10, 4000 / 7 * 12 / 10);
	const struct hr_shard all = {0, 0};
	assert_true(hr_shard_has(&all, "ex01.contoso.com"));
	const struct hr_shard known[] = {{2, 3}, {1, 3}, {2, 3}};
	static const char *const names[] = {"ex01.contoso.com", "ex02.contoso.com", "fe01.contoso.com"};
	for (size_t i = 0; i < HR_COUNT(known); i++)
		assert_true(hr_shard_has(&known[i], names[i]));
}

static void covers(void **state)
{
	(void)state;
	static const struct {
		struct {
			const char *shards;
			bool complete;
		} runs[4];
		size_t count;
		const char *shards, *missing;
		bool complete;
	} table[] = {
	        {{{"", true}}, 1, "", "", true},
	        {{{"", true}, {"", false}}, 2, "", "", false},
	        {{{"1/3", true}}, 1, "1/3", "2/3 3/3", true},
	        {{{"1/3", true}, {"1/3", true}}, 2, "1/3", "2/3 3/3", true},
	        {{{"1/3", false}}, 1, "1/3", "1/3 2/3 3/3", false},
	        {{{"3/3", true}, {"1/3", true}}, 2, "1/3 3/3", "2/3", false},
	        {{{"3/3", true}, {"1/3", true}, {"2/3", true}}, 3, "", "", true},
	        {{{"3/3", true}, {"1/3", true}, {"2/3", false}}, 3, "1/3 3/3", "2/3", false},
	        {{{"1/3 3/3", false}, {"2/3", true}}, 2, "", "", true},
	        {{{"1/3", false}, {"1/3", true}, {"2/3", true}, {"3/3", true}}, 4, "", "", true},
	        {{{"1/2", true}, {"1/3", true}}, 2, "1/2 1/3", "2/2 2/3 3/3", false},
	        {{{"1/1", true}}, 1, "1/1", "", true},
	        {{{"", false}, {"1/2", true}, {"2/2", true}}, 3, "", "", false},
	        {{{"", false}, {"1/3", true}, {"2/3", true}}, 3, "", "3/3", false},
	        {{{"", true}, {"1/2", true}, {"2/2", true}}, 3, "", "", true},
	        {{{"nonsense", true}, {"1/2", true}, {"2/2", true}}, 3, "", "", false},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		static struct hr_cover cover;
		struct hr_arena *arena = hr_arena_new(0);
		const char *shards = NULL;
		const char *missing = NULL;
		bool complete = false;
		cover = (struct hr_cover){.torn = false};
		for (size_t k = 0; k < table[i].count; k++)
			hr_cover_add(&cover, table[i].runs[k].shards, table[i].runs[k].complete);
		assert_true(hr_cover_tell(&cover, arena, &shards, &complete, &missing));
		if (strcmp(shards, table[i].shards) != 0 || strcmp(missing, table[i].missing) != 0 ||
		    complete != table[i].complete)
			fail_msg("row %zu: \"%s\", missing \"%s\", %d", i, shards, missing, complete);
		hr_arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(parses),
	        cmocka_unit_test(parts_the_servers),
	        cmocka_unit_test(covers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
