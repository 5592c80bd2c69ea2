/*
 * What is known of each endpoint while it is watched, and what happens to it: looks and times go in, events come out.
 * Pure: the same looks at the same times give the same events.
 *
 * A change is called at once where the server itself says so (it accepts a version, refuses it, shows another
 * certificate). That nothing answers may be a passing trouble: it is called when a second look says it too. A server of
 * which nothing answers any more is restarting; after a set time it is broken.
 */
#ifndef HR_WATCH_WATCHING_H
#define HR_WATCH_WATCHING_H

#include "model/report.h"
#include "watch/look.h"

/* Later ones are worse. */
enum hr_condition {
	HR_CONDITION_NEW = 0, /* not looked at yet */
	HR_CONDITION_UP,
	HR_CONDITION_RESTARTING,  /* nothing of its server answers */
	HR_CONDITION_UNREACHABLE, /* it does not answer, others of its server do; or it never did */
	HR_CONDITION_BROKEN,      /* it has been restarting for too long */
};

/* What should be looked at out of turn. Later ones include earlier ones. */
enum hr_wish { HR_WISH_NOTHING = 0, HR_WISH_AGAIN, HR_WISH_ALL /* a full look */ };

struct hr_watched {
	const struct hr_endpoint *endpoint;
	size_t server; /* place in hr_watching.servers */
	enum hr_condition condition;
	enum hr_wish wish;                   /* the caller sets it back */
	int64_t since;                       /* of the condition, ms */
	int64_t looked_at;                   /* ms, 0 = never */
	int64_t changed_at;                  /* last event, ms, 0 = none */
	struct hr_look known;                /* the versions and certificates last seen for certain */
	unsigned misses;                     /* looks in a row that nobody answered */
	int64_t missed_at;                   /* end of the first of them, ms */
	int64_t answered_from;               /* beginning of the last look that was answered, ms */
	char why[HR_LOOK_WHY_MAX];           /* it does not answer */
	enum hr_seen told[HR_LOOK_VERSIONS]; /* as the report or the last event about it said */
	/* Of each version, and last of the certificate: looks since it changed, if it ever did. */
	unsigned looks_since[HR_LOOK_VERSIONS + 1];
	bool changed_before[HR_LOOK_VERSIONS + 1];
	unsigned flips, alike; /* things that turned round again; looks in a row that said the same */
	bool unsteady;         /* too many: what a single look says is not believed */
	bool nameless;         /* it does not answer because nobody knows its name */
	bool known_before;     /* the report knew it */
	bool lived;            /* it has answered before, in the report or since */
	bool unsure;           /* a version that was known could not be told by the last look */
};

struct hr_watched_server {
	const struct hr_server *server;
	size_t first, count; /* of its endpoints, in hr_watching.endpoints */
	int64_t down_since;  /* ms; 0 = it is not restarting */
};

struct hr_watching {
	struct hr_watched *endpoints;
	size_t endpoint_count;
	struct hr_watched_server *servers;
	size_t server_count;
	int64_t restart_ms;
	void *context;
	void (*tell)(void *context, const struct hr_event *event); /* strings are valid during the call only */
};

/*
 * Begins with what an indexed report knows, which must live as long. Owned by `arena`; the caller sets restart_ms and
 * tell. False: memory.
 */
bool hr_watching_begin(struct hr_watching *watching, const struct hr_report *report, struct hr_arena *arena,
                       struct hr_error *why) HR_MUST_USE;

/*
 * A look at endpoints[place] from `from` to `until` (ms). Sets wishes for it and for the other endpoints of its server.
 */
void hr_watching_look(struct hr_watching *watching, size_t place, const struct hr_look *look, int64_t from,
                      int64_t until);

/* Time has passed: what has been restarting for too long is broken. */
void hr_watching_pass(struct hr_watching *watching, int64_t now);

/* May the evidence of that look stand in a report? Not while a restart explains that nothing answers. */
bool hr_watching_believes(const struct hr_watched *watched, const struct hr_look *look);

/* new, up, restarting, unreachable, broken. Static string. */
const char *hr_condition_name(enum hr_condition condition);

#endif
