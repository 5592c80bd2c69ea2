/* What only the owners of servers can bring. Pure. */
#ifndef HR_ENGINE_REQUESTS_H
#define HR_ENGINE_REQUESTS_H

#include "model/report.h"

/*
 * Adds a request for each server and kind of evidence that the report's findings wait for, with the rules that do, in
 * the order of the findings. False: memory, or more requests than a report may hold.
 */
bool hr_requests_make(struct hr_report *report, struct hr_error *why) HR_MUST_USE;

#endif
