/* First bytes of a client: any bytes, and any prefix of them, must be read to the same conclusion or to MORE. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/client_hello.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hr_client_hello whole, part;
	hr_client_parse(hr_reader_of(data, size), &whole);
	hr_client_parse(hr_reader_of(data, size / 2), &part);
	if (part.kind != HR_CLIENT_MORE && part.kind != whole.kind)
		abort();
	if (whole.kind != HR_CLIENT_HELLO)
		return 0;
	if (whole.used > size || whole.host[whole.host_length] != '\0')
		abort();
	struct hr_reader list = hr_reader_of(whole.alpn, whole.alpn_length), name;
	while (hr_client_alpn(&list, &name))
		continue;
	if (!hr_done(&list))
		abort();
	/* Cut where it says it ends, it is the same hello. */
	hr_client_parse(hr_reader_of(data, whole.used), &part);
	if (part.kind != HR_CLIENT_HELLO || part.suite_count != whole.suite_count || part.used != whole.used)
		abort();
	return 0;
}
