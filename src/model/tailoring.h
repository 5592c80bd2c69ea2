/*
 * What an organisation decided about the judging: rules that do not count, severities, which phase of the change a
 * server is in, what is expected of it, and which findings are waived until when. It is read from a file
 * (catalog/tailoring.h), used by the engine, and stands in the report whole, so that nobody has to ask what was left
 * out. docs/tailoring.md is for people, docs/adr/0011-waivers-change-no-outcome.md says why.
 */
#ifndef HR_MODEL_TAILORING_H
#define HR_MODEL_TAILORING_H

#include "base/arena.h"
#include "base/error.h"
#include "hybridready/check.h"

#define HR_TAILORING_ROWS_MAX ((size_t)5000) /* of each kind */

#define HR_EXPECTED                                                                                                    \
	"expected." /* rule of a finding about an expectation: this, and the fact's key or the rule's id               \
	             */

/* TLS 1.0 and 1.1 are still being made superfluous, or are meant to be off already. */
enum hr_legacy_phase { HR_LEGACY_ALLOWED = 0, HR_LEGACY_FORBIDDEN };

/* What became of a row in a run. */
enum hr_standing {
	HR_STANDING_UNUSED = 0, /* it names something of the inventory, and changed nothing */
	HR_STANDING_USED,
	HR_STANDING_EXPIRED,    /* its last day was over when the run was: it counts no more */
	HR_STANDING_NO_SUBJECT, /* the inventory holds nothing of that name */
};

/* A rule that does not count, or counts with another severity. */
struct hr_adjustment {
	const char *rule;
	const char *why;
	enum hr_severity severity, was; /* equal where the severity was not changed */
	bool off, graded;               /* graded: `severity` is the file's */
	unsigned line;                  /* of the file; 0 once it stands in a report */
};

/* The phase of one server, where it is not the organisation's. */
struct hr_server_phase {
	const char *about; /* id or name of a server */
	enum hr_legacy_phase phase;
	enum hr_standing standing;
	unsigned line;
};

/* What is to be seen of a server or endpoint: a fact, or the outcome of a rule. */
struct hr_expectation {
	const char *about; /* id or name of a server, or id of an endpoint */
	const char *rule;  /* "" = `key` and `seen` count, else `outcome` */
	const char *why;
	int64_t until; /* its last day, 00:00 UTC; 0 = for good */
	enum hr_fact_key key;
	enum hr_seen seen;
	enum hr_outcome outcome;
	enum hr_question question;
	enum hr_standing standing;
	unsigned line;
};

/* Findings that somebody answers for until a day. */
struct hr_waiver {
	const char *rule;
	const char *about; /* id or name of a server (its endpoints too), id of an endpoint, or "organisation" */
	const char *who;
	const char *why;
	int64_t until;     /* its last day, 00:00 UTC */
	unsigned findings; /* how many it covers that are not ready or unknown */
	enum hr_standing standing;
	unsigned line;
};

struct hr_tailoring {
	struct hr_arena *arena;
	const char *file;   /* its name, without folders */
	const char *sha256; /* of its bytes, lower-case hex */
	const char *title;
	enum hr_legacy_phase phase; /* of every server without one of its own */
	struct hr_adjustment *adjustments;
	size_t adjustment_count, adjustment_capacity;
	struct hr_server_phase *phases;
	size_t phase_count, phase_capacity;
	struct hr_expectation *expectations;
	size_t expectation_count, expectation_capacity;
	struct hr_waiver *waivers;
	size_t waiver_count, waiver_capacity;
};

/*
 * A tailoring without rows. Everything in it is owned by the arena; texts are made printable and capped. NULL: memory
 * is out.
 */
struct hr_tailoring *hr_tailoring_new(struct hr_arena *arena, const char *file, const char *sha256, const char *title,
                                      enum hr_legacy_phase phase);

/* Each adds a copy of the row. False: HR_E_LIMIT or memory. */
bool hr_tailoring_add_adjustment(struct hr_tailoring *tailoring, const struct hr_adjustment *row,
                                 struct hr_error *why) HR_MUST_USE;
bool hr_tailoring_add_phase(struct hr_tailoring *tailoring, const struct hr_server_phase *row,
                            struct hr_error *why) HR_MUST_USE;
bool hr_tailoring_add_expectation(struct hr_tailoring *tailoring, const struct hr_expectation *row,
                                  struct hr_error *why) HR_MUST_USE;
bool hr_tailoring_add_waiver(struct hr_tailoring *tailoring, const struct hr_waiver *row,
                             struct hr_error *why) HR_MUST_USE;

/* The same in another arena; NULL: memory. */
struct hr_tailoring *hr_tailoring_copy(const struct hr_tailoring *tailoring, struct hr_arena *arena);

/* Does `about` name that server, or that endpoint of it? Exactly: an id, or a server's whole name in any case. */
bool hr_tailoring_names(const char *about, const struct hr_server *server, const struct hr_endpoint *endpoint);

/* Is the day of `until` over at `now`? Never for 0. */
bool hr_tailoring_is_over(int64_t until, int64_t now);

/* The row of that rule, or NULL; the phase of that server (NULL: the organisation). `tailoring` may be NULL. */
const struct hr_adjustment *hr_tailoring_adjustment(const struct hr_tailoring *tailoring, const char *rule);
enum hr_legacy_phase hr_tailoring_phase(const struct hr_tailoring *tailoring, const struct hr_server *server);

#endif
