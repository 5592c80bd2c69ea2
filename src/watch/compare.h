/* A look that was answered, held against what was known of the endpoint. Part of hr_watching_look(). */
#ifndef HR_WATCH_COMPARE_H
#define HR_WATCH_COMPARE_H

#include "watch/watching.h"

/* An event about that endpoint. */
void hr_watched_tell(struct hr_watching *watching, struct hr_watched *watched, enum hr_event_kind kind, const char *of,
                     const char *detail, int64_t now);

/* Tells what changed, and remembers the look. Is there something that a full look should explain? */
bool hr_watched_compare(struct hr_watching *watching, struct hr_watched *watched, const struct hr_look *look,
                        int64_t now);

#endif
