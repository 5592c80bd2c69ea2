#include "base/build.h"

#include <inttypes.h>
#include <stdio.h>

char *hr_build_format(uint64_t build, char text[static HR_BUILD_TEXT_MAX])
{
	(void)snprintf(text, HR_BUILD_TEXT_MAX, "%" PRIu64 ".%" PRIu64 ".%" PRIu64 ".%" PRIu64, build >> 48,
	               build >> 32 & 0xFFFF, build >> 16 & 0xFFFF, build & 0xFFFF);
	return text;
}

bool hr_build_parse(const char *text, uint64_t *build)
{
	uint64_t parts[4] = {0, 0, 0, 0};
	for (unsigned i = 0; i < 4; i++) {
		if (*text < '0' || *text > '9')
			return false;
		while (*text >= '0' && *text <= '9') {
			parts[i] = parts[i] * 10 + (uint64_t)(*text++ - '0');
			if (parts[i] > 0xFFFF)
				return false;
		}
		if (*text == '\0') {
			*build = parts[0] << 48 | parts[1] << 32 | parts[2] << 16 | parts[3];
			return true;
		}
		if (*text++ != '.')
			return false;
	}
	return false;
}
