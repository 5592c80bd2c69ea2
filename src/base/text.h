/* Text from outside, made safe once; and text that grows, up to a named ceiling. */
#ifndef HR_BASE_TEXT_H
#define HR_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * A copy of `bytes` that XML, HTML, CSV and a terminal can show: valid UTF-8 stays; control characters (a tab becomes a
 * space), DEL, C1 controls, direction overrides, non-characters and broken sequences become \xNN per byte; a backslash
 * stays itself. At most `cap` bytes of result (whole characters); what was cut has "..." behind them. NULL if memory is
 * out.
 */
char *hr_text_printable(struct hr_arena *arena, const void *bytes, size_t length, size_t cap);

/* Is it already what hr_text_printable() would return, cap aside? */
bool hr_text_is_printable(const char *text);

/* ASCII lower case, in place. Returns `text`. */
char *hr_text_lower(char *text);

/* strcasecmp() for ASCII, whatever the locale. */
int hr_text_compare_nocase(const char *a, const char *b);

/*
 * A host name or address literal as it may be asked for: letters, digits, '-', '_', '.', ':' and no more than 253
 * bytes, labels of 1 to 63. Trailing dot not allowed here; strip it first.
 */
bool hr_text_is_host(const char *text);

/* A whole string as a decimal number up to `max`: false for sign, space, empty, overflow. */
bool hr_text_number(const char *text, uint64_t max, uint64_t *number) HR_MUST_USE;

/* Text that grows. Zero it, set the ceiling, add; look at `failed` once at the end. */
struct hr_buffer {
	char *data; /* NUL-terminated as soon as something was added; malloc'd */
	size_t length;
	size_t capacity;
	size_t ceiling; /* greatest length allowed */
	bool failed;    /* ceiling reached or memory out: what was added last is not in it */
};

void hr_buffer_add(struct hr_buffer *buffer, const void *bytes, size_t length);
void hr_buffer_room(struct hr_buffer *buffer, size_t length); /* adds bytes that the caller will write */
void hr_buffer_text(struct hr_buffer *buffer, const char *text);
void hr_buffer_printf(struct hr_buffer *buffer, const char *format, ...) HR_PRINTF(2, 3);
void hr_buffer_clear(struct hr_buffer *buffer); /* length 0, memory kept */
void hr_buffer_free(struct hr_buffer *buffer);  /* zeroed but for the ceiling */

#endif
