/*
 * The registry of machines over SMB, as far as the catalog names values, read by a program of its own for each machine:
 * several at once, each with an end. What a machine does is a fact; false is returned for our own trouble only.
 */
#ifndef HR_REGISTRY_REMOTE_H
#define HR_REGISTRY_REMOTE_H

#include "model/report.h"
#include "probe/probe.h"
#include "registry/credentials.h"

#define HR_REMOTE_AT_ONCE 8  /* machines */
#define HR_REMOTE_PATIENCE 6 /* times the timeout of one answer: that long a machine may take in all */
#define HR_REMOTE_REFUSALS 2 /* of a name and password that no machine has accepted yet: then no more are asked */

struct hr_remote_host {
	const char *name;           /* lower case */
	const char *const *servers; /* ids of the inventory's servers on it */
	size_t server_count;
};

struct hr_remote_counts {
	size_t hosts, done, read;
};

struct hr_remote_options {
	const char *program;                    /* the reader */
	struct hr_credentials *who;             /* only read; libuv wants it so */
	const struct hr_probe_options *network; /* concurrency, timeout_ms, overrides, nameserver and stop are heeded */
	int64_t (*now)(void);
	void *context; /* of the two below */
	/* A fact; false ends all with *why of the one it is called by. */
	bool (*keep)(void *context, const struct hr_remote_host *host, const struct hr_observation *seen,
	             struct hr_error *why);
	/* A machine is done: its facts were kept. */
	bool (*done)(void *context, const struct hr_remote_host *host, const struct hr_remote_counts *counts,
	             struct hr_error *why);
};

/*
 * Keeps for each machine the facts `registry` that importing an export of its keys would add, and `registry.read`:
 * present, or failed with the reason, where those facts are then only what came before it. `report` lends its arena.
 */
bool hr_remote_read(struct hr_report *report, const struct hr_catalog *catalog, const struct hr_remote_host *hosts,
                    size_t count, const struct hr_remote_options *options, struct hr_remote_counts *counts,
                    struct hr_error *why) HR_MUST_USE;

#endif
