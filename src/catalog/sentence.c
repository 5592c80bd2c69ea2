#include "catalog/sentence.h"

#include <string.h>

#include "base/text.h"

#define SENTENCE_MAX ((size_t)4000)

static const struct hr_word *word_at(const struct hr_word *words, size_t count, const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i].name) == length && strncmp(words[i].name, name, length) == 0)
			return &words[i];
	return NULL;
}

const char *hr_sentence_fill(struct hr_arena *arena, const char *pattern, const struct hr_word *words, size_t count)
{
	struct hr_buffer text = {.ceiling = SENTENCE_MAX};
	while (*pattern != '\0') {
		size_t plain = strcspn(pattern, "{");
		hr_buffer_add(&text, pattern, plain);
		pattern += plain;
		const char *end = *pattern == '{' ? strchr(pattern, '}') : NULL;
		if (end == NULL) {
			hr_buffer_text(&text, pattern);
			break;
		}
		const struct hr_word *word = word_at(words, count, pattern + 1, (size_t)(end - pattern - 1));
		if (word == NULL)
			hr_buffer_add(&text, pattern, (size_t)(end - pattern + 1));
		else if (word->value != NULL)
			hr_buffer_text(&text, word->value);
		pattern = end + 1;
	}
	const char *filled = hr_arena_string(arena, text.data == NULL ? "" : text.data);
	hr_buffer_free(&text);
	return filled;
}
