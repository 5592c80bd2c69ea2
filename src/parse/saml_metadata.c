#include "parse/saml_metadata.h"

#include <string.h>

/* The rest of a document from an offset. */
static struct hr_span from(const struct hr_span *document, size_t at)
{
	at = at > document->length ? document->length : at;
	return (struct hr_span){.at = document->at + at, .length = document->length - at};
}

#define PREFIX_MAX 64 /* bytes of a namespace prefix */

/* The next start tag <prefix:name ...>: its attributes in *tag, the offset behind it in *at. */
static bool next_tag(const struct hr_span *document, size_t *at, const char *name, struct hr_span *tag)
{
	size_t length = strlen(name);
	for (;;) {
		struct hr_span rest = from(document, *at);
		const char *found = hr_span_find(&rest, name);
		if (found == NULL)
			return false;
		*at = (size_t)(found - document->at) + length;
		const char *before = found;
		while (before > document->at && found - before < PREFIX_MAX && strchr("</> ", before[-1]) == NULL)
			before--;
		rest = from(document, *at);
		bool starts = before > document->at && before[-1] == '<' && (before == found || found[-1] == ':');
		bool whole = rest.length > 0 && strchr(" \t\r\n>/", rest.at[0]) != NULL;
		if (!starts || !whole)
			continue;
		const char *end = memchr(rest.at, '>', rest.length);
		if (end == NULL)
			return false;
		*tag = (struct hr_span){.at = rest.at, .length = (size_t)(end - rest.at)};
		*at = (size_t)(end - document->at) + 1;
		return true;
	}
}

static int sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* White space is passed over, as XML writers fold long values. */
static bool decode(const struct hr_span *text, uint8_t *into, size_t room, size_t *length)
{
	uint32_t bits = 0;
	unsigned count = 0;
	size_t used = 0;
	bool padded = false;
	for (size_t i = 0; i < text->length; i++) {
		char c = text->at[i];
		if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			continue;
		int value = sextet(c);
		if (c == '=') {
			padded = true;
			continue;
		}
		if (value < 0 || padded)
			return false;
		bits = bits << 6 | (uint32_t)value;
		count += 6;
		if (count >= 8) {
			if (used == room)
				return false;
			count -= 8;
			into[used++] = (uint8_t)(bits >> count);
		}
	}
	*length = used;
	return used > 0;
}

/* The end of this KeyDescriptor: what lies behind it belongs to another. */
static struct hr_span descriptor_content(const struct hr_span *document, size_t at)
{
	struct hr_span rest = from(document, at);
	const char *end = hr_span_find(&rest, "KeyDescriptor");
	if (end != NULL)
		rest.length = (size_t)(end - rest.at);
	return rest;
}

bool hr_saml_next_signing_certificate(const struct hr_span *document, size_t *at, uint8_t *der, size_t room,
                                      size_t *length)
{
	struct hr_span tag;
	while (next_tag(document, at, "KeyDescriptor", &tag)) {
		if (hr_span_find(&tag, "use=\"signing\"") == NULL && hr_span_find(&tag, "use='signing'") == NULL)
			continue;
		struct hr_span content = descriptor_content(document, *at);
		size_t inner = 0;
		struct hr_span unused;
		if (!next_tag(&content, &inner, "X509Certificate", &unused))
			continue;
		struct hr_span text = from(&content, inner);
		const char *end = hr_span_find(&text, "<");
		if (end == NULL)
			continue;
		text.length = (size_t)(end - text.at);
		if (decode(&text, der, room, length))
			return true;
	}
	return false;
}
