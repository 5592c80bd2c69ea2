/* watch: what is there to look at, and how it was when the watch began. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/keep.h"
#include "cli/watch.h"
#include "engine/plan.h"
#include "model/names.h"

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

/* --- an interrupted watch --- */

#define NOTE_FIELDS 6 /* "event", when, kind, about, of, detail; the beginning: "from", when */

static bool keep_note(struct hr_watch *w, const char *const *fields, size_t count, struct hr_error *why)
{
	return w->program->journal == NULL || hr_journal_note(w->program->journal, fields, count, why);
}

bool hr_watch_keep_event(struct hr_watch *w, const struct hr_event *event, struct hr_error *why)
{
	char stamp[HR_TIME_TEXT_MAX];
	const char *const fields[NOTE_FIELDS] = {
	        "event",      hr_time_format(event->at, stamp), hr_event_name(event->kind), event->about, event->of,
	        event->detail};
	return keep_note(w, fields, NOTE_FIELDS, why);
}

/* A note of another version of the program says nothing. */
static bool recall(void *context, const char *const *fields, size_t count, struct hr_error *why)
{
	struct hr_watch *w = context;
	struct hr_event event;
	int64_t at = 0;
	if (count < 2 || !hr_time_parse(fields[1], &at))
		return true;
	if (strcmp(fields[0], "from") == 0)
		w->from = at * 1000;
	if (strcmp(fields[0], "event") != 0 || count != NOTE_FIELDS || !hr_event_named(fields[2], &event.kind))
		return true;
	event.at = at;
	event.about = fields[3];
	event.of = fields[4];
	event.detail = fields[5];
	return hr_timeline_add(&w->timeline, w->arena, &event, why);
}

/* The evidence that the journal holds takes the place of what the report says. */
static bool go_on(struct hr_watch *w, struct hr_error *why)
{
	struct hr_program *program = w->program;
	char name[HR_TASK_NAME_MAX];
	for (size_t i = 0; i < w->tasks.count; i++)
		w->seats[i].renewed = hr_keep_is_done(program, hr_task_name("", &w->tasks.at[i], name));
	if (!hr_journal_notes(program->journal, recall, w, why) || !hr_watch_gather(w, &program->report, why))
		return false;
	w->base = program->report;
	/* Planned anew: it points into that report, and no seat has seen anything yet. */
	return hr_keep_fold(program, why) && hr_report_index(program->report, why) && hr_stage_assess(program, why) &&
	       plan_looks(w, why);
}

/* --- how it was --- */

/* The report's evidence is what the first full look is compared with. */
static bool recall_looks(struct hr_watch *w, struct hr_error *why)
{
	for (size_t i = 0; i < w->tasks.count; i++) {
		struct hr_seat *seat = &w->seats[i];
		if (seat->place_count == 0)
			continue;
		const struct hr_facts *facts = &w->watching.endpoints[seat->places[0]].endpoint->facts;
		for (size_t k = 0; k < facts->count; k++) {
			const struct hr_fact *fact = &facts->at[k];
			const struct hr_observation seen = hr_observation_of(fact);
			if (fact->by == HR_BY_PROBE && !hr_sighting_add(&seat->whole, &seen, why))
				return false;
		}
	}
	return true;
}

static bool judge_steps(struct hr_watch *w, struct hr_error *why)
{
	const struct hr_report *before = w->before;
	w->progress = hr_arena_take(w->arena, (before->step_count + 1) * sizeof *w->progress);
	if (w->progress == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < before->step_count; i++)
		w->progress[i] = hr_step_judge(&before->steps[i], before, w->program->report);
	return true;
}

static bool begin_journal(struct hr_watch *w, struct hr_error *why)
{
	char stamp[HR_TIME_TEXT_MAX];
	const char *const from[] = {"from", hr_time_format(w->from / 1000, stamp)};
	w->keeps = w->program->settings->resume || keep_note(w, from, HR_COUNT(from), why);
	return w->keeps;
}

bool hr_watch_take_stock(struct hr_watch *w, struct hr_error *why)
{
	struct hr_program *program = w->program;
	const struct hr_settings *s = program->settings;
	w->from = hr_clock_now_ms();
	if (!plan_looks(w, why))
		return false;
	if (!has_evidence(w)) {
		hr_say(s, "Endpoints in %s have not been looked at yet: that comes first", s->arguments.at[0]);
		if (!hr_stage_collect(program, why))
			return false;
	}
	/* Judging puts the report in order again: what points into it comes after that. */
	if (!hr_stage_assess(program, why) || !plan_looks(w, why))
		return false;
	w->base = w->before = program->report;
	return (!s->resume || go_on(w, why)) && recall_looks(w, why) && judge_steps(w, why) && begin_journal(w, why) &&
	       hr_watch_decide(w, why);
}
