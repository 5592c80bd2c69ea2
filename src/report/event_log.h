/* A log of events: a line of XML each, appended, so that what was written before a crash stays readable. */
#ifndef HR_REPORT_EVENT_LOG_H
#define HR_REPORT_EVENT_LOG_H

#include "base/text.h"
#include "model/timeline.h"
#include "report/pen.h"

/* One event as an element (reports/events.xsd); with `name_space`, unless that is NULL, so that it stands alone. */
void hr_event_write(struct hr_pen *pen, const struct hr_event *event, const char *name_space);

/*
 * The same as a line that stands alone, '\n' included, put behind what is in `line`. The event's strings are printable,
 * as hr_event_copy() makes them. False: memory.
 */
bool hr_event_line(const struct hr_event *event, struct hr_buffer *line, struct hr_error *why) HR_MUST_USE;

struct hr_event_log {
	const char *path; /* borrowed */
	int fd;
	int trouble; /* errno of the first write that failed, 0 */
	bool unsynced;
	bool cut; /* the last line is not whole */
};

/*
 * Opens a file to append to, made with mode 0640 less the umask where there is none. If its last line was cut, the next
 * event begins a line of its own. False (HR_E_FILE). After true, hr_event_log_close() must follow.
 */
bool hr_event_log_open(struct hr_event_log *log, const char *path, struct hr_error *why) HR_MUST_USE;

/* Writes one line. False (HR_E_FILE, HR_E_MEMORY): it is not in the file; later ones may be. */
bool hr_event_log_add(struct hr_event_log *log, const struct hr_event *event, struct hr_error *why) HR_MUST_USE;

/* Makes durable what was written since the last time; call it in batches. False (HR_E_FILE). */
bool hr_event_log_sync(struct hr_event_log *log, struct hr_error *why) HR_MUST_USE;

/* Syncs and closes. False (HR_E_FILE): the first thing that went wrong with the file. */
bool hr_event_log_close(struct hr_event_log *log, struct hr_error *why) HR_MUST_USE;

#endif
