/* Several reports of one organisation, from network segments or shards, as one. Pure. */
#ifndef HR_MODEL_MERGE_H
#define HR_MODEL_MERGE_H

#include "model/report.h"

#define HR_MERGE_MAX 256 /* reports at once */

/* The value of a fact of which reports say different things: this, and what each of them says. */
#define HR_REPORTS_DIFFER "reports differ: "

/* Notices that a merge adds. */
#define HR_MERGE_CONFLICT "merge-conflict"
#define HR_MERGE_PARTLY_SEEN "merge-partly-seen"
#define HR_MERGE_MISSING_SHARDS "merge-missing-shards"

struct hr_merge_part {
	const struct hr_report *report; /* indexed */
	const char *name;               /* of its file, for messages */
};

struct hr_merge_result {
	struct hr_report *report;
	const char *missing; /* shards, separated by spaces; owned by the report */
	size_t conflicts;    /* facts, and properties of servers, of which the reports say different things */
};

/*
 * The inventory and the evidence of all parts, indexed, not judged. The order of the parts makes no difference (they
 * are sorted in place), and a report merged with itself is that report, its assessment and timeline aside. The id of
 * the run is "" unless all parts have the same. Free result->report.
 *
 * What one part saw and another failed to see is seen; a notice says of what that is so. What two parts say different
 * things of is failed, with HR_REPORTS_DIFFER and what each says as its value, so that no rule takes one side for the
 * truth; a notice names it, and merging once more with one side does not decide it. A property of a server or endpoint
 * that differs is empty, with a notice.
 *
 * False: parts of different clouds (HR_E_FORMAT), a ceiling (HR_E_LIMIT), memory.
 */
bool hr_merge(struct hr_merge_part *parts, size_t count, struct hr_merge_result *result,
              struct hr_error *why) HR_MUST_USE;

/* The evidence alone, in the order of the parts; the inventory in result->report must hold what it is about. */
bool hr_merge_facts(const struct hr_merge_part *parts, size_t count, struct hr_merge_result *result,
                    struct hr_error *why) HR_MUST_USE;

/* The order that hr_merge() sorts by: when they began and ended, then all that counts in a merge. 0: no difference. */
int hr_merge_compare(const struct hr_report *a, const struct hr_report *b);

#endif
