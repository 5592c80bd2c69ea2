/* A log of any size, read in blocks of whole lines. */
#ifndef HR_OBSERVE_LOG_FILE_H
#define HR_OBSERVE_LOG_FILE_H

#include "base/error.h"
#include "base/reader.h"

#define HR_LOG_BLOCK ((size_t)1 << 20) /* also the longest line: longer ones are skipped */

/* Gets whole lines, each with its end but perhaps the file's last. */
typedef bool hr_log_take(void *taker, struct hr_reader lines, struct hr_error *why);

struct hr_log_read {
	uint64_t bytes;
	uint64_t skipped; /* lines that were too long */
};

/* False (HR_E_FILE, HR_E_MEMORY, or what `take` failed with). A file that grows meanwhile is read to its new end. */
bool hr_log_file_read(const char *path, hr_log_take *take, void *taker, struct hr_log_read *read,
                      struct hr_error *why) HR_MUST_USE;

#endif
