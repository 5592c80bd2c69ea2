#include "report/json.h"

#include <string.h>

static const char *escape_of(unsigned char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

void hr_json_string(struct hr_buffer *out, const char *text)
{
	hr_buffer_text(out, "\"");
	const char *plain = text;
	for (const char *at = text; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;
		bool separator = strncmp(at, "\xE2\x80\xA8", 3) == 0 || strncmp(at, "\xE2\x80\xA9", 3) == 0;
		const char *escape = escape_of(c);
		if (escape == NULL && c >= 0x20 && c != 0x7f && !separator)
			continue;
		hr_buffer_add(out, plain, (size_t)(at - plain));
		if (escape != NULL)
			hr_buffer_text(out, escape);
		else if (separator)
			hr_buffer_text(out, at[2] == '\xA8' ? "\\u2028" : "\\u2029");
		else
			hr_buffer_printf(out, "\\u%04x", c);
		at += separator ? 2 : 0;
		plain = at + 1;
	}
	hr_buffer_text(out, plain);
	hr_buffer_text(out, "\"");
}

void hr_json_name(struct hr_buffer *out, const char *name)
{
	if (out->length > 0 && strchr("{[", out->data[out->length - 1]) == NULL)
		hr_buffer_text(out, ",");
	hr_json_string(out, name);
	hr_buffer_text(out, ":");
}

void hr_json_member(struct hr_buffer *out, const char *name, const char *text)
{
	hr_json_name(out, name);
	hr_json_string(out, text);
}

void hr_json_member_number(struct hr_buffer *out, const char *name, unsigned number)
{
	hr_json_name(out, name);
	hr_buffer_printf(out, "%u", number);
}
