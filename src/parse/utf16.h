/* UTF-16 text, as Windows tools write files. */
#ifndef HR_PARSE_UTF16_H
#define HR_PARSE_UTF16_H

#include "base/error.h"
#include "base/reader.h"

/* Does it begin with a byte order mark of UTF-16? */
bool hr_utf16_is(struct hr_reader in);

/*
 * Converts UTF-16 with a byte order mark to UTF-8; the mark is not part of the result. `out` has room for
 * hr_left(&in) / 2 * 3 bytes. False: half a character at the end, or a surrogate without its other half.
 */
bool hr_utf16_to_utf8(struct hr_reader in, uint8_t *out, size_t *length) HR_MUST_USE;

#endif
