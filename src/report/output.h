/* A file that is written whole or not at all: beside its place first, then renamed. */
#ifndef HR_REPORT_OUTPUT_H
#define HR_REPORT_OUTPUT_H

#include <stddef.h>

#include "base/error.h"

#define HR_OUTPUT_PATH_MAX 4096

struct hr_output {
	const char *path; /* as the caller named it, for messages; "-" = standard output */
	int fd;
	int trouble;                    /* errno of the first write that failed, 0 */
	char place[HR_OUTPUT_PATH_MAX]; /* where the file will stand, links followed */
	char temp[HR_OUTPUT_PATH_MAX];  /* "" = written in place: a terminal, a pipe, a device */
};

/*
 * Opens a file beside `path` that nobody but the owner can write (mode 0640 less the umask, or the mode of the file
 * that stands there). A device or a pipe is opened itself; "-" is standard output. `path` is borrowed until the end.
 * False (HR_E_FILE): what is in the way. After true, hr_output_commit() or hr_output_abort() must follow.
 */
bool hr_output_open(struct hr_output *output, const char *path, struct hr_error *why) HR_MUST_USE;

/* Writes all of it; false if it cannot, and `trouble` keeps the reason for hr_output_commit(). */
bool hr_output_write(struct hr_output *output, const void *bytes, size_t length) HR_MUST_USE;

/* Makes it durable and puts it in its place. False (HR_E_FILE): which file and why; what stood there before is
 * untouched. */
bool hr_output_commit(struct hr_output *output, struct hr_error *why) HR_MUST_USE;

/* Where a file written to `path` will stand, links followed: place is filled in. False (HR_E_FILE): it is no name. */
bool hr_output_place(const char *path, char place[static HR_OUTPUT_PATH_MAX], struct hr_error *why) HR_MUST_USE;

/* Makes durable what was created, renamed or removed in the folder of `place`, if the file system has a way to. */
void hr_output_sync_folder(const char *place);

/* Gives up: removes what was written beside. */
void hr_output_abort(struct hr_output *output);

#endif
