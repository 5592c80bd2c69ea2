/* What a schema cannot say of a report: that every reference in it leads somewhere. */
#include <stdlib.h>
#include <string.h>

#include "report/fill.h"

struct subjects {
	const char **ids; /* sorted */
	size_t count;
};

static int compare(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;
	return strcmp(*x, *y);
}

static bool list_subjects(const struct hr_organisation *organisation, struct subjects *subjects)
{
	size_t count = 1;
	for (size_t i = 0; i < organisation->server_count; i++)
		count += 1 + organisation->servers[i].endpoint_count;
	subjects->ids = calloc(count, sizeof *subjects->ids);
	if (subjects->ids == NULL)
		return false;
	subjects->ids[subjects->count++] = HR_ORGANISATION;
	for (size_t i = 0; i < organisation->server_count; i++) {
		const struct hr_server *server = &organisation->servers[i];
		subjects->ids[subjects->count++] = server->id;
		for (size_t k = 0; k < server->endpoint_count; k++)
			subjects->ids[subjects->count++] = server->endpoints[k].id;
	}
	qsort(subjects->ids, subjects->count, sizeof *subjects->ids, compare);
	return true;
}

static bool is_subject(const struct subjects *subjects, const char *about, const char *element, struct hr_error *why)
{
	if (bsearch(&about, subjects->ids, subjects->count, sizeof *subjects->ids, compare) != NULL)
		return true;
	return hr_fail(why, HR_E_FORMAT, "<%s about=\"%.200s\">: no server or endpoint of the inventory has that id",
	               element, about);
}

/* The fact that decided a finding is in the evidence. */
static bool is_fact(const struct hr_report *report, const struct hr_finding *finding, struct hr_error *why)
{
	if (*finding->fact == '\0' || hr_report_fact(report, finding->fact) != NULL)
		return true;
	return hr_fail(why, HR_E_FORMAT,
	               "<finding rule=\"%.100s\" fact=\"%.200s\">: the evidence has no fact of that id", finding->rule,
	               finding->fact);
}

static bool check_references(const struct hr_report *report, const struct subjects *subjects, struct hr_error *why)
{
	for (size_t i = 0; i < report->notice_count; i++)
		if (*report->notices[i].about != '\0' && !is_subject(subjects, report->notices[i].about, "notice", why))
			return false;
	const char *before = HR_ORGANISATION;
	for (size_t i = 0; i < report->fact_count; i++) {
		const char *about = report->facts[i].about;
		if (strcmp(about, before) != 0 && !is_subject(subjects, about, "fact", why))
			return false;
		before = about;
	}
	for (size_t i = 0; i < report->finding_count; i++)
		if (!is_subject(subjects, report->findings[i].about, "finding", why) ||
		    !is_fact(report, &report->findings[i], why))
			return false;
	for (size_t i = 0; i < report->request_count; i++)
		if (!is_subject(subjects, report->requests[i].about, "request", why))
			return false;
	for (size_t i = 0; i < report->step_count; i++)
		if (!is_subject(subjects, report->steps[i].about, "step", why))
			return false;
	return true;
}

bool hr_filling_finish(struct hr_filling *filling)
{
	struct hr_report *report = filling->report;
	if (!hr_report_index(report, filling->why))
		return false;
	if (report->fact_count != filling->facts)
		return hr_fail(filling->why, HR_E_FORMAT, "%zu facts are there twice (same about, key, of and by)",
		               filling->facts - report->fact_count);
	struct subjects subjects = {0};
	if (!list_subjects(&report->organisation, &subjects))
		return hr_fail_memory(filling->why);
	bool whole = check_references(report, &subjects, filling->why);
	free(subjects.ids);
	return whole;
}
