#include "parse/utf16.h"

bool hr_utf16_is(struct hr_reader in)
{
	uint16_t mark = hr_u16(&in);
	return mark == 0xFEFF || mark == 0xFFFE;
}

static uint32_t unit(struct hr_reader *in, bool little)
{
	uint16_t value = hr_u16(in);
	return little ? (uint32_t)(value >> 8 | (value & 0xFF) << 8) : value;
}

/* Appends one character; at most three bytes per unit of the input. */
static size_t put_utf8(uint8_t *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xC0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xE0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
		out[2] = (uint8_t)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (uint8_t)(0xF0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
	out[3] = (uint8_t)(0x80 | (c & 0x3F));
	return 4;
}

bool hr_utf16_to_utf8(struct hr_reader in, uint8_t *out, size_t *length)
{
	uint16_t mark = hr_u16(&in);
	if (in.failed || (mark != 0xFEFF && mark != 0xFFFE))
		return false;
	bool little = mark == 0xFFFE; /* the mark U+FEFF, read as big-endian */
	size_t used = 0;
	while (hr_left(&in) > 0) {
		uint32_t c = unit(&in, little);
		if (c >= 0xD800 && c <= 0xDBFF) {
			uint32_t low = unit(&in, little);
			if (low < 0xDC00 || low > 0xDFFF)
				return false;
			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		} else if (c >= 0xDC00 && c <= 0xDFFF) {
			return false;
		}
		if (in.failed)
			return false;
		used += put_utf8(out + used, c);
	}
	*length = used;
	return hr_done(&in);
}
