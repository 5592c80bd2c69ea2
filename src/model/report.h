/*
 * The one document in memory: run, inventory, evidence, findings, plan and verdict. Every string is owned by the
 * report's arena, printable UTF-8 and never NULL; whoever adds text from outside adds it through these functions, which
 * make it so.
 */
#ifndef HR_MODEL_REPORT_H
#define HR_MODEL_REPORT_H

#include "base/arena.h"
#include "base/error.h"
#include "hybridready/check.h"
#include "model/tailoring.h"
#include "model/timeline.h"

/* Ceilings. A directory or a file that exceeds one gets a clear error; nothing is dropped in silence. */
#define HR_SERVERS_MAX ((size_t)20000)
#define HR_ENDPOINTS_MAX ((size_t)64) /* per server */
#define HR_FACTS_MAX ((size_t)4000000)
#define HR_FINDINGS_MAX ((size_t)2000000)
#define HR_VALUE_MAX ((size_t)32768) /* bytes of one fact's value: 370 suites of one version fit */
#define HR_NAME_MAX ((size_t)1024)   /* bytes of a name, DN, `of` or other short text */

#define HR_ORGANISATION "organisation" /* `about` of facts and findings that are about all of it */

struct hr_run {
	const char *id;       /* any unique word */
	const char *tool;     /* "hybridready 0.1.0" */
	const char *catalog;  /* date of the catalog that judged, YYYY-MM-DD; "" before assess */
	const char *cloud;    /* worldwide ... */
	const char *language; /* en, nl */
	const char *shard;    /* shards that were looked at, "2/3", or "" for all of it (model/shard.h) */
	int64_t started;
	int64_t finished; /* 0 = not yet */
	bool complete;    /* every stage that was asked for ended */
};

struct hr_source {
	const char *kind; /* ldap, ldif, topology, servers */
	const char *uri;  /* or file name */
	const char *base; /* naming contexts read, or "" */
};

/* Something the reader must know that no rule says. */
struct hr_notice {
	const char *id;     /* text id in reports/lang */
	const char *about;  /* subject id, or "" */
	const char *detail; /* or "" */
};

/* A server while it is being collected; hr_report_index() makes the hr_server view of it. */
struct hr_server_record {
	struct hr_server view;
	struct hr_endpoint *endpoints;
	size_t endpoint_capacity;
};

struct hr_finding {
	const char *rule;
	const char *about; /* subject id */
	const char *fact;  /* id of the deciding fact, or "" */
	const char *why;   /* variant, or "" */
	const char *message;
	const char *remedy;   /* id, or "" */
	const char *evidence; /* id of what would settle it, or "" */
	enum hr_question question;
	enum hr_severity severity;
	enum hr_outcome outcome;
	bool unverified;
	unsigned waiver; /* number of the tailoring's waiver that covers it, from 1; 0 = none */
	bool off;        /* its rule does not count, says the tailoring */
};

struct hr_step {
	unsigned n;
	const char *about;  /* subject id */
	const char *remedy; /* id */
	const char *after;  /* numbers of the steps that must come first, space-separated, or "" */
	const char *rules;  /* rules it settles, space-separated */
	const char *detail; /* what it is about beyond `about`: names of SQL servers ..., or "" */
	bool certain;       /* false: not known to be needed; find that out first */
};

/* What a step will change in which finding, if it goes as it should. */
struct hr_effect {
	unsigned step; /* its number */
	const char *rule;
	const char *about; /* subject id */
	enum hr_outcome from, to;
};

/* Evidence that only the owner can bring. */
struct hr_request {
	const char *about;
	const char *evidence; /* id */
	const char *rules;    /* rules that wait for it, space-separated */
};

/* Texts that a reader of the report needs, so that it stands alone: of rules, remedies and kinds of evidence. */
struct hr_legend {
	const char *kind; /* rule, remedy, evidence, notice */
	const char *id;
	const char *title;
	const char *text;   /* rule: explanation; remedy: how; evidence: how to bring it */
	const char *verify; /* remedy only, else "" */
	const char *undo;   /* remedy only, else "" */
	const char *source; /* URL or document, or "" */
};

struct hr_report {
	struct hr_arena *arena;
	struct hr_run run;
	struct hr_source *sources;
	size_t source_count, source_capacity;
	struct hr_notice *notices;
	size_t notice_count, notice_capacity;
	struct hr_server_record *servers;
	size_t server_count, server_capacity;
	struct hr_fact *facts;
	size_t fact_count, fact_capacity;
	struct hr_finding *findings;
	size_t finding_count, finding_capacity;
	struct hr_step *steps;
	size_t step_count, step_capacity;
	struct hr_effect *effects; /* in the order of the steps */
	size_t effect_count, effect_capacity;
	struct hr_request *requests;
	size_t request_count, request_capacity;
	struct hr_legend *legends;
	size_t legend_count, legend_capacity;
	enum hr_outcome verdicts[2]; /* by hr_question; unknown until assessed */
	bool assessed;
	struct hr_tailoring *tailoring;      /* that it was judged with; NULL = none */
	struct hr_timeline timeline;         /* of the last watch */
	struct hr_organisation organisation; /* made by hr_report_index() */
};

/* An empty report, or false if memory is out. Free with hr_report_free(). */
bool hr_report_new(struct hr_report **report, struct hr_error *why) HR_MUST_USE;
void hr_report_free(struct hr_report *report);

bool hr_report_add_source(struct hr_report *report, const char *kind, const char *uri, const char *base,
                          struct hr_error *why) HR_MUST_USE;

/* The same notice (id, about, detail) is kept once. */
bool hr_report_add_notice(struct hr_report *report, const char *id, const char *about, const char *detail,
                          struct hr_error *why) HR_MUST_USE;

/*
 * The server of that product and name: a new one, or the one already there, whose roles (words) are joined and whose
 * release, site and dn are filled in where they were empty. The name is lower-cased and a trailing dot removed.
 * *index is its place in report->servers (places do not change until hr_report_index()). False: the name is no host
 * name (HR_E_FORMAT), a ceiling (HR_E_LIMIT), or memory.
 */
bool hr_report_add_server(struct hr_report *report, enum hr_product product, const char *name, const char *release,
                          const char *roles, size_t *index, struct hr_error *why) HR_MUST_USE;
bool hr_report_place_server(struct hr_report *report, size_t index, const char *dn, const char *site,
                            struct hr_error *why) HR_MUST_USE;

/* The endpoint host:port/service of that server, new or already there; host NULL or "" = the server's name. */
bool hr_report_add_endpoint(struct hr_report *report, size_t server, const char *host, uint16_t port,
                            enum hr_service service, const char *purpose, struct hr_error *why) HR_MUST_USE;

/* What is seen, before it has an id. Strings are borrowed and may be hostile; the length of `value` is capped. */
struct hr_observation {
	const char *about;
	const char *of;    /* NULL = "" */
	const char *value; /* NULL = "" */
	int64_t at;
	enum hr_fact_key key;
	enum hr_seen seen;
	enum hr_means by;
};

/*
 * Adds a fact. One with the same about, key, of and means replaces the earlier one at hr_report_index() (the later
 * wins). Its value is made printable; a BUILD, NUMBER, TIME or FLAG that cannot be read as one becomes seen=failed.
 */
bool hr_report_add_fact(struct hr_report *report, const struct hr_observation *seen, struct hr_error *why) HR_MUST_USE;

/*
 * Sorts servers by id, endpoints by id and facts by (about, key, of, means), drops replaced facts, gives facts their
 * ids, and sets up report->organisation so that judges can be run. To be called after adding and before judging or
 * writing; may be called again. Places of servers change.
 */
bool hr_report_index(struct hr_report *report, struct hr_error *why) HR_MUST_USE;

bool hr_report_add_finding(struct hr_report *report, const struct hr_finding *finding,
                           struct hr_error *why) HR_MUST_USE;
bool hr_report_add_step(struct hr_report *report, const struct hr_step *step, struct hr_error *why) HR_MUST_USE;
/* Of the step that was added last. */
bool hr_report_add_effect(struct hr_report *report, const struct hr_effect *effect, struct hr_error *why) HR_MUST_USE;
bool hr_report_add_request(struct hr_report *report, const struct hr_request *request,
                           struct hr_error *why) HR_MUST_USE;
bool hr_report_add_legend(struct hr_report *report, const struct hr_legend *legend, struct hr_error *why) HR_MUST_USE;

/* What was seen that became this fact; strings are borrowed from it. */
struct hr_observation hr_observation_of(const struct hr_fact *fact);

/*
 * A new report with the run, inventory, notices and timeline of `from`, and of its facts those that `keep` wants; not
 * what assess makes. It is not indexed yet. False: memory.
 */
bool hr_report_copy(const struct hr_report *from, bool (*keep)(void *context, const struct hr_fact *fact),
                    void *context, struct hr_report **copy, struct hr_error *why) HR_MUST_USE;

/* Forgets findings, plan, requests, legends and verdicts: what assess makes again. */
void hr_report_clear_assessment(struct hr_report *report);

/* The order of facts in an indexed report, by about, key, of and means: 0 for two of the same thing. */
int hr_fact_compare(const struct hr_fact *a, const struct hr_fact *b);

/* Do two facts of the same thing say the same, but for what differs with every look (a greeting, a count)? */
bool hr_fact_agrees(const struct hr_fact *a, const struct hr_fact *b);

/* A fact by its id, after hr_report_index(); NULL if there is none. */
const struct hr_fact *hr_report_fact(const struct hr_report *report, const char *id);

/* The facts about a subject, after hr_report_index(); none if there is none of that id. */
struct hr_facts hr_report_facts(const struct hr_report *report, const char *about);

/*
 * The server that a subject is or belongs to, as its place in report->organisation.servers, after hr_report_index();
 * report->organisation.server_count for the organisation and what is not in the inventory.
 */
size_t hr_report_server_of(const struct hr_report *report, const char *about);

/* The worse of two outcomes: the one combiner. */
enum hr_outcome hr_worst(enum hr_outcome a, enum hr_outcome b);

/* Does the finding count in the verdict: is it neither waived nor of a rule that is off? */
bool hr_finding_counts(const struct hr_finding *finding);

/*
 * The worst outcome over the findings of a question that count, not-applicable ones aside; unknown if none is left, or
 * if none of those that are left is about a server.
 */
enum hr_outcome hr_report_verdict(const struct hr_report *report, enum hr_question question);

/* The findings of a question that are not ready or unknown and do not count, and the worst of them. */
struct hr_set_aside {
	unsigned waived, off;
	enum hr_outcome worst; /* not-applicable: there are none */
};
struct hr_set_aside hr_report_set_aside(const struct hr_report *report, enum hr_question question);

/* When the run ended, or began where it has not ended: the day that waivers are held to. */
int64_t hr_run_day(const struct hr_run *run);

#endif
