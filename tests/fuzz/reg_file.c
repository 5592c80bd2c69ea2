#include "parse/reg_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hr_reg_file file;
	struct hr_reader in = hr_reader_of(data, size);
	bool is = hr_reg_is(in);
	if (!hr_reg_open(in, &file))
		return 0;
	enum hr_reg_event event;
	size_t events = 0;
	while ((event = hr_reg_next(&file)) != HR_REG_END) {
		if (++events > size + 1 || file.line == 0 || file.key[0] == '\0')
			abort();
		if (event == HR_REG_BROKEN && file.wanted == NULL)
			abort();
		if (event == HR_REG_VALUE && (file.length > sizeof file.room || strlen(file.name) >= sizeof file.name))
			abort();
		if (event == HR_REG_VALUE && file.type == HR_REG_DWORD && file.data == NULL)
			abort();
	}
	(void)is;
	return 0;
}
