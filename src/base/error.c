#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

bool hr_fail(struct hr_error *why, enum hr_status status, const char *format, ...)
{
	if (why != NULL) {
		why->status = status;
		va_list arguments;
		va_start(arguments, format);
		(void)vsnprintf(why->text, sizeof why->text, format, arguments);
		va_end(arguments);
	}
	return false;
}

bool hr_fail_memory(struct hr_error *why)
{
	return hr_fail(why, HR_E_MEMORY, "out of memory");
}

const char *hr_status_name(enum hr_status status)
{
	static const char *const names[] = {
#define HR_STATUS(symbol, name, text) name,
#include "base/status.def"
#undef HR_STATUS
	};
	return (size_t)status < sizeof names / sizeof names[0] ? names[status] : "unknown";
}

const char *hr_status_text(enum hr_status status)
{
	static const char *const texts[] = {
#define HR_STATUS(symbol, name, text) text,
#include "base/status.def"
#undef HR_STATUS
	};
	return (size_t)status < sizeof texts / sizeof texts[0] ? texts[status] : "unknown";
}
