/*
 * Sessions of SMTP send logs, put together from their lines, and what came of those with Microsoft 365: per connector
 * and version, how often and when last. Memory is bounded; a session that is pushed out counts as far as it was seen.
 */
#ifndef HR_OBSERVE_SMTP_SESSIONS_H
#define HR_OBSERVE_SMTP_SESSIONS_H

#include "observe/log_book.h"
#include "parse/smtp_log.h"

#define HR_SMTP_SESSIONS_OPEN ((size_t)32768)

struct hr_smtp_sessions;

/*
 * A new one in the arena; NULL if memory is out. `catalog` and `organisation` tell which peers are Microsoft 365;
 * sessions before `since` do not count.
 */
struct hr_smtp_sessions *hr_smtp_sessions_new(struct hr_arena *arena, struct hr_log_book *book,
                                              const struct hr_catalog *catalog,
                                              const struct hr_organisation *organisation, int64_t since);

/* One line of a send log. `owner` NULL: the server is then known by the name it says in EHLO. */
bool hr_smtp_sessions_line(struct hr_smtp_sessions *sessions, struct hr_log_owner *owner,
                           const struct hr_smtp_line *line, struct hr_error *why) HR_MUST_USE;

/* Ends the sessions that are open and adds the facts outbound.negotiated, .calls, .last and .failures. */
bool hr_smtp_sessions_tell(struct hr_smtp_sessions *sessions, struct hr_report *report,
                           struct hr_error *why) HR_MUST_USE;

struct hr_smtp_totals {
	uint64_t cloud;   /* with Microsoft 365, that show a version */
	uint64_t old;     /* of them below TLS 1.2 */
	uint64_t others;  /* with others, that show a version */
	uint64_t undated; /* with Microsoft 365, but of no time that can be read: left out */
	uint64_t unowned; /* with a version, of a server that the inventory does not hold */
};
struct hr_smtp_totals hr_smtp_sessions_totals(const struct hr_smtp_sessions *sessions);

#endif
