/* Findings compared: what was judged then and now, and what made the difference. */
#include <stdlib.h>
#include <string.h>

#include "report/diff_inside.h"

#define DAY 86400 /* seconds */

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
	if (finding == NULL || finding->off || finding->outcome == HR_NOT_APPLICABLE || finding->outcome == HR_READY)
		return 0;
	return finding->outcome == HR_UNKNOWN ? 1 : 2 + (int)finding->severity;
}

/* Reasons that say of a warning that it has come true: TLS 1.0 and 1.1 are off where, or beside whom, they must not be.
 */
bool hr_finding_came_true(const struct hr_finding *finding)
{
	return finding->outcome == HR_NOT_READY &&
	       (strcmp(finding->why, "already-off") == 0 || strcmp(finding->why, "neighbour") == 0);
}

static enum hr_bearing bearing_of_findings(const struct hr_finding *before, const struct hr_finding *after)
{
	int old_badness = badness(before);
	int new_badness = badness(after);
	if (new_badness >= 2 && new_badness > old_badness)
		return HR_WORSE;
	if (new_badness >= 2 && new_badness == old_badness &&
	    hr_finding_came_true(before) != hr_finding_came_true(after))
		return hr_finding_came_true(after) ? HR_WORSE : HR_BETTER;
	/* A rule that is off speaks neither for nor against. */
	if (after != NULL ? after->off : before->off)
		return HR_OTHER;
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
static bool same_evidence(const struct hr_comparing *c, const struct hr_finding *before, const struct hr_finding *after)
{
	const struct hr_finding *deciding = after == NULL ? before : after;
	if (*deciding->fact == '\0')
		return before == NULL || after == NULL || *before->fact == '\0';
	const struct hr_fact *then = hr_report_fact(c->before, deciding->fact);
	const struct hr_fact *now = hr_report_fact(c->after, deciding->fact);
	return then != NULL && now != NULL && hr_fact_agrees(then, now);
}

/* Nothing that was seen of the server or of the organisation changed, and the days differ. */
static bool is_unmoved(const struct hr_comparing *c, const char *about)
{
	return c->after->run.started / DAY != c->before->run.started / DAY &&
	       !c->moved[hr_report_server_of(c->after, about)] && !c->moved[c->after->organisation.server_count];
}

static void add_findings(struct hr_comparing *c, const struct hr_finding *before, const struct hr_finding *after)
{
	struct hr_change change = {.about = before == NULL ? after->about : before->about,
	                           .old_finding = before,
	                           .new_finding = after,
	                           .bearing = bearing_of_findings(before, after)};
	if (!hr_comparing_has_both(c, change.about))
		change.cause = HR_BY_INVENTORY;
	else if (c->only_judged)
		change.cause = HR_BY_CATALOG;
	else if (same_evidence(c, before, after) && !c->same_judge)
		change.cause = HR_BY_CATALOG;
	else if (before != NULL && after != NULL && same_evidence(c, before, after) && is_unmoved(c, change.about))
		change.cause = HR_BY_TIME;
	hr_comparing_add(c, &change);
}

static bool judged_the_same(const struct hr_finding *a, const struct hr_finding *b)
{
	return a->outcome == b->outcome && a->severity == b->severity && strcmp(a->why, b->why) == 0 &&
	       a->off == b->off && (a->waiver == 0) == (b->waiver == 0);
}

void hr_comparing_findings(struct hr_comparing *c)
{
	const struct hr_report *x = c->before;
	const struct hr_report *y = c->after;
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
