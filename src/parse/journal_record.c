#include "parse/journal_record.h"

#include <string.h>

#include "base/crc32c.h"

#define FRAME ((size_t)8) /* length and checksum */

bool hr_journal_magic_read(struct hr_reader *in)
{
	const size_t length = sizeof HR_JOURNAL_MAGIC - 1;
	struct hr_reader ahead = *in;
	const uint8_t *line = hr_take(&ahead, length);
	if (line == NULL || memcmp(line, HR_JOURNAL_MAGIC, length) != 0)
		return false;
	*in = ahead;
	return true;
}

static void put_u32(uint8_t place[static 4], uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		place[i] = (uint8_t)(value >> (24 - 8 * i));
}

static uint32_t checksum(uint32_t chain, const uint8_t length[static 4], const void *payload, size_t size)
{
	uint8_t before[4];
	put_u32(before, chain);
	uint32_t crc = hr_crc32c(0, before, sizeof before);
	crc = hr_crc32c(crc, length, 4);
	return hr_crc32c(crc, payload, size);
}

/* The bytes of a text and its NUL, which is the only one. */
static bool read_field(struct hr_reader *payload, const char **field)
{
	uint32_t length = hr_u32(payload);
	const uint8_t *text = hr_take(payload, (size_t)length + 1);
	if (text == NULL || memchr(text, '\0', (size_t)length + 1) != text + length)
		return false;
	*field = (const char *)text;
	return true;
}

static bool read_payload(struct hr_reader payload, struct hr_journal_record *record)
{
	struct hr_journal_record fresh = {.count = 0};
	uint8_t kind = hr_u8(&payload);
	if (kind < HR_JOURNAL_HEAD || kind > HR_JOURNAL_NOTE)
		return false;
	fresh.kind = (enum hr_journal_kind)kind;
	while (hr_left(&payload) > 0)
		if (fresh.count == HR_JOURNAL_FIELDS_MAX || !read_field(&payload, &fresh.fields[fresh.count++]))
			return false;
	*record = fresh;
	return hr_done(&payload);
}

enum hr_journal_outcome hr_journal_record_read(struct hr_reader *in, uint32_t *chain, struct hr_journal_record *record)
{
	struct hr_reader ahead = *in;
	if (hr_done(&ahead))
		return HR_JOURNAL_OVER;
	const uint8_t *length_at = ahead.at;
	uint32_t length = hr_u32(&ahead);
	if (!ahead.failed && length > HR_JOURNAL_PAYLOAD_MAX)
		return HR_JOURNAL_BAD;
	uint32_t claimed = hr_u32(&ahead);
	struct hr_reader payload = hr_sub(&ahead, length);
	if (ahead.failed)
		return HR_JOURNAL_CUT;
	if (checksum(*chain, length_at, payload.at, length) != claimed || !read_payload(payload, record))
		return HR_JOURNAL_BAD;
	*chain = claimed;
	*in = ahead;
	return HR_JOURNAL_READ;
}

static void add_field(struct hr_buffer *out, const char *field, size_t cap)
{
	uint8_t length[4];
	size_t bytes = strnlen(field, cap);
	put_u32(length, (uint32_t)bytes);
	hr_buffer_add(out, length, sizeof length);
	hr_buffer_add(out, field, bytes);
	hr_buffer_add(out, "", 1);
}

void hr_journal_record_write(struct hr_buffer *out, uint32_t *chain, enum hr_journal_kind kind,
                             const char *const *fields, size_t count, size_t cap)
{
	size_t start = out->length;
	uint8_t code = (uint8_t)kind;
	hr_buffer_room(out, FRAME);
	hr_buffer_add(out, &code, 1);
	for (size_t i = 0; i < count; i++)
		add_field(out, fields[i], cap);
	size_t length = out->failed ? 0 : out->length - start - FRAME;
	out->failed = out->failed || count > HR_JOURNAL_FIELDS_MAX || length > HR_JOURNAL_PAYLOAD_MAX;
	if (out->failed) {
		out->length = start;
		return;
	}
	uint8_t *frame = (uint8_t *)out->data + start;
	put_u32(frame, (uint32_t)length);
	*chain = checksum(*chain, frame, frame + FRAME, length);
	put_u32(frame + 4, *chain);
}
