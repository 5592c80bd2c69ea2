#include "parse/iis_log.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_reader in = hr_reader_of(data, size);
	struct hr_iis_log log = {.columns = 0};
	struct hr_iis_line line;
	struct hr_span bytes;
	(void)hr_iis_log_is(in);
	while (hr_log_line(&in, &bytes)) {
		int64_t at = 0;
		if (!hr_iis_log_read(&log, bytes, &line))
			continue;
		for (size_t i = 0; i < HR_IIS_COLUMN_COUNT; i++) {
			const uint8_t *text = (const uint8_t *)line.text[i].at;
			if (line.text[i].length > 0 && (text < data || text + line.text[i].length > data + size))
				abort();
		}
		if (log.columns > HR_IIS_LOG_COLUMNS_MAX || hr_iis_log_version(&line) >= HR_LOG_VERSION_COUNT)
			abort();
		(void)hr_iis_log_time(&log, &line, &at);
		(void)hr_span_host(line.text[HR_IIS_CLIENT]);
	}
	return 0;
}
