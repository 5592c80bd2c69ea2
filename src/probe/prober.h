/* The prober's inside: what the loop, endpoints and sessions share. Included by src/probe only. */
#ifndef HR_PROBE_PROBER_H
#define HR_PROBE_PROBER_H

#include <uv.h>

#include "base/text.h"
#include "probe/connection.h"
#include "probe/enumerate.h"
#include "probe/host.h"
#include "probe/probe.h"
#include "probe/resolve.h"

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
	struct hr_hosts hosts;
	struct hr_visit *hungry, *last_hungry; /* may want to open a connection */
	struct hr_visit *active;               /* all that have begun and not ended */
	size_t next_task, active_count;
	unsigned live; /* connections */
	double tokens; /* of options.rate */
	bool pumping, failed, stopping;
};

enum hr_session_state {
	HR_SESSION_CONNECTING = 0,
	HR_SESSION_PREAMBLE, /* on the way to TLS */
	HR_SESSION_IDLE,     /* opened ahead, TLS could start */
	HR_SESSION_ASKED,    /* a hello was sent */
};

/* One connection and what it is for. */
struct hr_session {
	struct hr_session *next;
	struct hr_visit *visit;
	struct hr_host *host;
	struct hr_connection *connection;
	struct hr_buffer received;
	struct hr_try try;
	uint64_t opened_at, connected_at, asked_at; /* ms of the loop */
	enum hr_session_state state;
	bool has_try; /* else it was opened ahead */
};

enum hr_queue { HR_QUEUE_NONE = 0, HR_QUEUE_HUNGRY, HR_QUEUE_HOST };

/* A task that has begun. */
struct hr_visit {
	struct hr_visit *next_queued;
	struct hr_visit *next_active, *previous_active;
	struct hr_prober *prober;
	const struct hr_task *task;
	struct hr_enumerate *enumerate; /* NULL: not asked */
	struct hr_session *sessions;
	const struct hr_addresses *addresses;
	struct hr_host *host; /* the address in use */
	size_t address;       /* its number */
	unsigned rounds;      /* through all addresses in vain */
	enum hr_queue queue;
	bool resolved, reached, finished;
};

/* prober.c */
void hr_prober_hungry(struct hr_prober *prober, struct hr_visit *visit);
void hr_prober_pump(struct hr_prober *prober);
void hr_prober_fail_memory(struct hr_prober *prober);
void hr_prober_leave(struct hr_prober *prober, struct hr_host *host); /* a connection to it was closed */

/* visit.c */
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
struct hr_session *hr_session_open(struct hr_visit *visit, const struct hr_try *try, unsigned delay_ms);
void hr_session_ask(struct hr_session *session, const struct hr_try *try); /* gives one opened ahead its hello */
bool hr_session_reopen(struct hr_session *session, unsigned delay_ms);     /* to the endpoint's present host */
void hr_session_close(struct hr_session *session);

/* facts.c */
void hr_visit_observe(struct hr_visit *visit, enum hr_fact_key key, const char *of, enum hr_seen seen,
                      const char *value);
void hr_visit_tell_tls(struct hr_visit *visit);
void hr_visit_tell_addresses(struct hr_visit *visit);

#endif
