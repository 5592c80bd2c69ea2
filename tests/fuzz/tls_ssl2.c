/* Answers to an SSL 2.0 hello. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "parse/tls_ssl2.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_ssl2_answer answer;
	hr_ssl2_parse(hr_reader_of(data, size), &answer);
	if (answer.kind != HR_SSL2_HELLO && answer.kind_count != 0)
		abort();
	return 0;
}
