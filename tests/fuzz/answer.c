/* What callers of the canary say: never more is taken than is there, and all of it is taken at most once. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "observe/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum hr_service services[] = {HR_SERVICE_HTTPS, HR_SERVICE_SMTP, HR_SERVICE_SIP};
	if (size < 1)
		return 0;
	struct hr_dialogue d = {.service = services[data[0] % 3], .secure = (data[0] & 4) != 0, .verdict = "ready"};
	struct hr_buffer out = {.ceiling = 65536};
	size_t taken = hr_dialogue_feed(&d, (const char *)data + 1, size - 1, &out);
	if (taken > size - 1)
		abort();
	hr_buffer_free(&out);
	return 0;
}
