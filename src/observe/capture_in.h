/* What captures show of the inventory's servers as servers: who still comes in below TLS 1.2, and who names no server.
 */
#ifndef HR_OBSERVE_CAPTURE_IN_H
#define HR_OBSERVE_CAPTURE_IN_H

#include "observe/capture_places.h"
#include "observe/flows.h"
#include "observe/log_book.h"
#include "observe/log_clients.h"

struct hr_in {
	struct hr_log_book *book;
	struct hr_log_clients *nameless;
	const struct hr_places *places;
	struct hr_in_server {
		struct hr_log_owner *owner; /* NULL: nothing was seen yet */
		uint64_t web, nameless,
		        other_nameless; /* sessions with an HTTPS endpoint; without a name; of these untold */
		int64_t other_last;
	} * servers; /* by place in the organisation */
};

/* False: memory. */
bool hr_in_begin(struct hr_in *in, struct hr_arena *arena, struct hr_report *report, const struct hr_places *places,
                 struct hr_error *why) HR_MUST_USE;

/* A session whose server that is. */
bool hr_in_add(struct hr_in *in, size_t server, const struct hr_session *session, struct hr_error *why) HR_MUST_USE;

/* A connection to its port, of which the capture does not hold enough to tell. */
bool hr_in_add_unseen(struct hr_in *in, size_t server, int64_t at, struct hr_error *why) HR_MUST_USE;

/* Adds the facts log.read, clients.legacy, clients.last and clients.without-sni. */
bool hr_in_tell(struct hr_in *in, struct hr_error *why) HR_MUST_USE;

#endif
