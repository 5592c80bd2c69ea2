#include "parse/ldap_filter.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hr_filter filter;
	/* The filter, a NUL, and the value of two attributes. */
	const uint8_t *end = memchr(data, '\0', size);
	size_t length = end == NULL ? size : (size_t)(end - data);
	const char *rest = end == NULL ? "" : (const char *)end + 1;
	const struct hr_value value = {.bytes = rest, .length = end == NULL ? 0 : size - length - 1};
	const struct hr_attribute entry[] = {{.name = "objectCategory", .values = &value, .count = 1},
	                                     {.name = "cn", .values = &value, .count = 1}};
	if (hr_filter_compile(hr_reader_of(data, length), &filter))
		(void)hr_filter_match(&filter, entry, HR_COUNT(entry));
	return 0;
}
