#include "watch/schedule.h"

bool hr_schedule_begin(struct hr_schedule *schedule, size_t count, int64_t interval_ms, int64_t now,
                       struct hr_arena *arena, struct hr_error *why)
{
	*schedule = (struct hr_schedule){
	        .count = count, .interval_ms = interval_ms, .begun_at = now, .first = count, .last = count};
	schedule->turns = hr_arena_take(arena, (count + 1) * sizeof *schedule->turns);
	if (schedule->turns == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < count; i++)
		schedule->turns[i] = (struct hr_turn){.begun_at = INT64_MIN, .next = count};
	return true;
}

static int64_t due(const struct hr_schedule *schedule, int64_t slot)
{
	return schedule->begun_at + slot / (int64_t)schedule->count * schedule->interval_ms +
	       slot % (int64_t)schedule->count * schedule->interval_ms / (int64_t)schedule->count;
}

static bool is_recent(const struct hr_schedule *schedule, const struct hr_turn *turn, int64_t now)
{
	return turn->begun_at != INT64_MIN && now - turn->begun_at < schedule->interval_ms / 2;
}

static bool is_queued(const struct hr_schedule *schedule, size_t task)
{
	return schedule->turns[task].next != schedule->count || schedule->last == task;
}

static bool take_wanted(struct hr_schedule *schedule, int64_t now, size_t *task, bool *full)
{
	size_t before = schedule->count;
	for (size_t i = schedule->first; i != schedule->count; before = i, i = schedule->turns[i].next) {
		struct hr_turn *turn = &schedule->turns[i];
		if (turn->busy || turn->wanted_at > now || (turn->full && schedule->full_count >= HR_SCHEDULE_FULL_MAX))
			continue;
		if (before == schedule->count)
			schedule->first = turn->next;
		else
			schedule->turns[before].next = turn->next;
		if (schedule->last == i)
			schedule->last = before;
		*task = i;
		*full = turn->full;
		turn->next = schedule->count;
		turn->full = false;
		return true;
	}
	return false;
}

static bool take_slot(struct hr_schedule *schedule, int64_t now, size_t *task, bool *full)
{
	int64_t count = (int64_t)schedule->count;
	/* After a pause (a machine that slept) nothing is made up for. */
	while (due(schedule, schedule->slot) <= now - schedule->interval_ms)
		schedule->slot += count;
	while (due(schedule, schedule->slot) <= now) {
		int64_t slot = schedule->slot++;
		const struct hr_turn *turn = &schedule->turns[slot % count];
		if (turn->busy || is_recent(schedule, turn, now))
			continue;
		*task = (size_t)(slot % count);
		/* Not all in the same round. */
		*full = (slot / count + slot % count) % HR_SCHEDULE_FULL_EVERY == HR_SCHEDULE_FULL_EVERY - 1 &&
		        schedule->full_count < HR_SCHEDULE_FULL_MAX;
		return true;
	}
	return false;
}

bool hr_schedule_next(struct hr_schedule *schedule, int64_t now, size_t *task, bool *full)
{
	if (schedule->count == 0)
		return false;
	bool wanted = schedule->slot_was_last && take_wanted(schedule, now, task, full);
	bool slot = !wanted && take_slot(schedule, now, task, full);
	if (!wanted && !slot && !take_wanted(schedule, now, task, full))
		return false;
	struct hr_turn *turn = &schedule->turns[*task];
	schedule->slot_was_last = slot;
	schedule->full_count += *full;
	turn->busy = true;
	turn->busy_full = *full;
	turn->begun_at = now;
	return true;
}

void hr_schedule_end(struct hr_schedule *schedule, size_t task)
{
	struct hr_turn *turn = &schedule->turns[task];
	schedule->full_count -= turn->busy_full;
	turn->busy = turn->busy_full = false;
}

void hr_schedule_want(struct hr_schedule *schedule, size_t task, bool full, int64_t at)
{
	struct hr_turn *turn = &schedule->turns[task];
	if (is_queued(schedule, task)) {
		turn->full |= full;
		turn->wanted_at = at < turn->wanted_at ? at : turn->wanted_at;
		return;
	}
	turn->full = full;
	turn->wanted_at = at;
	if (schedule->last == schedule->count)
		schedule->first = task;
	else
		schedule->turns[schedule->last].next = task;
	schedule->last = task;
}
