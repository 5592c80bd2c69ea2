/* Bytes in any order come together as they were, and what contradicts itself is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "observe/fragments.h"
#include "observe/pieces.h"

#define CEILING 4096u

static struct hr_held held;

static void add(struct hr_pieces *pieces, const uint8_t *whole, uint32_t from, uint32_t to)
{
	assert_true(hr_pieces_add(pieces, &held, from, CEILING, hr_reader_of(whole + from, to - from)));
}

static void any_order_with_overlaps(void **state)
{
	(void)state;
	uint8_t whole[1000];
	srand(7);
	for (size_t i = 0; i < sizeof whole; i++)
		whole[i] = (uint8_t)rand();
	for (int round = 0; round < 200; round++) {
		struct hr_pieces pieces = {.bytes = NULL};
		uint32_t done = 0;
		while (done < sizeof whole) {
			uint32_t from = (uint32_t)rand() % sizeof whole, length = (uint32_t)rand() % 300;
			uint32_t to = from + length > sizeof whole ? (uint32_t)sizeof whole : from + length;
			add(&pieces, whole, from, to);
			struct hr_reader ready = hr_pieces_ready(&pieces);
			assert_true(hr_left(&ready) >= done);
			done = (uint32_t)hr_left(&ready);
			assert_true(done == 0 || memcmp(ready.at, whole, done) == 0);
		}
		assert_false(pieces.differs || hr_pieces_holed(&pieces));
		hr_pieces_free(&pieces, &held);
	}
	assert_int_equal(held.bytes, 0);
}

static void what_is_dropped_moves_the_rest(void **state)
{
	(void)state;
	static const uint8_t whole[] = "0123456789abcdefghij";
	struct hr_pieces pieces = {.bytes = NULL};
	add(&pieces, whole, 0, 4);
	add(&pieces, whole, 6, 10);
	hr_pieces_drop(&pieces, 8); /* two of them are not here yet */
	struct hr_reader ready = hr_pieces_ready(&pieces);
	assert_int_equal(hr_left(&ready), 2);
	assert_memory_equal(ready.at, "89", 2);
	hr_pieces_drop(&pieces, 20);
	ready = hr_pieces_ready(&pieces);
	assert_int_equal(hr_left(&ready), 0);
	hr_pieces_free(&pieces, &held);
}

static void contradictions_and_ceilings(void **state)
{
	(void)state;
	static const uint8_t whole[CEILING + 8];
	struct hr_pieces pieces = {.bytes = NULL};
	add(&pieces, whole, 0, 8);
	assert_true(hr_pieces_add(&pieces, &held, 4, CEILING, hr_reader_of("\0\0x", 3)));
	assert_true(pieces.differs);
	hr_pieces_free(&pieces, &held);
	add(&pieces, whole, CEILING - 4, CEILING + 4);
	assert_true(pieces.lost && hr_pieces_holed(&pieces));
	hr_pieces_free(&pieces, &held);
	for (uint32_t i = 0; i <= HR_PIECES_MAX; i++)
		add(&pieces, whole, i * 2, i * 2 + 1);
	assert_true(pieces.lost);
	assert_int_equal(pieces.part_count, HR_PIECES_MAX);
	hr_pieces_free(&pieces, &held);
}

/* --- datagrams --- */

static uint64_t given_up;

static enum hr_joined fragment(struct hr_fragments *fragments, struct hr_ip_packet *packet, uint32_t id, uint32_t from,
                               uint32_t to, bool more, int64_t at)
{
	static const uint8_t whole[] = "the quick brown fox jumps over the lazy dog, and so on";
	*packet = (struct hr_ip_packet){.version = 4,
	                                .protocol = HR_IP_TCP,
	                                .fragment = true,
	                                .more = more,
	                                .id = id,
	                                .offset = from,
	                                .payload = hr_reader_of(whole + from, to - from)};
	return hr_fragments_add(fragments, packet, at, &given_up);
}

static void fragments_in_any_order(void **state)
{
	(void)state;
	struct hr_fragments *fragments = hr_fragments_new();
	struct hr_ip_packet packet;
	given_up = 0;
	assert_int_equal(fragment(fragments, &packet, 1, 32, 40, false, 0), HR_JOINED_NOT_YET);
	assert_int_equal(fragment(fragments, &packet, 2, 0, 16, true, 0), HR_JOINED_NOT_YET);
	assert_int_equal(fragment(fragments, &packet, 1, 0, 16, true, 0), HR_JOINED_NOT_YET);
	assert_int_equal(fragment(fragments, &packet, 1, 0, 16, true, 0), HR_JOINED_NOT_YET);
	assert_int_equal(fragment(fragments, &packet, 1, 16, 32, true, 0), HR_JOINED);
	assert_int_equal(hr_left(&packet.payload), 40);
	assert_memory_equal(packet.payload.at, "the quick brown fox jumps over the lazy ", 40);
	assert_int_equal(hr_fragments_open(fragments), 1);
	/* Too late: the identification may have come around. */
	assert_int_equal(fragment(fragments, &packet, 2, 16, 24, false, 100), HR_JOINED_NOT_YET);
	assert_int_equal(given_up, 1);
	hr_fragments_free(fragments);
}

static void fragments_that_do_not_fit(void **state)
{
	(void)state;
	struct hr_fragments *fragments = hr_fragments_new();
	struct hr_ip_packet packet;
	given_up = 0;
	(void)fragment(fragments, &packet, 1, 0, 16, false, 0);
	assert_int_equal(fragment(fragments, &packet, 2, 0, 16, true, 0), HR_JOINED_NOT_YET);
	assert_int_equal(fragment(fragments, &packet, 2, 16, 24, false, 0), HR_JOINED);
	assert_int_equal(fragment(fragments, &packet, 3, 16, 24, false, 0), HR_JOINED_NOT_YET);
	assert_int_equal(fragment(fragments, &packet, 3, 16, 32, false, 0), HR_JOINED_NOT_YET); /* another end */
	assert_int_equal(given_up, 1);
	for (uint32_t id = 10; id < 10 + 2 * HR_FRAGMENTS_OPEN; id++)
		(void)fragment(fragments, &packet, id, 0, 8, true, id);
	assert_true(hr_fragments_open(fragments) <= HR_FRAGMENTS_OPEN);
	assert_true(given_up > HR_FRAGMENTS_OPEN);
	hr_fragments_free(fragments);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(any_order_with_overlaps),     cmocka_unit_test(what_is_dropped_moves_the_rest),
	        cmocka_unit_test(contradictions_and_ceilings), cmocka_unit_test(fragments_in_any_order),
	        cmocka_unit_test(fragments_that_do_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
