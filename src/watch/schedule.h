/*
 * When which task is looked at: each once per interval, spread over it, so that no moment is busier than another; what
 * asks for it out of turn. Pure: times go in. All times are milliseconds of one clock.
 */
#ifndef HR_WATCH_SCHEDULE_H
#define HR_WATCH_SCHEDULE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Of so many turns, one is a full look: it sees what a quick one cannot, such as a suite of an accepted version. */
#define HR_SCHEDULE_FULL_EVERY 10

/* Full looks at once: where everything changes at the same time, they must not hold up the quick ones. */
#define HR_SCHEDULE_FULL_MAX 32

struct hr_turn {
	int64_t wanted_at; /* out of turn; 0 = it is not */
	int64_t begun_at;  /* its last look; INT64_MIN = none yet */
	size_t next;       /* in the queue of those out of turn */
	bool full;         /* the one out of turn is a full look */
	bool busy;         /* a look is under way */
	bool busy_full;    /* a full one */
};

struct hr_schedule {
	struct hr_turn *turns;
	size_t count;
	int64_t begun_at, interval_ms;
	int64_t slot;       /* slot k belongs to task k % count, and is due at begun_at + k * interval / count */
	size_t first, last; /* of the queue; count = none */
	size_t full_count;  /* full looks under way */
	bool slot_was_last; /* what asks for it and whose turn it is take turns */
};

/* Owned by `arena`. False: memory. */
bool hr_schedule_begin(struct hr_schedule *schedule, size_t count, int64_t interval_ms, int64_t now,
                       struct hr_arena *arena, struct hr_error *why) HR_MUST_USE;

/* A task to look at now; false: none is due. It is busy until hr_schedule_end(). */
bool hr_schedule_next(struct hr_schedule *schedule, int64_t now, size_t *task, bool *full);

/* The look has ended. */
void hr_schedule_end(struct hr_schedule *schedule, size_t task);

/* Another look as soon as `at` has come, and no other is under way. A full one is not replaced by a quick one. */
void hr_schedule_want(struct hr_schedule *schedule, size_t task, bool full, int64_t at);

#endif
