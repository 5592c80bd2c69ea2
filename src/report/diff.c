#include "report/diff.h"

#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "report/subjects.h"

#define CHANGES_MAX ((size_t)4000000)

struct comparing {
	struct hr_diff *diff;
	struct hr_subjects old_subjects, new_subjects;
	bool same_judge; /* one catalog and one version of the program judged both */
	bool failed;
};

/* Facts whose loss is a loss whatever any rule says: something answered before, and does not now. */
static const enum hr_fact_key vital[] = {
        HR_FACT_REACHED,         HR_FACT_TLS_1_2,    HR_FACT_TLS_HANDSHAKE,       HR_FACT_STARTTLS,
        HR_FACT_HTTP_FEDERATION, HR_FACT_SIP_STATUS, HR_FACT_HTTP_WOPI_DISCOVERY, HR_FACT_CERT_NAME_MATCH,
};

static bool is_vital(const struct hr_fact *fact)
{
	/* TLS 1.3 may be turned off without a loss: nothing here asks for more than 1.2. */
	if (fact->key == HR_FACT_TLS_HANDSHAKE && strcmp(fact->of, "1.2") != 0)
		return false;
	for (size_t i = 0; i < HR_COUNT(vital); i++)
		if (vital[i] == fact->key)
			return true;
	return false;
}

static void add(struct comparing *c, const struct hr_change *change)
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

/* A subject that only one of the reports knows explains everything that is said about it. */
static bool is_in_both(const struct comparing *c, const char *about)
{
	return hr_subjects_have(&c->old_subjects, about) && hr_subjects_have(&c->new_subjects, about);
}

/* --- facts --- */

static int compare_facts(const struct hr_fact *a, const struct hr_fact *b)
{
	int order = strcmp(a->about, b->about);
	if (order == 0)
		order = (a->key > b->key) - (a->key < b->key);
	if (order == 0)
		order = strcmp(a->of, b->of);
	return order != 0 ? order : (a->by > b->by) - (a->by < b->by);
}

/* A greeting carries the time of day; every other value is compared. */
static bool says_the_same(const struct hr_fact *a, const struct hr_fact *b)
{
	return a->seen == b->seen && (a->key == HR_FACT_SMTP_BANNER || strcmp(a->value, b->value) == 0);
}

static enum hr_bearing bearing_of_facts(const struct hr_fact *before, const struct hr_fact *after)
{
	const struct hr_fact *one = before == NULL ? after : before;
	if (!is_vital(one))
		return HR_OTHER;
	bool had = hr_known(before) && strcmp(before->value, "false") != 0;
	bool has = hr_known(after) && strcmp(after->value, "false") != 0;
	if (had == has)
		return HR_OTHER;
	if (has)
		return HR_BETTER;
	if (hr_known(after) || hr_missing(after) || (after != NULL && one->key == HR_FACT_REACHED))
		return HR_WORSE;
	return HR_UNCLEAR;
}

static void add_facts(struct comparing *c, const struct hr_fact *before, const struct hr_fact *after)
{
	struct hr_change change = {.about = before == NULL ? after->about : before->about,
	                           .old_fact = before,
	                           .new_fact = after,
	                           .bearing = bearing_of_facts(before, after)};
	/* That a server or an endpoint came or went is said once, of itself. */
	if (is_in_both(c, change.about))
		add(c, &change);
}

static void compare_evidence(struct comparing *c)
{
	const struct hr_report *x = c->diff->old_report;
	const struct hr_report *y = c->diff->new_report;
	size_t i = 0;
	size_t k = 0;
	while (i < x->fact_count || k < y->fact_count) {
		int order = i == x->fact_count   ? 1
		            : k == y->fact_count ? -1
		                                 : compare_facts(&x->facts[i], &y->facts[k]);
		const struct hr_fact *before = order <= 0 ? &x->facts[i++] : NULL;
		const struct hr_fact *after = order >= 0 ? &y->facts[k++] : NULL;
		if (before == NULL || after == NULL || !says_the_same(before, after))
			add_facts(c, before, after);
	}
}

/* --- findings --- */

static int compare_findings(const void *a, const void *b)
{
	const struct hr_finding *const *x = a;
	const struct hr_finding *const *y = b;
	int order = strcmp((*x)->about, (*y)->about);
	return order != 0 ? order : strcmp((*x)->rule, (*y)->rule);
}

/* The findings of a report in the order of compare_findings(); free() them. NULL: memory is out. */
static const struct hr_finding **sorted_findings(const struct hr_report *report)
{
	const struct hr_finding **sorted = calloc(report->finding_count + 1, sizeof(*sorted));
	if (sorted == NULL)
		return NULL;
	for (size_t i = 0; i < report->finding_count; i++)
		sorted[i] = &report->findings[i];
	qsort(sorted, report->finding_count, sizeof(*sorted), compare_findings);
	return sorted;
}

/* How bad a finding is: 0 nothing to fear, 1 cannot be told, 2 and more not ready, by severity. */
static int badness(const struct hr_finding *finding)
{
	if (finding == NULL || finding->outcome == HR_NOT_APPLICABLE || finding->outcome == HR_READY)
		return 0;
	return finding->outcome == HR_UNKNOWN ? 1 : 2 + (int)finding->severity;
}

static enum hr_bearing bearing_of_findings(const struct hr_finding *before, const struct hr_finding *after)
{
	int old_badness = badness(before);
	int new_badness = badness(after);
	if (new_badness >= 2 && new_badness > old_badness)
		return HR_WORSE;
	/* What is no longer judged, or no longer known, is neither good nor bad. */
	if (after == NULL)
		return before->outcome == HR_READY || old_badness >= 2 ? HR_UNCLEAR : HR_OTHER;
	if (after->outcome == HR_UNKNOWN)
		return before != NULL && before->outcome != HR_UNKNOWN ? HR_UNCLEAR : HR_OTHER;
	if (before != NULL && new_badness < old_badness)
		return HR_BETTER;
	return HR_OTHER;
}

/* Did the old report hold the fact that decides now, saying the same? Then another judge made the difference. */
static bool same_evidence(const struct comparing *c, const struct hr_finding *before, const struct hr_finding *after)
{
	const struct hr_finding *deciding = after == NULL ? before : after;
	if (*deciding->fact == '\0')
		return before == NULL || after == NULL || *before->fact == '\0';
	const struct hr_fact *then = hr_report_fact(c->diff->old_report, deciding->fact);
	const struct hr_fact *now = hr_report_fact(c->diff->new_report, deciding->fact);
	return then != NULL && now != NULL && says_the_same(then, now);
}

static void add_findings(struct comparing *c, const struct hr_finding *before, const struct hr_finding *after)
{
	struct hr_change change = {.about = before == NULL ? after->about : before->about,
	                           .old_finding = before,
	                           .new_finding = after,
	                           .bearing = bearing_of_findings(before, after)};
	if (!is_in_both(c, change.about))
		change.cause = HR_BY_INVENTORY;
	else if (!c->same_judge && same_evidence(c, before, after))
		change.cause = HR_BY_CATALOG;
	add(c, &change);
}

static bool judged_the_same(const struct hr_finding *a, const struct hr_finding *b)
{
	return a->outcome == b->outcome && a->severity == b->severity && strcmp(a->why, b->why) == 0;
}

static void compare_judgements(struct comparing *c)
{
	const struct hr_report *x = c->diff->old_report;
	const struct hr_report *y = c->diff->new_report;
	const struct hr_finding **before = sorted_findings(x);
	const struct hr_finding **after = sorted_findings(y);
	c->failed |= before == NULL || after == NULL;
	for (size_t i = 0, k = 0; !c->failed && (i < x->finding_count || k < y->finding_count);) {
		int order = i == x->finding_count   ? 1
		            : k == y->finding_count ? -1
		                                    : compare_findings(&before[i], &after[k]);
		const struct hr_finding *old = order <= 0 ? before[i++] : NULL;
		const struct hr_finding *new = order >= 0 ? after[k++] : NULL;
		if (old == NULL || new == NULL || !judged_the_same(old, new))
			add_findings(c, old, new);
	}
	free(before);
	free(after);
}

/* --- servers --- */

static void add_subject(struct comparing *c, const char *id, bool appeared)
{
	/* What is gone may have been retired, or overlooked: that is for a person to say. */
	const struct hr_change change = {.about = id,
	                                 .appeared = appeared,
	                                 .bearing = appeared ? HR_OTHER : HR_UNCLEAR,
	                                 .cause = HR_BY_INVENTORY};
	if (!hr_subjects_have(appeared ? &c->old_subjects : &c->new_subjects, id))
		add(c, &change);
}

/* Servers, and endpoints of servers that are in both, which only one of the reports has. */
static void compare_inventory(struct comparing *c, const struct hr_organisation *organisation, bool appeared)
{
	for (size_t i = 0; i < organisation->server_count; i++) {
		const struct hr_server *server = &organisation->servers[i];
		add_subject(c, server->id, appeared);
		for (size_t k = 0; k < server->endpoint_count && is_in_both(c, server->id); k++)
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

static void decide(struct hr_diff *diff)
{
	size_t gone = 0;
	for (size_t i = 0; i < diff->count; i++) {
		const struct hr_change *change = &diff->changes[i];
		if (change->cause == HR_BY_EVIDENCE)
			diff->bearings[change->bearing]++;
		else if (change->cause == HR_BY_INVENTORY && change->bearing == HR_UNCLEAR &&
		         change->old_finding == NULL)
			gone++;
	}
	diff->go = HR_CANNOT_TELL;
	if (diff->bearings[HR_WORSE] > 0) {
		diff->go = HR_NO_GO;
		diff->reason = hr_arena_printf(diff->arena, "%zu got worse", diff->bearings[HR_WORSE]);
	} else if (!diff->new_report->run.complete && diff->old_report->run.complete) {
		diff->reason = "the new run is not complete";
	} else if (diff->old_report->assessed && !diff->new_report->assessed) {
		diff->reason = "the new report has not been assessed";
	} else if (diff->bearings[HR_UNCLEAR] > 0) {
		diff->reason = hr_arena_printf(diff->arena, "%zu can no longer be told", diff->bearings[HR_UNCLEAR]);
	} else if (diff->old_report->server_count == 0 && diff->new_report->server_count > 0) {
		diff->reason = "the old report holds no server to compare with";
	} else if (gone > 0) {
		diff->reason =
		        hr_arena_printf(diff->arena, "%zu servers or endpoints are gone from the inventory", gone);
	} else {
		diff->go = HR_GO;
		diff->reason = diff->count == 0 ? "nothing changed" : "nothing got worse";
	}
}

static bool compare(struct comparing *c)
{
	struct hr_diff *diff = c->diff;
	const struct hr_report *x = diff->old_report;
	const struct hr_report *y = diff->new_report;
	if (!hr_subjects_list(&x->organisation, &c->old_subjects) ||
	    !hr_subjects_list(&y->organisation, &c->new_subjects))
		return false;
	c->same_judge = strcmp(x->run.catalog, y->run.catalog) == 0 && strcmp(x->run.tool, y->run.tool) == 0 &&
	                strcmp(x->run.cloud, y->run.cloud) == 0;
	compare_inventory(c, &x->organisation, false);
	compare_inventory(c, &y->organisation, true);
	/* Where one of them has not been judged there is nothing to hold the other's findings against. */
	if (x->assessed && y->assessed)
		compare_judgements(c);
	compare_evidence(c);
	if (c->failed)
		return false;
	if (diff->count > 0)
		qsort(diff->changes, diff->count, sizeof *diff->changes, compare_changes);
	decide(diff);
	return diff->reason != NULL;
}

bool hr_diff_make(const struct hr_report *old_report, const struct hr_report *new_report, struct hr_diff **diff,
                  struct hr_error *why)
{
	struct hr_arena *arena = hr_arena_new(0);
	struct hr_diff *fresh = arena == NULL ? NULL : hr_arena_take(arena, sizeof *fresh);
	if (fresh == NULL) {
		hr_arena_free(arena);
		return hr_fail_memory(why);
	}
	*fresh = (struct hr_diff){.arena = arena, .old_report = old_report, .new_report = new_report};
	struct comparing c = {.diff = fresh};
	bool held = compare(&c);
	hr_subjects_free(&c.old_subjects);
	hr_subjects_free(&c.new_subjects);
	if (!held) {
		hr_diff_free(fresh);
		return hr_fail_memory(why);
	}
	*diff = fresh;
	return true;
}

void hr_diff_free(struct hr_diff *diff)
{
	if (diff != NULL)
		hr_arena_free(diff->arena);
}
