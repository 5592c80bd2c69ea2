/* What the tests of this room share. */
#ifndef HR_TEST_ENGINE_PRELUDE_H
#define HR_TEST_ENGINE_PRELUDE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

#define assert_says(text, part)                                                                                        \
	do {                                                                                                           \
		if (strstr(text, part) == NULL)                                                                        \
			fail_msg("\"%s\" does not say \"%s\"", text, part);                                            \
	} while (0)

#endif
