/* Bytes from hexadecimal digits, for tables of messages. */
#ifndef HR_TESTS_HEX_H
#define HR_TESTS_HEX_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Returns how many were put into `bytes`. Blanks are left out. */
static inline size_t unhex(const char *digits, uint8_t *bytes)
{
	size_t count = 0;
	for (unsigned byte = 0; *digits != '\0'; digits += 2) {
		while (*digits == ' ')
			digits++;
		if (*digits == '\0' || sscanf(digits, "%2x", &byte) != 1)
			break;
		bytes[count++] = (uint8_t)byte;
	}
	return count;
}

#endif
