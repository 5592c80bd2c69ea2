/*
 * What check modules are handed to say what they found. It is written down first and put into the report at the end: so
 * that a search can be taken back and run again, a computer's name be looked up later, and a discovery that fails
 * leaves the report as it was.
 */
#ifndef HR_DISCOVER_EMITTER_H
#define HR_DISCOVER_EMITTER_H

#include "discover/discover.h"

#define HR_NOTEBOOK_MAX ((size_t)8000000) /* things said by all modules about one source */

struct hr_emission;

struct hr_found {
	const char *name; /* host name as given or looked up; NULL: not known yet, or never */
	const char *computer_dn;
	const char *release;
	const char *roles;
	size_t index; /* in the report, once put there */
	enum hr_product product;
	bool in_report;
};

/* Zeroed but for what hr_emitter_open() sets. */
struct hr_notebook {
	struct hr_emitter face; /* what modules get; face.host is the notebook */
	struct hr_arena *arena;
	struct hr_emission *emissions;
	size_t count, capacity;
	enum hr_means by;
	bool failed; /* memory or a ceiling: `error` says so */
	struct hr_error error;
};

bool hr_notebook_open(struct hr_notebook *notebook, enum hr_means by, struct hr_error *why) HR_MUST_USE;
void hr_notebook_close(struct hr_notebook *notebook);

/* Takes back everything said after `count` emissions. */
void hr_notebook_rewind(struct hr_notebook *notebook, size_t count);

/* Did everything so far find its place? False with the first trouble. */
bool hr_notebook_ok(const struct hr_notebook *notebook, struct hr_error *why) HR_MUST_USE;

/* The servers named from `*place` on, one per call, with that place moved behind it; NULL at the end. */
struct hr_found *hr_notebook_next_server(struct hr_notebook *notebook, size_t *place);

/* Puts everything into the report. Servers without a name are left out with a notice, and refused names too. */
bool hr_notebook_commit(struct hr_notebook *notebook, struct hr_report *report, int64_t now,
                        struct hr_error *why) HR_MUST_USE;

#endif
