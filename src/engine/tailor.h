/* Judging with a tailoring: what the organisation decided changes severities and what counts, never an outcome. */
#ifndef HR_ENGINE_TAILOR_H
#define HR_ENGINE_TAILOR_H

#include "catalog/lang.h"
#include "engine/judge.h"

/*
 * Is every rule that the tailoring names one of the modules'? Completes its rows: the severity that a rule has of
 * itself, the question of an expected rule. False (HR_E_CATALOG): file, line and the rule.
 */
bool hr_tailor_check(struct hr_tailoring *tailoring, const struct hr_modules *modules,
                     struct hr_error *why) HR_MUST_USE;

/* Makes the tailoring (NULL: none) the report's, its rows marked unused, expired or without a subject. False: memory.
 */
bool hr_tailor_begin(struct hr_report *report, const struct hr_tailoring *tailoring, struct hr_error *why) HR_MUST_USE;

/* Gives a finding that is about to be added its severity and what sets it aside, and marks the rows it uses. */
void hr_tailor_finding(struct hr_report *report, const struct hr_docket *at, struct hr_finding *finding);

/*
 * Adds a finding, with the text that explains it, for each expectation of each subject it names: ready where it is
 * met, not ready where it is not, unknown where what was seen cannot tell. Called when every rule has judged.
 */
bool hr_tailor_expect(struct hr_report *report, const struct hr_lang *lang, struct hr_error *why) HR_MUST_USE;

#endif
