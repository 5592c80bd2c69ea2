#include "parse/saml_metadata.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct hr_span document = {.at = (const char *)data, .length = size};
	uint8_t der[256];
	size_t at = 0, length = 0, before = 0;
	while (hr_saml_next_signing_certificate(&document, &at, der, sizeof der, &length)) {
		if (length == 0 || length > sizeof der || at <= before || at > size)
			abort();
		before = at;
	}
	return 0;
}
