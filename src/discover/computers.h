/* The computer accounts behind servers. */
#ifndef HR_DISCOVER_COMPUTERS_H
#define HR_DISCOVER_COMPUTERS_H

#include "discover/query.h"

/* Gives every server that a module knew by its computer account's DN the name that this account holds. */
bool hr_computers_name(struct hr_survey *survey, struct hr_error *why) HR_MUST_USE;

/* Says os.name and os.version of every server whose name is a computer account's dNSHostName. */
bool hr_computers_describe(struct hr_survey *survey, struct hr_error *why) HR_MUST_USE;

#endif
