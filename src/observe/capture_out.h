/*
 * What captures show of the inventory's servers as clients: their different hellos, and with whom they agreed on what,
 * how often, first and last. Memory is bounded by the ceilings.
 */
#ifndef HR_OBSERVE_CAPTURE_OUT_H
#define HR_OBSERVE_CAPTURE_OUT_H

#include "model/report.h"
#include "observe/flows.h"
#include "observe/offer.h"

#define HR_OUT_HELLOS_MAX ((size_t)4096) /* different ones, over all servers */
#define HR_OUT_HELLOS_PER_SERVER 64
#define HR_OUT_PEERS_MAX ((size_t)16384) /* over all servers */
#define HR_OUT_PEERS_PER_SERVER 64 /* of Microsoft 365, and as many others; what is beyond is one more: "others" */
#define HR_OUT_SUITES 8

struct hr_out_span {
	uint64_t count;
	int64_t first, last;
};

/* A hello, to Microsoft 365 or to others. */
struct hr_out_hello {
	size_t server;
	bool cloud;
	struct hr_offer offer; /* with the names it was sent to first */
	const char *program;
	struct hr_out_span span;
};

enum hr_out_end {
	HR_OUT_SSL2,
	HR_OUT_SSL3,
	HR_OUT_1_0,
	HR_OUT_1_1,
	HR_OUT_1_2,
	HR_OUT_1_3,
	HR_OUT_FAILED,
	HR_OUT_UNSEEN,
	HR_OUT_ENDS
};

/* Somebody it connected to. */
struct hr_out_peer {
	size_t server;
	bool cloud;
	const char *name; /* by SNI, the proxy's CONNECT or the mail server's greeting, else the address */
	struct hr_out_span by_end[HR_OUT_ENDS];
	uint16_t suites[HR_OUT_ENDS][HR_OUT_SUITES];
	uint8_t suite_count[HR_OUT_ENDS];
	char failure[HR_FAILURE_MAX]; /* the last */
};

struct hr_out {
	struct hr_arena *arena;
	const struct hr_organisation *organisation;
	const struct hr_catalog *catalog;
	struct hr_out_hello *hellos;
	size_t hello_count, hello_capacity;
	struct hr_out_peer *peers;
	size_t peer_count, peer_capacity;
	struct hr_out_peer beyond; /* of whom nothing is told: there were too many */
	struct hr_out_known {      /* hellos seen before, by their bytes that matter */
		uint8_t digest[32];
		size_t server, hello; /* hello: its place + 1; 0 = free */
		bool cloud;
	} * known;
	uint64_t sessions, cloud, old; /* of all; with Microsoft 365; of these agreed below TLS 1.2 */
	uint64_t dropped;              /* hellos and peers beyond the ceilings */
};

/* Notes a session whose client is that server. False: memory. */
bool hr_out_add(struct hr_out *out, size_t server, const struct hr_session *session, struct hr_error *why) HR_MUST_USE;

/* The name of the other side of a session; `text` is used if it has none but an address. */
const char *hr_session_peer(const struct hr_session *session, char text[static HR_UPGRADE_NAME_MAX + 1]);

/* Is the other side Microsoft 365, by that name? */
bool hr_session_is_cloud(const struct hr_catalog *catalog, const struct hr_session *session);

/* Adds the facts outbound.*; what earlier captures showed and these, which begin later, do not, becomes absent. */
bool hr_out_tell(const struct hr_out *out, struct hr_report *report, struct hr_error *why) HR_MUST_USE;

#endif
