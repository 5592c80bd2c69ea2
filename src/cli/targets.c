#include "cli/targets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/names.h"

#define LINE_MAX_BYTES 512

struct list {
	const struct hr_settings *settings;
	struct hr_task *at;
	size_t count, capacity;
	enum hr_service service;
	uint16_t port; /* where none is named */
};

/* "host", "host:port", "[address]:port"; an address with several colons and no brackets is a bare address. */
static bool add(struct list *list, const char *word, struct hr_error *why)
{
	struct hr_arena *arena = list->settings->arena;
	const char *host = word;
	size_t length = strlen(word);
	const char *port = NULL;
	const char *bracket = word[0] == '[' ? strchr(word, ']') : NULL;
	const char *colon = strchr(word, ':');
	if (bracket != NULL) {
		host = word + 1;
		length = (size_t)(bracket - host);
		port = bracket[1] == ':' ? bracket + 2 : NULL;
		if (bracket[1] != '\0' && bracket[1] != ':')
			length = 0;
	} else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		length = (size_t)(colon - word);
		port = colon + 1;
	}
	if (length > 1 && host[length - 1] == '.')
		length--;
	uint64_t number = list->port;
	char *name = hr_arena_copy(arena, host, length);
	if (name == NULL)
		return hr_fail_memory(why);
	if (!hr_text_is_host(name) || (port != NULL && (!hr_text_number(port, 65535, &number) || number == 0)))
		return hr_fail(why, HR_E_USAGE, "%s: wanted HOST, HOST:PORT or [ADDRESS]:PORT", word);
	if (list->count == HR_TARGETS_MAX)
		return hr_fail(why, HR_E_LIMIT, "more than %zu endpoints; probe them in several runs", HR_TARGETS_MAX);
	struct hr_task *grown =
	        hr_arena_grow(arena, list->at, list->count, &list->capacity, sizeof *grown, HR_TARGETS_MAX);
	if (grown == NULL)
		return hr_fail_memory(why);
	list->at = grown;
	grown[list->count++] = (struct hr_task){
	        .host = hr_text_lower(name), .service = list->service, .port = (uint16_t)number, .tls = true};
	return true;
}

/* A line of a file: one endpoint, or nothing, and a comment. */
static bool add_line(struct list *list, char *line, const char *path, unsigned number, struct hr_error *why)
{
	line[strcspn(line, "#\r\n")] = '\0';
	char *word = line + strspn(line, " \t");
	size_t length = strcspn(word, " \t");
	if (length == 0)
		return true;
	bool alone = word[length + strspn(word + length, " \t")] == '\0';
	word[length] = '\0';
	struct hr_error reason = {.text = ""};
	if (alone && add(list, word, &reason))
		return true;
	if (reason.status == HR_E_MEMORY)
		return hr_fail_memory(why);
	return hr_fail(why, HR_E_FORMAT, "%s:%u: %s", path, number,
	               alone ? reason.text : "wanted one HOST, HOST:PORT or [ADDRESS]:PORT on a line");
}

static bool add_file(struct list *list, const char *path, struct hr_error *why)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? stdin : fopen(path, "r");
	if (file == NULL)
		return hr_fail(why, HR_E_FILE, "--targets %s: cannot be opened: %s", path, strerror(errno));
	char line[LINE_MAX_BYTES];
	bool good = true;
	for (unsigned number = 1; good && fgets(line, sizeof line, file) != NULL; number++) {
		if (strlen(line) == sizeof line - 1)
			good = hr_fail(why, HR_E_FORMAT, "%s:%u: the line is longer than %d bytes", path, number,
			               LINE_MAX_BYTES - 2);
		else
			good = add_line(list, line, path, number, why);
	}
	if (good && ferror(file) != 0)
		good = hr_fail(why, HR_E_FILE, "--targets %s: cannot be read: %s", path, strerror(errno));
	if (!standard)
		(void)fclose(file);
	return good;
}

static int compare(const void *a, const void *b)
{
	const struct hr_task *x = *(const struct hr_task *const *)a;
	const struct hr_task *y = *(const struct hr_task *const *)b;
	int order = strcmp(x->host, y->host);
	if (order == 0)
		order = (x->port > y->port) - (x->port < y->port);
	return order != 0 ? order : (x > y) - (x < y);
}

/* Whatever was named before is dropped. */
static bool drop_repeated(struct list *list, struct hr_error *why)
{
	struct hr_task **sorted = malloc((list->count + 1) * sizeof(struct hr_task *));
	if (sorted == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < list->count; i++)
		sorted[i] = &list->at[i];
	qsort(sorted, list->count, sizeof(struct hr_task *), compare);
	for (size_t i = 1, first = 0; i < list->count; i++) {
		bool same = strcmp(sorted[i]->host, sorted[first]->host) == 0 && sorted[i]->port == sorted[first]->port;
		sorted[i]->tls = !same;
		first = same ? first : i;
	}
	free(sorted);
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (list->at[i].tls)
			list->at[kept++] = list->at[i];
	}
	list->count = kept;
	return true;
}

bool hr_targets_read(const struct hr_settings *settings, struct hr_tasks *tasks, struct hr_error *why)
{
	struct list list = {.settings = settings,
	                    .service = settings->service == HR_SERVICE_ANY ? HR_SERVICE_TLS : settings->service};
	list.port = list.service == HR_SERVICE_TLS ? 443 : hr_service_port(list.service);
	for (size_t i = 0; i < settings->port_count; i++)
		if (settings->ports[i].service == list.service)
			list.port = settings->ports[i].port;
	if (settings->arguments.count + settings->targets.count == 0)
		return hr_fail(why, HR_E_USAGE, "wanted HOST or HOST:PORT, or --targets FILE");
	for (size_t i = 0; i < settings->arguments.count; i++)
		if (!add(&list, settings->arguments.at[i], why))
			return false;
	for (size_t i = 0; i < settings->targets.count; i++)
		if (!add_file(&list, settings->targets.at[i], why))
			return false;
	if (!drop_repeated(&list, why))
		return false;
	*tasks = (struct hr_tasks){.at = list.at, .count = list.count};
	return true;
}
