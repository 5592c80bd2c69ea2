/* The bind secret: read, used once, wiped. It never leaves this room. */
#ifndef HR_DISCOVER_SECRET_H
#define HR_DISCOVER_SECRET_H

#include <stddef.h>

#include "base/error.h"

#define HR_SECRET_MAX ((size_t)1024)

struct hr_secret {
	size_t length;
	char text[HR_SECRET_MAX + 1];
};

/*
 * The first line of the file. False: it cannot be read, is readable by group or others, has no first line, or one of
 * more than HR_SECRET_MAX bytes. The text of the error never holds any of it. Wipe it in any case.
 */
bool hr_secret_read(const char *path, struct hr_secret *secret, struct hr_error *why) HR_MUST_USE;
void hr_secret_wipe(struct hr_secret *secret);

#endif
