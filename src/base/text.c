#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Length of the valid UTF-8 sequence at `at`, its character in *c; 0 if it is not one. Unicode 15, table 3-7. */
static size_t utf8_sequence(const uint8_t *at, size_t left, uint32_t *c)
{
	uint8_t b = at[0];
	if (b < 0x80) {
		*c = b;
		return 1;
	}
	size_t length = b >= 0xC2 && b <= 0xDF ? 2 : b >= 0xE0 && b <= 0xEF ? 3 : b >= 0xF0 && b <= 0xF4 ? 4 : 0;
	if (length == 0 || length > left)
		return 0;
	uint32_t value = b & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (at[i] & 0x3F);
	}
	if ((length == 3 && value < 0x800) || (length == 4 && (value < 0x10000 || value > 0x10FFFF)) ||
	    (value >= 0xD800 && value <= 0xDFFF))
		return 0;
	*c = value;
	return length;
}

/* Characters that a terminal, a page or an XML reader would act on instead of showing. */
static bool is_active(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
	       (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE || (c >= 0xFFF9 && c <= 0xFFFB);
}

/* Nothing in it has to be changed. */
static bool is_shown(const uint8_t *in, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t c = 0;
		size_t taken = utf8_sequence(in + i, length - i, &c);
		if (taken == 0 || is_active(c))
			return false;
		i += taken;
	}
	return true;
}

char *hr_text_printable(struct hr_arena *arena, const void *bytes, size_t length, size_t cap)
{
	static const char hex[] = "0123456789abcdef";
	const uint8_t *in = bytes;
	/* What was cut once is not cut again: a report that is read and written stays the same. */
	bool was_cut = length >= 3 && length > cap && length - cap <= 3 && memcmp(in + length - 3, "...", 3) == 0;
	if ((length <= cap || was_cut) && is_shown(in, length))
		return hr_arena_copy(arena, bytes, length);
	size_t room = length > cap / 4 ? cap : length * 4; /* no input byte becomes more than four */
	char *out = hr_arena_take(arena, room + 4);
	if (out == NULL)
		return NULL;
	size_t used = 0;
	for (size_t i = 0; i < length;) {
		uint32_t c = 0;
		size_t taken = utf8_sequence(in + i, length - i, &c);
		char piece[16];
		size_t made = 0;
		if (taken == 1 && c == '\t') {
			piece[made++] = ' ';
		} else if (taken > 0 && !is_active(c)) {
			memcpy(piece, in + i, taken);
			made = taken;
		} else {
			if (taken == 0)
				taken = 1;
			for (size_t k = 0; k < taken; k++) {
				piece[made++] = '\\';
				piece[made++] = 'x';
				piece[made++] = hex[in[i + k] >> 4];
				piece[made++] = hex[in[i + k] & 15];
			}
		}
		if (made > room - used) {
			memcpy(out + used, "...", 3);
			used += 3;
			break;
		}
		memcpy(out + used, piece, made);
		used += made;
		i += taken;
	}
	out[used] = '\0';
	return out;
}

bool hr_text_is_printable(const char *text)
{
	return is_shown((const uint8_t *)text, strlen(text));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

char *hr_text_lower(char *text)
{
	for (char *c = text; *c != '\0'; c++)
		*c = lower(*c);
	return text;
}

int hr_text_compare_nocase(const char *a, const char *b)
{
	for (;; a++, b++) {
		unsigned char x = (unsigned char)lower(*a);
		unsigned char y = (unsigned char)lower(*b);
		if (x != y)
			return x < y ? -1 : 1;
		if (x == '\0')
			return 0;
	}
}

bool hr_text_is_host(const char *text)
{
	size_t length = strlen(text);
	if (length == 0 || length > 253)
		return false;
	if (strchr(text, ':') != NULL) /* an IPv6 literal, with or without a zone */
		return strspn(text, "0123456789abcdefABCDEF:.%") == length;
	size_t label = 0;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '.') {
			if (label == 0)
				return false;
			label = 0;
			continue;
		}
		bool allowed = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
		               *c == '-' || *c == '_';
		if (!allowed || ++label > 63)
			return false;
	}
	return label > 0;
}

bool hr_text_number(const char *text, uint64_t max, uint64_t *number)
{
	uint64_t value = 0;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		uint64_t digit = (uint64_t)(*text - '0');
		if (value > (max - digit) / 10 || digit > max)
			return false;
		value = value * 10 + digit;
	}
	*number = value;
	return true;
}

/* --- growing text --- */

static bool make_room(struct hr_buffer *buffer, size_t more)
{
	if (buffer->failed || more > buffer->ceiling || buffer->length > buffer->ceiling - more) {
		buffer->failed = true;
		return false;
	}
	size_t wanted = buffer->length + more + 1;
	if (wanted <= buffer->capacity)
		return true;
	size_t capacity = buffer->capacity == 0 ? 256 : buffer->capacity;
	while (capacity < wanted)
		capacity = capacity > SIZE_MAX / 2 ? wanted : capacity * 2;
	if (capacity > buffer->ceiling + 1)
		capacity = buffer->ceiling + 1;
	char *data = realloc(buffer->data, capacity);
	if (data == NULL) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return true;
}

void hr_buffer_add(struct hr_buffer *buffer, const void *bytes, size_t length)
{
	if (!make_room(buffer, length))
		return;
	if (length > 0)
		memcpy(buffer->data + buffer->length, bytes, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void hr_buffer_room(struct hr_buffer *buffer, size_t length)
{
	if (!make_room(buffer, length))
		return;
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void hr_buffer_text(struct hr_buffer *buffer, const char *text)
{
	hr_buffer_add(buffer, text, strlen(text));
}

void hr_buffer_printf(struct hr_buffer *buffer, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0 || !make_room(buffer, (size_t)length)) {
		buffer->failed = true;
		return;
	}
	va_start(arguments, format);
	(void)vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	buffer->length += (size_t)length;
}

void hr_buffer_clear(struct hr_buffer *buffer)
{
	buffer->length = 0;
	buffer->failed = false;
	if (buffer->data != NULL)
		buffer->data[0] = '\0';
}

void hr_buffer_free(struct hr_buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct hr_buffer){.ceiling = buffer->ceiling};
}
