/* Clients that logs show below TLS 1.2, per machine, up to a ceiling: how often, and when last. */
#ifndef HR_OBSERVE_LOG_CLIENTS_H
#define HR_OBSERVE_LOG_CLIENTS_H

#include "base/arena.h"
#include "parse/log_text.h"

#define HR_LOG_CLIENTS_MAX ((size_t)65536) /* kept one by one, over all machines */

struct hr_log_client {
	const void *owner; /* whose client */
	const char *name;  /* its address as the log has it; owned by the arena */
	uint64_t count;
	uint64_t marks; /* of all its connections */
	int64_t last;
};

struct hr_log_clients;

/* An empty table in the arena; NULL if memory is out. */
struct hr_log_clients *hr_log_clients_new(struct hr_arena *arena);

/* Counts a connection and adds the marks (bits, as the caller likes). *kept false: the table is full, and the caller
 * counts it as one of the others. */
bool hr_log_clients_add(struct hr_log_clients *clients, const void *owner, struct hr_span name, int64_t at,
                        uint64_t marks, bool *kept);

/*
 * The owner's clients, the busiest first, in a new array of the arena; NULL if memory is out. To be called after the
 * last was added.
 */
struct hr_log_client *hr_log_clients_of(struct hr_log_clients *clients, const void *owner, size_t *count);

size_t hr_log_clients_count(const struct hr_log_clients *clients);

#endif
