#include "observe/log_clients.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS (HR_LOG_CLIENTS_MAX * 2) /* a power of two, never more than half full */
#define NAME_MAX_LENGTH ((size_t)253)

struct hr_log_clients {
	struct hr_arena *arena;
	struct hr_log_client *slots; /* name NULL = free */
	size_t count;
};

struct hr_log_clients *hr_log_clients_new(struct hr_arena *arena)
{
	struct hr_log_clients *clients = hr_arena_take(arena, sizeof *clients);
	if (clients == NULL)
		return NULL;
	clients->arena = arena;
	clients->slots = hr_arena_take(arena, SLOTS * sizeof *clients->slots);
	return clients->slots == NULL ? NULL : clients;
}

static uint64_t hash_of(const void *owner, struct hr_span text)
{
	uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)(uintptr_t)owner; /* FNV-1a */
	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ (uint8_t)text.at[i]) * UINT64_C(1099511628211);
	return hash ^ hash >> 32;
}

static struct hr_log_client *slot_of(struct hr_log_clients *clients, const void *owner, struct hr_span name)
{
	size_t at = (size_t)hash_of(owner, name) & (SLOTS - 1);
	for (;;) {
		struct hr_log_client *c = &clients->slots[at];
		if (c->name == NULL ||
		    (c->owner == owner && strlen(c->name) == name.length && memcmp(c->name, name.at, name.length) == 0))
			return c;
		at = (at + 1) & (SLOTS - 1);
	}
}

bool hr_log_clients_add(struct hr_log_clients *clients, const void *owner, struct hr_span name, int64_t at,
                        uint64_t marks, bool *kept)
{
	if (name.length > NAME_MAX_LENGTH)
		name.length = NAME_MAX_LENGTH;
	*kept = false;
	if (name.length == 0 || memchr(name.at, '\0', name.length) != NULL)
		return true;
	struct hr_log_client *c = slot_of(clients, owner, name);
	if (c->name == NULL) {
		if (clients->count == HR_LOG_CLIENTS_MAX)
			return true;
		char *copy = hr_arena_take(clients->arena, name.length + 1);
		if (copy == NULL)
			return false;
		memcpy(copy, name.at, name.length);
		*c = (struct hr_log_client){.owner = owner, .name = copy};
		clients->count++;
	}
	c->count++;
	c->marks |= marks;
	c->last = at > c->last ? at : c->last;
	*kept = true;
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct hr_log_client *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->name, y->name);
}

struct hr_log_client *hr_log_clients_of(struct hr_log_clients *clients, const void *owner, size_t *count)
{
	struct hr_log_client *own = hr_arena_take(clients->arena, (clients->count + 1) * sizeof *own);
	if (own == NULL)
		return NULL;
	*count = 0;
	for (size_t i = 0; i < SLOTS; i++)
		if (clients->slots[i].name != NULL && clients->slots[i].owner == owner)
			own[(*count)++] = clients->slots[i];
	qsort(own, *count, sizeof *own, compare);
	return own;
}

size_t hr_log_clients_count(const struct hr_log_clients *clients)
{
	return clients->count;
}
