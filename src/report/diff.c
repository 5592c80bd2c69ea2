#include "report/diff.h"

#include <stdlib.h>
#include <string.h>

#include "report/diff_inside.h"

#define CHANGES_MAX ((size_t)4000000)

void hr_comparing_add(struct hr_comparing *c, const struct hr_change *change)
{
	struct hr_diff *diff = c->diff;
	void *grown = c->failed ? NULL
	                        : hr_arena_grow(diff->arena, diff->changes, diff->count, &diff->capacity,
	                                        sizeof *diff->changes, CHANGES_MAX);
	if (grown == NULL) {
		c->failed = true;
		return;
	}
	diff->changes = grown;
	diff->changes[diff->count++] = *change;
}

bool hr_comparing_has_both(const struct hr_comparing *c, const char *about)
{
	return hr_subjects_have(&c->old_subjects, about) && hr_subjects_have(&c->new_subjects, about);
}

/* --- servers --- */

static void add_subject(struct hr_comparing *c, const char *id, bool appeared)
{
	/* What is gone may have been retired, or overlooked: that is for a person to say. */
	const struct hr_change change = {.about = id,
	                                 .appeared = appeared,
	                                 .bearing = appeared ? HR_OTHER : HR_UNCLEAR,
	                                 .cause = HR_BY_INVENTORY};
	if (!hr_subjects_have(appeared ? &c->old_subjects : &c->new_subjects, id))
		hr_comparing_add(c, &change);
}

/* Servers, and endpoints of servers that are in both, which only one of the reports has. */
static void compare_inventory(struct hr_comparing *c, const struct hr_organisation *organisation, bool appeared)
{
	for (size_t i = 0; i < organisation->server_count; i++) {
		const struct hr_server *server = &organisation->servers[i];
		add_subject(c, server->id, appeared);
		for (size_t k = 0; k < server->endpoint_count && hr_comparing_has_both(c, server->id); k++)
			add_subject(c, server->endpoints[k].id, appeared);
	}
}

/* --- all of it --- */

/* What tells two changes of one subject apart. */
static const char *key_of(const struct hr_change *change)
{
	if (change->old_finding != NULL || change->new_finding != NULL)
		return change->new_finding != NULL ? change->new_finding->rule : change->old_finding->rule;
	if (change->old_fact != NULL || change->new_fact != NULL)
		return change->new_fact != NULL ? change->new_fact->id : change->old_fact->id;
	return "";
}

static int compare_changes(const void *a, const void *b)
{
	const struct hr_change *x = a;
	const struct hr_change *y = b;
	int order = (x->bearing > y->bearing) - (x->bearing < y->bearing);
	if (order == 0)
		order = (x->cause > y->cause) - (x->cause < y->cause);
	/* Findings say more than the facts below them. */
	if (order == 0)
		order = (x->old_fact != NULL || x->new_fact != NULL) - (y->old_fact != NULL || y->new_fact != NULL);
	if (order == 0)
		order = strcmp(x->about, y->about);
	return order != 0 ? order : strcmp(key_of(x), key_of(y));
}

static void count_changes(struct hr_diff *diff)
{
	for (size_t i = 0; i < diff->count; i++) {
		const struct hr_change *change = &diff->changes[i];
		if (change->cause == HR_BY_EVIDENCE || change->cause == HR_BY_TIME)
			diff->bearings[change->bearing]++;
		else if (change->cause == HR_BY_INVENTORY && change->bearing == HR_UNCLEAR &&
		         change->old_finding == NULL)
			diff->gone++;
	}
	for (size_t i = 0; i < diff->new_report->finding_count; i++)
		diff->unknown += diff->new_report->findings[i].outcome == HR_UNKNOWN;
}

static enum hr_ground ground_of(const struct hr_diff *diff)
{
	const struct hr_report *x = diff->old_report;
	const struct hr_report *y = diff->new_report;
	if (diff->bearings[HR_WORSE] > 0)
		return HR_GROUND_WORSE;
	/* A run compared with itself is the same, finished or not. */
	if (!y->run.complete && (x->run.complete || diff->count > 0))
		return HR_GROUND_INCOMPLETE;
	if (x->assessed && !y->assessed)
		return HR_GROUND_UNASSESSED;
	if (diff->bearings[HR_UNCLEAR] > 0)
		return HR_GROUND_UNCLEAR;
	if (x->server_count == 0 && y->server_count > 0)
		return HR_GROUND_NOTHING_BEFORE;
	if (diff->gone > 0)
		return HR_GROUND_GONE;
	return diff->count > 0 ? HR_GROUND_NOTHING_WORSE : HR_GROUND_NOTHING_CHANGED;
}

static void decide(struct hr_diff *diff)
{
	static const struct {
		enum hr_go go;
		const char *reason;
	} grounds[] = {
	        [HR_GROUND_WORSE] = {HR_NO_GO, ""},
	        [HR_GROUND_INCOMPLETE] = {HR_CANNOT_TELL, "the new run is not complete"},
	        [HR_GROUND_UNASSESSED] = {HR_CANNOT_TELL, "the new report has not been assessed"},
	        [HR_GROUND_UNCLEAR] = {HR_CANNOT_TELL, ""},
	        [HR_GROUND_NOTHING_BEFORE] = {HR_CANNOT_TELL, "the old report holds no server to compare with"},
	        [HR_GROUND_GONE] = {HR_CANNOT_TELL, ""},
	        [HR_GROUND_NOTHING_WORSE] = {HR_GO, "nothing got worse"},
	        [HR_GROUND_NOTHING_CHANGED] = {HR_GO, "nothing changed"},
	};
	count_changes(diff);
	diff->ground = ground_of(diff);
	diff->go = grounds[diff->ground].go;
	diff->reason = grounds[diff->ground].reason;
	if (diff->ground == HR_GROUND_WORSE)
		diff->reason = hr_arena_printf(diff->arena, "%zu got worse", diff->bearings[HR_WORSE]);
	else if (diff->ground == HR_GROUND_UNCLEAR)
		diff->reason = hr_arena_printf(diff->arena, "%zu can no longer be told", diff->bearings[HR_UNCLEAR]);
	else if (diff->ground == HR_GROUND_GONE)
		diff->reason = hr_arena_printf(diff->arena, "%zu servers or endpoints are gone from the inventory",
		                               diff->gone);
}

static bool is_one_tailoring(const struct hr_tailoring *a, const struct hr_tailoring *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a->sha256, b->sha256) == 0;
}

bool hr_diff_has_one_judge(const struct hr_report *a, const struct hr_report *b)
{
	return a->assessed && b->assessed && strcmp(a->run.catalog, b->run.catalog) == 0 &&
	       strcmp(a->run.tool, b->run.tool) == 0 && strcmp(a->run.cloud, b->run.cloud) == 0 &&
	       is_one_tailoring(a->tailoring, b->tailoring);
}

/* Evidence and findings of a pair. Where one has not been judged there is nothing to hold the other's against. */
static bool compare_pair(struct hr_comparing *c, const struct hr_report *before, const struct hr_report *after)
{
	c->before = before;
	c->after = after;
	c->moved = hr_arena_take(c->diff->arena, after->organisation.server_count + 1);
	if (c->moved == NULL)
		return false;
	hr_comparing_facts(c);
	if (before->assessed && after->assessed)
		hr_comparing_findings(c);
	return !c->failed;
}

static bool find_steps(struct hr_diff *diff)
{
	struct hr_asked asked = {.report = diff->old_report};
	bool held = hr_asked_make(diff->old_report, &asked);
	for (size_t i = 0; held && i < diff->count; i++)
		diff->changes[i].step = hr_asked_by(&asked, &diff->changes[i]);
	hr_asked_free(&asked);
	return held;
}

static bool compare(struct hr_comparing *c, const struct hr_report *rejudged)
{
	struct hr_diff *diff = c->diff;
	const struct hr_report *x = diff->old_report;
	const struct hr_report *y = diff->new_report;
	if (!hr_subjects_list(&x->organisation, &c->old_subjects) ||
	    !hr_subjects_list(&y->organisation, &c->new_subjects))
		return false;
	compare_inventory(c, &x->organisation, false);
	compare_inventory(c, &y->organisation, true);
	c->only_judged = rejudged != NULL;
	if (rejudged != NULL && !compare_pair(c, x, rejudged))
		return false;
	c->only_judged = false;
	c->same_judge = rejudged != NULL || hr_diff_has_one_judge(x, y);
	if (!compare_pair(c, rejudged != NULL ? rejudged : x, y))
		return false;
	if (diff->count > 0)
		qsort(diff->changes, diff->count, sizeof *diff->changes, compare_changes);
	decide(diff);
	return diff->reason != NULL && find_steps(diff);
}

bool hr_diff_make_fair(const struct hr_report *old_report, const struct hr_report *rejudged,
                       const struct hr_report *new_report, struct hr_diff **diff, struct hr_error *why)
{
	struct hr_arena *arena = hr_arena_new(0);
	struct hr_diff *fresh = arena == NULL ? NULL : hr_arena_take(arena, sizeof *fresh);
	if (fresh == NULL) {
		hr_arena_free(arena);
		return hr_fail_memory(why);
	}
	*fresh = (struct hr_diff){.arena = arena, .old_report = old_report, .new_report = new_report, .language = "en"};
	struct hr_comparing c = {.diff = fresh};
	bool held = compare(&c, rejudged);
	hr_subjects_free(&c.old_subjects);
	hr_subjects_free(&c.new_subjects);
	if (!held) {
		hr_diff_free(fresh);
		return hr_fail_memory(why);
	}
	*diff = fresh;
	return true;
}

bool hr_diff_make(const struct hr_report *old_report, const struct hr_report *new_report, struct hr_diff **diff,
                  struct hr_error *why)
{
	return hr_diff_make_fair(old_report, NULL, new_report, diff, why);
}

void hr_diff_free(struct hr_diff *diff)
{
	if (diff != NULL)
		hr_arena_free(diff->arena);
}
