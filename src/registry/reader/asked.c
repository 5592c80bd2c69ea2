#include "reader/asked.h"

#include <string.h>

static bool set_text(const char **place, const char *value)
{
	bool fresh = *place == NULL && *value != '\0';
	*place = value;
	return fresh;
}

static bool add_address(struct hr_asked *asked, const char *value)
{
	if (asked->address_count == HR_ASKED_ADDRESSES_MAX || *value == '\0')
		return false;
	asked->addresses[asked->address_count++] = value;
	return true;
}

static bool add_value(struct hr_asked *asked, const char *key, const char *name)
{
	if (key == NULL || asked->value_count == HR_TALK_VALUES_MAX)
		return false;
	asked->values[asked->value_count++] = (struct hr_asked_value){.key = key, .name = name};
	return true;
}

static bool set_timeout(struct hr_asked *asked, const char *value)
{
	uint64_t ms = 0;
	bool good = hr_text_number(value, INT32_MAX, &ms) && ms > 0;
	asked->timeout_ms = (uint32_t)ms;
	return good;
}

/* One line; *key is that of the values which follow. */
static bool take(struct hr_asked *asked, const char *word, char *value, const char **key)
{
	static const char root[] = "HKLM\\";
	if (strcmp(word, "host") == 0)
		return set_text(&asked->host, value);
	if (strcmp(word, "address") == 0)
		return add_address(asked, value);
	if (strcmp(word, "timeout") == 0)
		return set_timeout(asked, value);
	if (strcmp(word, "user") == 0)
		return set_text(&asked->user, value);
	if (strcmp(word, "password") == 0) {
		asked->password = value;
		return *value != '\0';
	}
	if (strcmp(word, "kerberos") == 0) {
		asked->kerberos = true;
		return true;
	}
	if (strcmp(word, "key") == 0) {
		*key = strncmp(value, root, strlen(root)) == 0 ? value + strlen(root) : NULL;
		return *key != NULL;
	}
	return strcmp(word, "value") == 0 && add_value(asked, *key, value);
}

static bool is_complete(const struct hr_asked *asked, const char **what)
{
	*what = asked->host == NULL                            ? "host"
	        : asked->timeout_ms == 0                       ? "timeout"
	        : asked->value_count == 0                      ? "value"
	        : asked->user == NULL                          ? "user"
	        : asked->kerberos == (asked->password != NULL) ? "password"
	                                                       : NULL;
	return *what == NULL;
}

bool hr_asked_read(char *bytes, size_t length, struct hr_asked *asked, const char **what)
{
	const char *key = NULL;
	*asked = (struct hr_asked){.host = NULL};
	*what = "go";
	if (memchr(bytes, '\0', length) != NULL)
		return false;
	while (length > 0) {
		char *end = memchr(bytes, '\n', length);
		if (end == NULL)
			return false;
		*end = '\0';
		length -= (size_t)(end + 1 - bytes);
		if (strcmp(bytes, "go") == 0)
			return length == 0 && is_complete(asked, what);
		char *space = strchr(bytes, ' ');
		char *value = space == NULL ? end : space + 1;
		if (space != NULL)
			*space = '\0';
		*what = bytes;
		if (!take(asked, bytes, value, &key))
			return false;
		*what = "go";
		bytes = end + 1;
	}
	return false;
}
