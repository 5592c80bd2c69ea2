/*
 * TCP connections of a capture, put together from segments in any order, and what TLS came of each. Memory is bounded:
 * a connection whose handshake is settled is an entry of a table and no more.
 */
#ifndef HR_OBSERVE_FLOWS_H
#define HR_OBSERVE_FLOWS_H

#include "observe/overheard.h"
#include "parse/ip_packet.h"
#include "parse/tcp_segment.h"

#define HR_FLOWS_MAX ((size_t)262144)                /* connections at once; beyond it, old ones are forgotten */
#define HR_FLOWS_HELD_MAX ((size_t)32 * 1024 * 1024) /* bytes of handshakes that are not settled yet */

#define HR_FAILURE_MAX 96

/* Why a connection's hello is not known. */
enum hr_unseen {
	HR_SEEN = 0,
	HR_UNSEEN_GAP,     /* bytes are missing in the capture, or contradict each other */
	HR_UNSEEN_EARLIER, /* it began before the capture; which side is the client is not known */
	HR_UNSEEN_DROPPED, /* too much was open at once */
	HR_UNSEEN_BROKEN,  /* a hello that cannot be read */
	HR_UNSEEN_COUNT,
};

/* How far the answer is known. */
enum hr_agreed {
	HR_AGREED_UNSEEN = 0, /* the capture does not show it whole */
	HR_AGREED,            /* version and suite were chosen, and nothing was seen to go wrong */
	HR_AGREED_FAILED,     /* `failure` says why */
};

struct hr_session {
	uint8_t client[HR_IP_SIZE], server[HR_IP_SIZE];
	uint16_t client_port, server_port;
	enum hr_unseen unseen;
	enum hr_agreed agreed;
	uint16_t version, suite;             /* of the ServerHello; 0: none was seen */
	int64_t at;                          /* seconds: when the hello was whole, or when it ended */
	const struct hr_client_hello *hello; /* SEEN */
	const struct hr_upgrade *upgrade;    /* how TLS began; never NULL */
	char failure[HR_FAILURE_MAX];        /* FAILED */
};

/* Gets each session once, when it is settled or over. False: an error is set, and no more is wanted. */
typedef bool hr_session_seen(void *context, const struct hr_session *session, struct hr_error *why);

struct hr_flow_counts {
	uint64_t segments, flows;
	uint64_t sessions; /* hellos seen */
	uint64_t plain;    /* connections without TLS */
	uint64_t unseen[HR_UNSEEN_COUNT];
};

struct hr_flows;

/* For at most so many connections at once, a multiple of 8; HR_FLOWS_MAX but for tests. NULL: memory. */
struct hr_flows *hr_flows_new(size_t most, hr_session_seen *seen, void *context);
void hr_flows_free(struct hr_flows *flows);

/* One segment, with the packet it came in. False: memory, or what `seen` failed with. */
bool hr_flows_segment(struct hr_flows *flows, const struct hr_ip_packet *packet, const struct hr_tcp_segment *segment,
                      int64_t at, struct hr_error *why) HR_MUST_USE;

/* The capture is over: tells what is still open. */
bool hr_flows_end(struct hr_flows *flows, struct hr_error *why) HR_MUST_USE;

/* The most bytes of open handshakes that were held at once. */
size_t hr_flows_most_held(const struct hr_flows *flows);

struct hr_flow_counts hr_flows_counts(const struct hr_flows *flows);

#endif
