/* An event as a sentence for a person. Pure. */
#ifndef HR_WATCH_EVENT_TEXT_H
#define HR_WATCH_EVENT_TEXT_H

#include "base/text.h"
#include "model/timeline.h"

/* "TLS 1.0 is no longer accepted", "is back after 45 s"; the subject is not named. */
void hr_event_text(const struct hr_event *event, struct hr_buffer *text);

/* "TLS 1.0" for "1.0", "SSL 3.0" for "ssl3". Static string; "TLS" for anything else. */
const char *hr_version_title(const char *version);

#endif
