/* The machines behind addresses: how many connections each may have at once, and how it bears them. */
#ifndef HR_PROBE_HOST_H
#define HR_PROBE_HOST_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#define HR_ADDRESS_MAX 64

struct hr_visit;

struct hr_host {
	struct hr_host *next;                    /* in its bucket */
	struct hr_visit *waiting, *last_waiting; /* for a connection to end */
	unsigned live, cap;
	unsigned most;     /* what `cap` may grow to once it has served two at a time */
	unsigned rtt_ms;   /* least time that a connect took */
	uint64_t ended_at; /* when one of its connections was closed last, in ms of the loop */
	uint64_t lost_at;  /* when it was spared last for a loss */
	bool parallel;     /* two connections were served at the same time */
	bool no_ahead;     /* a connection opened ahead seems to have been in the way */
	bool spared;
	char address[HR_ADDRESS_MAX];
};

struct hr_hosts {
	struct hr_host **buckets;
	size_t bucket_count; /* a power of two */
};

/* Room for about `expected` hosts. Free with hr_hosts_free(). */
bool hr_hosts_begin(struct hr_hosts *hosts, size_t expected, struct hr_error *why) HR_MUST_USE;
void hr_hosts_free(struct hr_hosts *hosts);

/* The host of an address, made with that cap, at first and at most, if it is new; owned by `hosts`. NULL: memory. */
struct hr_host *hr_hosts_at(struct hr_hosts *hosts, const char *address, unsigned cap, unsigned most);

/* It serves more than one at a time: as many from now on as are wanted, unless it was spared before. */
void hr_host_trust(struct hr_host *host);

/* It has refused or lost a connection after having served others: half as many from now on, one at least. */
void hr_host_spare(struct hr_host *host);

/* The same for what many connections suffer at once: it is spared once a second. `now` in ms of the loop. */
void hr_host_lost(struct hr_host *host, uint64_t now);

#endif
