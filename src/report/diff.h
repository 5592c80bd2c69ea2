/* Two reports compared: what got worse, what got better, what can no longer be told; go or no-go. */
#ifndef HR_REPORT_DIFF_H
#define HR_REPORT_DIFF_H

#include "base/text.h"
#include "model/report.h"

/* In order of importance: the first things are what the reader must know first. */
enum hr_bearing {
	HR_WORSE = 0,
	HR_UNCLEAR, /* could be told before and cannot be told now */
	HR_BETTER,
	HR_OTHER,
};

/* What made the difference. Only what was seen speaks against the change that was made in between. */
enum hr_cause {
	HR_BY_EVIDENCE = 0,
	HR_BY_INVENTORY, /* the subject is in one of the reports only */
	HR_BY_CATALOG,   /* the same evidence, judged by another catalog or version of the program */
};

/* What differs: a finding or a fact; NULL on the side where it is not there. A server alone: neither. */
struct hr_change {
	const char *about; /* subject id */
	const struct hr_finding *old_finding, *new_finding;
	const struct hr_fact *old_fact, *new_fact;
	bool appeared; /* a server alone: it is in the new report, and not in the old one */
	enum hr_bearing bearing;
	enum hr_cause cause;
};

enum hr_go { HR_GO = 0, HR_NO_GO, HR_CANNOT_TELL }; /* also the exit status of `diff` */

struct hr_diff {
	struct hr_arena *arena;
	const struct hr_report *old_report, *new_report;
	struct hr_change *changes; /* by bearing, then cause, then subject */
	size_t count, capacity;
	size_t bearings[4]; /* how many of each, by hr_bearing, of those that evidence caused */
	enum hr_go go;
	const char *reason; /* one sentence */
};

/*
 * Compares two indexed reports, which must outlive the result. Times alone are no change. Free with hr_diff_free().
 * False: memory is out.
 */
bool hr_diff_make(const struct hr_report *old_report, const struct hr_report *new_report, struct hr_diff **diff,
                  struct hr_error *why) HR_MUST_USE;
void hr_diff_free(struct hr_diff *diff);

/* go, no-go, cannot-tell; worse, unclear, better, other; evidence, inventory, catalog. Static strings. */
const char *hr_go_name(enum hr_go go);
const char *hr_bearing_name(enum hr_bearing bearing);
const char *hr_cause_name(enum hr_cause cause);

/* As a person reads it, regressions first. False (HR_E_MEMORY): the buffer's ceiling or memory is out. */
bool hr_diff_text(const struct hr_diff *diff, struct hr_buffer *text, struct hr_error *why) HR_MUST_USE;

/* As XML (reports/diff.xsd), whole or not at all; `path` "-" = standard output. */
bool hr_diff_write(const struct hr_diff *diff, const char *path, struct hr_error *why) HR_MUST_USE;

#endif
