/* What a schema cannot say of a report: that every reference in it leads somewhere. */
#include <string.h>

#include "report/fill.h"
#include "report/subjects.h"

static bool is_subject(const struct hr_subjects *subjects, const char *about, const char *element, struct hr_error *why)
{
	if (hr_subjects_have(subjects, about))
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

/* What claims to be waived names a waiver. */
static bool is_waived_by_one(const struct hr_report *report, const struct hr_finding *finding, struct hr_error *why)
{
	size_t count = report->tailoring == NULL ? 0 : report->tailoring->waiver_count;
	return finding->waiver <= count ||
	       hr_fail(why, HR_E_FORMAT, "<finding rule=\"%.100s\" waiver=\"%u\">: there is no waiver of that number",
	               finding->rule, finding->waiver);
}

static bool check_references(const struct hr_report *report, const struct hr_subjects *subjects, struct hr_error *why)
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
		    !is_fact(report, &report->findings[i], why) || !is_waived_by_one(report, &report->findings[i], why))
			return false;
	for (size_t i = 0; i < report->request_count; i++)
		if (!is_subject(subjects, report->requests[i].about, "request", why))
			return false;
	for (size_t i = 0; i < report->step_count; i++)
		if (!is_subject(subjects, report->steps[i].about, "step", why))
			return false;
	for (size_t i = 0; i < report->effect_count; i++)
		if (!is_subject(subjects, report->effects[i].about, "effect", why))
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
	struct hr_subjects subjects = {0};
	if (!hr_subjects_list(&report->organisation, &subjects))
		return hr_fail_memory(filling->why);
	bool whole = check_references(report, &subjects, filling->why);
	hr_subjects_free(&subjects);
	return whole;
}
