/* watch: looks at the endpoints of a report again and again, and says what changes. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/terminal.h"
#include "cli/watch.h"
#include "engine/plan.h"
#include "report/file.h"

#define INTERVAL_SECONDS 30
#define RESTART_SECONDS 600
#define TEXT_MAX ((size_t)64 << 20)
#define AGAIN_MS_MAX 1000 /* until the look that confirms */

static int64_t interval_ms(const struct hr_watch *w)
{
	unsigned seconds = w->program->settings->interval;
	return (int64_t)(seconds == 0 ? INTERVAL_SECONDS : seconds) * 1000;
}

/* --- before it begins --- */

static bool has_evidence(const struct hr_watch *w)
{
	for (size_t i = 0; i < w->watching.endpoint_count; i++)
		if (w->seat_of[i] != w->tasks.count && !w->watching.endpoints[i].known_before)
			return false;
	return true;
}

static int compare_places(const void *a, const void *b)
{
	const struct hr_watched *const *x = a;
	const struct hr_watched *const *y = b;
	return strcmp((*x)->endpoint->id, (*y)->endpoint->id);
}

static int compare_place(const void *id, const void *place)
{
	return strcmp(id, (*(const struct hr_watched *const *)place)->endpoint->id);
}

/* Which endpoints each seat stands for, and the other way round. */
static bool assign_seats(struct hr_watch *w, const struct hr_watched **sorted)
{
	size_t count = w->watching.endpoint_count;
	for (size_t i = 0; i < count; i++) {
		sorted[i] = &w->watching.endpoints[i];
		w->seat_of[i] = w->tasks.count;
	}
	qsort(sorted, count, sizeof(*sorted), compare_places);
	for (size_t i = 0; i < w->tasks.count; i++) {
		const struct hr_task *task = &w->tasks.at[i];
		struct hr_seat *seat = &w->seats[i];
		seat->places = hr_arena_take(w->arena, task->about_count * sizeof *seat->places);
		if (seat->places == NULL)
			return false;
		for (size_t k = 0; k < task->about_count; k++) {
			const struct hr_watched **found =
			        bsearch(task->about[k], sorted, count, sizeof(*sorted), compare_place);
			if (found == NULL)
				continue;
			seat->places[seat->place_count] = (size_t)(*found - w->watching.endpoints);
			w->seat_of[seat->places[seat->place_count++]] = i;
		}
	}
	return true;
}

static bool take_seats(struct hr_watch *w, struct hr_error *why)
{
	size_t count = w->tasks.count;
	w->looks = hr_arena_take(w->arena, 2 * count * sizeof *w->looks);
	w->seats = hr_arena_take(w->arena, count * sizeof *w->seats);
	w->seat_of = hr_arena_take(w->arena, w->watching.endpoint_count * sizeof *w->seat_of);
	const struct hr_watched **sorted = calloc(w->watching.endpoint_count + 1, sizeof(*sorted));
	bool good =
	        w->looks != NULL && w->seats != NULL && w->seat_of != NULL && sorted != NULL && assign_seats(w, sorted);
	free(sorted);
	for (size_t i = 0; good && i < count; i++) {
		w->looks[2 * i] = w->looks[2 * i + 1] = w->tasks.at[i];
		w->looks[2 * i].quick = w->tasks.at[i].tls;
	}
	return good || hr_fail_memory(why);
}

static bool plan_looks(struct hr_watch *w, struct hr_error *why)
{
	struct hr_program *program = w->program;
	struct hr_tasks tasks = {.count = 0};
	if (!hr_plan_tasks(program->report, program->modules, program->report->arena, &tasks, why))
		return false;
	w->tasks = hr_stage_ports(program->settings, tasks);
	if (w->tasks.count == 0)
		return hr_fail(why, HR_E_USAGE, "%s: no endpoint in it to look at", program->settings->arguments.at[0]);
	return hr_watching_begin(&w->watching, program->report, w->arena, why) && take_seats(w, why);
}

/* What is compared with: the report as it is, judged by the rules at hand; looked at first if nobody has. */
static bool take_stock(struct hr_watch *w, struct hr_error *why)
{
	const struct hr_settings *s = w->program->settings;
	if (!plan_looks(w, why))
		return false;
	if (!has_evidence(w)) {
		hr_say(s, "Endpoints in %s have not been looked at yet: that comes first", s->arguments.at[0]);
		if (!hr_stage_probe(w->program, &w->tasks, why))
			return false;
	}
	/* Judging puts the report in order again: what points into it comes after that. */
	if (!hr_stage_assess(w->program, why) || !plan_looks(w, why))
		return false;
	struct hr_report *report = w->program->report;
	w->before = report;
	w->progress = hr_arena_take(w->arena, (report->step_count + 1) * sizeof *w->progress);
	if (w->progress == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < report->step_count; i++)
		w->progress[i] = hr_step_judge(&report->steps[i], report, report);
	w->go = HR_GO;
	(void)snprintf(w->reason, sizeof w->reason, "nothing changed");
	return true;
}

/* --- looking --- */

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
		if (before == NULL || after == NULL || strcmp(before, after) == 0)
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

/* A full look that may be believed takes the place of what was known. */
static void renew(struct hr_watch *w, struct hr_seat *seat, const struct hr_task *task, int64_t now)
{
	for (size_t i = 0; i < task->about_count; i++)
		compare_suites(w, seat, task->about[i], now);
	hr_sighting_clear(&seat->whole);
	seat->whole = seat->fresh;
	seat->fresh = (struct hr_sighting){.arena = NULL};
	seat->renewed = true;
	w->stale = true;
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
		renew(w, seat, task, now);
	else if (number % 2 == 0 && hr_look_answers(&seat->fresh.look))
		compare_quick(w, seat, now);
}

/* Judging takes a moment in which nobody looks: not more than a tenth of the time. */
static void judge_if_due(struct hr_watch *w, int64_t now)
{
	struct hr_error trouble;
	if (!w->stale || now - w->judged_at < 10 * w->judging_ms)
		return;
	if (!hr_watch_judge(w, &trouble))
		hr_watch_note(w, &trouble);
	w->judged_at = hr_clock_now_ms();
	w->judging_ms = w->judged_at - now;
}

static void tick(void *context)
{
	struct hr_watch *w = context;
	int64_t now = hr_clock_now_ms();
	struct hr_error trouble;
	judge_if_due(w, now);
	if (now - w->second_at >= 1000) {
		w->second_at = now;
		hr_watching_pass(&w->watching, now);
		grant_wishes(w, 0, w->watching.endpoint_count, now);
		if (w->log.path != NULL && !hr_event_log_sync(&w->log, &trouble))
			hr_watch_note(w, &trouble);
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

static bool look_on(struct hr_watch *w, struct hr_error *why)
{
	const struct hr_settings *s = w->program->settings;
	struct hr_probe_options options = hr_stage_probe_options(w->program);
	const struct hr_probe_feed feed = {.context = w, .next = next_look, .tick = tick};
	const struct hr_probe_sink sink = {.context = w, .observe = keep, .done = end_look};
	struct hr_probe_counts counts;
	options.feed = &feed;
	options.timeout_ms = patience(w);
	w->why = why;
	w->from = hr_clock_now_ms();
	w->until = s->seconds == 0 ? 0 : w->from + (int64_t)s->seconds * 1000;
	w->watching.restart_ms = (int64_t)(s->restart_seconds == 0 ? RESTART_SECONDS : s->restart_seconds) * 1000;
	w->watching.context = w;
	w->watching.tell = hr_watch_tell;
	if (!hr_schedule_begin(&w->schedule, w->tasks.count, interval_ms(w), w->from, w->arena, why))
		return false;
	if (w->face == HR_FACE_SCREEN)
		hr_terminal_open();
	bool good = hr_probe_run(&w->tasks, hr_catalog_rows(w->program->catalog), &options, hr_clock_now, &sink,
	                         &counts, why);
	hr_terminal_close();
	return good;
}

/* --- when it ends --- */

struct last_look {
	struct hr_watch *watch;
	size_t done;
};

static bool keep_last(void *context, const struct hr_task *task, const struct hr_observation *seen)
{
	struct hr_watch *w = ((struct last_look *)context)->watch;
	return hr_sighting_add(&w->seats[task - w->tasks.at].fresh, seen, w->why);
}

static void end_last(void *context, const struct hr_task *task, const struct hr_probe_counts *counts)
{
	struct last_look *last = context;
	struct hr_watch *w = last->watch;
	renew(w, &w->seats[task - w->tasks.at], task, hr_clock_now_ms());
	last->done++;
	hr_say_progress(w->program->settings, false, "last look: %zu of %zu endpoints", counts->tasks_done,
	                counts->tasks);
}

/* All of it once more, as `run` would, so that the report says how things are at its end. */
static bool look_last(struct hr_watch *w, bool *complete, struct hr_error *why)
{
	struct hr_probe_options options = hr_stage_probe_options(w->program);
	struct last_look last = {.watch = w};
	const struct hr_probe_sink sink = {.context = &last, .observe = keep_last, .done = end_last};
	struct hr_probe_counts counts;
	hr_stop_requested = false;
	hr_stop_on_signals();
	hr_say(w->program->settings, "Looking at everything once more; Ctrl-C leaves that out");
	for (size_t i = 0; i < w->tasks.count; i++)
		hr_sighting_clear(&w->seats[i].fresh);
	if (!hr_probe_run(&w->tasks, hr_catalog_rows(w->program->catalog), &options, hr_clock_now, &sink, &counts, why))
		return false;
	hr_say_progress(w->program->settings, true, "last look: %zu of %zu endpoints, %llu connections", last.done,
	                w->tasks.count, (unsigned long long)counts.connections);
	*complete = last.done == w->tasks.count;
	return true;
}

static bool set_timeline(struct hr_watch *w, bool complete, struct hr_error *why)
{
	struct hr_report *report = w->program->report;
	struct hr_timeline *timeline = &report->timeline;
	report->run.complete = complete;
	report->run.started = w->from / 1000;
	report->run.finished = hr_clock_now();
	report->run.id =
	        hr_arena_printf(report->arena, "watch-%lld-%ld", (long long)report->run.started, (long)getpid());
	*timeline = (struct hr_timeline){
	        .from = w->from / 1000, .until = report->run.finished, .left_out = w->timeline.left_out};
	for (size_t i = 0; i < w->timeline.count; i++)
		if (!hr_timeline_add(timeline, report->arena, &w->timeline.events[i], why))
			return false;
	timeline->go = hr_go_name(w->go);
	timeline->reason = hr_arena_string(report->arena, w->reason);
	return (report->run.id != NULL && timeline->reason != NULL) || hr_fail_memory(why);
}

static bool print_comparison(const struct hr_watch *w, struct hr_error *why)
{
	struct hr_buffer text = {.ceiling = TEXT_MAX};
	struct hr_diff *diff = NULL;
	bool good = hr_diff_make(w->before, w->program->report, &diff, why) && hr_diff_text(diff, &text, why);
	if (good && text.length > 0)
		(void)printf("%zu changes were seen. From the beginning of the watch to its end:\n\n%s\n",
		             w->timeline.count + w->timeline.left_out, text.data);
	hr_buffer_free(&text);
	hr_diff_free(diff);
	return good;
}

static bool finish(struct hr_watch *w, struct hr_error *why)
{
	const struct hr_settings *s = w->program->settings;
	const char *path = s->output != NULL ? s->output : s->arguments.at[0];
	bool complete = false;
	if (!look_last(w, &complete, why) || !hr_watch_judge(w, why) || !set_timeline(w, complete, why) ||
	    !hr_stage_write(w->program, s->arguments.at[0], why))
		return false;
	if (!s->quiet && strcmp(path, "-") != 0 && !print_comparison(w, why))
		return false;
	hr_summary_print(w->program, path);
	return w->log.path == NULL || hr_event_log_close(&w->log, why);
}

static void free_watch(struct hr_watch *w)
{
	for (size_t i = 0; w->seats != NULL && i < w->tasks.count; i++) {
		hr_sighting_clear(&w->seats[i].whole);
		hr_sighting_clear(&w->seats[i].fresh);
	}
	if (w->before != NULL && w->before != w->program->report)
		hr_report_free(w->before);
	hr_arena_free(w->arena);
}

int hr_verb_watch(const struct hr_settings *s, struct hr_error *why)
{
	struct hr_program program = {.settings = s};
	struct hr_watch w = {.program = &program, .arena = hr_arena_new(0)};
	w.face = s->quiet ? HR_FACE_NONE : hr_terminal_is_there() ? HR_FACE_SCREEN : HR_FACE_LINES;
	w.utf8 = hr_terminal_shows_utf8();
	w.color = hr_may_color(s, STDOUT_FILENO);
	(void)signal(SIGPIPE, SIG_IGN);
	bool good = (w.arena != NULL || hr_fail_memory(why)) && hr_program_open(&program, s, why) &&
	            hr_program_read(&program, why) &&
	            hr_output_check(s->output != NULL ? s->output : s->arguments.at[0], why) && take_stock(&w, why) &&
	            (s->events == NULL || hr_event_log_open(&w.log, s->events, why)) && look_on(&w, why) &&
	            finish(&w, why);
	int status = good ? (int)hr_summary_exit(&program) : hr_exit_of(why);
	free_watch(&w);
	hr_program_close(&program);
	return status;
}
