/* What the findings ask for: which remedy on which server, and which others must be done before it. Pure. */
#ifndef HR_ENGINE_WORKLIST_H
#define HR_ENGINE_WORKLIST_H

#include "catalog/catalog.h"
#include "model/report.h"

/* One remedy on one subject. */
struct hr_job {
	uint32_t first; /* finding that asks for it, + 1; the others by hr_worklist.next */
	unsigned n;     /* number of its step, once it has one */
	bool wanted;    /* a finding is not-ready */
	bool open;      /* not-ready or unknown: not known to be done */
	bool planned;
	bool pooled; /* of a pool: its members have been seen to */
};

struct hr_worklist {
	const struct hr_report *report;
	const struct hr_remedy *remedies; /* in order */
	size_t remedy_count;
	size_t subject_count; /* the servers, then the organisation */
	struct hr_job *jobs;  /* by remedy, then subject */
	uint32_t *next;       /* by finding: the next one of the same chain, + 1 */
	uint32_t *ready;      /* by subject: the first ready finding that some remedy breaks, + 1 */
	bool *here;           /* [a * remedy_count + b]: b must be done before a on the same server; closed */
	bool *everywhere;     /* the same, on all servers */
	size_t *pool;         /* by subject: the server that its pool is, or subject_count */
	size_t *members;      /* by subject: the first member of the pool that it is, or subject_count */
	size_t *neighbour;    /* by subject: the next member of its pool, or subject_count */
};

/* Lives as long as `arena`; catalog and report must live as long. False: memory. */
bool hr_worklist_make(const struct hr_report *report, const struct hr_catalog_set *catalog, struct hr_arena *arena,
                      struct hr_worklist *list, struct hr_error *why) HR_MUST_USE;

static inline struct hr_job *hr_job_at(const struct hr_worklist *list, size_t remedy, size_t subject)
{
	return &list->jobs[remedy * list->subject_count + subject];
}

#endif
