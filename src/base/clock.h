/* Times and days as text. Only hr_clock_now() and hr_clock_now_ms() ask the wall clock, and only src/cli may call it.
 */
#ifndef HR_BASE_CLOCK_H
#define HR_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define HR_TIME_TEXT_MAX 40

/* Seconds since 1970-01-01 UTC. */
int64_t hr_clock_now(void);
int64_t hr_clock_now_ms(void); /* the same in milliseconds */

/* "2026-11-24T02:29:20Z" (ISO 8601, UTC); years 0000 to 9999, other times are clamped. Returns `text`. */
char *hr_time_format(int64_t seconds, char text[static HR_TIME_TEXT_MAX]);

/* Reads that form, or a day "2026-11-24" as its first second. False, and nothing changed, for anything else. */
bool hr_time_parse(const char *text, int64_t *seconds) HR_MUST_USE;

/* Reads LDAP GeneralizedTime "20261124022920.0Z" (RFC 4517 3.3.13, UTC only). */
bool hr_time_parse_generalized(const char *text, int64_t *seconds) HR_MUST_USE;

/* Seconds for a civil date in UTC; month 1-12, day 1-31. */
int64_t hr_time_of(int year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second);

#endif
