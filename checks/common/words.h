/* Text that facts and directory entries hold, read without a C library. Nothing is changed, nothing kept. */
#ifndef HR_CHECKS_COMMON_WORDS_H
#define HR_CHECKS_COMMON_WORDS_H

#include "hybridready/check.h"

/* A piece of a longer text. */
struct hr_piece {
	const char *at;
	size_t length;
};

static inline char hr_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static inline size_t hr_length(const char *text)
{
	size_t n = 0;
	while (text[n] != '\0')
		n++;
	return n;
}

/* The next word of a list separated by spaces; *words moves behind it. False at the end. */
static inline bool hr_next_word(const char **words, struct hr_piece *word)
{
	while (**words == ' ')
		(*words)++;
	word->at = *words;
	while (**words != '\0' && **words != ' ')
		(*words)++;
	word->length = (size_t)(*words - word->at);
	return word->length > 0;
}

/* Does `text` begin with `start`, whatever the case of ASCII letters? */
static inline bool hr_begins(const char *text, const char *start)
{
	for (; *start != '\0'; text++, start++)
		if (hr_lower(*text) != hr_lower(*start))
			return false;
	return true;
}

static inline bool hr_ends(const char *text, const char *end)
{
	size_t n = hr_length(text), k = hr_length(end);
	return n >= k && hr_same_nocase(text + (n - k), end);
}

/* The first place where `part` stands in `text`, whatever the case; NULL if nowhere. */
static inline const char *hr_within(const char *text, const char *part)
{
	for (; *text != '\0'; text++)
		if (hr_begins(text, part))
			return text;
	return NULL;
}

static inline bool hr_piece_is(struct hr_piece piece, const char *text)
{
	size_t i = 0;
	while (i < piece.length && text[i] != '\0' && hr_lower(piece.at[i]) == hr_lower(text[i]))
		i++;
	return i == piece.length && text[i] == '\0';
}

/* The decimal at the start of `text`, which moves behind it; false, and nothing changed, if there is none up to `max`.
 */
static inline bool hr_read_number(const char **text, uint64_t max, uint64_t *number)
{
	const char *at = *text;
	uint64_t n = 0;
	if (*at < '0' || *at > '9')
		return false;
	for (; *at >= '0' && *at <= '9'; at++) {
		if (n > (max - (uint64_t)(*at - '0')) / 10)
			return false;
		n = n * 10 + (uint64_t)(*at - '0');
	}
	*text = at;
	*number = n;
	return true;
}

/* Is `host` what `pattern` of a certificate stands for? "*." stands for exactly one label (RFC 6125 6.4.3). */
static inline bool hr_covers(struct hr_piece pattern, const char *host)
{
	if (pattern.length > 2 && pattern.at[0] == '*' && pattern.at[1] == '.') {
		while (*host != '\0' && *host != '.')
			host++;
		pattern.at++;
		pattern.length--;
	}
	return *host != '\0' && hr_piece_is(pattern, host);
}

#endif
