/* watch: the looks, one after the other, and what each of them changes. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/keep.h"
#include "cli/terminal.h"
#include "cli/watch.h"

#define INTERVAL_SECONDS 30
#define RESTART_SECONDS 600
#define AGAIN_MS_MAX 1000 /* until the look that confirms */

static int64_t interval_ms(const struct hr_watch *w)
{
	unsigned seconds = w->program->settings->interval;
	return (int64_t)(seconds == 0 ? INTERVAL_SECONDS : seconds) * 1000;
}

static const struct hr_task *next_look(void *context, bool *over)
{
	struct hr_watch *w = context;
	int64_t now = hr_clock_now_ms();
	size_t task = 0;
	bool full = false;
	*over = w->over;
	if (w->over || !hr_schedule_next(&w->schedule, now, &task, &full))
		return NULL;
	w->seats[task].from = now;
	hr_sighting_clear(&w->seats[task].fresh);
	return &w->looks[2 * task + full];
}

static bool keep(void *context, const struct hr_task *task, const struct hr_observation *seen)
{
	struct hr_watch *w = context;
	return hr_sighting_add(&w->seats[(size_t)(task - w->looks) / 2].fresh, seen, w->why);
}

/* Endpoints that ask for a look out of turn get it; the one that was just looked at after a moment. */
static void grant_wishes(struct hr_watch *w, size_t first, size_t count, int64_t now)
{
	int64_t moment = interval_ms(w) / 8 < AGAIN_MS_MAX ? interval_ms(w) / 8 : AGAIN_MS_MAX;
	for (size_t i = first; i < first + count; i++) {
		struct hr_watched *watched = &w->watching.endpoints[i];
		enum hr_wish wish = watched->wish;
		watched->wish = HR_WISH_NOTHING;
		if (wish != HR_WISH_NOTHING && w->seat_of[i] != w->tasks.count)
			hr_schedule_want(&w->schedule, w->seat_of[i], wish == HR_WISH_ALL,
			                 wish == HR_WISH_AGAIN && watched->looked_at == now ? now + moment : now);
	}
}

static void compare_suites(struct hr_watch *w, const struct hr_seat *seat, const char *about, int64_t now)
{
	for (size_t i = 0; i < HR_LOOK_VERSIONS; i++) {
		enum hr_fact_key key = hr_look_version_key(i);
		const char *before = hr_sighting_value(&seat->whole, key);
		const char *after = hr_sighting_value(&seat->fresh, key);
		struct hr_buffer text = {.ceiling = HR_VALUE_MAX};
		/* An empty list is that of a quick look. */
		if (before == NULL || after == NULL || *before == '\0' || *after == '\0' || strcmp(before, after) == 0)
			continue;
		hr_suites_compare(before, after, &text);
		hr_watch_tell(w, &(struct hr_event){.at = now / 1000,
		                                    .kind = HR_EVENT_SUITES_CHANGED,
		                                    .about = about,
		                                    .of = hr_look_version_name(i),
		                                    .detail = text.data == NULL ? "" : text.data});
		hr_buffer_free(&text);
	}
}

/* What a crash must not cost; the same once more is not written again. Without the journal the watch goes on. */
static void keep_whole(struct hr_watch *w, struct hr_seat *seat, const struct hr_task *task)
{
	uint64_t digest = hr_sighting_digest(&seat->whole);
	char name[HR_TASK_NAME_MAX];
	struct hr_error trouble;
	bool good = true;
	if (!w->keeps || digest == seat->kept)
		return;
	(void)hr_task_name("", task, name);
	for (size_t i = 0; good && i < seat->whole.count; i++) {
		struct hr_observation seen = seat->whole.seen[i];
		for (size_t k = 0; good && k < task->about_count; k++) {
			seen.about = task->about[k];
			good = hr_keep_fact(w->program, name, &seen, &trouble);
		}
	}
	w->keeps = good && hr_keep_done(w->program, name, &trouble);
	if (!w->keeps)
		hr_watch_note(w, &trouble);
	seat->kept = digest;
}

void hr_watch_renew(struct hr_watch *w, struct hr_seat *seat, const struct hr_task *task, int64_t now)
{
	for (size_t i = 0; i < task->about_count; i++)
		compare_suites(w, seat, task->about[i], now);
	hr_sighting_clear(&seat->whole);
	seat->whole = seat->fresh;
	seat->fresh = (struct hr_sighting){.arena = NULL};
	seat->renewed = true;
	w->stale = true;
	keep_whole(w, seat, task);
}

/* A quick look that says something else than the one before it is followed by a full one. */
static void compare_quick(struct hr_watch *w, struct hr_seat *seat, int64_t now)
{
	uint64_t digest = hr_sighting_digest(&seat->fresh);
	if (seat->digest != 0 && seat->digest != digest)
		hr_schedule_want(&w->schedule, (size_t)(seat - w->seats), true, now);
	seat->digest = digest;
}

static void end_look(void *context, const struct hr_task *task, const struct hr_probe_counts *counts)
{
	struct hr_watch *w = context;
	size_t number = (size_t)(task - w->looks);
	struct hr_seat *seat = &w->seats[number / 2];
	int64_t now = hr_clock_now_ms();
	bool believed = false;
	(void)counts;
	hr_schedule_end(&w->schedule, number / 2);
	for (size_t i = 0; i < seat->place_count; i++) {
		struct hr_watched *watched = &w->watching.endpoints[seat->places[i]];
		const struct hr_watched_server *server = &w->watching.servers[watched->server];
		hr_watching_look(&w->watching, seat->places[i], &seat->fresh.look, seat->from, now);
		believed |= hr_watching_believes(watched, &seat->fresh.look);
		grant_wishes(w, server->first, server->count, now);
	}
	if (number % 2 == 1 && believed)
		hr_watch_renew(w, seat, task, now);
	else if (number % 2 == 0 && hr_look_answers(&seat->fresh.look))
		compare_quick(w, seat, now);
}

/* Judging takes a moment in which nobody looks: not more than a tenth of the time. */
static void judge_if_due(struct hr_watch *w, int64_t now)
{
	struct hr_error trouble;
	if (!w->stale || now - w->judged_at < 10 * w->judging_ms)
		return;
	if (!hr_watch_judge(w, &trouble)) {
		hr_watch_note(w, &trouble);
		w->stale = true; /* to be tried again */
	}
	w->judged_at = hr_clock_now_ms();
	w->judging_ms = w->judged_at - now;
}

static void sync(struct hr_watch *w)
{
	struct hr_error trouble;
	if (w->log.path != NULL && !hr_event_log_sync(&w->log, &trouble))
		hr_watch_note(w, &trouble);
	if (w->keeps && !hr_journal_sync(w->program->journal, &trouble)) {
		w->keeps = false;
		hr_watch_note(w, &trouble);
	}
}

static void tick(void *context)
{
	struct hr_watch *w = context;
	int64_t now = hr_clock_now_ms();
	judge_if_due(w, now);
	if (now - w->second_at >= 1000) {
		w->second_at = now;
		hr_watching_pass(&w->watching, now);
		grant_wishes(w, 0, w->watching.endpoint_count, now);
		sync(w);
		w->over |= ferror(stdout) != 0; /* nobody reads any more */
	}
	w->over |= hr_stop_requested || (w->until != 0 && now >= w->until);
	hr_watch_show(w, now);
	hr_stop_requested |= w->over; /* looks under way are not waited for */
}

/* An answer that takes longer than a quarter of the interval comes too late to be of use. */
static unsigned patience(const struct hr_watch *w)
{
	int64_t ms = interval_ms(w) / 4;
	if (w->program->settings->timeout_ms != 0)
		return w->program->settings->timeout_ms;
	return ms < 1000 ? 1000 : ms > 10000 ? 10000 : (unsigned)ms;
}

bool hr_watch_look(struct hr_watch *w, struct hr_error *why)
{
	const struct hr_settings *s = w->program->settings;
	struct hr_probe_options options = hr_stage_probe_options(w->program);
	const struct hr_probe_feed feed = {.context = w, .next = next_look, .tick = tick};
	const struct hr_probe_sink sink = {.context = w, .observe = keep, .done = end_look};
	struct hr_probe_counts counts;
	int64_t now = hr_clock_now_ms();
	options.feed = &feed;
	options.timeout_ms = patience(w);
	w->why = why;
	w->until = s->seconds == 0 ? 0 : now + (int64_t)s->seconds * 1000;
	w->watching.restart_ms = (int64_t)(s->restart_seconds == 0 ? RESTART_SECONDS : s->restart_seconds) * 1000;
	w->watching.context = w;
	w->watching.tell = hr_watch_tell;
	if (!hr_schedule_begin(&w->schedule, w->tasks.count, interval_ms(w), now, w->arena, why))
		return false;
	if (w->face == HR_FACE_SCREEN)
		hr_terminal_open();
	bool good = hr_probe_run(&w->tasks, hr_catalog_rows(w->program->catalog), &options, hr_clock_now, &sink,
	                         &counts, why);
	hr_terminal_close();
	return good;
}
