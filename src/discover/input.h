/* Files that are brought: read whole, before anything of them is believed. */
#ifndef HR_DISCOVER_INPUT_H
#define HR_DISCOVER_INPUT_H

#include "base/error.h"
#include "base/reader.h"

struct hr_input {
	uint8_t *bytes;
	size_t length;
};

/* The whole file, at most `ceiling` bytes. False (HR_E_FILE, HR_E_LIMIT): which file and why. Free with
 * hr_input_free(). */
bool hr_input_read(const char *path, size_t ceiling, struct hr_input *input, struct hr_error *why) HR_MUST_USE;

/* Makes UTF-8 of UTF-16 with a byte order mark; other bytes stay. False (HR_E_FORMAT): broken UTF-16. */
bool hr_input_to_utf8(const char *path, struct hr_input *input, struct hr_error *why) HR_MUST_USE;

void hr_input_free(struct hr_input *input);

#endif
