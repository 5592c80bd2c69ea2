/* Servers known by the DN of an object that another entry was mapped to: a connector knows its server that way only. */
#ifndef HR_DISCOVER_PLACED_H
#define HR_DISCOVER_PLACED_H

#include "discover/query.h"

/* Names every server of the notebook that is known by a DN where a server of the same product was placed. */
bool hr_placed_name(struct hr_survey *survey, struct hr_error *why) HR_MUST_USE;

#endif
