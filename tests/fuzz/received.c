#include "parse/received.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct hr_received_reader *reader, struct hr_span text)
{
	if (text.length > 0 && (text.at < reader->text || text.at + text.length > reader->text + reader->length))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hr_received_reader reader;
	struct hr_received hop;
	size_t hops = 0;
	reader.in = hr_reader_of(data, size);
	(void)hr_mail_is(reader.in);
	while (hr_received_next(&reader, &hop)) {
		if (++hops > size || reader.length > HR_RECEIVED_MAX || hop.version >= HR_LOG_VERSION_COUNT)
			abort();
		check(&reader, hop.from);
		check(&reader, hop.by);
		check(&reader, hop.id);
	}
	return 0;
}
