/*
 * A part of the inventory: shard i of n, so that several machines can share the looking. Which server is in which shard
 * follows from its name alone, the same on every machine and in every version of the program.
 */
#ifndef HR_MODEL_SHARD_H
#define HR_MODEL_SHARD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define HR_SHARDS_MAX 1000

struct hr_shard {
	unsigned number; /* from 1 */
	unsigned count;  /* 0: no shard, all of it */
};

/* "2/3". False, and nothing changed, for anything else: 0/3, 4/3, more than HR_SHARDS_MAX. */
bool hr_shard_parse(const char *text, struct hr_shard *shard) HR_MUST_USE;

/*
 * Is the server of that name in it? By name and not by id: a machine with two products is in one shard, so that it is
 * not asked by two at once. FNV-1a of 64 bits (draft-eastlake-fnv), its halves folded, modulo the count.
 */
bool hr_shard_has(const struct hr_shard *shard, const char *server_name);

struct hr_shards {
	struct hr_shard at[HR_SHARDS_MAX]; /* by count, then number; each once */
	size_t count;
};

/* What several runs cover together. Zero it, add each run, ask. */
struct hr_cover {
	struct hr_shards all;   /* shards that were begun */
	struct hr_shards whole; /* those that came to their end */
	bool torn;              /* a run without shards did not */
	bool overfull;          /* more shards than fit: nobody can tell */
};

/*
 * A run: its run/@shard and run/@complete. More than one shard: it was merged, and they all came to their end; its
 * `complete` says only that others are missing.
 */
void hr_cover_add(struct hr_cover *cover, const char *shards, bool complete);

/*
 * The run/@shard and run/@complete of all of them as one report: no shards once none is missing. False: memory.
 * *missing: the shards that are, separated by spaces. Texts are owned by the arena.
 */
bool hr_cover_tell(const struct hr_cover *cover, struct hr_arena *arena, const char **shards, bool *complete,
                   const char **missing) HR_MUST_USE;

#endif
