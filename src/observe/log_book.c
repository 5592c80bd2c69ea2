#include "observe/log_book.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "observe/log_clients.h"

#define NAME_MAX_LENGTH ((size_t)253)

struct hr_log_book {
	struct hr_arena *arena;
	struct hr_report *report;
	const char *kind;
	enum hr_product product;
	struct hr_log_owner owners[HR_LOG_OWNERS_MAX];
	size_t owner_count;
	struct hr_span named; /* the last name asked for, which is most often the next too */
	struct hr_log_owner *answer;
	char name[NAME_MAX_LENGTH + 1];
	struct hr_log_clients *clients;
};

struct hr_log_book *hr_log_book_new(struct hr_arena *arena, struct hr_report *report, const char *kind,
                                    enum hr_product product)
{
	struct hr_log_book *book = hr_arena_take(arena, sizeof *book);
	if (book == NULL)
		return NULL;
	book->arena = arena;
	book->report = report;
	book->kind = kind;
	book->product = product;
	book->clients = hr_log_clients_new(arena);
	return book->clients == NULL ? NULL : book;
}

/* --- whose --- */

static const struct hr_server *server_of(const struct hr_report *report, const char *id)
{
	for (size_t i = 0; i < report->server_count; i++)
		if (strcmp(report->servers[i].view.id, id) == 0)
			return &report->servers[i].view;
	return NULL;
}

/* A name that stands for several machines, by its roles: such a name writes no logs. */
static bool is_mere_name(const struct hr_server *server)
{
	const char *roles = server->roles;
	if (!hr_has_role(server, "farm"))
		return false;
	while (*roles != '\0') {
		size_t length = strcspn(roles, " ");
		if (strncmp(roles, "farm", length) != 0 && strncmp(roles, "edge", length) != 0)
			return false;
		roles += length + strspn(roles + length, " ");
	}
	return true;
}

/* Those of the product that writes such logs, if the machine has it. */
static bool choose(struct hr_log_book *book, const char *const *ids, size_t count, bool explicit, const char ***chosen,
                   size_t *kept)
{
	*chosen = hr_arena_take(book->arena, (count + 1) * sizeof **chosen);
	*kept = 0;
	if (*chosen == NULL)
		return false;
	for (int strict = 1; strict >= 0 && *kept == 0; strict--) {
		for (size_t i = 0; i < count; i++) {
			const struct hr_server *server = server_of(book->report, ids[i]);
			if (server == NULL || (!explicit && is_mere_name(server)))
				continue;
			if (strict == 0 || book->product == HR_PRODUCT_NONE || server->product == book->product)
				(*chosen)[(*kept)++] = server->id;
		}
	}
	return true;
}

static bool owner_of(struct hr_log_book *book, const char *const *ids, size_t count, bool explicit,
                     struct hr_log_owner **owner, struct hr_error *why)
{
	const char **chosen = NULL;
	size_t kept = 0;
	*owner = NULL;
	if (!choose(book, ids, count, explicit, &chosen, &kept))
		return hr_fail_memory(why);
	if (kept == 0)
		return true;
	for (size_t i = 0; i < book->owner_count && *owner == NULL; i++)
		if (strcmp(book->owners[i].ids[0], chosen[0]) == 0)
			*owner = &book->owners[i];
	if (*owner != NULL)
		return true;
	if (book->owner_count == HR_LOG_OWNERS_MAX)
		return hr_fail(why, HR_E_LIMIT, "logs of more than %zu servers at once; import them in parts",
		               HR_LOG_OWNERS_MAX);
	*owner = &book->owners[book->owner_count++];
	(*owner)->ids = chosen;
	(*owner)->id_count = kept;
	return true;
}

bool hr_log_book_of(struct hr_log_book *book, const char *const *ids, size_t count, struct hr_log_owner **owner,
                    struct hr_error *why)
{
	return owner_of(book, ids, count, true, owner, why);
}

bool hr_log_book_named(struct hr_log_book *book, struct hr_span name, struct hr_log_owner **owner, struct hr_error *why)
{
	const char *const *ids = NULL;
	size_t count = 0;
	*owner = NULL;
	if (name.length == 0 || name.length > NAME_MAX_LENGTH)
		return true;
	if (book->named.length == name.length && memcmp(book->name, name.at, name.length) == 0) {
		*owner = book->answer;
		return true;
	}
	memcpy(book->name, name.at, name.length);
	book->name[name.length] = '\0';
	book->named = (struct hr_span){.at = book->name, .length = 0}; /* until the answer is known */
	if (!hr_brought_servers(book->report, book->name, &ids, &count, why) ||
	    !owner_of(book, ids, count, false, owner, why))
		return false;
	book->named.length = name.length;
	book->answer = *owner;
	return true;
}

bool hr_log_book_of_path(struct hr_log_book *book, const char *path, struct hr_log_owner **owner, struct hr_error *why)
{
	size_t end = strlen(path);
	*owner = NULL;
	while (end > 0 && *owner == NULL) {
		size_t start = end;
		while (start > 0 && path[start - 1] != '/')
			start--;
		if (!hr_log_book_named(book, (struct hr_span){.at = path + start, .length = end - start}, owner, why))
			return false;
		end = start == 0 ? 0 : start - 1;
	}
	return true;
}

/* --- adding up --- */

bool hr_log_book_add(struct hr_log_book *book, struct hr_log_owner *owner, enum hr_log_version version,
                     struct hr_span client, int64_t at)
{
	bool kept = true;
	if (version == HR_LOG_VERSION_NONE)
		return true;
	if (owner->first == 0 || at < owner->first)
		owner->first = at;
	if (at > owner->last)
		owner->last = at;
	if (version == HR_LOG_VERSION_ODD) {
		owner->odd++;
		return true;
	}
	owner->sessions++;
	if (version >= HR_LOG_VERSION_1_2)
		return true;
	owner->legacy++;
	if (!hr_log_clients_add(book->clients, owner, client, at, 0, &kept))
		return false;
	if (!kept) {
		owner->other_legacy++;
		owner->other_last = at > owner->other_last ? at : owner->other_last;
	}
	return true;
}

struct hr_log_totals hr_log_book_totals(const struct hr_log_book *book)
{
	struct hr_log_totals totals = {.clients = hr_log_clients_count(book->clients)};
	for (size_t i = 0; i < book->owner_count; i++) {
		totals.owners += book->owners[i].sessions > 0;
		totals.sessions += book->owners[i].sessions;
		totals.legacy += book->owners[i].legacy;
	}
	return totals;
}

/* --- telling --- */

bool hr_log_book_fact(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_observation *seen,
                      struct hr_error *why)
{
	seen->by = HR_BY_LOG;
	for (size_t i = 0; i < owner->id_count; i++) {
		seen->about = owner->ids[i];
		if (!hr_report_add_fact(book->report, seen, why))
			return false;
	}
	return true;
}

static bool tell_read(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_error *why)
{
	char text[160], from[HR_TIME_TEXT_MAX], to[HR_TIME_TEXT_MAX];
	(void)snprintf(text, sizeof text, "%llu lines show a version, from %s to %s",
	               (unsigned long long)owner->sessions, hr_time_format(owner->first, from),
	               hr_time_format(owner->last, to));
	struct hr_observation seen = {
	        .of = book->kind, .value = text, .at = owner->last, .key = HR_FACT_LOG_READ, .seen = HR_PRESENT};
	return hr_log_book_fact(book, owner, &seen, why);
}

static bool tell_client(struct hr_log_book *book, const struct hr_log_owner *owner, const struct hr_log_client *client,
                        struct hr_error *why)
{
	char number[24], when[HR_TIME_TEXT_MAX];
	(void)snprintf(number, sizeof number, "%llu", (unsigned long long)client->count);
	const char *of = hr_arena_printf(book->report->arena, "%s %s", book->kind, client->name);
	struct hr_observation count = {
	        .of = of, .value = number, .at = client->last, .key = HR_FACT_CLIENTS_LEGACY, .seen = HR_PRESENT};
	struct hr_observation last = {.of = of,
	                              .value = hr_time_format(client->last, when),
	                              .at = client->last,
	                              .key = HR_FACT_CLIENTS_LAST,
	                              .seen = HR_PRESENT};
	if (of == NULL)
		return hr_fail_memory(why);
	return hr_log_book_fact(book, owner, &count, why) && hr_log_book_fact(book, owner, &last, why);
}

bool hr_log_book_retire(struct hr_log_book *book, const struct hr_log_owner *owner, enum hr_fact_key key, int64_t first,
                        int64_t last, struct hr_error *why)
{
	size_t kind = strlen(book->kind), count = book->report->fact_count;
	for (size_t i = 0; i < count; i++) {
		const struct hr_fact fact = book->report->facts[i];
		if (fact.key != key || fact.by != HR_BY_LOG || fact.seen != HR_PRESENT || fact.at >= first ||
		    strcmp(fact.about, owner->ids[0]) != 0 || strncmp(fact.of, book->kind, kind) != 0 ||
		    fact.of[kind] != ' ')
			continue;
		struct hr_observation seen = {
		        .of = fact.of, .value = "not in later logs", .at = last, .key = key, .seen = HR_ABSENT};
		if (!hr_log_book_fact(book, owner, &seen, why))
			return false;
	}
	return true;
}

const struct hr_log_owner *hr_log_book_owner(const struct hr_log_book *book, size_t index)
{
	return index < book->owner_count ? &book->owners[index] : NULL;
}

/* The clients one by one; those beyond what a person reads, or memory holds, as one. */
static bool tell_clients(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_error *why)
{
	size_t count = 0;
	struct hr_log_client *clients = hr_log_clients_of(book->clients, owner, &count);
	struct hr_log_client others = {.name = "others", .count = owner->other_legacy, .last = owner->other_last};
	if (clients == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < count; i++) {
		if (i < HR_LOG_CLIENTS_TOLD) {
			if (!tell_client(book, owner, &clients[i], why))
				return false;
			continue;
		}
		others.count += clients[i].count;
		others.last = clients[i].last > others.last ? clients[i].last : others.last;
	}
	return others.count == 0 || tell_client(book, owner, &others, why);
}

static bool tell_owner(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_error *why)
{
	char text[96];
	(void)snprintf(text, sizeof text,
	               "of %llu connections, %llu say their version in words that are not known here",
	               (unsigned long long)(owner->sessions + owner->odd), (unsigned long long)owner->odd);
	struct hr_observation none = {.of = book->kind,
	                              .value = owner->odd > 0 ? text : "",
	                              .at = owner->last,
	                              .key = HR_FACT_CLIENTS_LEGACY,
	                              .seen = owner->odd > 0 ? HR_FAILED : HR_ABSENT};
	if (!tell_read(book, owner, why) ||
	    !hr_log_book_retire(book, owner, HR_FACT_CLIENTS_LEGACY, owner->first, owner->last, why) ||
	    !tell_clients(book, owner, why))
		return false;
	return (owner->legacy > 0 && owner->odd == 0) || hr_log_book_fact(book, owner, &none, why);
}

bool hr_log_book_tell(struct hr_log_book *book, struct hr_error *why)
{
	for (size_t i = 0; i < book->owner_count; i++)
		if (book->owners[i].sessions + book->owners[i].odd > 0 && !tell_owner(book, &book->owners[i], why))
			return false;
	return true;
}

bool hr_log_book_stranger(struct hr_log_book *book, const char *name, uint64_t lines, struct hr_error *why)
{
	const char *detail = hr_arena_printf(book->report->arena, "%s (%llu)", *name == '\0' ? "?" : name,
	                                     (unsigned long long)lines);
	if (detail == NULL)
		return hr_fail_memory(why);
	return hr_report_add_notice(book->report, "log-of-unknown-server", "", detail, why);
}
