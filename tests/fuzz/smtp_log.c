#include "parse/smtp_log.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_within(struct hr_span text, const uint8_t *data, size_t size)
{
	const uint8_t *at = (const uint8_t *)text.at;
	return text.length == 0 || (at >= data && at + text.length <= data + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_reader in = hr_reader_of(data, size);
	struct hr_smtp_log log = {.kind = HR_SMTP_LOG_NONE};
	struct hr_smtp_line line;
	struct hr_span bytes;
	size_t lines = 0;
	(void)hr_smtp_log_is(in);
	while (hr_log_line(&in, &bytes)) {
		bool client = false;
		int64_t at = 0;
		if (++lines > size || !is_within(bytes, data, size))
			abort();
		if (!hr_smtp_log_read(&log, bytes, &line))
			continue;
		for (size_t i = 0; i < HR_SMTP_COLUMN_COUNT; i++)
			if (!is_within(line.text[i], data, size))
				abort();
		struct hr_span host = hr_span_host(line.text[HR_SMTP_REMOTE]);
		if (!is_within(host, data, size) || log.columns > HR_SMTP_LOG_COLUMNS_MAX)
			abort();
		if (hr_smtp_log_version(&line, &client) >= HR_LOG_VERSION_COUNT)
			abort();
		(void)hr_smtp_log_failed(&line);
		(void)hr_log_time(line.text[HR_SMTP_TIME], &at);
		(void)hr_span_in_domain(line.text[HR_SMTP_DATA], "mail.protection.outlook.com");
	}
	return 0;
}
