/* Was this change what the plan asked for? */
#include <stdlib.h>
#include <string.h>

#include "report/diff_inside.h"

static int compare_steps(const void *a, const void *b)
{
	const struct hr_step *const *x = a;
	const struct hr_step *const *y = b;
	int order = strcmp((*x)->about, (*y)->about);
	return order != 0 ? order : strcmp((*x)->remedy, (*y)->remedy);
}

static int compare_findings(const void *a, const void *b)
{
	const struct hr_finding *const *x = a;
	const struct hr_finding *const *y = b;
	int order = strcmp((*x)->about, (*y)->about);
	return order != 0 ? order : strcmp((*x)->rule, (*y)->rule);
}

bool hr_asked_make(const struct hr_report *report, struct hr_asked *asked)
{
	*asked = (struct hr_asked){.report = report};
	asked->steps = calloc(report->step_count + 1, sizeof(*asked->steps));
	asked->findings = calloc(report->finding_count + 1, sizeof(*asked->findings));
	if (asked->steps == NULL || asked->findings == NULL)
		return false;
	for (size_t i = 0; i < report->step_count; i++)
		asked->steps[asked->count++] = &report->steps[i];
	for (size_t i = 0; i < report->finding_count; i++)
		if (*report->findings[i].remedy != '\0')
			asked->findings[asked->finding_count++] = &report->findings[i];
	qsort(asked->steps, asked->count, sizeof(*asked->steps), compare_steps);
	qsort(asked->findings, asked->finding_count, sizeof(*asked->findings), compare_findings);
	return true;
}

void hr_asked_free(struct hr_asked *asked)
{
	free(asked->steps);
	free(asked->findings);
}

/* The step that was to settle this finding. */
static unsigned step_for(const struct hr_asked *asked, const struct hr_finding *finding)
{
	const struct hr_organisation *all = &asked->report->organisation;
	size_t server = hr_report_server_of(asked->report, finding->about);
	const struct hr_step wanted = {.about = server < all->server_count ? all->servers[server].id : HR_ORGANISATION,
	                               .remedy = finding->remedy};
	const struct hr_step *key = &wanted;
	const struct hr_step **found = bsearch(&key, asked->steps, asked->count, sizeof(*asked->steps), compare_steps);
	return found == NULL ? 0 : (*found)->n;
}

/* The rule that a version's being there or not is about. */
static const char *rule_of(const struct hr_fact *fact)
{
	switch (fact->key) {
	case HR_FACT_TLS_SSL2:
	case HR_FACT_TLS_SSL3:
		return "tls.legacy-ssl";
	case HR_FACT_TLS_1_0:
	case HR_FACT_TLS_1_1:
		return "tls.legacy-versions";
	case HR_FACT_TLS_1_2:
	case HR_FACT_TLS_HANDSHAKE:
		return "tls.inbound-1.2";
	default:
		return "";
	}
}

static size_t first_about(const struct hr_asked *asked, const char *about)
{
	size_t low = 0;
	size_t high = asked->finding_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(asked->findings[middle]->about, about) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The finding of the old report that is about this version. */
static const struct hr_finding *finding_about(const struct hr_asked *asked, const struct hr_change *change)
{
	const char *rule = rule_of(change->old_fact != NULL ? change->old_fact : change->new_fact);
	for (size_t i = first_about(asked, change->about);
	     i < asked->finding_count && strcmp(asked->findings[i]->about, change->about) == 0; i++)
		if (strcmp(asked->findings[i]->rule, rule) == 0)
			return asked->findings[i];
	return NULL;
}

/* A version goes the way that its rule wants it to: old ones away, TLS 1.2 in. */
static bool goes_as_wanted(const struct hr_change *change)
{
	bool now = hr_known(change->new_fact);
	bool old_version =
	        strncmp(rule_of(change->old_fact != NULL ? change->old_fact : change->new_fact), "tls.legacy", 10) == 0;
	return old_version ? hr_missing(change->new_fact) : now;
}

unsigned hr_asked_by(const struct hr_asked *asked, const struct hr_change *change)
{
	if (change->cause != HR_BY_EVIDENCE || change->bearing == HR_WORSE || change->bearing == HR_UNCLEAR)
		return 0;
	if (change->old_finding != NULL || change->new_finding != NULL)
		return change->bearing == HR_BETTER && change->old_finding != NULL
		               ? step_for(asked, change->old_finding)
		               : 0;
	if ((change->old_fact == NULL && change->new_fact == NULL) || !goes_as_wanted(change))
		return 0;
	const struct hr_finding *finding = finding_about(asked, change);
	return finding == NULL ? 0 : step_for(asked, finding);
}
