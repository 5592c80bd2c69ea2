#include "registry/collected.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/build.h"
#include "base/text.h"
#include "parse/reg_query.h"
#include "registry/bundle.h"
#include "registry/checksums.h"

#define PARAMETERS "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters"
#define NO_KEY "HKLM\\SOFTWARE\\hybridready-no-such-key"
#define NO_VALUE "hybridready-no-such-value"
#define HOTFIXES_MAX ((size_t)8192)
#define MESSAGE_MAX 160

bool hr_collected_is(const char *path, const uint8_t *head, size_t length)
{
	return hr_bundle_is(path, head, length);
}

/* --- registry.txt --- */

/* The file while it is read. */
struct answers {
	struct hr_hive *hive;
	struct hr_arena *arena;
	struct hr_reg_query *query;
	struct hr_collected_name *whose;
	const char *key, *name;   /* asked; "" = nothing yet, or no single question */
	struct hr_span message;   /* the first one under the question */
	struct hr_span absent[2]; /* how this Windows says that a key, or a value, is not there */
	bool answered;
};

static bool same(struct hr_span a, struct hr_span b)
{
	return a.at != NULL && a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

/* The question is over: without a value it was answered by a message, or not at all. */
static bool conclude(struct answers *a, struct hr_error *why)
{
	if (*a->key == '\0' || a->answered)
		return true;
	if (strcmp(a->key, NO_KEY) == 0 || strcmp(a->name, NO_VALUE) == 0) {
		a->absent[strcmp(a->name, NO_VALUE) == 0] = a->message;
		return true;
	}
	if (a->message.at == NULL)
		return hr_hive_failed(a->hive, a->key, a->name, "the collector got no answer", why);
	if (same(a->absent[0], a->message) || same(a->absent[1], a->message)) {
		hr_hive_absent(a->hive, a->key, a->name);
		return true;
	}
	const char *text = hr_text_printable(a->arena, a->message.at, a->message.length, MESSAGE_MAX);
	return text == NULL ? hr_fail_memory(why) : hr_hive_failed(a->hive, a->key, a->name, text, why);
}

static bool begin(struct answers *a, struct hr_error *why)
{
	const char *key = hr_hive_key(a->arena, a->query->key);
	a->key = key == NULL ? "" : hr_arena_string(a->arena, key);
	a->name = hr_arena_string(a->arena, a->query->name);
	a->message = (struct hr_span){.at = NULL};
	a->answered = false;
	return (a->key != NULL && a->name != NULL) || hr_fail_memory(why);
}

static bool put(struct answers *a, struct hr_error *why)
{
	const struct hr_reg_query *q = a->query;
	const struct hr_registry_data data = {.type = q->type, .bytes = q->data, .length = q->length};
	const char *key = hr_hive_key(a->arena, q->key);
	if (key == NULL)
		return true;
	a->answered = a->answered || hr_text_compare_nocase(q->name, a->name) == 0;
	if (hr_text_compare_nocase(key, PARAMETERS) == 0) {
		const char *text = hr_registry_text(a->arena, &data);
		bool is_host = hr_text_compare_nocase(q->name, "Hostname") == 0;
		*(is_host ? &a->whose->host : &a->whose->domain) = text;
		return text != NULL || hr_fail_memory(why);
	}
	return hr_hive_put(a->hive, key, q->name, &data, why);
}

bool hr_collected_put(struct hr_hive *hive, struct hr_arena *arena, const char *name, struct hr_reader in,
                      struct hr_collected_name *whose, struct hr_error *why)
{
	struct answers a = {.hive = hive,
	                    .arena = arena,
	                    .query = hr_arena_take(arena, sizeof *a.query),
	                    .whose = whose,
	                    .key = "",
	                    .name = ""};
	*whose = (struct hr_collected_name){.host = "", .domain = ""};
	if (a.query == NULL)
		return hr_fail_memory(why);
	hr_reg_query_open(in, a.query);
	for (;;) {
		switch (hr_reg_query_next(a.query)) {
		case HR_REG_QUERY_ASKED:
			if (!conclude(&a, why) || !begin(&a, why))
				return false;
			break;
		case HR_REG_QUERY_VALUE:
			if (!put(&a, why))
				return false;
			break;
		case HR_REG_QUERY_MESSAGE:
			if (a.message.at == NULL)
				a.message = a.query->message;
			break;
		case HR_REG_QUERY_BROKEN:
			return hr_fail(why, HR_E_FORMAT, "%s: line %zu: wanted %s; run the collector again", name,
			               a.query->line, a.query->wanted);
		case HR_REG_QUERY_END:
			return conclude(&a, why);
		}
	}
}

/* --- the other files --- */

static bool next_line(struct hr_reader *in, const char *begins, struct hr_span *rest)
{
	struct hr_span line;
	while (hr_log_line(in, &line)) {
		if (!hr_span_begins(line, begins))
			continue;
		*rest = (struct hr_span){.at = line.at + strlen(begins), .length = line.length - strlen(begins)};
		return true;
	}
	return false;
}

static bool is_of_this_version(const struct hr_input *server)
{
	struct hr_reader in = hr_reader_of(server->bytes, server->length);
	struct hr_span rest;
	return next_line(&in, "hybridready-collector ", &rest) && (hr_span_is(rest, "1") || hr_span_begins(rest, "1 "));
}

/* "exsetup 15.01.2507.039": the file's version shows the security update as well. */
static bool tell_exchange(const struct hr_brought *brought, const struct hr_input *server, struct hr_error *why)
{
	struct hr_reader in = hr_reader_of(server->bytes, server->length);
	struct hr_span rest;
	char text[HR_BUILD_TEXT_MAX];
	uint64_t number;
	if (!next_line(&in, "exsetup ", &rest) || rest.length >= sizeof text)
		return true;
	memcpy(text, rest.at, rest.length);
	text[rest.length] = '\0';
	if (!hr_build_parse(text, &number))
		return true;
	const struct hr_observation seen = {.value = hr_build_format(number, text),
	                                    .at = brought->at,
	                                    .key = HR_FACT_BUILD,
	                                    .seen = HR_PRESENT,
	                                    .by = HR_BY_OWNER};
	return hr_brought_fact(brought, &seen, why);
}

/* Numbers of updates, wherever in the line they stand: "[01]: KB5001234". */
static void find_updates(struct hr_span line, struct hr_buffer *updates, size_t *count)
{
	for (size_t i = 0; i + 2 < line.length; i++) {
		size_t end = i + 2;
		if (memcmp(line.at + i, "KB", 2) != 0)
			continue;
		while (end < line.length && line.at[end] >= '0' && line.at[end] <= '9')
			end++;
		if (end == i + 2)
			continue;
		hr_buffer_printf(updates, "%s%.*s", *count == 0 ? "" : " ", (int)(end - i), line.at + i);
		(*count)++;
		i = end - 1;
	}
}

/* An empty list says nothing: not every Windows shows what rollups brought. */
static bool tell_updates(const struct hr_brought *brought, const struct hr_input *file, size_t *count,
                         struct hr_error *why)
{
	struct hr_reader in = hr_reader_of(file->bytes, file->length);
	struct hr_buffer updates = {.ceiling = HOTFIXES_MAX};
	struct hr_span line;
	*count = 0;
	while (!updates.failed && next_line(&in, "", &line))
		find_updates(line, &updates, count);
	const struct hr_observation seen = {.value = updates.data,
	                                    .at = brought->at,
	                                    .key = HR_FACT_WINDOWS_HOTFIXES,
	                                    .seen = HR_PRESENT,
	                                    .by = HR_BY_OWNER};
	bool good = *count == 0 || hr_brought_fact(brought, &seen, why);
	hr_buffer_free(&updates);
	return good;
}

/* --- the whole --- */

static bool find_owner(struct hr_brought *brought, const struct hr_collected_name *whose, struct hr_error *why)
{
	char name[256];
	(void)snprintf(name, sizeof name, "%s%s%s", whose->host, *whose->domain == '\0' ? "" : ".", whose->domain);
	if (brought->server_count == 0 && *whose->host != '\0' &&
	    !hr_brought_servers(brought->report, name, &brought->servers, &brought->server_count, why))
		return false;
	return brought->server_count > 0 ||
	       hr_fail(why, HR_E_USAGE,
	               "%s: it is about %s, which the inventory does not hold under that name; give --server NAME",
	               brought->path, *whose->host == '\0' ? "a server that it does not name" : name);
}

/* Brought for one server, and about another? A person's word counts, but is worth a second look. */
static bool is_about_another(const struct hr_brought *brought, const struct hr_collected_name *whose)
{
	size_t length = strlen(whose->host);
	for (size_t i = 0; i < brought->server_count; i++) {
		const char *name = strchr(brought->servers[i], '/') + 1;
		if (strncasecmp(name, whose->host, length) == 0 && (name[length] == '.' || name[length] == '\0'))
			return false;
	}
	return length > 0;
}

static void tell_person(struct hr_brought *brought, const struct hr_collected_name *whose, size_t unlisted)
{
	size_t used = strlen(brought->told), room = sizeof brought->told - used;
	int more = 0;
	if (unlisted > 0)
		more = snprintf(brought->told + used, room,
		                "; %zu files without a checksum, so that nobody can tell whether they were changed",
		                unlisted);
	if (is_about_another(brought, whose) && more >= 0 && (size_t)more < room)
		(void)snprintf(brought->told + used + more, room - (size_t)more,
		               "; CAUTION: it says that it is about %.64s", whose->host);
}

static bool read_files(struct hr_brought *brought, const struct hr_bundle *bundle, struct hr_arena *arena,
                       struct hr_error *why)
{
	const struct hr_input *registry = &bundle->files[HR_BUNDLE_REGISTRY];
	struct hr_hive *hive = hr_hive_new(arena, brought->catalog);
	struct hr_collected_name whose;
	struct hr_hive_counts counts = {.present = 0};
	size_t unlisted = 0, updates = 0;
	if (!is_of_this_version(&bundle->files[HR_BUNDLE_SERVER]))
		return hr_fail(
		        why, HR_E_FORMAT,
		        "%s: server.txt is not of a collector that this program knows: wanted \"hybridready-collector "
		        "1\" in it",
		        brought->path);
	if (!bundle->there[HR_BUNDLE_REGISTRY])
		return hr_fail(why, HR_E_FORMAT, "%s: registry.txt is missing; bring the whole folder", brought->path);
	if (hive == NULL)
		return hr_fail_memory(why);
	if (!hr_checksums_match(brought->path, bundle, &unlisted, why) ||
	    !hr_collected_put(hive, arena, hr_arena_printf(arena, "%s: registry.txt", brought->path),
	                      hr_reader_of(registry->bytes, registry->length), &whose, why) ||
	    !find_owner(brought, &whose, why) || !hr_hive_tell(hive, brought, &counts, why) ||
	    !tell_exchange(brought, &bundle->files[HR_BUNDLE_SERVER], why) ||
	    !tell_updates(brought, &bundle->files[HR_BUNDLE_HOTFIXES], &updates, why))
		return false;
	(void)snprintf(brought->told, sizeof brought->told,
	               "%zu settings, %zu more that are not set, %zu that could not be read, %zu updates",
	               counts.present, counts.absent, counts.failed, updates);
	tell_person(brought, &whose, unlisted);
	return true;
}

bool hr_collected_read(struct hr_brought *brought, struct hr_error *why)
{
	struct hr_bundle bundle;
	struct hr_arena *arena = hr_arena_new(0);
	if (arena == NULL)
		return hr_fail_memory(why);
	bool good = hr_bundle_read(brought->path, &bundle, why);
	if (good) {
		good = read_files(brought, &bundle, arena, why);
		hr_bundle_free(&bundle);
	}
	hr_arena_free(arena);
	return good;
}
