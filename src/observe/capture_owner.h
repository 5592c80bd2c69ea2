/* Which address in a capture is that of the server it was made at, where nobody says so. */
#ifndef HR_OBSERVE_CAPTURE_OWNER_H
#define HR_OBSERVE_CAPTURE_OWNER_H

#include "model/brought.h"
#include "observe/capture_places.h"

/*
 * Gives the servers that `brought` names, if no address of theirs is in the file, the one that is in every session of
 * it. False: none is, or two are (HR_E_USAGE), or the file cannot be read.
 */
bool hr_capture_owner(const struct hr_brought *brought, struct hr_places *places, struct hr_error *why) HR_MUST_USE;

#endif
