/* Memory that lives as long as one report and is given back at once. */
#ifndef HR_BASE_ARENA_H
#define HR_BASE_ARENA_H

#include <stddef.h>

#include "base/error.h"

struct hr_arena;

/* A new arena that gives out at most `ceiling` bytes in all (0 = no ceiling); NULL if memory is out. Free it with
 * hr_arena_free(). */
struct hr_arena *hr_arena_new(size_t ceiling);

/* Frees the arena and all that was taken from it. NULL is allowed. */
void hr_arena_free(struct hr_arena *arena);

/* Zeroed memory, aligned for any type, owned by the arena; NULL if memory or the ceiling is out. size 0 gives a valid
 * pointer. */
void *hr_arena_take(struct hr_arena *arena, size_t size);

/* A copy of the first `length` bytes and a NUL; NULL if memory is out. */
char *hr_arena_copy(struct hr_arena *arena, const char *bytes, size_t length);

/* A copy of a string; NULL if memory is out. */
char *hr_arena_string(struct hr_arena *arena, const char *string);

/* printf into the arena; NULL if memory is out. */
char *hr_arena_printf(struct hr_arena *arena, const char *format, ...) HR_PRINTF(2, 3);

/*
 * Room for one more element in an array of the arena: returns the array, moved if it had to grow, and updates
 * *capacity. The old place stays valid but stale. NULL if memory is out or `count` has reached `ceiling`.
 */
void *hr_arena_grow(struct hr_arena *arena, void *array, size_t count, size_t *capacity, size_t element,
                    size_t ceiling);

/* Bytes given out so far. */
size_t hr_arena_used(const struct hr_arena *arena);

#endif
