/* The plan: which remedy on which server, in an order that breaks nothing. Pure. */
#ifndef HR_ENGINE_STEPS_H
#define HR_ENGINE_STEPS_H

#include "catalog/catalog.h"
#include "model/report.h"

/* Remedy of a step that is a point to stop at: all that it comes after must be done before anything behind it. */
#define HR_CHECKPOINT "plan-checkpoint"

/*
 * Adds the steps for the report's findings, with what each changes in which finding. A finding that is not-ready asks
 * for its remedy. A step that turns something off also brings in every remedy that must come before it and whose
 * finding is unknown: what is not known to be done must not be taken as done. Endpoint findings count for their server;
 * an update comes first on all members of a pool; a pool's own name comes behind its members.
 *
 * A step names what it comes after number by number. Where that would be too many in all, they are named once, by a
 * checkpoint before it, so that the plan grows with the number of servers and not with its square.
 * False: memory, or more steps than a report may hold.
 */
bool hr_steps_make(struct hr_report *report, const struct hr_catalog_set *catalog, struct hr_error *why) HR_MUST_USE;

#endif
