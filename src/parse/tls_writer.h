/* Bytes of a TLS message as it is put together; the counterpart of base/reader.h. A failure is sticky. */
#ifndef HR_PARSE_TLS_WRITER_H
#define HR_PARSE_TLS_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hr_writer {
	uint8_t *bytes;
	size_t length, room;
	bool failed; /* room was out: what was put last is not in it */
};

static inline void hr_put(struct hr_writer *writer, const void *bytes, size_t length)
{
	if (writer->failed || length > writer->room - writer->length) {
		writer->failed = true;
		return;
	}
	const uint8_t *from = bytes;
	for (size_t i = 0; i < length; i++)
		writer->bytes[writer->length++] = from[i];
}

static inline void hr_put8(struct hr_writer *writer, unsigned value)
{
	hr_put(writer, &(uint8_t){(uint8_t)value}, 1);
}

static inline void hr_put16(struct hr_writer *writer, unsigned value)
{
	hr_put(writer, (uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

/* Leaves `size` bytes for the length of what follows; hr_put_close() fills them in. Returns their place. */
static inline size_t hr_put_open(struct hr_writer *writer, size_t size)
{
	size_t place = writer->length;
	hr_put(writer, (uint8_t[4]){0}, size);
	return place;
}

static inline void hr_put_close(struct hr_writer *writer, size_t place, size_t size)
{
	if (writer->failed)
		return;
	size_t length = writer->length - place - size;
	for (size_t i = size; i > 0; i--, length >>= 8)
		writer->bytes[place + i - 1] = (uint8_t)length;
	writer->failed = length != 0;
}

#endif
