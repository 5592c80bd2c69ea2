#include "parse/ldif.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_ldif ldif = hr_ldif_of(hr_reader_of(data, size), 1);
	struct hr_ldif_item item = {.kind = HR_LDIF_RECORD_END};
	while (item.kind != HR_LDIF_END) {
		if (!hr_ldif_next(&ldif, &item)) {
			if (ldif.wrong == NULL || ldif.line == 0)
				abort();
			break;
		}
		size_t room = hr_left(&item.raw);
		uint8_t *value = malloc(room + 1);
		if (value != NULL && hr_ldif_value(&item, value) > room)
			abort();
		free(value);
	}
	return 0;
}
