/* Directory entries as mappers read them: every value may be missing, cut, doubled or hostile. */
#ifndef HR_CHECKS_COMMON_ENTRY_H
#define HR_CHECKS_COMMON_ENTRY_H

#include "common/words.h"

#define HR_HOST_TEXT_MAX 256    /* a host name of 253 bytes and its NUL */
#define HR_JOINED_TEXT_MAX 8192 /* the values of one attribute, side by side */
#define HR_NUMBER_TEXT_MAX 21

static inline const struct hr_attribute *hr_attribute_of(const struct hr_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->attribute_count; i++)
		if (hr_same_nocase(entry->attributes[i].name, name))
			return &entry->attributes[i];
	return NULL;
}

/* A value as text; NULL if it is empty or holds a NUL, which no text of a directory does. */
static inline const char *hr_value_text(const struct hr_value *value)
{
	return value->length > 0 && hr_length(value->bytes) == value->length ? value->bytes : NULL;
}

/* The first value that is text, or NULL. */
static inline const char *hr_first_text(const struct hr_entry *entry, const char *name)
{
	const struct hr_attribute *attribute = hr_attribute_of(entry, name);
	for (size_t i = 0; attribute != NULL && i < attribute->count; i++)
		if (hr_value_text(&attribute->values[i]) != NULL)
			return attribute->values[i].bytes;
	return NULL;
}

/* A whole value as a 32-bit integer; the directory writes flags with the top bit as negative numbers. */
static inline bool hr_first_number(const struct hr_entry *entry, const char *name, uint32_t *number)
{
	const char *text = hr_first_text(entry, name);
	uint64_t n;
	bool negative = text != NULL && *text == '-';
	if (text == NULL)
		return false;
	text += negative ? 1 : 0;
	if (!hr_read_number(&text, UINT32_MAX, &n) || *text != '\0')
		return false;
	*number = negative ? (uint32_t)(0U - (uint32_t)n) : (uint32_t)n;
	return true;
}

static inline char *hr_number_text(uint64_t number, char text[static HR_NUMBER_TEXT_MAX])
{
	char *at = text + HR_NUMBER_TEXT_MAX - 1;
	*at = '\0';
	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return at;
}

/* "true" or "false" for an LDAP boolean, NULL for anything else. */
static inline const char *hr_first_flag(const struct hr_entry *entry, const char *name)
{
	const char *text = hr_first_text(entry, name);
	if (text == NULL)
		return NULL;
	return hr_same_nocase(text, "TRUE") ? "true" : hr_same_nocase(text, "FALSE") ? "false" : NULL;
}

/* All text values side by side with a space between them; false if there are none or they do not fit. */
static inline bool hr_join(const struct hr_entry *entry, const char *name, char text[static HR_JOINED_TEXT_MAX])
{
	const struct hr_attribute *attribute = hr_attribute_of(entry, name);
	size_t used = 0;
	for (size_t i = 0; attribute != NULL && i < attribute->count; i++) {
		const char *value = hr_value_text(&attribute->values[i]);
		if (value == NULL)
			continue;
		if (attribute->values[i].length + 2 > HR_JOINED_TEXT_MAX - used)
			return false;
		if (used > 0)
			text[used++] = ' ';
		while (*value != '\0')
			text[used++] = *value++;
	}
	text[used] = '\0';
	return used > 0;
}

/* A piece as a string of its own; false, and nothing changed, if it is empty or does not fit. */
static inline bool hr_copy_host(struct hr_piece piece, char host[static HR_HOST_TEXT_MAX])
{
	if (piece.length == 0 || piece.length >= HR_HOST_TEXT_MAX)
		return false;
	for (size_t i = 0; i < piece.length; i++)
		host[i] = piece.at[i];
	host[piece.length] = '\0';
	return true;
}

/* Has the name a domain? A short name cannot be told from another domain's. */
static inline bool hr_is_qualified(const char *host)
{
	const char *dot = hr_within(host, ".");
	return dot != NULL && dot != host && dot[1] != '\0';
}

/* Host and port of an https URL; false for any other, and for one with a user name, an IPv6 literal or a bad port. */
static inline bool hr_url_host(const char *url, char host[static HR_HOST_TEXT_MAX], uint16_t *port)
{
	while (*url == ' ')
		url++;
	if (!hr_begins(url, "https://"))
		return false;
	struct hr_piece name = {.at = url + 8};
	const char *at = name.at;
	while (*at != '\0' && *at != '/' && *at != ':' && *at != '?' && *at != '#' && *at != ' ') {
		if (*at == '@' || *at == '[' || *at == '\\')
			return false;
		at++;
	}
	name.length = (size_t)(at - name.at);
	uint64_t number = 443;
	if (*at == ':') {
		at++;
		if (!hr_read_number(&at, UINT16_MAX, &number) || number == 0 ||
		    (*at != '\0' && *at != '/' && *at != '?' && *at != '#' && *at != ' '))
			return false;
	}
	if (!hr_copy_host(name, host))
		return false;
	*port = (uint16_t)number;
	return true;
}

/* The DN of the entry above, or "" for the last one. Commas that are escaped (RFC 4514) do not count. */
static inline const char *hr_parent_dn(const char *dn)
{
	for (; *dn != '\0' && *dn != ','; dn++)
		if (*dn == '\\' && dn[1] != '\0')
			dn++;
	if (*dn == ',')
		dn++;
	while (*dn == ' ')
		dn++;
	return dn;
}

/* The value of the first RDN: "EX01" of "CN=EX01,CN=Servers,...". Empty if there is none. */
static inline struct hr_piece hr_rdn_value(const char *dn)
{
	const char *end = hr_parent_dn(dn);
	struct hr_piece value = {.at = dn};
	while (*value.at != '\0' && *value.at != '=' && value.at < end)
		value.at++;
	if (*value.at != '=')
		return (struct hr_piece){.at = ""};
	value.at++;
	while (end > value.at && (end[-1] == ' ' || end[-1] == ','))
		end--;
	value.length = (size_t)(end - value.at);
	return value;
}

/* The DN at or above `dn` that lies directly below the container `parent` ("CN=Servers,"); NULL if there is none. */
static inline const char *hr_dn_below(const char *dn, const char *parent)
{
	while (*dn != '\0') {
		const char *above = hr_parent_dn(dn);
		if (hr_begins(above, parent))
			return dn;
		dn = above;
	}
	return NULL;
}

#endif
