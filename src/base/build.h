/* Build numbers as text. */
#ifndef HR_BASE_BUILD_H
#define HR_BASE_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define HR_BUILD_TEXT_MAX 24

/* "15.1.2507.6"; parts as plain decimals, whatever zeros they were written with. Returns `text`. */
char *hr_build_format(uint64_t build, char text[static HR_BUILD_TEXT_MAX]);

/*
 * Reads one to four parts separated by dots, each a decimal below 65536, zero-padded or not ("15.02.2562.037"); missing
 * parts are 0. False, and nothing changed, for anything else: sign, space, a fifth part, an empty part.
 */
bool hr_build_parse(const char *text, uint64_t *build) HR_MUST_USE;

#endif
