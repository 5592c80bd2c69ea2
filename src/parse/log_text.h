/* What logs of Windows services have in common: lines of text with times in them, read without copying. */
#ifndef HR_PARSE_LOG_TEXT_H
#define HR_PARSE_LOG_TEXT_H

#include "base/reader.h"

/* Some of the bytes that are being read; not followed by a NUL. */
struct hr_span {
	const char *at;
	size_t length;
};

/* Takes the next line, without its end. False: there is none left. */
bool hr_log_line(struct hr_reader *in, struct hr_span *line);

/* ASCII letters compare without case. */
bool hr_span_is(struct hr_span span, const char *text);
bool hr_span_begins(struct hr_span span, const char *text);

/* What stands behind the first occurrence of the text, compared byte by byte; {NULL, 0}: it is not in there. */
struct hr_span hr_span_after(struct hr_span span, const char *text);

/* Is it the domain, or a name in it? */
bool hr_span_in_domain(struct hr_span name, const char *domain);

/* The host of "10.0.0.1:25", "[2001:db8::1]:25" or "10.0.0.1", without brackets. */
struct hr_span hr_span_host(struct hr_span endpoint);

/* "2023-01-11T16:00:01.010Z" or "2023-01-11 16:00:01", taken as UTC; fractions are dropped. */
bool hr_log_time(struct hr_span text, int64_t *seconds);

/* The number of text that is digits alone, up to UINT32_MAX. */
bool hr_span_number(struct hr_span text, uint32_t *number);

#endif
