#include "observe/log_programs.h"

#include <string.h>

#include "base/text.h"
#include "observe/log_clients.h"
#include "parse/user_agent.h"

/* What was found out about texts, so that the same one is looked at once. */
#define MEMO_SLOTS ((size_t)1024) /* a power of two */
#define MEMO_LENGTH ((size_t)512) /* longer texts are looked at each time */

struct memo {
	size_t length;
	uint64_t marks;
	char text[MEMO_LENGTH];
};

struct hr_log_programs {
	struct hr_arena *arena;
	const struct hr_catalog *catalog;
	size_t rows;
	struct memo *memos;
	struct hr_log_clients *clients;
};

struct hr_log_programs *hr_log_programs_new(struct hr_arena *arena, const struct hr_catalog *catalog)
{
	struct hr_log_programs *p = hr_arena_take(arena, sizeof *p);
	if (p == NULL)
		return NULL;
	p->arena = arena;
	p->catalog = catalog;
	p->rows = catalog->old_client_count < HR_LOG_PROGRAMS_MAX ? catalog->old_client_count : HR_LOG_PROGRAMS_MAX;
	p->memos = hr_arena_take(arena, MEMO_SLOTS * sizeof *p->memos);
	p->clients = hr_log_clients_new(arena);
	return p->memos == NULL || p->clients == NULL ? NULL : p;
}

static uint64_t look(const struct hr_log_programs *p, struct hr_span agent)
{
	uint64_t marks = 0;
	for (size_t i = 0; i < p->rows; i++)
		if (hr_user_agent_is(agent, &p->catalog->old_clients[i]))
			marks |= UINT64_C(1) << i;
	return marks;
}

static uint64_t marks_of(struct hr_log_programs *p, struct hr_span agent)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	if (agent.length > MEMO_LENGTH)
		return look(p, agent);
	for (size_t i = 0; i < agent.length; i++)
		hash = (hash ^ (uint8_t)agent.at[i]) * UINT64_C(1099511628211);
	struct memo *memo = &p->memos[(hash ^ hash >> 32) & (MEMO_SLOTS - 1)];
	if (memo->length != agent.length || memcmp(memo->text, agent.at, agent.length) != 0) {
		memo->length = agent.length;
		memo->marks = look(p, agent);
		memcpy(memo->text, agent.at, agent.length);
	}
	return memo->marks;
}

bool hr_log_programs_add(struct hr_log_programs *programs, struct hr_log_owner *owner, struct hr_span agent,
                         struct hr_span client, int64_t at)
{
	bool kept = true;
	if (agent.length == 0)
		return true;
	uint64_t marks = marks_of(programs, agent);
	owner->agents++;
	if (owner->agents_first == 0 || at < owner->agents_first)
		owner->agents_first = at;
	if (at > owner->agents_last)
		owner->agents_last = at;
	if (marks != 0 && !hr_log_clients_add(programs->clients, owner, client, at, marks, &kept))
		return false;
	owner->other_unable += !kept;
	return true;
}

/* The names of the rows, each once. */
static void name_programs(const struct hr_log_programs *p, uint64_t marks, struct hr_buffer *text)
{
	for (size_t i = 0; i < p->rows; i++) {
		const char *name = p->catalog->old_clients[i].name;
		if ((marks >> i & 1) == 0 || (text->length > 0 && strstr(text->data, name) != NULL))
			continue;
		hr_buffer_text(text, text->length > 0 ? ", " : "");
		hr_buffer_text(text, name);
	}
}

static bool tell_client(const struct hr_log_programs *p, struct hr_log_book *book, const struct hr_log_owner *owner,
                        const char *kind, const struct hr_log_client *client, struct hr_error *why)
{
	struct hr_buffer text = {.ceiling = 4096};
	const char *of = hr_arena_printf(p->arena, "%s %s", kind, client->name);
	name_programs(p, client->marks, &text);
	struct hr_observation seen = {
	        .of = of, .value = text.data, .at = client->last, .key = HR_FACT_CLIENTS_UNABLE, .seen = HR_PRESENT};
	bool good = of != NULL && !text.failed ? hr_log_book_fact(book, owner, &seen, why) : hr_fail_memory(why);
	hr_buffer_free(&text);
	return good;
}

static bool tell_owner(const struct hr_log_programs *p, struct hr_log_book *book, const struct hr_log_owner *owner,
                       const char *kind, struct hr_error *why)
{
	size_t count = 0;
	struct hr_log_client *clients = hr_log_clients_of(p->clients, owner, &count);
	struct hr_log_client others = {.name = "others"};
	struct hr_observation none = {
	        .of = kind, .at = owner->agents_last, .key = HR_FACT_CLIENTS_UNABLE, .seen = HR_ABSENT};
	if (clients == NULL)
		return hr_fail_memory(why);
	if (!hr_log_book_retire(book, owner, HR_FACT_CLIENTS_UNABLE, owner->agents_first, owner->agents_last, why))
		return false;
	if (count == 0 && owner->other_unable == 0)
		return hr_log_book_fact(book, owner, &none, why);
	for (size_t i = 0; i < count; i++) {
		if (i < HR_LOG_CLIENTS_TOLD) {
			if (!tell_client(p, book, owner, kind, &clients[i], why))
				return false;
			continue;
		}
		others.marks |= clients[i].marks;
		others.last = clients[i].last > others.last ? clients[i].last : others.last;
	}
	return others.marks == 0 || tell_client(p, book, owner, kind, &others, why);
}

bool hr_log_programs_tell(struct hr_log_programs *programs, struct hr_log_book *book, const char *kind,
                          struct hr_error *why)
{
	const struct hr_log_owner *owner = NULL;
	for (size_t i = 0; programs->rows > 0 && (owner = hr_log_book_owner(book, i)) != NULL; i++)
		if (owner->agents > 0 && !tell_owner(programs, book, owner, kind, why))
			return false;
	return true;
}

size_t hr_log_programs_clients(const struct hr_log_programs *programs)
{
	return hr_log_clients_count(programs->clients);
}
