/* The bytes as the records of a journal; as the payload of one record, with a checksum that fits; and as fields. */
#include "parse/journal_record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct hr_journal_record *record, const uint8_t *bytes, size_t size)
{
	if (record->count > HR_JOURNAL_FIELDS_MAX || record->kind < HR_JOURNAL_HEAD || record->kind > HR_JOURNAL_NOTE)
		abort();
	for (size_t i = 0; i < record->count; i++) {
		const uint8_t *field = (const uint8_t *)record->fields[i];
		if (field < bytes || field + strlen(record->fields[i]) >= bytes + size)
			abort();
	}
}

static void read_all(const uint8_t *bytes, size_t size)
{
	struct hr_reader in = hr_reader_of(bytes, size);
	struct hr_journal_record record;
	enum hr_journal_outcome outcome;
	uint32_t chain = 0;
	(void)!hr_journal_magic_read(&in);
	size_t left = hr_left(&in);
	while ((outcome = hr_journal_record_read(&in, &chain, &record)) == HR_JOURNAL_READ) {
		if (hr_left(&in) >= left)
			abort();
		left = hr_left(&in);
		check(&record, bytes, size);
	}
	if (hr_left(&in) != left || (outcome == HR_JOURNAL_OVER) != (left == 0))
		abort();
}

/* So that the fuzzer gets past the checksum. */
static void read_payload(const uint8_t *data, size_t size)
{
	uint8_t *frame = malloc(size + 8);
	if (frame == NULL)
		return;
	const uint8_t head[8] = {
	        0, 0, 0, 0, (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};
	uint32_t crc = hr_crc32c(hr_crc32c(0, head, sizeof head), data, size);
	memcpy(frame, head + 4, 4);
	for (unsigned i = 0; i < 4; i++)
		frame[4 + i] = (uint8_t)(crc >> (24 - 8 * i));
	if (size > 0)
		memcpy(frame + 8, data, size);
	read_all(frame, size + 8);
	free(frame);
}

/* What is written is read again, whatever stands in it. */
static void write_fields(const uint8_t *data, size_t size)
{
	const char *fields[HR_JOURNAL_FIELDS_MAX];
	struct hr_buffer out = {.ceiling = HR_JOURNAL_RECORD_MAX};
	struct hr_journal_record record;
	uint32_t written = 7, read = 7;
	size_t count = 0;
	char *copy = calloc(size + 1, 1);
	if (copy == NULL)
		return;
	if (size > 0)
		memcpy(copy, data, size);
	for (size_t at = 0; at < size && count < HR_JOURNAL_FIELDS_MAX; at += strlen(copy + at) + 1)
		fields[count++] = copy + at;
	hr_journal_record_write(&out, &written, HR_JOURNAL_NOTE, fields, count, 4096);
	if (!out.failed) {
		struct hr_reader in = hr_reader_of(out.data, out.length);
		if (hr_journal_record_read(&in, &read, &record) != HR_JOURNAL_READ || !hr_done(&in) ||
		    read != written || record.count != count)
			abort();
		for (size_t i = 0; i < count; i++)
			if (strncmp(record.fields[i], fields[i], 4096) != 0)
				abort();
	}
	hr_buffer_free(&out);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_all(data, size);
	read_payload(data, size);
	write_fields(data, size);
	return 0;
}
