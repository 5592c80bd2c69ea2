/* The inside of the table of connections. Included by flows*.c only. */
#ifndef HR_OBSERVE_FLOWS_INSIDE_H
#define HR_OBSERVE_FLOWS_INSIDE_H

#include "observe/flows.h"

/* Sides of a flow are 0 and 1 by address and port until it is known which is the client. */
struct flow {
	uint8_t address[2][HR_IP_SIZE];
	uint16_t port[2];
	uint8_t state;  /* enum flow_state */
	uint8_t client; /* side */
	uint8_t based;  /* bits: base of that side is known */
	uint8_t sure;   /* bits: by its SYN or what answers it */
	uint32_t base[2];
	uint32_t turn; /* of its last packet */
	struct conversation *talk;
};

enum flow_state {
	FLOW_FREE = 0,
	FLOW_OPENING, /* SYN seen */
	FLOW_EARLIER, /* no SYN seen, no hello yet */
	FLOW_TALKING,
	FLOW_DONE,
};

/* A handshake that is not settled. */
struct conversation {
	struct conversation *previous, *next; /* by the time of their last segment */
	struct flow *flow;
	struct hr_overheard talk;
	uint32_t end[2]; /* sequence number behind the last byte of a side: client, server */
	uint8_t ended;   /* bits */
	bool reset, earlier;
};

struct hr_flows {
	struct flow *table;
	size_t most; /* its size */
	struct conversation *oldest, *newest;
	struct hr_held held;
	struct hr_flow_counts counts;
	struct hr_client_hello scratch;
	hr_session_seen *seen;
	void *context;
	uint64_t packets;
	int64_t now; /* of the last segment */
};

/* Why a conversation ends. */
enum ending { ENDING_SETTLED, ENDING_CLOSED, ENDING_PUSHED, ENDING_CAPTURE };

/* An end was seen, and nothing of what was said before it is missing. */
bool hr_flow_ended_in_sight(const struct conversation *c);

/* Frees the handshake, and says nothing. */
void hr_flow_let_go(struct hr_flows *flows, struct conversation *c);

/* Says what came of the connection and frees its handshake. False: `seen` failed. */
bool hr_flow_tell(struct hr_flows *flows, struct flow *flow, enum ending ending, int64_t at, struct hr_error *why);

#endif
