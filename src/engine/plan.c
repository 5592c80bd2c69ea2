#include "engine/plan.h"

#include <string.h>

#define EXTRACTS_MAX ((size_t)64)
#define PATHS_MAX ((size_t)32)
#define TASKS_MAX ((size_t)1000000)

/* A task while asks are still being added to it. */
struct draft {
	struct hr_task task;
	const char **about;
	size_t about_capacity;
	struct hr_http_ask *http;
	size_t http_capacity;
	struct hr_extract *extracts[PATHS_MAX];
	size_t extract_capacity[PATHS_MAX];
};

struct drafts {
	struct draft *at;
	size_t count, capacity;
	uint32_t *slots; /* open hash of host, port and service: index + 1 */
	size_t slot_count;
};

static bool applies(const struct hr_ask *ask, const struct hr_server *server, const struct hr_endpoint *endpoint)
{
	return (ask->products == 0 || (ask->products & HR_ON(server->product)) != 0) &&
	       (ask->service == HR_SERVICE_ANY || ask->service == endpoint->service) &&
	       (ask->role == NULL || hr_has_role(server, ask->role)) &&
	       (ask->purpose == NULL || strcmp(ask->purpose, endpoint->purpose) == 0);
}

static size_t hash(const struct hr_endpoint *endpoint)
{
	uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
	for (const char *c = endpoint->host; *c != '\0'; c++)
		h = (h ^ (unsigned char)*c) * UINT64_C(1099511628211);
	h = (h ^ endpoint->port) * UINT64_C(1099511628211);
	return (size_t)((h ^ (unsigned)endpoint->service) * UINT64_C(1099511628211));
}

/* The draft for that host, port and service, made if it is not there. NULL: memory. */
static struct draft *draft_for(struct drafts *drafts, const struct hr_endpoint *endpoint, struct hr_arena *arena)
{
	size_t slot = hash(endpoint) & (drafts->slot_count - 1);
	for (; drafts->slots[slot] != 0; slot = (slot + 1) & (drafts->slot_count - 1)) {
		struct draft *draft = &drafts->at[drafts->slots[slot] - 1];
		if (draft->task.port == endpoint->port && draft->task.service == endpoint->service &&
		    strcmp(draft->task.host, endpoint->host) == 0)
			return draft;
	}
	struct draft *grown =
	        hr_arena_grow(arena, drafts->at, drafts->count, &drafts->capacity, sizeof *grown, TASKS_MAX);
	if (grown == NULL)
		return NULL;
	drafts->at = grown;
	struct draft *fresh = &grown[drafts->count++];
	*fresh = (struct draft){.task = {.host = endpoint->host, .port = endpoint->port, .service = endpoint->service}};
	drafts->slots[slot] = (uint32_t)drafts->count;
	return fresh;
}

static bool same_extract(const struct hr_extract *a, const struct hr_extract *b)
{
	return a->from == b->from && a->key == b->key &&
	       strcmp(a->begin ? a->begin : "", b->begin ? b->begin : "") == 0 &&
	       strcmp(a->end ? a->end : "", b->end ? b->end : "") == 0;
}

static bool add_extracts(struct draft *draft, size_t path, const struct hr_ask *ask, struct hr_arena *arena)
{
	struct hr_http_ask *http = &draft->http[path];
	for (size_t i = 0; i < ask->extract_count; i++) {
		size_t k = 0;
		while (k < http->extract_count && !same_extract(&http->extracts[k], &ask->extracts[i]))
			k++;
		if (k < http->extract_count)
			continue;
		struct hr_extract *grown = hr_arena_grow(arena, draft->extracts[path], http->extract_count,
		                                         &draft->extract_capacity[path], sizeof *grown, EXTRACTS_MAX);
		if (grown == NULL)
			return false;
		grown[http->extract_count++] = ask->extracts[i];
		draft->extracts[path] = grown;
		http->extracts = grown;
	}
	return true;
}

static bool add_http(struct draft *draft, const struct hr_ask *ask, struct hr_arena *arena)
{
	size_t i = 0;
	while (i < draft->task.http_count && strcmp(draft->http[i].path, ask->path) != 0)
		i++;
	if (i == draft->task.http_count) {
		struct hr_http_ask *grown = hr_arena_grow(arena, draft->http, draft->task.http_count,
		                                          &draft->http_capacity, sizeof *grown, PATHS_MAX);
		if (grown == NULL)
			return false;
		grown[draft->task.http_count++] = (struct hr_http_ask){.path = ask->path};
		draft->http = grown;
		draft->task.http = grown;
	}
	return add_extracts(draft, i, ask, arena);
}

static bool add_about(struct draft *draft, const char *id, struct hr_arena *arena)
{
	size_t count = draft->task.about_count;
	if (count > 0 && strcmp(draft->about[count - 1], id) == 0)
		return true;
	const char **grown =
	        hr_arena_grow(arena, draft->about, count, &draft->about_capacity, sizeof *grown, HR_SERVERS_MAX);
	if (grown == NULL)
		return false;
	grown[count] = id;
	draft->about = grown;
	draft->task.about = grown;
	draft->task.about_count++;
	return true;
}

static bool plan_endpoint(struct drafts *drafts, const struct hr_modules *modules, const struct hr_server *server,
                          const struct hr_endpoint *endpoint, struct hr_arena *arena)
{
	for (size_t m = 0; m < hr_modules_count(modules); m++) {
		const struct hr_module *module = hr_modules_at(modules, m);
		for (size_t i = 0; i < module->ask_count; i++) {
			const struct hr_ask *ask = &module->asks[i];
			if (!applies(ask, server, endpoint))
				continue;
			struct draft *draft = draft_for(drafts, endpoint, arena);
			if (draft == NULL || !add_about(draft, endpoint->id, arena))
				return false;
			draft->task.tls |= ask->kind == HR_ASK_TLS;
			draft->task.sip |= ask->kind == HR_ASK_SIP;
			if (ask->kind == HR_ASK_HTTP && !add_http(draft, ask, arena))
				return false;
		}
	}
	return true;
}

bool hr_plan_tasks(const struct hr_report *report, const struct hr_modules *modules, struct hr_arena *arena,
                   struct hr_tasks *tasks, struct hr_error *why)
{
	const struct hr_organisation *o = &report->organisation;
	size_t endpoints = 0;
	for (size_t s = 0; s < o->server_count; s++)
		endpoints += o->servers[s].endpoint_count;
	struct drafts drafts = {.slot_count = 16};
	while (drafts.slot_count < endpoints * 2)
		drafts.slot_count *= 2;
	drafts.slots = hr_arena_take(arena, drafts.slot_count * sizeof *drafts.slots);
	if (drafts.slots == NULL)
		return hr_fail_memory(why);
	for (size_t s = 0; s < o->server_count; s++)
		for (size_t e = 0; e < o->servers[s].endpoint_count; e++)
			if (!plan_endpoint(&drafts, modules, &o->servers[s], &o->servers[s].endpoints[e], arena))
				return hr_fail_memory(why);
	struct hr_task *list = hr_arena_take(arena, (drafts.count + 1) * sizeof *list);
	if (list == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < drafts.count; i++)
		list[i] = drafts.at[i].task;
	*tasks = (struct hr_tasks){.at = list, .count = drafts.count};
	return true;
}
