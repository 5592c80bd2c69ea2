/* Errors: our own trouble (memory, disk, usage, a broken catalog). What a server does is a fact, not an error. */
#ifndef HR_BASE_ERROR_H
#define HR_BASE_ERROR_H

#include <stdbool.h>

#define HR_MUST_USE __attribute__((warn_unused_result))
#define HR_PRINTF(text, first) __attribute__((format(printf, text, first)))

enum hr_status {
#define HR_STATUS(symbol, name, text) HR_E_##symbol,
#include "base/status.def"
#undef HR_STATUS
};

#define HR_ERROR_TEXT_MAX 1024

/* Set by the function that returned false; meaningless otherwise. */
struct hr_error {
	enum hr_status status;
	char text[HR_ERROR_TEXT_MAX]; /* names the thing, the place, found and wanted, and what to do next */
};

/* Fills *why (which may be NULL) and returns false, so that a failing function can end with it. */
bool hr_fail(struct hr_error *why, enum hr_status status, const char *format, ...) HR_PRINTF(3, 4);

/* hr_fail() for memory that could not be had. */
bool hr_fail_memory(struct hr_error *why);

/* "format", and "input is not what it should be"; for a value outside the enum, "unknown". Static strings. */
const char *hr_status_name(enum hr_status status);
const char *hr_status_text(enum hr_status status);

#endif
