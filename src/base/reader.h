/*
 * Untrusted bytes, read with one bounds check. hr_take() is the only place in the program that compares a length that
 * came from outside with what is there; a failure is sticky, so that a parser may read on and ask once at the end.
 */
#ifndef HR_BASE_READER_H
#define HR_BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hr_reader {
	const uint8_t *at;
	const uint8_t *end;
	bool failed;
};

static inline struct hr_reader hr_reader_of(const void *bytes, size_t length)
{
	const uint8_t *at = bytes;
	return (struct hr_reader){.at = at, .end = at == NULL ? at : at + length, .failed = at == NULL && length > 0};
}

static inline size_t hr_left(const struct hr_reader *reader)
{
	return reader->failed ? 0 : (size_t)(reader->end - reader->at);
}

/* The next `length` bytes, or NULL and the reader failed for good. */
static inline const uint8_t *hr_take(struct hr_reader *reader, size_t length)
{
	if (reader->failed || length > (size_t)(reader->end - reader->at)) {
		reader->failed = true;
		return NULL;
	}
	const uint8_t *taken = reader->at;
	if (length > 0)
		reader->at += length;
	return taken;
}

/* Big-endian integers; 0 once the reader has failed. */
static inline uint8_t hr_u8(struct hr_reader *reader)
{
	const uint8_t *b = hr_take(reader, 1);
	return b == NULL ? 0 : b[0];
}

static inline uint16_t hr_u16(struct hr_reader *reader)
{
	const uint8_t *b = hr_take(reader, 2);
	return (uint16_t)(b == NULL ? 0 : b[0] << 8 | b[1]);
}

static inline uint32_t hr_u24(struct hr_reader *reader)
{
	const uint8_t *b = hr_take(reader, 3);
	return b == NULL ? 0 : (uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2];
}

static inline uint32_t hr_u32(struct hr_reader *reader)
{
	const uint8_t *b = hr_take(reader, 4);
	return b == NULL ? 0 : (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* A reader of the next `length` bytes, which are taken from this one; failed if they are not there. */
static inline struct hr_reader hr_sub(struct hr_reader *reader, size_t length)
{
	const uint8_t *b = hr_take(reader, length);
	if (b == NULL)
		return (struct hr_reader){.failed = true};
	return (struct hr_reader){.at = b, .end = b + length};
}

/* Everything was there and nothing is left over. */
static inline bool hr_done(const struct hr_reader *reader)
{
	return !reader->failed && reader->at == reader->end;
}

#endif
