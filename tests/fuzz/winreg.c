#include "parse/winreg.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* First byte: which call it answers. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_reader in = hr_reader_of(data, size);
	struct hr_winreg_handle handle;
	struct hr_winreg_value value;
	uint32_t error = 0;
	switch (hr_u8(&in) % 3) {
	case 0:
		if (hr_winreg_opened(in, &handle, &error) && hr_left(&in) != 24)
			abort();
		break;
	case 1:
		(void)!hr_winreg_closed(in, &error);
		break;
	default:
		if (!hr_winreg_queried(in, &value, &error))
			break;
		size_t length = hr_left(&value.data);
		if (length > size || (error == HR_WINREG_OK && length != value.size))
			abort();
		if (length > 0 && (value.data.at < data || value.data.end > data + size))
			abort();
		break;
	}
	return 0;
}
