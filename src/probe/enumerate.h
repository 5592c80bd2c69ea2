/*
 * What to ask a server next so that few connections tell which suites it accepts in which version, and what its answers
 * mean. A pure machine: it neither opens connections nor looks at a clock.
 *
 * One chain per version: everything is offered, what was chosen is left out of the next hello, and so on until the
 * server refuses the rest. k accepted suites cost k + 1 connections, and if the server decides, the order in which
 * they fall is its order of preference.
 */
#ifndef HR_PROBE_ENUMERATE_H
#define HR_PROBE_ENUMERATE_H

#include "hybridready/check.h"
#include "parse/tls_flight.h"
#include "parse/tls_hello.h"
#include "parse/tls_server.h"
#include "parse/tls_ssl2.h"

#define HR_CHUNK 64 /* suites that any server's buffer holds; early Schannel and IIS 6 stumble over more */
#define HR_WHY_MAX 160
#define HR_WITNESSES_MAX 8

/* In order of importance: the first ones are asked first. */
enum hr_chain_id {
	HR_CHAIN_1_2 = 0,
	HR_CHAIN_1_3,
	HR_CHAIN_1_0,
	HR_CHAIN_1_1,
	HR_CHAIN_SSL3,
	HR_CHAIN_SSL2,
	HR_CHAIN_SNI,   /* a hello that names no server */
	HR_CHAIN_AGAIN, /* versions that were refused, asked once more: behind one address may stand unlike servers */
	HR_CHAIN_COUNT,
};

/* A hello to send on a fresh connection. */
struct hr_try {
	enum hr_chain_id chain;
	unsigned slot;          /* 0: the chain's own hello; else one of those that hurry it (spread.h) */
	uint16_t version;       /* HR_SSL_2_0: suites are not used */
	const uint16_t *suites; /* valid until the answer to it is given */
	size_t suite_count;
	enum hr_hello_shape shape;
	bool without_name;
	bool exchange;                        /* the server's half of the key exchange is what is asked for */
	unsigned deep;                        /* the question of deep.h, from 1; 0: it is of a chain */
	const char *host;                     /* instead of the endpoint's; NULL = not */
	const struct hr_hello_extras *extras; /* as `suites`; NULL = none */
	unsigned wait_ms;                     /* before the connection is opened: something went wrong the last time */
};

enum hr_answer_kind {
	HR_ANSWER_UNREACHED = 0, /* no connection, or none that came as far as TLS */
	HR_ANSWER_SERVER,        /* `server`: a ServerHello, an alert, or what is none of them */
	HR_ANSWER_SSL2,          /* `ssl2` */
	HR_ANSWER_CLOSED,        /* end of the connection instead of an answer, not a byte before it */
	HR_ANSWER_RESET,         /* reset instead of an answer, not a byte before it */
	HR_ANSWER_CUT,           /* end or reset in the middle of an answer */
	HR_ANSWER_TIMEOUT,
};

struct hr_answer {
	enum hr_answer_kind kind;
	struct hr_server_answer server;
	struct hr_ssl2_answer ssl2;
	struct hr_flight flight; /* what came with a ServerHello, where it was waited for */
	const char *text;        /* why: UNREACHED, CUT, NOT_TLS (how it began); NULL = nothing more to say */
};

/* What an answer means for the version that was asked for. */
enum hr_meaning {
	HR_ACCEPTED, /* a suite of the offered ones, in that version */
	HR_REFUSED,  /* in words: an alert that says so, or another version */
	HR_SILENCE,  /* nothing, or an alert that does not say why: maybe a refusal */
	HR_TROUBLE,  /* nothing can be concluded */
};

enum hr_chain_stage {
	HR_STAGE_FALL = 0, /* asking for suites */
	HR_STAGE_CONTROL,  /* silence: would it still answer what it answered before? */
	HR_STAGE_ORDER,    /* the accepted ones, turned round */
	HR_STAGE_YIELD,    /* the accepted ones, ChaCha20 in front */
	HR_STAGE_SPREAD,   /* many hellos at once, which are not the chain's own (spread.h) */
	HR_STAGE_DONE,
};

struct hr_chain {
	/* One array for both, because each suite is in one of them: thousands of these are held at once. */
	uint16_t accepted[HR_HELLO_SUITES_MAX];
	uint16_t *pool; /* behind the accepted: not yet accepted and not yet refused; ORDER, YIELD: the turned list */
	uint32_t kinds[HR_SSL2_KINDS_MAX]; /* SSL 2.0 */
	size_t pool_count, accepted_count, window, kind_count;
	char why[HR_WHY_MAX]; /* of an absent or failed version; doubt while it lasts */
	unsigned troubles;    /* in a row */
	unsigned silences;    /* in a row */
	unsigned wait_ms;
	uint16_t version;
	enum hr_chain_stage stage;
	enum hr_hello_shape shape;
	enum hr_seen seen; /* once DONE */
	bool chunked, in_flight, doubt;
	bool too_big; /* a big hello was refused, and so far none of that size was accepted: was it the size? */
};

enum hr_order { HR_ORDER_UNKNOWN = 0, HR_ORDER_SERVER, HR_ORDER_CLIENT, HR_ORDER_MIXED };

/* A version and suite that were chosen though they were not the question. */
struct hr_witness {
	uint16_t version, suite;
};

struct hr_spread;

struct hr_enumerate {
	struct hr_witness witnesses[HR_WITNESSES_MAX];
	unsigned witness_count;
	unsigned again; /* versions that were asked again, or need not be */
	struct hr_chain chains[HR_CHAIN_COUNT];
	enum hr_order orders[HR_CHAIN_COUNT];
	char disagreement[HR_WHY_MAX]; /* "" = none seen */
	char dead[HR_WHY_MAX];         /* why the endpoint was given up; "" = it was not */
	struct hr_spread *spread;      /* NULL: one hello after the other in each version */
	const struct hr_suite *suites;
	size_t suite_count;
	unsigned early_troubles;             /* before the first TLS answer */
	uint16_t known_version, known_suite; /* accepted once; 0 none: what a control asks for */
	bool has_name;                       /* the host is a name that a hello can carry */
	bool answered;                       /* some hello was answered by TLS */
	bool big_ok;                         /* a hello of more than HR_CHUNK suites was */
	bool small_only;                     /* the big one failed where small ones did not */
	bool quick;                          /* one suite per version is enough: the version is what is asked for */
	bool flaky;                          /* the same hello was met with silence, then with an answer */
};

/* Begins. `suites` (of the catalog, sorted by code, at most HR_HELLO_SUITES_MAX are used) must outlive it. */
void hr_enumerate_begin(struct hr_enumerate *e, const struct hr_suite *suites, size_t suite_count, bool has_name);

/* Right after beginning: asks for the versions alone, not for their suites, order and server_name. */
void hr_enumerate_quick(struct hr_enumerate *e);

/* Right after beginning: many hellos at once, kept in *spread, zeroed, which must outlive it. */
void hr_enumerate_fast(struct hr_enumerate *e, struct hr_spread *spread);

/* No more hellos: what waits for one is given up, what waits for an answer is not. */
void hr_enumerate_hurry(struct hr_enumerate *e, const char *why);

/* The next hello, or false: nothing can be asked before further answers (or, hr_enumerate_done(), at all). */
bool hr_enumerate_next(struct hr_enumerate *e, struct hr_try *next);

/* What came of a hello that hr_enumerate_next() gave out. */
void hr_enumerate_answer(struct hr_enumerate *e, const struct hr_try *to, const struct hr_answer *answer);

/* Gives up everything that is not known yet, for that reason. */
void hr_enumerate_give_up(struct hr_enumerate *e, const char *why);

bool hr_enumerate_done(const struct hr_enumerate *e);

/*
 * The first chain that has suites to its name decides how long all takes: it is nearly sure to need another connection
 * as soon as it has its answer, which is worth opening ahead.
 */
enum hr_lead { HR_LEAD_NONE = 0, HR_LEAD_WAITS, HR_LEAD_READY };
enum hr_lead hr_enumerate_lead(const struct hr_enumerate *e);

/* All versions together; UNKNOWN if none has two suites or none could be ordered. */
enum hr_order hr_enumerate_order(const struct hr_enumerate *e);

/* tls.sni: PRESENT with *required, or FAILED. */
enum hr_seen hr_enumerate_sni(const struct hr_enumerate *e, bool *required);

/* The fact of a chain's version; NONE for HR_CHAIN_SNI. */
enum hr_fact_key hr_chain_key(enum hr_chain_id chain);

/* Of the inside: why an answer is not ACCEPTED goes into `why`, of HR_WHY_MAX bytes (answer.c). */
enum hr_meaning hr_answer_read(const struct hr_answer *answer, uint16_t version, bool suite_offered, char *why);

/* The server chose that version and suite, in answer to whatever; kept for hr_enumerate_compare(). */
void hr_enumerate_witness(struct hr_enumerate *e, uint16_t version, uint16_t suite);

/* Once all is done: sets e->disagreement if what was chosen anywhere contradicts what the chains concluded. */
void hr_enumerate_compare(struct hr_enumerate *e);

/* Of the inside: notes a contradiction, the first one only (agree.c). */
void hr_enumerate_disagree(struct hr_enumerate *e, uint16_t version, const char *how);

/* Of the inside: what HR_CHAIN_AGAIN asks next, if anything, and what it makes of the answer. */
bool hr_again_prepare(struct hr_enumerate *e);
void hr_again_answer(struct hr_enumerate *e, const struct hr_answer *answer);

/* Of the inside: one chain takes an answer (chain.c). */
void hr_chain_answer(struct hr_enumerate *e, enum hr_chain_id id, const struct hr_answer *answer);
void hr_chain_fill(const struct hr_enumerate *e, struct hr_chain *chain, uint16_t version);
void hr_chain_window(const struct hr_enumerate *e, struct hr_chain *chain);
bool hr_chain_may_shrink(struct hr_enumerate *e, struct hr_chain *chain); /* ends a chain that need not ask */
bool hr_chain_may_yield(struct hr_enumerate *e, enum hr_chain_id id);     /* at YIELD; ends a chain that need not ask */
size_t hr_chain_suites(const struct hr_enumerate *e, uint16_t version, uint16_t out[static HR_HELLO_SUITES_MAX]);
unsigned hr_chain_rank(const struct hr_enumerate *e, uint16_t suite); /* where it stands in what is offered */
bool hr_chain_take(struct hr_chain *chain, uint16_t suite);           /* from the pool to the accepted */
bool hr_chain_could_yield(const struct hr_chain *chain); /* is there a ChaCha20 that the server puts behind others? */
size_t hr_chain_turn_round(const struct hr_chain *chain, bool chacha_first, uint16_t *out); /* the accepted ones */
void hr_chain_conclude(struct hr_enumerate *e, enum hr_chain_id id); /* all have fallen, or the rest was refused */
void hr_chain_end(struct hr_chain *chain, enum hr_seen seen, const char *why);

#endif
