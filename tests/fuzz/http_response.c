#include "parse/http_response.h"

#include <stdlib.h>

#define REQUIRE(what)                                                                                                  \
	do {                                                                                                           \
		if (!(what))                                                                                           \
			abort();                                                                                       \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_reader in = hr_reader_of(data, size);
	struct hr_http_response response;
	struct hr_span value;
	if (!hr_http_response_read(&in, &response))
		return 0;
	REQUIRE(response.status <= 999 && response.headers.length + response.body.length <= size);
	if (hr_http_header(&response, "Server", &value))
		REQUIRE(value.length <= response.headers.length);
	size_t room = response.body.length / 2 + 1;
	char *body = malloc(room);
	if (body == NULL)
		return 0;
	const struct hr_span joined = {.at = body, .length = hr_http_body(&response, body, room)};
	REQUIRE(joined.length <= room && joined.length <= response.body.length);
	(void)hr_span_between(&joined, "/owa/auth/", "/themes/", &value);
	free(body);
	return 0;
}
