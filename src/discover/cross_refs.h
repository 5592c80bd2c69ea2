/* The forest's list of its domains: crossRef objects below CN=Partitions. */
#ifndef HR_DISCOVER_CROSS_REFS_H
#define HR_DISCOVER_CROSS_REFS_H

#include "base/arena.h"
#include "discover/directory.h"

struct hr_cross_ref {
	const char *dn;     /* nCName */
	const char *normal; /* of it */
	const char *dns;    /* dnsRoot */
};

struct hr_cross_refs {
	struct hr_cross_ref *list; /* of domains only */
	size_t count, capacity;
};

/* Reads them; a directory without any gives none. Strings are the arena's. */
bool hr_cross_refs_read(const struct hr_directory *directory, struct hr_arena *arena, struct hr_cross_refs *refs,
                        struct hr_error *why) HR_MUST_USE;

/* Says that this domain was not read, and why: a notice, and the fact directory.domain failed. */
void hr_cross_refs_not_read(const struct hr_emitter *say, const struct hr_cross_ref *ref, const char *reason);

#endif
