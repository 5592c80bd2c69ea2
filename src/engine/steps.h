/* The plan: which remedy on which server, in an order that breaks nothing. Pure. */
#ifndef HR_ENGINE_STEPS_H
#define HR_ENGINE_STEPS_H

#include "catalog/catalog.h"
#include "model/report.h"

/*
 * Adds the steps for the report's findings. A finding that is not-ready asks for its remedy. A step that turns
 * something off also brings in every remedy that must come before it and whose finding is unknown: what is not known to
 * be done must not be taken as done. Endpoint findings count for their server. False: memory.
 */
bool hr_steps_make(struct hr_report *report, const struct hr_catalog_set *catalog, struct hr_error *why) HR_MUST_USE;

#endif
