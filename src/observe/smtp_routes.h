/* What send logs and mails show of the ways to Microsoft 365: per machine, connector and version, how often and when
 * last. */
#ifndef HR_OBSERVE_SMTP_ROUTES_H
#define HR_OBSERVE_SMTP_ROUTES_H

#include "observe/log_book.h"

#define HR_SMTP_ROUTES_MAX ((size_t)1024) /* connectors, over all machines */

/* What a session came to: a version, or one of these. */
enum hr_smtp_end {
	HR_SMTP_END_PLAIN = HR_LOG_VERSION_COUNT, /* mail was sent without TLS */
	HR_SMTP_END_FAILED,                       /* the handshake failed */
	HR_SMTP_END_COUNT,
};

struct hr_smtp_route {
	const struct hr_log_owner *owner;
	const char *connector;
	int64_t first;
	struct {
		uint64_t count;
		int64_t last;
	} by_end[HR_SMTP_END_COUNT]; /* by hr_log_version or hr_smtp_end */
};

struct hr_smtp_routes {
	struct hr_arena *arena;
	const char *kind; /* begins the `of` of the facts: "smtp", "mail" */
	struct hr_smtp_route at[HR_SMTP_ROUTES_MAX];
	size_t count;
	size_t latest; /* most often the next one too */
};

/*
 * Counts a session with Microsoft 365. `end` is an hr_log_version or an hr_smtp_end. False: HR_E_LIMIT, HR_E_MEMORY.
 */
bool hr_smtp_routes_add(struct hr_smtp_routes *routes, const struct hr_log_owner *owner, const char *connector,
                        unsigned end, int64_t at, struct hr_error *why) HR_MUST_USE;

/*
 * Adds the facts outbound.negotiated, .calls, .last and .failures: of = "KIND VERSION CONNECTOR". What older logs
 * showed of a connector and these, which begin later, do not, becomes absent.
 */
bool hr_smtp_routes_tell(const struct hr_smtp_routes *routes, struct hr_log_book *book, struct hr_report *report,
                         struct hr_error *why) HR_MUST_USE;

#endif
