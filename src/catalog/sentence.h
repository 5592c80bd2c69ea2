/* Sentences with places to fill in: "{server} no longer accepts {what}." */
#ifndef HR_CATALOG_SENTENCE_H
#define HR_CATALOG_SENTENCE_H

#include "base/arena.h"

/* What stands at {name}; a NULL value reads as "". */
struct hr_word {
	const char *name;
	const char *value;
};

/* `pattern` filled in, cut at 4,000 bytes. A place that no word names stays as it is. Owned by the arena; NULL: memory.
 */
const char *hr_sentence_fill(struct hr_arena *arena, const char *pattern, const struct hr_word *words, size_t count);

#endif
