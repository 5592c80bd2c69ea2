#include "watch/picture.h"

#include <stdarg.h>
#include <stdio.h>

#define LINE_BYTES ((size_t)2048)

/* Bytes of the character at `c`. */
static size_t character(const char *c)
{
	size_t length = 1;
	while (((unsigned char)c[length] & 0xC0) == 0x80)
		length++;
	return length;
}

/* What a terminal without UTF-8 cannot show becomes '?'. */
static void add_fitting(struct hr_picture *picture, const char *line)
{
	struct hr_buffer *text = &picture->text;
	unsigned column = 0;
	while (*line != '\0') {
		size_t length = character(line);
		bool last = column + 1 == picture->width && line[length] != '\0';
		if (last)
			hr_buffer_text(text, picture->utf8 ? "\u2026" : "~");
		else if (length > 1 && !picture->utf8)
			hr_buffer_text(text, "?");
		else
			hr_buffer_add(text, line, length);
		if (++column == picture->width)
			return;
		line += length;
	}
}

void hr_picture_line(struct hr_picture *picture, enum hr_style style, const char *format, ...)
{
	char line[LINE_BYTES];
	if (picture->count == picture->height)
		return;
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	add_fitting(picture, line);
	hr_buffer_text(&picture->text, "\n");
	picture->styles[picture->count++] = style;
}
