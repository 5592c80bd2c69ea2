/*
 * Distinguished names of certificates in two spellings: Exchange's "<I>issuer<S>subject", as .NET writes names, against
 * RFC 4514, as facts hold them. Same order of parts; spaces, quotes, escapes and S for ST differ.
 */
#ifndef HR_CHECKS_COMMON_NAMES_H
#define HR_CHECKS_COMMON_NAMES_H

#include "common/words.h"

enum hr_likeness {
	HR_LIKENESS_UNSURE = 0, /* the common names are the same, the rest is spelled otherwise */
	HR_LIKENESS_SAME,
	HR_LIKENESS_OTHER, /* a common name differs */
};

/* The next character that counts: spaces, quotes and backslashes do not. '\0' at the end. */
static inline char hr_next_significant(struct hr_piece *name)
{
	while (name->length > 0) {
		char c = hr_lower(*name->at);
		name->at++;
		name->length--;
		if (c != ' ' && c != '"' && c != '\\')
			return c;
	}
	return '\0';
}

static inline bool hr_same_name(struct hr_piece a, struct hr_piece b)
{
	char before = ',';
	for (;;) {
		char x = hr_next_significant(&a), y = hr_next_significant(&b);
		/* Province: "S=" in .NET, "ST=" in RFC 4514. */
		if (before == 's' && x != y && (x == 't' || y == 't')) {
			if (x == 't')
				x = hr_next_significant(&a);
			else
				y = hr_next_significant(&b);
			if (x != '=')
				return false;
		}
		if (x != y)
			return false;
		if (x == '\0')
			return true;
		before = x;
	}
}

/* The value of the first CN, as it is written; empty if there is none. */
static inline struct hr_piece hr_common_name(struct hr_piece name)
{
	for (size_t i = 0; i + 3 <= name.length; i++) {
		bool starts = i == 0 || name.at[i - 1] == ',' || name.at[i - 1] == ' ' || name.at[i - 1] == '+';
		if (!starts || !hr_begins(name.at + i, "CN="))
			continue;
		struct hr_piece value = {.at = name.at + i + 3};
		bool quoted = false;
		for (size_t k = i + 3; k < name.length; k++) {
			char c = name.at[k];
			quoted = c == '"' ? !quoted : quoted;
			if (!quoted && (c == ',' || c == '+') && name.at[k - 1] != '\\')
				break;
			value.length++;
		}
		return value;
	}
	return (struct hr_piece){.at = ""};
}

static inline enum hr_likeness hr_compare_names(struct hr_piece a, struct hr_piece b)
{
	if (a.length == 0 || b.length == 0)
		return HR_LIKENESS_UNSURE;
	if (hr_same_name(a, b))
		return HR_LIKENESS_SAME;
	struct hr_piece x = hr_common_name(a), y = hr_common_name(b);
	if (x.length == 0 || y.length == 0 || hr_same_name(x, y))
		return HR_LIKENESS_UNSURE;
	return HR_LIKENESS_OTHER;
}

/* Is `text`, "<I>issuer<S>subject", the certificate with that issuer and subject? */
static inline enum hr_likeness hr_compare_certificate(const char *text, const char *issuer, const char *subject)
{
	const char *s = hr_within(text, "<S>");
	if (!hr_begins(text, "<I>") || s == NULL)
		return HR_LIKENESS_UNSURE;
	struct hr_piece i = {.at = text + 3, .length = (size_t)(s - text) - 3};
	struct hr_piece j = {.at = s + 3, .length = hr_length(s + 3)};
	enum hr_likeness by_issuer = hr_compare_names(i, (struct hr_piece){.at = issuer, .length = hr_length(issuer)});
	enum hr_likeness by_subject =
	        hr_compare_names(j, (struct hr_piece){.at = subject, .length = hr_length(subject)});

	if (by_issuer == HR_LIKENESS_OTHER || by_subject == HR_LIKENESS_OTHER)
		return HR_LIKENESS_OTHER;
	return by_issuer == HR_LIKENESS_SAME && by_subject == HR_LIKENESS_SAME ? HR_LIKENESS_SAME : HR_LIKENESS_UNSURE;
}

#endif
