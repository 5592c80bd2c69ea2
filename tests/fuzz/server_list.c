#include "discover/server_list.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_list list = hr_list_of(hr_reader_of(data, size));
	struct hr_list_line line;
	while (hr_list_next(&list, &line))
		if (!hr_text_is_host(line.host) || line.endpoint_count > HR_LIST_ENDPOINTS_MAX || line.role[0] == '\0')
			abort();
	return 0;
}
