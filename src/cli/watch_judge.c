/* watch: what the evidence of now means, beside what it meant before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/watch.h"

/* --- evidence --- */

/* By id: does new evidence take the place of what the report says of that endpoint? */
struct renewal {
	const char **ids; /* sorted */
	size_t count;
};

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool keep(void *context, const struct hr_fact *fact)
{
	const struct renewal *renewal = context;
	return fact->by != HR_BY_PROBE || renewal->count == 0 ||
	       bsearch(&fact->about, renewal->ids, renewal->count, sizeof(*renewal->ids), compare_ids) == NULL;
}

static bool list_renewed(const struct hr_watch *w, struct renewal *renewal)
{
	size_t count = 0;
	for (size_t i = 0; i < w->tasks.count; i++)
		count += w->seats[i].renewed ? w->tasks.at[i].about_count : 0;
	renewal->ids = calloc(count + 1, sizeof(*renewal->ids));
	if (renewal->ids == NULL)
		return false;
	for (size_t i = 0; i < w->tasks.count; i++)
		for (size_t k = 0; w->seats[i].renewed && k < w->tasks.at[i].about_count; k++)
			renewal->ids[renewal->count++] = w->tasks.at[i].about[k];
	qsort(renewal->ids, renewal->count, sizeof(*renewal->ids), compare_ids);
	return true;
}

bool hr_watch_gather(const struct hr_watch *w, struct hr_report **report, struct hr_error *why)
{
	struct renewal renewal = {.ids = NULL};
	struct hr_report *fresh = NULL;
	if (!list_renewed(w, &renewal))
		return hr_fail_memory(why);
	bool good = hr_report_copy(w->base, keep, &renewal, &fresh, why);
	free(renewal.ids);
	for (size_t i = 0; good && i < w->tasks.count; i++)
		for (size_t k = 0; good && w->seats[i].renewed && k < w->tasks.at[i].about_count; k++)
			good = hr_sighting_tell(&w->seats[i].whole, w->tasks.at[i].about[k], fresh, why);
	good = good && hr_report_index(fresh, why);
	if (good)
		*report = fresh;
	else
		hr_report_free(fresh);
	return good;
}

/* --- what it means --- */

static void judge_steps(struct hr_watch *w)
{
	for (size_t i = 0; i < w->before->step_count; i++) {
		const struct hr_step *step = &w->before->steps[i];
		enum hr_step_state state = hr_step_judge(step, w->before, w->program->report);
		enum hr_step_state was = w->progress[i];
		char n[16];
		w->progress[i] = state;
		if (!step->certain || (state == HR_STEP_OPEN) == (was == HR_STEP_OPEN))
			continue;
		(void)snprintf(n, sizeof n, "%u", step->n);
		hr_watch_tell(
		        w, &(struct hr_event){.at = hr_clock_now(),
		                              .kind = state == HR_STEP_OPEN ? HR_EVENT_STEP_OPEN : HR_EVENT_STEP_DONE,
		                              .about = step->about,
		                              .of = n,
		                              .detail = step->remedy});
	}
}

bool hr_watch_decide(struct hr_watch *w, struct hr_error *why)
{
	struct hr_diff *diff = NULL;
	if (!hr_diff_make(w->before, w->program->report, &diff, why))
		return false;
	w->go = diff->go;
	(void)snprintf(w->reason, sizeof w->reason, "%s", diff->reason);
	hr_diff_free(diff);
	return true;
}

bool hr_watch_judge(struct hr_watch *w, struct hr_error *why)
{
	struct hr_report *fresh = NULL;
	struct hr_report *old = w->program->report;
	w->stale = false;
	if (!hr_watch_gather(w, &fresh, why))
		return false;
	w->program->report = fresh;
	if (!hr_stage_assess(w->program, why)) {
		w->program->report = old;
		hr_report_free(fresh);
		return false;
	}
	bool good = hr_progress_tell(w->before, old, fresh, hr_clock_now(), w, hr_watch_tell, why);
	if (old != w->before && old != w->base)
		hr_report_free(old);
	judge_steps(w);
	return good && hr_watch_decide(w, why);
}
