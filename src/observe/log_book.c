#include "observe/log_book_inside.h"

#include <string.h>

#include "base/text.h"

struct hr_log_book *hr_log_book_new(struct hr_arena *arena, struct hr_report *report, const char *kind,
                                    enum hr_means by, enum hr_product product)
{
	struct hr_log_book *book = hr_arena_take(arena, sizeof *book);
	if (book == NULL)
		return NULL;
	book->arena = arena;
	book->report = report;
	book->kind = kind;
	book->by = by;
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

static void note_time(struct hr_log_owner *owner, int64_t at)
{
	if (owner->first == 0 || at < owner->first)
		owner->first = at;
	if (at > owner->last)
		owner->last = at;
}

void hr_log_book_add_unseen(struct hr_log_owner *owner, int64_t at)
{
	note_time(owner, at);
	owner->unseen++;
}

bool hr_log_book_add(struct hr_log_book *book, struct hr_log_owner *owner, enum hr_log_version version,
                     struct hr_span client, int64_t at)
{
	bool kept = true;
	if (version == HR_LOG_VERSION_NONE)
		return true;
	note_time(owner, at);
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

bool hr_log_book_meet(struct hr_log_book *book, struct hr_span name)
{
	if (book->stranger == NULL && name.length > 0)
		book->stranger = hr_text_printable(book->arena, name.at, name.length, 64);
	return book->stranger != NULL || name.length == 0;
}
