/* --resolve HOST:ADDRESS and --hosts FILE. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/settings.h"

#define OVERRIDES_MAX ((size_t)200000)
#define LINE_MAX_BYTES 4096

struct table {
	struct hr_arena *arena;
	struct hr_override *at;
	size_t count, capacity;
};

static bool is_address(const char *text)
{
	unsigned char bytes[16];
	return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

static bool add(struct table *table, const char *host, const char *address, struct hr_error *why)
{
	struct hr_override *grown =
	        hr_arena_grow(table->arena, table->at, table->count, &table->capacity, sizeof *grown, OVERRIDES_MAX);
	char *name = hr_arena_string(table->arena, host);
	char *literal = hr_arena_string(table->arena, address);
	if (grown == NULL || name == NULL || literal == NULL)
		return hr_fail_memory(why);
	table->at = grown;
	grown[table->count++] = (struct hr_override){.host = hr_text_lower(name), .address = literal};
	return true;
}

static bool add_resolve(struct table *table, const char *value, struct hr_error *why)
{
	const char *colon = strchr(value, ':');
	char *host = colon == NULL ? NULL : hr_arena_copy(table->arena, value, (size_t)(colon - value));
	if (host == NULL || !hr_text_is_host(host) || !is_address(colon + 1))
		return hr_fail(why, HR_E_USAGE, "--resolve %s: wanted HOST:ADDRESS, such as mail.contoso.com:192.0.2.7",
		               value);
	return add(table, host, colon + 1, why);
}

static bool add_line(struct table *table, char *line, const char *path, unsigned number, struct hr_error *why)
{
	line[strcspn(line, "#\r\n")] = '\0';
	const char *address = NULL;
	for (char *word = line; *word != '\0';) {
		word += strspn(word, " \t");
		size_t length = strcspn(word, " \t");
		if (length == 0)
			break;
		char *next = word + length;
		if (*next != '\0')
			*next++ = '\0';
		if (address == NULL ? !is_address(word) : !hr_text_is_host(word))
			return hr_fail(why, HR_E_FORMAT,
			               "%s:%u: found \"%s\", wanted an address and host names (hosts(5))", path, number,
			               word);
		if (address == NULL)
			address = word;
		else if (!add(table, word, address, why))
			return false;
		word = next;
	}
	return true;
}

static bool add_file(struct table *table, const char *path, struct hr_error *why)
{
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return hr_fail(why, HR_E_FILE, "--hosts %s: cannot be opened: %s", path, strerror(errno));
	char line[LINE_MAX_BYTES];
	bool good = true;
	for (unsigned number = 1; good && fgets(line, sizeof line, file) != NULL; number++) {
		if (strlen(line) == sizeof line - 1)
			good = hr_fail(why, HR_E_FORMAT, "%s:%u: the line is longer than %d bytes", path, number,
			               LINE_MAX_BYTES - 2);
		else
			good = add_line(table, line, path, number, why);
	}
	if (good && ferror(file) != 0)
		good = hr_fail(why, HR_E_FILE, "--hosts %s: cannot be read: %s", path, strerror(errno));
	(void)fclose(file);
	return good;
}

bool hr_settings_overrides(const struct hr_settings *settings, const struct hr_override **overrides, size_t *count,
                           struct hr_error *why)
{
	struct table table = {.arena = settings->arena};
	for (size_t i = 0; i < settings->resolve.count; i++)
		if (!add_resolve(&table, settings->resolve.at[i], why))
			return false;
	for (size_t i = 0; i < settings->hosts.count; i++)
		if (!add_file(&table, settings->hosts.at[i], why))
			return false;
	*overrides = table.at;
	*count = table.count;
	return true;
}
