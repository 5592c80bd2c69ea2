#include "parse/reg_query.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hr_reg_query query;
	enum hr_reg_query_event event;
	size_t events = 0;
	hr_reg_query_open(hr_reader_of(data, size), &query);
	while ((event = hr_reg_query_next(&query)) != HR_REG_QUERY_END) {
		if (++events > size + 1)
			abort();
		if (event == HR_REG_QUERY_BROKEN && query.wanted == NULL)
			abort();
		if (event == HR_REG_QUERY_VALUE && (query.length > sizeof query.room || query.key[0] == '\0'))
			abort();
		if (event == HR_REG_QUERY_MESSAGE && query.message.length == 0)
			abort();
	}
	return 0;
}
