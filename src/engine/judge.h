/*
 * Asking a module's judges, in a process of its own. The child sees the report as it is and can change nothing; what it
 * says comes back through a pipe as plain bytes.
 */
#ifndef HR_ENGINE_JUDGE_H
#define HR_ENGINE_JUDGE_H

#include "engine/modules.h"
#include "model/report.h"

/* One rule on one subject. */
struct hr_docket {
	const struct hr_rule *rule;
	const struct hr_server *server;     /* NULL: the organisation */
	const struct hr_endpoint *endpoint; /* NULL: the server */
	bool disabled_phase;                /* as in hr_case */
};

/* What the judge said, strings owned by the arena. */
struct hr_opinion {
	const struct hr_fact *fact; /* a fact of the report, or NULL */
	const char *wanted;         /* or "" */
	const char *found;          /* or "" */
	const char *why;            /* or "" */
	enum hr_outcome outcome;
	bool unverified;
	bool lighter;
};

/* The cases of a module, in a fixed order: by rule, then server, then endpoint. Owned by `arena`. False: memory. */
bool hr_docket_make(const struct hr_report *report, const struct hr_module *module, struct hr_arena *arena,
                    const struct hr_docket **docket, size_t *count, struct hr_error *why) HR_MUST_USE;

#define HR_JUDGE_SECONDS 120 /* of processor time; a judge is a few comparisons, so this is a hang */

/*
 * Fills `opinions` (one per case). A module that crashes, hangs or talks nonsense gives unknown for all of its cases
 * and *crash says where and how (owned by the arena; "" if all went well). `now` is the date judges see. False: fork,
 * pipe, memory.
 */
bool hr_judge(const struct hr_report *report, const struct hr_catalog *catalog, const struct hr_docket *docket,
              size_t count, struct hr_arena *arena, struct hr_opinion *opinions, const char **crash,
              struct hr_error *why) HR_MUST_USE;

#endif
