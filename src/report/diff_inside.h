/* Comparing two reports: what the files of it share. */
#ifndef HR_REPORT_DIFF_INSIDE_H
#define HR_REPORT_DIFF_INSIDE_H

#include "report/diff.h"
#include "report/subjects.h"

struct hr_comparing {
	struct hr_diff *diff;
	const struct hr_report *before, *after;
	struct hr_subjects old_subjects, new_subjects;
	bool same_judge;  /* one catalog and one version of the program judged both */
	bool only_judged; /* the evidence is one and the same: whatever differs, another judge made it */
	bool *moved;      /* by server of `after`, then the organisation: a fact of it changed */
	bool failed;      /* memory is out, or CHANGES_MAX reached */
};

void hr_comparing_add(struct hr_comparing *c, const struct hr_change *change);

/* Is that subject in both reports? One that is not explains everything that is said about it. */
bool hr_comparing_has_both(const struct hr_comparing *c, const char *about);

/* Evidence first: whether it moved decides what made the difference between findings. */
void hr_comparing_facts(struct hr_comparing *c);
void hr_comparing_findings(struct hr_comparing *c);

/* Not-ready, and for the reason that what the rule warns of has been done. */
bool hr_finding_came_true(const struct hr_finding *finding);

/* The steps of the old report's plan, looked up by server and remedy. Zero it; free with hr_asked_free(). */
struct hr_asked {
	const struct hr_report *report;
	const struct hr_step **steps;       /* sorted */
	const struct hr_finding **findings; /* by about, then rule */
	size_t count, finding_count;
};

bool hr_asked_make(const struct hr_report *report, struct hr_asked *asked) HR_MUST_USE;
void hr_asked_free(struct hr_asked *asked);

/* The number of the step that asked for this change, 0 = none. */
unsigned hr_asked_by(const struct hr_asked *asked, const struct hr_change *change);

/* --- in words --- */

/* A change, as words for a sentence. */
struct hr_spoken {
	const char *id;    /* of the sentence in reports/lang */
	const char *owner; /* id of the server */
	const char *server, *place, *what, *found, *was;
	bool told; /* in another's sentence */
};

struct hr_telling {
	struct hr_diff *diff;
	struct hr_arena *arena;
	const struct hr_lang *lang;
	struct hr_spoken *spoken; /* by change */
	bool failed;
};

/* A text of reports/lang, kind diff; the same with {found} and {was} filled in. */
const char *hr_telling_text(const struct hr_telling *t, const char *id);
const char *hr_telling_fill(struct hr_telling *t, const char *id, const char *found, const char *was);

/* `text`, or "" for NULL: memory that ran out shows at the end, in `failed`. */
const char *hr_telling_keep(struct hr_telling *t, const char *text);

/* Puts the change at that place into words: t->spoken[at]. A fact may mark neighbours as told with it. */
void hr_telling_describe(struct hr_telling *t, size_t at);
void hr_telling_fact(struct hr_telling *t, size_t at);

#endif
