/* The prober's inside: what the loop, endpoints and sessions share. Included by src/probe only. */
#ifndef HR_PROBE_PROBER_H
#define HR_PROBE_PROBER_H

#include <uv.h>

#include "base/text.h"
#include "probe/connection.h"
#include "probe/deep.h"
#include "probe/enumerate.h"
#include "probe/glean.h"
#include "probe/handshake.h"
#include "probe/host.h"
#include "probe/probe.h"
#include "probe/resolve.h"
#include "probe/spread.h"
#include "probe/starttls.h"

struct hr_prober {
	uv_loop_t loop;
	uv_timer_t tick; /* looks at *stop, refills `tokens`, and after connections opened ahead */
	struct hr_wire wire;
	const struct hr_tasks *tasks;
	const struct hr_catalog *catalog;
	struct hr_probe_options options; /* all set */
	int64_t (*now)(void);
	const struct hr_probe_sink *sink;
	struct hr_probe_counts *counts;
	struct hr_error *why;
	struct hr_resolver *resolver;
	struct hr_trust *trust;
	struct hr_hosts hosts;
	struct hr_visit *hungry, *last_hungry; /* may want to open a connection */
	struct hr_visit *active;               /* all that have begun and not ended */
	size_t next_task, active_count;
	size_t stalled_count;          /* of the active: no connection for a while, so that others may begin */
	unsigned live;                 /* connections */
	unsigned talks;                /* of them, those of OpenSSL */
	double tokens;                 /* of options.rate */
	uint8_t flight[HR_FLIGHT_MAX]; /* messages of the answer that is being read */
	bool pumping, failed, stopping;
	bool fed; /* the feed has nothing more */
};

enum hr_session_state {
	HR_SESSION_CONNECTING = 0,
	HR_SESSION_PREAMBLE, /* on the way to TLS */
	HR_SESSION_IDLE,     /* opened ahead, TLS could start */
	HR_SESSION_ASKED,    /* a hello was sent */
	HR_SESSION_TALKING,  /* a handshake of OpenSSL's, and what comes after */
};

/* One connection and what it is for. */
struct hr_session {
	struct hr_session *next;
	struct hr_visit *visit;
	struct hr_host *host;
	struct hr_connection *connection;
	struct hr_buffer received;
	struct hr_starttls *starttls; /* PREAMBLE only */
	struct hr_talk *talk;         /* what it is for, unless for a hello */
	struct hr_try try;
	uint64_t opened_at, connected_at, asked_at; /* ms of the loop */
	enum hr_session_state state;
	bool has_try;  /* or a talk; else it was opened ahead */
	bool reads_on; /* the suite is known; what comes with it is awaited */
	bool overdue;  /* and did not come */
};

enum hr_queue { HR_QUEUE_NONE = 0, HR_QUEUE_HUNGRY, HR_QUEUE_HOST };

/* What a whole handshake is wanted for, in the order in which it is done. */
enum hr_talk_kind {
	HR_TALK_1_2 = 0, /* does a handshake of that version complete? */
	HR_TALK_1_3,     /* only if that of 1.2 does not */
	HR_TALK_OLDER,   /* only if neither does: for the certificate */
	HR_TALK_HTTP,
	HR_TALK_SIP,
	HR_TALK_NONE,
};

/* A task that has begun. */
struct hr_visit {
	struct hr_visit *next_queued;
	struct hr_visit *next_active, *previous_active;
	struct hr_prober *prober;
	const struct hr_task *task;
	struct hr_enumerate *enumerate; /* NULL: not asked */
	struct hr_spread *spread;       /* of it; NULL: not fast */
	struct hr_deep *deep;           /* after it; NULL: not wanted, or not yet */
	struct hr_session *sessions;
	const struct hr_addresses *addresses;
	char *banner, *ehlo;  /* of a conversation that did not come as far as TLS; NULL = none */
	struct hr_host *host; /* the address in use */
	size_t address;       /* its number */
	unsigned rounds;      /* through all addresses in vain */
	enum hr_queue queue;
	enum hr_talk_kind talk; /* under way, or next */
	size_t http;            /* which path is next */
	unsigned talk_tries;
	struct hr_glean glean;
	const char *shown[2]; /* kinds of certificates that were told; NULL = none */
	bool no_protocol;     /* a handshake was refused for want of a common protocol */
	unsigned opened;      /* connections so far */
	char why[HR_WHY_MAX]; /* it was given up; "" = it was not */
	uint64_t begun_at;    /* ms of the loop */
	bool resolved, reached, finished, talking, starttls_told, stalled;
};

/* prober.c */
void hr_prober_hungry(struct hr_prober *prober, struct hr_visit *visit);
void hr_prober_pump(struct hr_prober *prober);
void hr_prober_fail_memory(struct hr_prober *prober);
void hr_prober_leave(struct hr_prober *prober, struct hr_host *host); /* a connection to it was closed */

/* visit.c */
bool hr_visit_is_quick(const struct hr_visit *visit);
bool hr_visit_is_spent(const struct hr_visit *visit); /* a quick look that has had all its connections */
struct hr_visit *hr_visit_begin(struct hr_prober *prober, const struct hr_task *task); /* NULL: memory */
void hr_visit_free(struct hr_visit *visit);
bool hr_visit_start(struct hr_visit *visit);  /* opened a connection? */
void hr_visit_settle(struct hr_visit *visit); /* ends it if nothing is left to do */
void hr_visit_connected(struct hr_session *session);
bool hr_visit_unreached(struct hr_session *session, const char *why);               /* the session goes on elsewhere? */
void hr_visit_answered(struct hr_session *session, const struct hr_answer *answer); /* closes the session */
void hr_visit_stop(struct hr_visit *visit, const char *why);
void hr_visit_look(struct hr_visit *visit, uint64_t now); /* at each tick */

/* session.c */
/* For a hello, for a talk (then owned by the session), or, with neither, ahead. NULL: memory. */
struct hr_session *hr_session_open(struct hr_visit *visit, const struct hr_try *try, struct hr_talk *talk,
                                   unsigned delay_ms);
void hr_session_ask(struct hr_session *session, const struct hr_try *try); /* gives one opened ahead its hello */
bool hr_session_reopen(struct hr_session *session, unsigned delay_ms);     /* to the endpoint's present host */
void hr_session_close(struct hr_session *session);

/* reading.c */
void hr_session_read(struct hr_session *session); /* what has come for its hello; it may be closed by that */

/* talk.c */
bool hr_talk_next(struct hr_visit *visit);      /* is there one to begin now? Tells what needs none */
bool hr_talk_begin(struct hr_visit *visit);     /* opens its connection; false: memory */
void hr_talk_ready(struct hr_session *session); /* TLS may start */
void hr_talk_received(struct hr_session *session, const uint8_t *bytes, size_t length);
void hr_talk_ended(struct hr_session *session, const char *why); /* closes the session; NULL: the server closed */
void hr_talk_free(struct hr_talk *talk);

/* facts.c */
void hr_visit_observe(struct hr_visit *visit, enum hr_fact_key key, const char *of, enum hr_seen seen,
                      const char *value);
void hr_visit_tell_tls(struct hr_visit *visit);
const char *hr_visit_suite_name(const struct hr_visit *visit, uint16_t code); /* IANA's; "" = not in the catalog */

/* tell.c */
void hr_visit_tell_gleanings(struct hr_visit *visit); /* at the end */
void hr_visit_tell_deep(struct hr_visit *visit);      /* the same */
void hr_visit_tell_extras(struct hr_visit *visit, const struct hr_handshake *handshake, const char *of,
                          const struct hr_handshake_offer *offer); /* of a complete handshake */
void hr_visit_tell_chain(struct hr_visit *visit, STACK_OF(X509) * chain);
void hr_visit_tell_addresses(struct hr_visit *visit);
void hr_visit_keep_words(struct hr_visit *visit, const struct hr_starttls *starttls);
void hr_visit_tell_starttls(struct hr_visit *visit, const struct hr_starttls *starttls);

#endif
