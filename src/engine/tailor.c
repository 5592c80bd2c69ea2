#include "engine/tailor.h"

#include <string.h>

/* --- before the run --- */

static const struct hr_rule *rule_of(const struct hr_modules *modules, const char *id)
{
	for (size_t m = 0; m < hr_modules_count(modules); m++) {
		const struct hr_module *module = hr_modules_at(modules, m);
		for (size_t i = 0; i < module->rule_count; i++)
			if (strcmp(module->rules[i].id, id) == 0)
				return &module->rules[i];
	}
	return NULL;
}

static bool no_rule(const struct hr_tailoring *t, unsigned line, const char *id, struct hr_error *why)
{
	return hr_fail(why, HR_E_CATALOG, "%s:%u: there is no rule \"%s\"; hybridready checks lists them", t->file,
	               line, id);
}

bool hr_tailor_check(struct hr_tailoring *t, const struct hr_modules *modules, struct hr_error *why)
{
	for (size_t i = 0; i < t->adjustment_count; i++) {
		struct hr_adjustment *row = &t->adjustments[i];
		const struct hr_rule *rule = rule_of(modules, row->rule);
		if (rule == NULL)
			return no_rule(t, row->line, row->rule, why);
		row->was = rule->severity;
		if (!row->graded)
			row->severity = rule->severity;
	}
	for (size_t i = 0; i < t->expectation_count; i++) {
		struct hr_expectation *row = &t->expectations[i];
		const struct hr_rule *rule = *row->rule == '\0' ? NULL : rule_of(modules, row->rule);
		if (*row->rule != '\0' && rule == NULL)
			return no_rule(t, row->line, row->rule, why);
		if (rule != NULL)
			row->question = rule->question;
	}
	for (size_t i = 0; i < t->waiver_count; i++)
		if (rule_of(modules, t->waivers[i].rule) == NULL)
			return no_rule(t, t->waivers[i].line, t->waivers[i].rule, why);
	return true;
}

/* --- which rows count --- */

static bool has_subject(const struct hr_organisation *o, const char *about)
{
	if (hr_tailoring_names(about, NULL, NULL))
		return true;
	for (size_t s = 0; s < o->server_count; s++) {
		const struct hr_server *server = &o->servers[s];
		if (hr_tailoring_names(about, server, NULL))
			return true;
		/* An endpoint's id begins with its server's. */
		if (strncmp(about, server->id, strlen(server->id)) != 0)
			continue;
		for (size_t e = 0; e < server->endpoint_count; e++)
			if (hr_tailoring_names(about, server, &server->endpoints[e]))
				return true;
	}
	return false;
}

static enum hr_standing standing_at_first(const struct hr_report *report, const char *about, int64_t until)
{
	if (hr_tailoring_is_over(until, hr_run_day(&report->run)))
		return HR_STANDING_EXPIRED;
	return has_subject(&report->organisation, about) ? HR_STANDING_UNUSED : HR_STANDING_NO_SUBJECT;
}

bool hr_tailor_begin(struct hr_report *report, const struct hr_tailoring *tailoring, struct hr_error *why)
{
	report->tailoring = NULL;
	if (tailoring == NULL)
		return true;
	struct hr_tailoring *t = hr_tailoring_copy(tailoring, report->arena);
	if (t == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < t->phase_count; i++) {
		t->phases[i].standing = standing_at_first(report, t->phases[i].about, 0);
		if (t->phases[i].standing == HR_STANDING_UNUSED)
			t->phases[i].standing = HR_STANDING_USED;
	}
	for (size_t i = 0; i < t->expectation_count; i++)
		t->expectations[i].standing =
		        standing_at_first(report, t->expectations[i].about, t->expectations[i].until);
	for (size_t i = 0; i < t->waiver_count; i++) {
		t->waivers[i].standing = standing_at_first(report, t->waivers[i].about, t->waivers[i].until);
		t->waivers[i].findings = 0;
	}
	report->tailoring = t;
	return true;
}

/* --- findings --- */

/* The first waiver that covers it and is not over; what an expired one would cover is counted for the reader. */
static unsigned waiver_of(struct hr_tailoring *t, const struct hr_docket *at)
{
	unsigned number = 0;
	for (size_t i = 0; i < t->waiver_count; i++) {
		struct hr_waiver *waiver = &t->waivers[i];
		bool over = waiver->standing == HR_STANDING_EXPIRED;
		if (strcmp(waiver->rule, at->rule->id) != 0 || (!over && number != 0) ||
		    !hr_tailoring_names(waiver->about, at->server, at->endpoint))
			continue;
		waiver->findings++;
		if (over)
			continue;
		waiver->standing = HR_STANDING_USED;
		number = (unsigned)i + 1;
	}
	return number;
}

void hr_tailor_finding(struct hr_report *report, const struct hr_docket *at, struct hr_finding *finding)
{
	struct hr_tailoring *t = report->tailoring;
	if (t == NULL)
		return;
	const struct hr_adjustment *row = hr_tailoring_adjustment(t, at->rule->id);
	if (row != NULL && row->graded)
		finding->severity = row->severity;
	finding->off = row != NULL && row->off;
	if (!finding->off && (finding->outcome == HR_NOT_READY || finding->outcome == HR_UNKNOWN))
		finding->waiver = waiver_of(t, at);
}
