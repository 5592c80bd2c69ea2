#include "parse/http_response.h"

#include <string.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* The next line without its end, CRLF or LF; false if no line end has come yet. */
static bool take_line(struct hr_reader *reader, struct hr_span *line)
{
	const uint8_t *newline = hr_left(reader) == 0 ? NULL : memchr(reader->at, '\n', hr_left(reader));
	if (newline == NULL)
		return false;
	size_t length = (size_t)(newline - reader->at);
	*line = (struct hr_span){.at = (const char *)hr_take(reader, length + 1), .length = length};
	if (length > 0 && line->at[length - 1] == '\r')
		line->length--;
	return true;
}

/* "HTTP/1.1 200 OK" */
static bool read_status(const struct hr_span *line, unsigned *status)
{
	const char *l = line->at;
	if (line->length < 12 || memcmp(l, "HTTP/", 5) != 0 || l[8] != ' ')
		return false;
	*status = 0;
	for (size_t i = 9; i < 12; i++) {
		if (l[i] < '0' || l[i] > '9')
			return false;
		*status = *status * 10 + (unsigned)(l[i] - '0');
	}
	return line->length == 12 || l[12] == ' ';
}

bool hr_http_header(const struct hr_http_response *response, const char *name, struct hr_span *value)
{
	struct hr_reader reader = hr_reader_of(response->headers.at, response->headers.length);
	size_t length = strlen(name);
	struct hr_span line;
	while (take_line(&reader, &line)) {
		size_t i = 0;
		while (i < length && i < line.length && lower(line.at[i]) == lower(name[i]))
			i++;
		if (i < length || i >= line.length || line.at[i] != ':')
			continue;
		for (i++; i < line.length && is_space(line.at[i]); i++)
			;
		size_t end = line.length;
		while (end > i && is_space(line.at[end - 1]))
			end--;
		*value = (struct hr_span){.at = line.at + i, .length = end - i};
		return true;
	}
	return false;
}

static bool decimal(const struct hr_span *text, size_t *number)
{
	*number = 0;
	for (size_t i = 0; i < text->length; i++) {
		if (text->at[i] < '0' || text->at[i] > '9' || *number > SIZE_MAX / 20)
			return false;
		*number = *number * 10 + (size_t)(text->at[i] - '0');
	}
	return text->length > 0;
}

/* Takes the next chunk's data; false at the last one (*last) or where the chunks break off. */
static bool take_chunk(struct hr_reader *reader, struct hr_span *data, bool *last)
{
	struct hr_span line;
	size_t size = 0;
	size_t digits = 0;
	*last = false;
	if (!take_line(reader, &line))
		return false;
	for (; digits < line.length; digits++) {
		char c = lower(line.at[digits]);
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) || size > SIZE_MAX / 32)
			break;
		size = size * 16 + (size_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	if (digits == 0)
		return false;
	if (size == 0) {
		*last = true;
		return false;
	}
	size_t there = hr_left(reader) < size ? hr_left(reader) : size;
	*data = (struct hr_span){.at = (const char *)hr_take(reader, there), .length = there};
	struct hr_span empty;
	return there == size ? (void)take_line(reader, &empty), true : true;
}

static bool is_complete(const struct hr_http_response *response)
{
	struct hr_span value;
	size_t length = 0;
	if (response->status == 204 || response->status == 304)
		return true;
	if (!response->chunked)
		return hr_http_header(response, "Content-Length", &value) && decimal(&value, &length) &&
		       response->body.length >= length;
	struct hr_reader reader = hr_reader_of(response->body.at, response->body.length);
	struct hr_span data;
	bool last = false;
	while (take_chunk(&reader, &data, &last))
		;
	return last;
}

bool hr_http_response_read(struct hr_reader *reader, struct hr_http_response *response)
{
	struct hr_span line;
	struct hr_http_response read = {.status = 0};
	do { /* 100 Continue and its like come before the answer */
		if (!take_line(reader, &line) || !read_status(&line, &read.status))
			return false;
		read.headers.at = (const char *)reader->at;
		do {
			read.headers.length = (size_t)((const char *)reader->at - read.headers.at);
			if (!take_line(reader, &line))
				return false;
		} while (line.length > 0);
	} while (read.status < 200 && read.status != 101);
	size_t left = hr_left(reader);
	read.body = (struct hr_span){.at = (const char *)hr_take(reader, left), .length = left};
	struct hr_span value;
	if (hr_http_header(&read, "Transfer-Encoding", &value))
		read.chunked = value.length >= 7 && lower(value.at[value.length - 1]) == 'd' &&
		               hr_span_find(&value, "hunked") != NULL;
	read.complete = is_complete(&read);
	*response = read;
	return true;
}

size_t hr_http_body(const struct hr_http_response *response, char *into, size_t room)
{
	if (!response->chunked) {
		size_t length = response->body.length < room ? response->body.length : room;
		if (length > 0)
			memcpy(into, response->body.at, length);
		return length;
	}
	struct hr_reader reader = hr_reader_of(response->body.at, response->body.length);
	struct hr_span data;
	size_t used = 0;
	bool last = false;
	while (used < room && take_chunk(&reader, &data, &last)) {
		size_t length = data.length < room - used ? data.length : room - used;
		memcpy(into + used, data.at, length);
		used += length;
	}
	return used;
}

const char *hr_span_find(const struct hr_span *span, const char *text)
{
	size_t length = strlen(text);
	for (size_t i = 0; length > 0 && length <= span->length && i <= span->length - length; i++)
		if (span->at[i] == text[0] && memcmp(span->at + i, text, length) == 0)
			return span->at + i;
	return NULL;
}

bool hr_span_between(const struct hr_span *span, const char *begin, const char *end, struct hr_span *between)
{
	const char *first = hr_span_find(span, begin);
	if (first == NULL)
		return false;
	first += strlen(begin);
	const struct hr_span rest = {.at = first, .length = (size_t)(span->at + span->length - first)};
	const char *last = hr_span_find(&rest, end);
	if (last == NULL)
		return false;
	*between = (struct hr_span){.at = first, .length = (size_t)(last - first)};
	return true;
}
