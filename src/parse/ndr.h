/* NDR, the encoding of DCE RPC (C706 chapter 14): little-endian numbers, aligned to their size in the message. */
#ifndef HR_PARSE_NDR_H
#define HR_PARSE_NDR_H

#include "base/reader.h"
#include "parse/tls_writer.h"

/* A message while it is read; alignment counts from its first byte. */
struct hr_ndr {
	struct hr_reader in;
	const uint8_t *start;
};

static inline struct hr_ndr hr_ndr_of(struct hr_reader in)
{
	return (struct hr_ndr){.in = in, .start = in.at};
}

static inline void hr_ndr_align(struct hr_ndr *ndr, size_t size)
{
	size_t odd = ndr->in.failed ? 0 : (size_t)(ndr->in.at - ndr->start) % size;
	if (odd != 0)
		(void)hr_take(&ndr->in, size - odd);
}

/* 0 once the reader has failed. */
static inline uint16_t hr_ndr_u16(struct hr_ndr *ndr)
{
	hr_ndr_align(ndr, 2);
	const uint8_t *b = hr_take(&ndr->in, 2);
	return (uint16_t)(b == NULL ? 0 : b[1] << 8 | b[0]);
}

static inline uint32_t hr_ndr_u32(struct hr_ndr *ndr)
{
	hr_ndr_align(ndr, 4);
	const uint8_t *b = hr_take(&ndr->in, 4);
	return b == NULL ? 0 : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

/* The writing side begins its messages at writer->bytes. */
static inline void hr_ndr_put_align(struct hr_writer *writer, size_t size)
{
	while (!writer->failed && writer->length % size != 0)
		hr_put8(writer, 0);
}

static inline void hr_ndr_put16(struct hr_writer *writer, uint16_t value)
{
	hr_ndr_put_align(writer, 2);
	hr_put8(writer, value & 0xff);
	hr_put8(writer, value >> 8);
}

static inline void hr_ndr_put32(struct hr_writer *writer, uint32_t value)
{
	hr_ndr_put_align(writer, 4);
	hr_ndr_put16(writer, (uint16_t)value);
	hr_ndr_put16(writer, (uint16_t)(value >> 16));
}

#endif
