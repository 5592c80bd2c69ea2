/* First bytes of a server: any bytes, and any prefix of them, must be read to the same conclusion or to MORE. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "parse/tls_server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_server_answer whole, part;
	hr_server_parse(hr_reader_of(data, size), &whole);
	hr_server_parse(hr_reader_of(data, size / 2), &part);
	if (part.kind != HR_SERVER_MORE && part.kind != whole.kind)
		abort();
	return 0;
}
