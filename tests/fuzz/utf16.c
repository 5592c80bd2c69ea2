#include "parse/utf16.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = size / 2 * 3;
	size_t length = 0;
	uint8_t *out = malloc(room == 0 ? 1 : room);
	if (out != NULL && hr_utf16_to_utf8(hr_reader_of(data, size), out, &length) && length > room)
		abort();
	free(out);
	return 0;
}
