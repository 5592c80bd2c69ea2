/* From an opinion to the sentence a person reads. */
#ifndef HR_ENGINE_MESSAGE_H
#define HR_ENGINE_MESSAGE_H

#include "catalog/lang.h"
#include "engine/judge.h"

/* `pattern` with {found}, {wanted}, {server} and {detail} replaced; NULL values read as "". Owned by the arena; NULL:
 * memory. */
struct hr_words {
	const char *found;
	const char *wanted;
	const char *server;
	const char *detail;
};
const char *hr_message_fill(struct hr_arena *arena, const char *pattern, const struct hr_words *words);

/* The finding's message in the language; NULL: memory. */
const char *hr_message_make(struct hr_arena *arena, const struct hr_lang *lang, const struct hr_docket *at,
                            const struct hr_opinion *opinion);

#endif
