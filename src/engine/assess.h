/* From evidence to findings, requests, plan and verdicts. The same evidence and catalog give the same bytes. */
#ifndef HR_ENGINE_ASSESS_H
#define HR_ENGINE_ASSESS_H

#include "catalog/catalog.h"
#include "catalog/lang.h"
#include "engine/modules.h"
#include "model/report.h"

/*
 * Judges the indexed report with every rule. Each module judges in a process of its own: one that crashes or hangs
 * costs its own findings (unknown, with the reason), never the report. `tailoring` (NULL: none) has passed
 * hr_tailor_check(); a copy of it, with what became of its rows, is the report's. False: our own trouble only.
 */
bool hr_assess(struct hr_report *report, const struct hr_modules *modules, const struct hr_catalog_set *catalog,
               const struct hr_lang *lang, const struct hr_tailoring *tailoring, struct hr_error *why) HR_MUST_USE;

#endif
