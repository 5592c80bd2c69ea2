#include "parse/sip_message.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_reader in = hr_reader_of(data, size);
	struct hr_sip_response response;
	struct hr_span value;
	if (!hr_sip_response_read(&in, &response))
		return 0;
	if (response.status < 200 || response.status > 999 || response.headers.length > size)
		abort();
	if (hr_sip_header(&response, "Server", &value) && value.length > response.headers.length)
		abort();
	return 0;
}
