/* Mappers of a check module, fed with entries written as text. */
#ifndef HR_TESTS_MAPPER_H
#define HR_TESTS_MAPPER_H

#include "checks_support/judge.h"

#define MAPPED_MAX 65536

/* What the mapper said, one line per call of the emitter: "ex01.contoso.com: endpoint - 443 https back-end". */
struct mapped {
	char text[MAPPED_MAX];
	bool known; /* what map_entry returned */
};

/*
 * Feeds one entry to hybridready_module. `lines` holds the DN and then "attribute: value"; "attribute:: hex" gives
 * bytes. Lines of the result:
 *
 *   NAME: server PRODUCT RELEASE ROLES     (of a server known by DN only, NAME is the DN)
 *   NAME: place DN SITE
 *   NAME: endpoint HOST PORT SERVICE PURPOSE
 *   NAME: fact KEY[/OF] SEEN VALUE         (NAME "organisation" without a server)
 *   NAME: certificate OF LENGTH
 *   organisation: notice ID DETAIL
 *   organisation: count KEY[/OF]
 *
 * An empty word is "-".
 */
void map_lines(const char *search, const char *lines, struct mapped *mapped);

/* Fails unless each of the lines (separated by '\n') was said; `not_said` is text that must not occur at all, or NULL.
 */
void expect_mapped(const struct mapped *mapped, const char *lines, const char *not_said);

struct map_row {
	const char *search;
	const char *entry;
	const char *said;     /* lines, or "" */
	const char *not_said; /* or NULL */
	bool unknown;         /* map_entry must return false */
};

void map_rows(const struct map_row *rows, size_t count);

#endif
