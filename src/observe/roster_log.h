/* A row of the roster as texts, to be kept on disk while the canary listens, and back. */
#ifndef HR_OBSERVE_ROSTER_LOG_H
#define HR_OBSERVE_ROSTER_LOG_H

#include "observe/roster.h"

#define HR_OFFERED_FIELDS 15

struct hr_offered_text {
	const char *fields[HR_OFFERED_FIELDS]; /* borrowed from the row, or `numbers` */
	char numbers[4][24];
};

void hr_offered_write(const struct hr_roster *roster, size_t index, struct hr_offered_text *text);

/*
 * The row of such texts, as it was then: a new one, or instead of an earlier one of the same offer. A row of a server
 * that the organisation no longer has is left out. False: they are no row's (HR_E_FORMAT), or memory.
 */
bool hr_roster_restore(struct hr_roster *roster, const char *const *fields, size_t count,
                       struct hr_error *why) HR_MUST_USE;

#endif
