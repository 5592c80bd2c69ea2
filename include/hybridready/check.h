/*
 * What a check module is. A module is a shared object that exports one data symbol, `hybridready_module`, and links
 * against nothing: it says what to search in the directory, maps entries to servers, says what it wants to know, and
 * judges. It does no I/O and allocates nothing; whatever it needs of the program is an inline function below or a
 * function pointer it is handed. docs/writing-a-check.md walks through one.
 */
#ifndef HYBRIDREADY_CHECK_H
#define HYBRIDREADY_CHECK_H

#include "hybridready/catalog.h"
#include "hybridready/model.h"

#define HR_ABI 1

/* ------------------------------------------------------------------ searching the directory */

enum hr_context {
	HR_CONTEXT_CONFIGURATION = 0, /* the forest's configuration naming context */
	HR_CONTEXT_DOMAIN,            /* every domain naming context of the forest */
	HR_CONTEXT_ROOT_DOMAIN,
	HR_CONTEXT_SCHEMA,
};

enum hr_depth {
	HR_DEPTH_BASE = 0,
	HR_DEPTH_ONE,
	HR_DEPTH_SUBTREE,
};

/* One LDAP search. The same search is run over LDIF files. */
struct hr_search {
	const char *name;      /* unique in the module; map_entry sees which search found an entry */
	const char *container; /* RDNs in front of the naming context, "CN=Microsoft Exchange,CN=Services"; "" = the
	                          context */
	const char *filter;    /* RFC 4515 */
	const char *const *attributes; /* NULL-terminated; never empty, never "*" */
	enum hr_context context;
	enum hr_depth depth;
};

struct hr_value {
	const char *bytes; /* followed by a NUL that is not counted; may hold any byte */
	size_t length;
};

struct hr_attribute {
	const char *name; /* as asked for, without options */
	const struct hr_value *values;
	size_t count;
};

struct hr_entry {
	const char *dn;
	const char *context; /* DN of the naming context it was found in */
	const struct hr_search *search;
	const struct hr_attribute *attributes;
	size_t attribute_count;
};

/* A server that a mapper named; opaque, valid until map_entry returns. NULL (a name that was refused) is accepted
 * everywhere. */
struct hr_found;

/* What map_entry is handed. Every function ignores a NULL subject; text is copied, made printable and capped. */
struct hr_emitter {
	void *host;
	/* The server of that product and name; named again, its roles add up and the first release, site and dn stay.
	 */
	struct hr_found *(*server)(void *host, enum hr_product product, const char *name, const char *release,
	                           const char *roles);
	/*
	 * The same, for a server known by a DN only: that of an object where a server of that product was placed,
	 * before or after, or of a computer account, whose dNSHostName is looked up afterwards. Nothing comes of a DN
	 * that is neither.
	 */
	struct hr_found *(*server_at)(void *host, enum hr_product product, const char *computer_dn, const char *release,
	                              const char *roles);
	void (*place)(void *host, struct hr_found *server, const char *dn, const char *site);
	/* endpoint_host NULL = the server's own name. */
	void (*endpoint)(void *host, struct hr_found *server, const char *endpoint_host, uint16_t port,
	                 enum hr_service service, const char *purpose);
	/* server NULL = about the organisation. */
	void (*fact)(void *host, struct hr_found *server, enum hr_fact_key key, const char *of, enum hr_seen seen,
	             const char *value);
	/* The facts cert.* of a DER certificate, with of = `of`. */
	void (*certificate)(void *host, struct hr_found *server, const char *of, const void *der, size_t length);
	/* Something the reader must know that no rule says: "the directory does not hold ...". Said once per text id.
	 */
	void (*notice)(void *host, const char *text_id, const char *detail);
	/* Adds one to a NUMBER fact of the organisation. */
	void (*count)(void *host, enum hr_fact_key key, const char *of);
};

/* ------------------------------------------------------------------ asking */

enum hr_ask_kind {
	HR_ASK_NONE = 0,
	HR_ASK_TLS,  /* versions, suites, order, one full handshake, the certificate; STARTTLS greeting and offers */
	HR_ASK_HTTP, /* GET of `path`, over a TLS handshake like a browser's */
	HR_ASK_SIP,  /* OPTIONS over TLS */
};

enum hr_extract_from {
	HR_EXTRACT_NONE = 0,
	HR_EXTRACT_HEADER,               /* begin = header name: its value */
	HR_EXTRACT_BODY_BETWEEN,         /* the text between `begin` and the next `end` in the body, first occurrence */
	HR_EXTRACT_BODY_HAS,             /* FLAG: the body holds `begin` */
	HR_EXTRACT_SIGNING_CERTIFICATES, /* TIME per signing KeyDescriptor's X509Certificate in SAML metadata, of = 1, 2
	                                    ... */
};

/* What to take from an HTTP answer. An answer without it makes the fact absent; no answer makes it failed. */
struct hr_extract {
	const char *begin;
	const char *end;
	enum hr_extract_from from;
	enum hr_fact_key key;
};

struct hr_ask {
	const char *path; /* HTTP only, else NULL */
	const struct hr_extract *extracts;
	size_t extract_count;
	const char *role;    /* only servers in this role; NULL = any */
	const char *purpose; /* only endpoints of this purpose; NULL = any */
	uint32_t products;   /* HR_ON() bits; 0 = any */
	enum hr_ask_kind kind;
	enum hr_service service; /* HR_SERVICE_ANY = any */
};

/* ------------------------------------------------------------------ judging */

enum hr_question { HR_CONNECT = 0, HR_RETIRE };
enum hr_severity { HR_INFO = 0, HR_LOW, HR_MEDIUM, HR_HIGH, HR_CRITICAL };
enum hr_scope { HR_PER_SERVER = 0, HR_PER_ENDPOINT, HR_PER_ORGANISATION };

struct hr_rule;

/* One rule on one subject. */
struct hr_case {
	const struct hr_rule *rule;
	const struct hr_organisation *organisation;
	const struct hr_server *server;     /* NULL when the scope is the organisation */
	const struct hr_endpoint *endpoint; /* NULL unless the scope is the endpoint */
	const struct hr_catalog *catalog;
	int64_t now;         /* when the run started, seconds since 1970 UTC */
	bool disabled_phase; /* tailored: TLS 1.0 and 1.1 are meant to be off already */
};

/*
 * The answer. The sentence a person reads is made from the rule's text in the report's language: {found} and {wanted}
 * are put in, `why` picks a variant of the sentence. Strings must outlive the module call: literals, facts, catalog
 * rows.
 */
struct hr_verdict {
	const struct hr_fact *fact; /* the fact that decided; NULL only if nothing is known */
	const char *wanted;         /* what would have been ready; for unknown: what is not known */
	const char *found;          /* NULL = the fact's value */
	const char *why;            /* NULL, or id of a variant: "expired" */
	enum hr_outcome outcome;
	bool unverified; /* rests on a catalog row that is not verified */
	bool lighter;    /* severity low, whatever the rule says */
};

struct hr_rule {
	const char *id;       /* module.name, lower case */
	const char *source;   /* id in sources.xml, with an optional #fragment */
	const char *remedy;   /* id in remedies.xml, NULL if there is none */
	const char *evidence; /* id of what would settle it when no probe can: lang <evidence id>; NULL = the probe
	                         settles it */
	struct hr_verdict (*judge)(const struct hr_case *);
	uint32_t products; /* HR_ON() bits; 0 = any */
	enum hr_question question;
	enum hr_severity severity;
	enum hr_scope scope;
};

struct hr_module {
	uint32_t abi;  /* HR_ABI */
	uint32_t size; /* sizeof(struct hr_module) */
	const char *name;
	const struct hr_search *searches;
	size_t search_count;
	bool (*map_entry)(const struct hr_entry *,
	                  const struct hr_emitter *); /* false: not an entry this module knows */
	const struct hr_ask *asks;
	size_t ask_count;
	const struct hr_rule *rules;
	size_t rule_count;
};

#define HR_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A module with searches. `searches`, `asks` and `rules` are arrays of this file. */
#define HR_MODULE(module_name, searches_, map_entry_, asks_, rules_)                                                   \
	extern const struct hr_module hybridready_module;                                                              \
	__attribute__((visibility("default"))) const struct hr_module hybridready_module = {                           \
	        .abi = HR_ABI,                                                                                         \
	        .size = sizeof(struct hr_module),                                                                      \
	        .name = (module_name),                                                                                 \
	        .searches = (searches_),                                                                               \
	        .search_count = HR_COUNT(searches_),                                                                   \
	        .map_entry = (map_entry_),                                                                             \
	        .asks = (asks_),                                                                                       \
	        .ask_count = HR_COUNT(asks_),                                                                          \
	        .rules = (rules_),                                                                                     \
	        .rule_count = HR_COUNT(rules_),                                                                        \
	}

/* A module that only judges. */
#define HR_MODULE_RULES(module_name, rules_)                                                                           \
	extern const struct hr_module hybridready_module;                                                              \
	__attribute__((visibility("default"))) const struct hr_module hybridready_module = {                           \
	        .abi = HR_ABI,                                                                                         \
	        .size = sizeof(struct hr_module),                                                                      \
	        .name = (module_name),                                                                                 \
	        .rules = (rules_),                                                                                     \
	        .rule_count = HR_COUNT(rules_),                                                                        \
	}

/* ------------------------------------------------------------------ text, without a C library */

static inline bool hr_same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* ASCII letters compare without case, as DNS names, registry paths and LDAP attributes do. */
static inline bool hr_same_nocase(const char *a, const char *b)
{
	for (;; a++, b++) {
		char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
		char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
		if (x != y)
			return false;
		if (x == '\0')
			return true;
	}
}

/* `words` is a list separated by single spaces: is `word` one of them? */
static inline bool hr_has_word(const char *words, const char *word)
{
	while (*words != '\0') {
		const char *w = word;
		while (*w != '\0' && *words == *w) {
			words++;
			w++;
		}
		if (*w == '\0' && (*words == '\0' || *words == ' '))
			return true;
		while (*words != '\0' && *words != ' ')
			words++;
		while (*words == ' ')
			words++;
	}
	return false;
}

static inline bool hr_has_role(const struct hr_server *server, const char *role)
{
	return server != NULL && hr_has_word(server->roles, role);
}

/* ------------------------------------------------------------------ finding facts */

/* The first fact of that key in `facts`, a present one before all others; NULL if there is none. */
static inline const struct hr_fact *hr_find_in(const struct hr_facts *facts, enum hr_fact_key key)
{
	const struct hr_fact *first = NULL;
	for (size_t i = 0; i < facts->count; i++) {
		const struct hr_fact *fact = &facts->at[i];
		if (fact->key != key)
			continue;
		if (fact->seen == HR_PRESENT)
			return fact;
		if (first == NULL)
			first = fact;
	}
	return first;
}

/* The same, for one occurrence. */
static inline const struct hr_fact *hr_find_of(const struct hr_facts *facts, enum hr_fact_key key, const char *of)
{
	const struct hr_fact *first = NULL;
	for (size_t i = 0; i < facts->count; i++) {
		const struct hr_fact *fact = &facts->at[i];
		if (fact->key != key || !hr_same(fact->of, of))
			continue;
		if (fact->seen == HR_PRESENT)
			return fact;
		if (first == NULL)
			first = fact;
	}
	return first;
}

/* The next fact of that key after `fact`, or NULL; start with NULL. */
static inline const struct hr_fact *hr_next(const struct hr_facts *facts, enum hr_fact_key key,
                                            const struct hr_fact *fact)
{
	size_t i = fact == NULL ? 0 : (size_t)(fact - facts->at) + 1;
	for (; i < facts->count; i++)
		if (facts->at[i].key == key)
			return &facts->at[i];
	return NULL;
}

/* The facts of the subject the rule is about. */
static inline const struct hr_facts *hr_subject(const struct hr_case *c)
{
	if (c->endpoint != NULL)
		return &c->endpoint->facts;
	return c->server != NULL ? &c->server->facts : &c->organisation->facts;
}

static inline const struct hr_fact *hr_find(const struct hr_case *c, enum hr_fact_key key)
{
	return hr_find_in(hr_subject(c), key);
}

/* Is there a value that can be judged? */
static inline bool hr_known(const struct hr_fact *fact)
{
	return fact != NULL && fact->seen == HR_PRESENT;
}

/* Was it looked for and positively not there? */
static inline bool hr_missing(const struct hr_fact *fact)
{
	return fact != NULL && fact->seen == HR_ABSENT;
}

/* The server with that DN, or NULL. */
static inline const struct hr_server *hr_server_of_dn(const struct hr_organisation *o, const char *dn)
{
	for (size_t i = 0; i < o->server_count; i++)
		if (*o->servers[i].dn != '\0' && hr_same_nocase(o->servers[i].dn, dn))
			return &o->servers[i];
	return NULL;
}

/* ------------------------------------------------------------------ finding catalog rows */

/* The release line that a build belongs to, or NULL if the catalog knows none. */
static inline const struct hr_line *hr_line_of(const struct hr_catalog *catalog, enum hr_product product,
                                               uint64_t number)
{
	for (size_t i = 0; i < catalog->line_count; i++) {
		const struct hr_line *line = &catalog->lines[i];
		if (line->product == product && number >= line->from && number <= line->to)
			return line;
	}
	return NULL;
}

/* The lowest build in the line of `number` that satisfies the case's rule; NULL if no build of that line does. */
static inline const struct hr_floor *hr_floor(const struct hr_case *c, uint64_t number)
{
	for (size_t i = 0; i < c->catalog->floor_count; i++) {
		const struct hr_floor *floor = &c->catalog->floors[i];
		if (hr_same(floor->rule, c->rule->id) && c->server != NULL &&
		    floor->line->product == c->server->product && number >= floor->line->from &&
		    number <= floor->line->to)
			return floor;
	}
	return NULL;
}

/* A suite by its name in a fact (IANA name, or 0xNNNN for one without), or NULL. */
static inline const struct hr_suite *hr_suite_named(const struct hr_catalog *catalog, const char *name, size_t length)
{
	for (size_t i = 0; i < catalog->suite_count; i++) {
		const char *n = catalog->suites[i].name;
		size_t k = 0;
		while (k < length && n[k] != '\0' && n[k] == name[k])
			k++;
		if (k == length && n[k] == '\0')
			return &catalog->suites[i];
	}
	return NULL;
}

/* ------------------------------------------------------------------ verdicts */

static inline struct hr_verdict hr_ready(const struct hr_fact *fact)
{
	/* Only something seen makes a thing ready. */
	if (fact == NULL || fact->seen == HR_NOT_COLLECTED || fact->seen == HR_FAILED)
		return (struct hr_verdict){.fact = fact, .outcome = HR_UNKNOWN};
	return (struct hr_verdict){.fact = fact, .outcome = HR_READY};
}

static inline struct hr_verdict hr_not_ready(const struct hr_fact *fact, const char *wanted)
{
	return (struct hr_verdict){.fact = fact, .wanted = wanted, .outcome = HR_NOT_READY};
}

static inline struct hr_verdict hr_unknown(const struct hr_fact *fact, const char *wanted)
{
	return (struct hr_verdict){.fact = fact, .wanted = wanted, .outcome = HR_UNKNOWN};
}

static inline struct hr_verdict hr_not_applicable(void)
{
	return (struct hr_verdict){.outcome = HR_NOT_APPLICABLE};
}

/* The same verdict, told with another sentence of the rule's text. */
static inline struct hr_verdict hr_because(struct hr_verdict verdict, const char *why)
{
	verdict.why = why;
	return verdict;
}

/* The same verdict, marked if the row it rests on is not verified. */
static inline struct hr_verdict hr_resting_on(struct hr_verdict verdict, bool verified)
{
	verdict.unverified = verdict.unverified || !verified;
	return verdict;
}

#endif
