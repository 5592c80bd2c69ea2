/* What became of the plan, and what got better or worse, from one judgement to the next. Pure. */
#ifndef HR_WATCH_PROGRESS_H
#define HR_WATCH_PROGRESS_H

#include "base/text.h"
#include "model/report.h"

enum hr_step_state {
	HR_STEP_OPEN = 0,
	HR_STEP_PARTLY, /* what was seen to be wrong is mended; the rest of it cannot be seen from here */
	HR_STEP_DONE,   /* every rule that it settles is ready */
};

/*
 * A step of the plan in `before`, by the findings of `now`: what was not ready must be seen to be ready. A step that is
 * not known to be needed is done when it is known not to be.
 */
enum hr_step_state hr_step_judge(const struct hr_step *step, const struct hr_report *before,
                                 const struct hr_report *now);

/*
 * Tells an event for each finding and vital fact that changed between two judgements, the later being `now`: worse,
 * better, unclear. `first` is how it was when it all began. Strings are valid during the call. False: memory.
 */
bool hr_progress_tell(const struct hr_report *first, const struct hr_report *before, const struct hr_report *now,
                      int64_t at, void *context, void (*tell)(void *context, const struct hr_event *event),
                      struct hr_error *why) HR_MUST_USE;

/* What came and went between two lists of suites, for a person: "+A -B", or "another order". */
void hr_suites_compare(const char *before, const char *after, struct hr_buffer *text);

#endif
