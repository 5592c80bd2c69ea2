#include "parse/reg_file.h"

#include <string.h>

#define REPLACEMENT UINT32_C(0xFFFD)
#define END_OF_FILE UINT32_MAX

/* --- characters --- */

static uint16_t unit(struct hr_reader *in)
{
	const uint8_t *b = hr_take(in, 2);
	return (uint16_t)(b == NULL ? 0 : b[1] << 8 | b[0]);
}

/* The next character; bytes of a file that is not wide stand for themselves. */
static uint32_t next_character(struct hr_reg_text *f)
{
	if (hr_left(&f->in) < (f->wide ? 2U : 1U)) {
		f->cut = f->cut || hr_left(&f->in) > 0; /* half a character */
		return END_OF_FILE;
	}
	if (!f->wide)
		return hr_u8(&f->in);
	uint32_t c = unit(&f->in);
	if (c < 0xD800 || c > 0xDFFF)
		return c;
	if (c > 0xDBFF || hr_left(&f->in) < 2)
		return REPLACEMENT;
	struct hr_reader ahead = f->in;
	uint32_t low = unit(&ahead);
	if (low < 0xDC00 || low > 0xDFFF)
		return REPLACEMENT;
	f->in = ahead;
	return 0x10000 + ((c - 0xD800) << 10 | (low - 0xDC00));
}

/* A line that is being put together. */
struct line {
	size_t length;
	bool too_long;
	bool in_quotes, escaped;
	uint32_t last; /* character that is no space */
};

static void add_byte(struct hr_reg_file *f, struct line *line, uint32_t byte)
{
	if (line->length + 1 >= sizeof f->text)
		line->too_long = true;
	else
		f->text[line->length++] = (char)byte;
}

static void add(struct hr_reg_file *f, struct line *line, uint32_t c)
{
	if (c != ' ' && c != '\t' && c != '\r')
		line->last = c;
	if (line->escaped)
		line->escaped = false;
	else if (c == '\\')
		line->escaped = line->in_quotes;
	else if (c == '"')
		line->in_quotes = !line->in_quotes;
	if (!f->from.wide || c < 0x80) {
		add_byte(f, line, c);
		return;
	}
	if (c >= 0x10000) {
		add_byte(f, line, 0xF0 | c >> 18);
		add_byte(f, line, 0x80 | (c >> 12 & 0x3F));
	} else if (c >= 0x800) {
		add_byte(f, line, 0xE0 | c >> 12);
	}
	if (c >= 0x800)
		add_byte(f, line, 0x80 | (c >> 6 & 0x3F));
	else
		add_byte(f, line, 0xC0 | c >> 6);
	add_byte(f, line, 0x80 | (c & 0x3F));
}

/* --- lines --- */

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Hex goes on behind a backslash at the end of a line. A name may hold "=hex" too, but then it is in quotes. */
static bool goes_on(const struct hr_reg_file *f, const struct line *line)
{
	return line->last == '\\' && !line->in_quotes && (f->text[0] == '"' || f->text[0] == '@');
}

static void trim(struct hr_reg_file *f, struct line *line)
{
	while (line->length > 0 && (f->text[line->length - 1] == ' ' || f->text[line->length - 1] == '\t' ||
	                            f->text[line->length - 1] == '\r'))
		line->length--;
}

/* One logical line into f->text. False at the end of the file. */
static bool read_line(struct hr_reg_file *f, struct line *line)
{
	bool any = false;
	bool at_start = true;
	*line = (struct line){.length = 0};
	f->line = f->next_line;
	for (;;) {
		uint32_t c = next_character(&f->from);
		if (c == END_OF_FILE) {
			f->from.cut = f->from.cut || any;
			break;
		}
		any = true;
		if (c == '\n') {
			f->next_line++;
			if (line->in_quotes && (f->text[0] == '"' || f->text[0] == '@')) {
				add(f, line, c); /* a text of several lines */
				continue;
			}
			trim(f, line);
			if (!goes_on(f, line))
				break;
			line->length -= line->too_long ? 0 : 1; /* the backslash */
			line->last = 0;
			at_start = true;
			continue;
		}
		if (at_start && (c == ' ' || c == '\t'))
			continue;
		at_start = false;
		add(f, line, c);
	}
	trim(f, line);
	f->text[line->length] = '\0';
	return any;
}

/* --- what a line says --- */

static enum hr_reg_event broken(struct hr_reg_file *f, const char *wanted)
{
	f->wanted = wanted;
	f->from.in.failed = true;
	return HR_REG_BROKEN;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A quoted text at *at into `out`; moves *at behind the closing quote. */
static bool read_quoted(const char **at, char *out, size_t size, size_t *length)
{
	const char *p = *at;
	size_t n = 0;
	if (*p++ != '"')
		return false;
	while (*p != '"') {
		if (*p == '\\' && (p[1] == '\\' || p[1] == '"'))
			p++;
		if (*p == '\0' || n + 1 >= size)
			return false;
		out[n++] = *p++;
	}
	out[n] = '\0';
	*length = n;
	*at = p + 1;
	return true;
}

/* Nothing but spaces or a comment is left. */
static bool at_end(const char *p)
{
	p += strspn(p, " \t\r\n");
	return *p == '\0' || *p == ';';
}

static bool read_number(const char **at, uint32_t *number, size_t digits_max)
{
	const char *p = *at;
	*number = 0;
	while (digit(*p) >= 0 && (size_t)(p - *at) < digits_max)
		*number = *number << 4 | (uint32_t)digit(*p++);
	bool any = p > *at;
	*at = p;
	return any;
}

/* "01,02,ff": into the room. */
static bool read_bytes(struct hr_reg_file *f, const char *p)
{
	uint32_t byte;
	f->length = 0;
	p += strspn(p, " \t");
	while (*p != '\0' && *p != ';') {
		if (f->length == sizeof f->room || !read_number(&p, &byte, 2))
			return false;
		f->room[f->length++] = (uint8_t)byte;
		p += strspn(p, " \t");
		if (*p == ',')
			p += 1 + strspn(p + 1, " \t");
		else if (*p != '\0' && *p != ';')
			return false;
	}
	return true;
}

static enum hr_reg_event read_data(struct hr_reg_file *f, const char *p)
{
	uint32_t number;
	f->data = f->room;
	f->text_is_wide = false;
	if (*p == '-' && at_end(p + 1))
		return HR_REG_VALUE_DELETED;
	if (*p == '"') {
		char *text = (char *)f->room;
		f->type = HR_REG_SZ;
		return read_quoted(&p, text, sizeof f->room, &f->length) && at_end(p)
		               ? HR_REG_VALUE
		               : broken(f, "a text that ends with a quote");
	}
	if (begins(p, "dword:")) {
		p += 6;
		f->type = HR_REG_DWORD;
		f->length = 4;
		if (!read_number(&p, &number, 8) || !at_end(p))
			return broken(f, "dword: and up to eight hexadecimal digits");
		for (size_t i = 0; i < 4; i++)
			f->room[i] = (uint8_t)(number >> 8 * i);
		return HR_REG_VALUE;
	}
	f->type = HR_REG_BINARY;
	if (begins(p, "hex(")) {
		p += 4;
		if (!read_number(&p, &f->type, 8) || *p++ != ')')
			return broken(f, "hex(TYPE): and bytes");
	} else if (begins(p, "hex")) {
		p += 3;
	} else {
		return broken(f, "a text, dword:, hex: or -");
	}
	f->text_is_wide = f->version5;
	if (*p++ != ':' || !read_bytes(f, p))
		return broken(f, "bytes in hexadecimal, separated by commas");
	return HR_REG_VALUE;
}

static enum hr_reg_event read_value(struct hr_reg_file *f, const struct line *line)
{
	const char *p = f->text;
	size_t length = 0;
	f->name[0] = '\0';
	if (*p == '@')
		p++;
	else if (!read_quoted(&p, f->name, sizeof f->name, &length))
		return line->too_long ? HR_REG_SKIPPED : broken(f, "a value's name of at most 1023 bytes in quotes");
	p += strspn(p, " \t");
	if (*p != '=')
		return broken(f, "= behind the value's name");
	p += 1 + strspn(p + 1, " \t");
	return line->too_long ? HR_REG_SKIPPED : read_data(f, p);
}

static enum hr_reg_event read_key(struct hr_reg_file *f, const struct line *line)
{
	const char *p = f->text + 1;
	bool deleted = *p == '-';
	const char *end = strrchr(p, ']');
	p += deleted ? 1 : 0;
	if (line->too_long || end == NULL || end < p || !at_end(end + 1))
		return broken(f, "a key in square brackets");
	if (end == p || (size_t)(end - p) >= sizeof f->key)
		return broken(f, "a key of 1 to 1023 bytes");
	memcpy(f->key, p, (size_t)(end - p));
	f->key[end - p] = '\0';
	return deleted ? HR_REG_KEY_DELETED : HR_REG_KEY;
}

enum hr_reg_event hr_reg_next(struct hr_reg_file *f)
{
	struct line line;
	if (f->from.in.failed)
		return HR_REG_END;
	while (read_line(f, &line)) {
		if (f->from.cut)
			break; /* "dword:0000000" may have been the beginning of another number */
		if (line.length == 0 || f->text[0] == ';')
			continue;
		if (memchr(f->text, '\0', line.length) != NULL)
			return broken(f, "text: a line with a NUL in it is none");
		if (f->text[0] == '[')
			return read_key(f, &line);
		if (f->key[0] == '\0')
			return broken(f, "a key in square brackets before any value");
		if (f->text[0] == '"' || f->text[0] == '@')
			return read_value(f, &line);
		return broken(f, "[key], \"name\"=value or a comment");
	}
	return HR_REG_END;
}

/* --- the first line --- */

static const char *const headers[] = {"REGEDIT4", "Windows Registry Editor Version 5.00"};

static void find_encoding(struct hr_reg_text *f)
{
	const uint8_t *b = f->in.at;
	size_t left = hr_left(&f->in);
	if (left >= 2 && b[0] == 0xFF && b[1] == 0xFE) {
		f->wide = true;
		(void)hr_take(&f->in, 2);
	} else if (left >= 3 && memcmp(b, "\xEF\xBB\xBF", 3) == 0) {
		(void)hr_take(&f->in, 3);
	} else {
		f->wide = left >= 2 && (b[0] == 'R' || b[0] == 'W') && b[1] == 0; /* the mark was lost */
	}
}

bool hr_reg_open(struct hr_reader in, struct hr_reg_file *f)
{
	struct line line;
	memset(f, 0, sizeof *f);
	f->from.in = in;
	f->next_line = 1;
	find_encoding(&f->from);
	do {
		if (f->next_line > 16 || !read_line(f, &line))
			return false;
	} while (line.length == 0);
	f->version5 = strcmp(f->text, headers[1]) == 0;
	return f->version5 || strcmp(f->text, headers[0]) == 0;
}

bool hr_reg_is(struct hr_reader in)
{
	struct hr_reg_text start = {.in = in};
	find_encoding(&start);
	for (size_t h = 0; h < sizeof headers / sizeof headers[0]; h++) {
		struct hr_reg_text text = start;
		uint32_t c = next_character(&text);
		while (c == '\r' || c == '\n' || c == ' ')
			c = next_character(&text);
		const char *p = headers[h];
		for (; *p != '\0' && c == (unsigned char)*p; p++)
			c = *(p + 1) == '\0' ? c : next_character(&text);
		if (*p == '\0')
			return true;
	}
	return false;
}
