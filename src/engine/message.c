#include "engine/message.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "catalog/sentence.h"
#include "model/names.h"

#define FOUND_MAX 400 /* a list of suites is in the evidence; the sentence shows its beginning */

const char *hr_message_fill(struct hr_arena *arena, const char *pattern, const struct hr_words *words)
{
	const struct hr_word named[] = {{"found", words->found},
	                                {"wanted", words->wanted},
	                                {"server", words->server},
	                                {"detail", words->detail}};
	return hr_sentence_fill(arena, pattern, named, HR_COUNT(named));
}

/* What was found, in a few words: the judge's own, else the value of the fact, else how it was not seen. */
static const char *found_words(struct hr_arena *arena, const struct hr_opinion *opinion)
{
	const struct hr_fact *fact = opinion->fact;
	if (*opinion->found != '\0')
		return opinion->found;
	if (fact == NULL)
		return "";
	if (*fact->value != '\0')
		return hr_text_printable(arena, fact->value, strlen(fact->value), FOUND_MAX);
	return hr_seen_name(fact->seen);
}

static const char *pattern_for(const struct hr_lang *lang, const struct hr_docket *at, const struct hr_opinion *opinion,
                               char part[static 96])
{
	const char *outcome = hr_outcome_name(opinion->outcome);
	if (*opinion->why != '\0') {
		struct hr_buffer name = {.ceiling = 95};
		hr_buffer_printf(&name, "%s/%s", outcome, opinion->why);
		if (!name.failed)
			memcpy(part, name.data, name.length + 1);
		hr_buffer_free(&name);
		if (!name.failed && *hr_lang_text(lang, "rule", at->rule->id, part) != '\0')
			return hr_lang_text(lang, "rule", at->rule->id, part);
	}
	const char *pattern = hr_lang_text(lang, "rule", at->rule->id, outcome);
	/* A module of somebody else's may come without texts; its verdict is still told. */
	return *pattern != '\0' ? pattern : hr_lang_text(lang, "ui", "message", outcome);
}

const char *hr_message_make(struct hr_arena *arena, const struct hr_lang *lang, const struct hr_docket *at,
                            const struct hr_opinion *opinion)
{
	char part[96] = "";
	struct hr_words words = {.found = found_words(arena, opinion),
	                         .wanted = opinion->wanted,
	                         .server = at->endpoint != NULL ? at->endpoint->host
	                                   : at->server != NULL ? at->server->name
	                                                        : "",
	                         .detail = opinion->fact != NULL ? opinion->fact->of : ""};
	/* "... is not known: ." would look like a mistake of ours. */
	if (words.found == NULL || *words.found == '\0')
		words.found = hr_lang_text(lang, "ui", "nothing", "text");
	const char *message = hr_message_fill(arena, pattern_for(lang, at, opinion, part), &words);
	if (message != NULL && opinion->outcome == HR_UNKNOWN && at->rule->evidence != NULL) {
		words.detail = hr_lang_text(lang, "evidence", at->rule->evidence, "title");
		const char *more = hr_message_fill(arena, hr_lang_text(lang, "ui", "settle", "text"), &words);
		message = more == NULL ? NULL : hr_arena_printf(arena, "%s %s", message, more);
	}
	if (message != NULL && opinion->unverified)
		message = hr_arena_printf(arena, "%s %s", message, hr_lang_text(lang, "ui", "unverified", "text"));
	return message;
}
