/*
 * Looking at endpoints from outside, read-only and politely: one event loop, bounded connections per host and in all,
 * every wait with an end. Whatever a server does is an observation; false is returned for our own trouble only.
 */
#ifndef HR_PROBE_PROBE_H
#define HR_PROBE_PROBE_H

#include "engine/plan.h"

struct hr_probe_feed;

struct hr_override {
	const char *host;    /* lower case */
	const char *address; /* IPv4 or IPv6 literal */
};

struct hr_probe_options {
	unsigned concurrency; /* connections at once, in all; 0 = 512 */
	unsigned per_host;    /* connections at once to one address; 0 = 4; 8 for a quick look, 32 for a fast one */
	unsigned rate;        /* new connections per second, in all; 0 = no limit */
	unsigned timeout_ms;  /* for one connection's connect and for each wait for an answer; 0 = 10000 */
	bool quick;           /* versions and one handshake with Microsoft 365's suites, at most 8 connections each */
	bool deep;            /* more facts, by at most 128 further connections each; a quick look asks none of it */
	bool fast;            /* the same facts sooner, by more connections at once to each host that bears them */
	const struct hr_override *overrides;
	size_t override_count;
	const char *ca_file;              /* further trusted CAs, PEM; NULL = the system's only */
	const char *nameserver;           /* address[:port] instead of the system's; NULL = the system's */
	const char *client_name;          /* EHLO and SIP From host; NULL = "hybridready.invalid" */
	const volatile bool *stop;        /* becomes true when the caller wants to end early; NULL = never */
	const struct hr_probe_feed *feed; /* NULL = all tasks at once */
};

/* Tasks that become due while the prober runs. Without a feed all tasks are due at once, and each is done once. */
struct hr_probe_feed {
	void *context;
	/*
	 * A task to begin now, one of those that the prober was given, or NULL: none is due. Asked after every answer
	 * and at least every 50 ms. *over = true: none will come any more; the prober ends with those under way.
	 */
	const struct hr_task *(*next)(void *context, bool *over);
	void (*tick)(void *context); /* every 50 ms, between two callbacks of the loop; NULL = nothing */
};

struct hr_probe_counts {
	uint64_t connections; /* TCP connections opened */
	uint64_t bytes_sent, bytes_received;
	size_t tasks_done, tasks;
};

/* Told everything on the loop's own thread. */
struct hr_probe_sink {
	void *context;
	/* One thing seen, about every endpoint of the task; false stops the probe with *why of the sink's. */
	bool (*observe)(void *context, const struct hr_task *task, const struct hr_observation *seen);
	/* Progress: a task ended. May be NULL. */
	void (*done)(void *context, const struct hr_task *task, const struct hr_probe_counts *counts);
};

/* Ready defaults, all fields. */
struct hr_probe_options hr_probe_defaults(void);

/*
 * Does all tasks and returns when each has ended or *options->stop became true. `at` in observations is the wall clock
 * time that `now` gives (passed in, so that nothing below src/cli asks the clock itself). *counts is always filled in.
 */
bool hr_probe_run(const struct hr_tasks *tasks, const struct hr_catalog *catalog,
                  const struct hr_probe_options *options, int64_t (*now)(void), const struct hr_probe_sink *sink,
                  struct hr_probe_counts *counts, struct hr_error *why) HR_MUST_USE;

#endif
