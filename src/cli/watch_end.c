/* watch: its end. A last look at everything, the report, and what is printed. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/keep.h"
#include "cli/watch.h"
#include "model/names.h"

#define SHOWN_MAX 15

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
	struct hr_seat *seat = &w->seats[task - w->tasks.at];
	int64_t now = hr_clock_now_ms();
	for (size_t i = 0; i < seat->place_count; i++)
		hr_watching_look(&w->watching, seat->places[i], &seat->fresh.look, now, now);
	hr_watch_renew(w, seat, task, now);
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

static bool set_timeline(struct hr_watch *w, struct hr_error *why)
{
	struct hr_report *report = w->program->report;
	struct hr_timeline *timeline = &report->timeline;
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

/* What evidence made worse, one a line; all of it is in the report, and in what `diff` says. */
static void print_worse(const struct hr_diff *diff)
{
	size_t count = 0;
	for (size_t i = 0; i < diff->count; i++) {
		const struct hr_change *change = &diff->changes[i];
		if (change->bearing != HR_WORSE || change->cause != HR_BY_EVIDENCE || ++count > SHOWN_MAX)
			continue;
		if (change->new_finding != NULL)
			(void)printf("  %s  %s\n      %s\n", change->about, change->new_finding->rule,
			             change->new_finding->message);
		else if (change->new_fact != NULL)
			(void)printf("  %s  %s: %s %s\n", change->about, hr_fact_key_name(change->new_fact->key),
			             hr_seen_name(change->new_fact->seen), change->new_fact->value);
	}
	if (count > SHOWN_MAX)
		(void)printf("  ... and %zu more\n", count - SHOWN_MAX);
}

static bool print_comparison(const struct hr_watch *w, struct hr_error *why)
{
	static const char *const heads[] = {"GO", "NO-GO", "CANNOT TELL"};
	const struct hr_timeline *timeline = &w->program->report->timeline;
	char from[HR_TIME_TEXT_MAX];
	char until[HR_TIME_TEXT_MAX];
	struct hr_diff *diff = NULL;
	if (!hr_diff_make(w->before, w->program->report, &diff, why))
		return false;
	(void)printf("%s: %s\n%s to %s, %zu changes were seen\n", heads[diff->go], diff->reason,
	             hr_time_format(timeline->from, from), hr_time_format(timeline->until, until),
	             timeline->count + timeline->left_out);
	print_worse(diff);
	(void)puts("");
	hr_diff_free(diff);
	return true;
}

/* All of it is known now: what it means, and how it compares with the beginning. */
static bool judge_last(struct hr_watch *w, bool complete, struct hr_error *why)
{
	if (!hr_watch_judge(w, why))
		return false;
	w->program->report->run.complete = complete;
	return hr_watch_decide(w, why) && set_timeline(w, why);
}

bool hr_watch_finish(struct hr_watch *w, struct hr_error *why)
{
	const struct hr_settings *s = w->program->settings;
	const char *path = s->output != NULL ? s->output : s->arguments.at[0];
	bool complete = false;
	if (!look_last(w, &complete, why) || !judge_last(w, complete, why) ||
	    !hr_stage_write(w->program, s->arguments.at[0], why) || !hr_keep_end(w->program, complete, why))
		return false;
	if (!s->quiet && strcmp(path, "-") != 0 && !print_comparison(w, why))
		return false;
	hr_summary_print(w->program, path);
	return w->log.path == NULL || hr_event_log_close(&w->log, why);
}
