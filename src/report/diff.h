/* Two reports compared: what got worse, what got better, what can no longer be told; go or no-go. */
#ifndef HR_REPORT_DIFF_H
#define HR_REPORT_DIFF_H

#include "base/text.h"
#include "catalog/lang.h"
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
	HR_BY_CATALOG,   /* the same evidence, judged by another catalog, version of the program or tailoring */
	HR_BY_TIME,      /* the same evidence and judge on a later day: expired, out of support */
};

/* What differs: a finding or a fact; NULL on the side where it is not there. A server alone: neither. */
struct hr_change {
	const char *about; /* subject id */
	const struct hr_finding *old_finding, *new_finding;
	const struct hr_fact *old_fact, *new_fact;
	bool appeared; /* a server alone: it is in the new report, and not in the old one */
	enum hr_bearing bearing;
	enum hr_cause cause;
	unsigned step;        /* number of the step in the old report's plan that asked for it; 0 = none did */
	const char *sentence; /* of hr_diff_tell(): in words, or "" where another change's sentence tells it too; else
	                         NULL */
};

enum hr_go { HR_GO = 0, HR_NO_GO, HR_CANNOT_TELL }; /* also the exit status of `diff` */

/* Why so. The first that holds; the last two are a go. */
enum hr_ground {
	HR_GROUND_WORSE = 0,
	HR_GROUND_INCOMPLETE, /* the new run did not finish */
	HR_GROUND_UNASSESSED, /* the new report was not judged, and the old one was */
	HR_GROUND_UNCLEAR,
	HR_GROUND_NOTHING_BEFORE, /* the old report holds no server */
	HR_GROUND_GONE,           /* servers or endpoints vanished from the inventory */
	HR_GROUND_NOTHING_WORSE,
	HR_GROUND_NOTHING_CHANGED,
};

struct hr_diff {
	struct hr_arena *arena;
	const struct hr_report *old_report, *new_report;
	struct hr_change *changes; /* by bearing, then cause, then subject */
	size_t count, capacity;
	size_t bearings[4]; /* how many of each, by hr_bearing, of those that evidence or time caused */
	enum hr_go go;
	enum hr_ground ground;
	const char *reason;         /* one sentence */
	const struct hr_lang *lang; /* of hr_diff_tell(); else NULL */
	const char *language;       /* its code */
	const char *verdicts[2];    /* of hr_diff_tell(), by hr_question: what both reports say; else NULL */
	size_t gone;                /* servers and endpoints that only the old report has */
	size_t unknown;             /* findings that are unknown in the new report */
};

/*
 * Compares two indexed reports, which must outlive the result. Times of looking, and what differs with every look (who
 * answered behind a balancer, how often something was counted), are no change. Free with hr_diff_free(). False: memory
 * is out.
 */
bool hr_diff_make(const struct hr_report *old_report, const struct hr_report *new_report, struct hr_diff **diff,
                  struct hr_error *why) HR_MUST_USE;

/* Did one catalog, one version of the program and one tailoring judge both? */
bool hr_diff_has_one_judge(const struct hr_report *a, const struct hr_report *b);

/*
 * The same for reports of different judges, with `rejudged`: the old report's evidence judged by the new report's
 * catalog and version of the program. What differs between the old report and that is the catalog's doing, what differs
 * between that and the new report is what happened. NULL = there is none: hr_diff_make().
 */
bool hr_diff_make_fair(const struct hr_report *old_report, const struct hr_report *rejudged,
                       const struct hr_report *new_report, struct hr_diff **diff, struct hr_error *why) HR_MUST_USE;
void hr_diff_free(struct hr_diff *diff);

/*
 * Puts every change, and the reason, into words of that language (`language`: its code, en or nl). `lang` must outlive
 * the result. False: memory is out.
 */
bool hr_diff_tell(struct hr_diff *diff, const struct hr_lang *lang, const char *language,
                  struct hr_error *why) HR_MUST_USE;

/* go, no-go, cannot-tell; worse, unclear, better, other; evidence, inventory, catalog, time. Static strings. */
const char *hr_go_name(enum hr_go go);
const char *hr_bearing_name(enum hr_bearing bearing);
const char *hr_cause_name(enum hr_cause cause);

/*
 * As a person reads it, regressions first: in sentences after hr_diff_tell(), else in short. False (HR_E_MEMORY): the
 * buffer's ceiling or memory is out.
 */
bool hr_diff_text(const struct hr_diff *diff, struct hr_buffer *text, struct hr_error *why) HR_MUST_USE;

/* As XML (reports/diff.xsd), whole or not at all; `path` "-" = standard output. */
bool hr_diff_write(const struct hr_diff *diff, const char *path, struct hr_error *why) HR_MUST_USE;

/* The same XML through a stylesheet, as hr_render() does it with a report. */
bool hr_diff_render(const struct hr_diff *diff, const char *stylesheet, const char *path,
                    struct hr_error *why) HR_MUST_USE;

#endif
