#include "parse/log_text.h"

#include <string.h>

#include "base/clock.h"

bool hr_log_line(struct hr_reader *in, struct hr_span *line)
{
	size_t left = hr_left(in);
	if (left == 0)
		return false;
	const char *end = memchr(in->at, '\n', left);
	size_t taken = end == NULL ? left : (size_t)(end - (const char *)in->at) + 1;
	const char *at = (const char *)hr_take(in, taken);
	if (at == NULL)
		return false;
	size_t length = end == NULL ? taken : taken - 1;
	if (length > 0 && at[length - 1] == '\r')
		length--;
	*line = (struct hr_span){.at = at, .length = length};
	return true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool hr_span_begins(struct hr_span span, const char *text)
{
	size_t i = 0;
	while (i < span.length && text[i] != '\0' && lower(span.at[i]) == lower(text[i]))
		i++;
	return text[i] == '\0';
}

bool hr_span_is(struct hr_span span, const char *text)
{
	return span.length == strlen(text) && hr_span_begins(span, text);
}

struct hr_span hr_span_after(struct hr_span span, const char *text)
{
	size_t wanted = strlen(text);
	const char *at = span.at, *end = span.at == NULL ? NULL : span.at + span.length;
	while (at != NULL && (size_t)(end - at) >= wanted) {
		if (memcmp(at, text, wanted) == 0)
			return (struct hr_span){.at = at + wanted, .length = (size_t)(end - at) - wanted};
		at = memchr(at + 1, text[0], (size_t)(end - at) - 1);
	}
	return (struct hr_span){.at = NULL};
}

bool hr_span_in_domain(struct hr_span name, const char *domain)
{
	size_t length = strlen(domain);
	if (length == 0 || name.length < length)
		return false;
	struct hr_span tail = {.at = name.at + name.length - length, .length = length};
	return hr_span_is(tail, domain) && (name.length == length || tail.at[-1] == '.');
}

struct hr_span hr_span_host(struct hr_span endpoint)
{
	size_t colon = endpoint.length, colons = 0;
	for (size_t i = 0; i < endpoint.length; i++) {
		if (endpoint.at[i] != ':')
			continue;
		colon = i;
		colons++;
	}
	bool bracketed = endpoint.length > 0 && endpoint.at[0] == '[';
	if (bracketed) {
		const char *close = memchr(endpoint.at, ']', endpoint.length);
		size_t end = close == NULL ? endpoint.length : (size_t)(close - endpoint.at);
		return (struct hr_span){.at = endpoint.at + 1, .length = end - 1};
	}
	/* An IPv6 address without brackets carries no port. */
	return (struct hr_span){.at = endpoint.at, .length = colons == 1 ? colon : endpoint.length};
}

static bool read_digits(const char *at, size_t count, unsigned *number)
{
	unsigned value = 0;
	for (size_t i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		value = value * 10 + (unsigned)(at[i] - '0');
	}
	*number = value;
	return true;
}

bool hr_log_time(struct hr_span text, int64_t *seconds)
{
	unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
	const char *at = text.at;
	if (text.length < 19 || at[4] != '-' || at[7] != '-' || (at[10] != 'T' && at[10] != ' ') || at[13] != ':' ||
	    at[16] != ':')
		return false;
	if (!read_digits(at, 4, &year) || !read_digits(at + 5, 2, &month) || !read_digits(at + 8, 2, &day) ||
	    !read_digits(at + 11, 2, &hour) || !read_digits(at + 14, 2, &minute) || !read_digits(at + 17, 2, &second))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
		return false;
	*seconds = hr_time_of((int)year, month, day, hour, minute, second);
	return true;
}

bool hr_span_number(struct hr_span text, uint32_t *number)
{
	uint64_t value = 0;
	if (text.length == 0 || text.length > 10)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text.at[i] - '0');
	}
	*number = (uint32_t)value;
	return value <= UINT32_MAX;
}
