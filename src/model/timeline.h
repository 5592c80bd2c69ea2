/* What was seen to happen while somebody watched: part of a report, and a line of a log of events. */
#ifndef HR_MODEL_TIMELINE_H
#define HR_MODEL_TIMELINE_H

#include <stdint.h>

#include "base/arena.h"

#define HR_EVENTS_MAX ((size_t)100000) /* of one timeline; what comes later is counted */

enum hr_event_kind {
	HR_EVENT_VERSION_APPEARED = 0, /* of: 1.0 ... */
	HR_EVENT_VERSION_VANISHED,     /* of: 1.0 ... */
	HR_EVENT_SUITES_CHANGED,       /* of: 1.0 ...; detail: which came and went */
	HR_EVENT_CERTIFICATE_CHANGED,  /* of: rsa ...; detail: SHA-256 */
	HR_EVENT_UNREACHABLE,          /* one endpoint of a server whose others answer; detail: how it shows */
	HR_EVENT_RESTARTING,           /* a server: nothing of it answers; detail: how it shows */
	HR_EVENT_BROKEN,               /* it did not come back in the time that a restart may take */
	HR_EVENT_BACK,                 /* detail: how long it was away */
	HR_EVENT_UNSTEADY,  /* its answers differ from look to look: unlike servers behind one name; of: version */
	HR_EVENT_STEADY,    /* they no longer do */
	HR_EVENT_WORSE,     /* of: rule or kind of fact; detail: the finding's sentence */
	HR_EVENT_BETTER,    /* the same */
	HR_EVENT_UNCLEAR,   /* the same: can no longer be told */
	HR_EVENT_STEP_DONE, /* of: number of the step in the plan that was watched; detail: its remedy */
	HR_EVENT_STEP_OPEN, /* it was done, and is not any more */
};

struct hr_event {
	int64_t at;
	const char *about; /* subject id */
	const char *of;
	const char *detail;
	enum hr_event_kind kind;
};

struct hr_timeline {
	int64_t from;            /* 0: nobody watched */
	int64_t until;           /* the last look */
	const char *go;          /* go, no-go, cannot-tell: what came of it */
	const char *reason;      /* for that */
	struct hr_event *events; /* in the order in which they were noticed */
	size_t count, capacity;
	size_t left_out; /* above HR_EVENTS_MAX */
};

/* Something of which a person must know at once: it rings. */
bool hr_event_is_bad(enum hr_event_kind kind);
bool hr_event_is_good(enum hr_event_kind kind);

/* The same with strings of its own, owned by `arena`, printable and capped; NULL reads as "". False: memory. */
bool hr_event_copy(const struct hr_event *event, struct hr_arena *arena, struct hr_event *copy,
                   struct hr_error *why) HR_MUST_USE;

/*
 * Adds an event; a copy of it, as hr_event_copy() makes it. Above HR_EVENTS_MAX it is counted only. False: memory.
 */
bool hr_timeline_add(struct hr_timeline *timeline, struct hr_arena *arena, const struct hr_event *event,
                     struct hr_error *why) HR_MUST_USE;

#endif
