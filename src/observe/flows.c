#include "observe/flows_inside.h"

#include <stdlib.h>
#include <string.h>

#define WAYS 8 /* connections that share a place of the table */

struct hr_flows *hr_flows_new(size_t most, hr_session_seen *seen, void *context)
{
	struct hr_flows *flows = calloc(1, sizeof *flows);
	if (flows == NULL)
		return NULL;
	flows->seen = seen;
	flows->context = context;
	flows->most = most;
	flows->table = calloc(most, sizeof *flows->table);
	if (flows->table != NULL)
		return flows;
	free(flows);
	return NULL;
}

void hr_flows_free(struct hr_flows *flows)
{
	if (flows == NULL)
		return;
	while (flows->oldest != NULL) {
		struct conversation *c = flows->oldest;
		flows->oldest = c->next;
		hr_overheard_free(&c->talk, &flows->held);
		free(c);
	}
	free(flows->table);
	free(flows);
}

size_t hr_flows_most_held(const struct hr_flows *flows)
{
	return flows->held.most;
}

struct hr_flow_counts hr_flows_counts(const struct hr_flows *flows)
{
	return flows->counts;
}

/* --- which connection --- */

struct ends {
	uint8_t address[2][HR_IP_SIZE];
	uint16_t port[2];
	uint8_t from; /* side that sent it */
};

static void order(const struct hr_ip_packet *packet, const struct hr_tcp_segment *segment, struct ends *ends)
{
	int differ = memcmp(packet->from, packet->to, HR_IP_SIZE);
	ends->from = differ > 0 || (differ == 0 && segment->from > segment->to);
	memcpy(ends->address[ends->from], packet->from, HR_IP_SIZE);
	memcpy(ends->address[!ends->from], packet->to, HR_IP_SIZE);
	ends->port[ends->from] = segment->from;
	ends->port[!ends->from] = segment->to;
}

static struct flow *row_of(const struct hr_flows *flows, const struct ends *ends)
{
	uint64_t words[4], hash = (uint64_t)ends->port[0] << 16 | ends->port[1];
	memcpy(words, ends->address, sizeof words);
	for (size_t i = 0; i < 4; i++) {
		hash = (hash ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	return &flows->table[hash % (flows->most / WAYS) * WAYS];
}

static bool is_of(const struct flow *flow, const struct ends *ends)
{
	return flow->state != FLOW_FREE && flow->port[0] == ends->port[0] && flow->port[1] == ends->port[1] &&
	       memcmp(flow->address, ends->address, sizeof flow->address) == 0;
}

/* The one that matters least: free, then over, then the one that was silent longest. */
static bool matters_less(const struct flow *a, const struct flow *b)
{
	bool a_over = a->state == FLOW_DONE, b_over = b->state == FLOW_DONE;
	if ((a->state == FLOW_FREE) != (b->state == FLOW_FREE))
		return a->state == FLOW_FREE;
	return a_over != b_over ? a_over : a->turn < b->turn;
}

static struct flow *find(struct hr_flows *flows, const struct ends *ends)
{
	struct flow *row = row_of(flows, ends);
	for (size_t i = 0; i < WAYS; i++)
		if (is_of(&row[i], ends))
			return &row[i];
	return NULL;
}

static struct flow *open_flow(struct hr_flows *flows, const struct ends *ends, int64_t at, struct hr_error *why)
{
	struct flow *row = row_of(flows, ends), *least = row;
	for (size_t i = 1; i < WAYS; i++)
		if (matters_less(&row[i], least))
			least = &row[i];
	if (least->state != FLOW_FREE && least->state != FLOW_DONE &&
	    !hr_flow_tell(flows, least, ENDING_PUSHED, at, why))
		return NULL;
	memset(least, 0, sizeof *least);
	memcpy(least->address, ends->address, sizeof least->address);
	memcpy(least->port, ends->port, sizeof least->port);
	flows->counts.flows++;
	return least;
}

/* --- its beginning --- */

static void set_base(struct flow *flow, int side, uint32_t base)
{
	flow->base[side] = base;
	flow->based = (uint8_t)(flow->based | 1u << side);
}

static void set_sure_base(struct flow *flow, int side, uint32_t base)
{
	set_base(flow, side, base);
	flow->sure = (uint8_t)(flow->sure | 1u << side);
}

static bool is_based(const struct flow *flow, int side)
{
	return (flow->based >> side & 1) != 0;
}

/* The server's SYN comes late: better than what the client acknowledged, as long as the server was not heard. */
static void correct_base(struct flow *flow, int side, uint32_t base)
{
	const struct hr_overheard *talk = &flow->talk->talk;
	if (side != flow->client && talk->passed[HR_SERVER] == 0 && talk->said[HR_SERVER].part_count == 0)
		set_sure_base(flow, side, base);
}

/* A SYN opens a connection, or a new one between the same ports; the one that was seen already opens none. */
static struct flow *take_syn(struct hr_flows *flows, struct flow *flow, const struct ends *ends,
                             const struct hr_tcp_segment *segment, int64_t at, struct hr_error *why)
{
	uint32_t base = segment->sequence + 1;
	bool again = flow != NULL && is_based(flow, ends->from) && flow->base[ends->from] == base;
	bool answers = flow != NULL && segment->ack && flow->state == FLOW_OPENING && !is_based(flow, ends->from);
	if (again)
		return flow;
	if (flow != NULL && flow->state == FLOW_TALKING && segment->ack) {
		correct_base(flow, ends->from, base);
		return flow;
	}
	if (!answers) {
		if (flow != NULL && !hr_flow_tell(flows, flow, ENDING_CLOSED, at, why))
			return NULL;
		if (flow != NULL)
			flow->state = FLOW_FREE;
		flow = open_flow(flows, ends, at, why);
		if (flow == NULL)
			return NULL;
		flow->state = FLOW_OPENING;
		flow->client = segment->ack ? !ends->from : ends->from;
	}
	set_sure_base(flow, ends->from, base);
	if (segment->ack && !is_based(flow, !ends->from))
		set_sure_base(flow, !ends->from, segment->acknowledged);
	return flow;
}

/* Does a record with a ClientHello begin here, and nowhere before? */
static bool begins_hello(struct hr_flows *flows, struct hr_reader payload)
{
	if (hr_left(&payload) < 6 || (payload.at[0] != 0x16 && payload.at[0] < 0x80))
		return false;
	hr_client_parse(payload, &flows->scratch);
	if (flows->scratch.kind == HR_CLIENT_HELLO)
		return true;
	return flows->scratch.kind == HR_CLIENT_MORE && payload.at[0] == 0x16 && payload.at[5] == 1;
}

/* Its handshake begins here: from now on, it is followed. */
static bool start_talk(struct hr_flows *flows, struct flow *flow)
{
	struct conversation *c = calloc(1, sizeof *c);
	if (c == NULL)
		return false;
	flows->held.bytes += sizeof *c;
	c->flow = flow;
	c->earlier = flow->state == FLOW_EARLIER;
	c->previous = flows->newest;
	*(flows->newest != NULL ? &flows->newest->next : &flows->oldest) = c;
	flows->newest = c;
	flow->talk = c;
	flow->state = FLOW_TALKING;
	return true;
}

/* --- its bytes --- */

static void touch(struct hr_flows *flows, struct conversation *c)
{
	if (flows->newest == c)
		return;
	*(c->previous != NULL ? &c->previous->next : &flows->oldest) = c->next;
	c->next->previous = c->previous;
	c->previous = flows->newest;
	c->next = NULL;
	flows->newest->next = c;
	flows->newest = c;
}

static bool put(struct hr_flows *flows, struct conversation *c, enum hr_side side, uint32_t base,
                const struct hr_tcp_segment *segment)
{
	struct hr_reader data = segment->payload;
	int32_t offset = (int32_t)(segment->sequence + segment->syn - base - c->talk.passed[side]);
	if (offset < 0) { /* the beginning of it was here before */
		if (hr_take(&data, (size_t) - (int64_t)offset) == NULL)
			return true;
		offset = 0;
	}
	if (c->talk.phase[side] == HR_OVERHEARD_OVER)
		return true;
	return hr_pieces_add(&c->talk.said[side], &flows->held, (uint32_t)offset, HR_OVERHEARD_WINDOW, data);
}

static void note_end(struct conversation *c, enum hr_side side, const struct hr_tcp_segment *segment)
{
	if (!segment->fin && !segment->rst)
		return;
	c->end[side] = segment->sequence + (uint32_t)hr_left(&segment->payload);
	c->ended = (uint8_t)(c->ended | 1u << side);
	c->reset = c->reset || segment->rst;
}

static bool talk_on(struct hr_flows *flows, struct flow *flow, const struct ends *ends,
                    const struct hr_tcp_segment *segment, int64_t at, struct hr_error *why)
{
	struct conversation *c = flow->talk;
	enum hr_side side = ends->from == flow->client ? HR_CLIENT : HR_SERVER;
	if (side == HR_CLIENT && segment->ack && !is_based(flow, !ends->from))
		set_base(flow, !ends->from, segment->acknowledged);
	touch(flows, c);
	if (is_based(flow, ends->from) && (!put(flows, c, side, flow->base[ends->from], segment) ||
	                                   !hr_overheard_advance(&c->talk, &flows->held, &flows->scratch)))
		return hr_fail_memory(why);
	note_end(c, side, segment);
	if (c->earlier && c->talk.hello == NULL && c->talk.state != HR_OVERHEARD_OPEN) {
		hr_flow_let_go(flows, c); /* what was taken for a hello is none: back to waiting */
		flow->state = FLOW_EARLIER;
		return true;
	}
	if (c->talk.state != HR_OVERHEARD_OPEN)
		return hr_flow_tell(flows, flow, ENDING_SETTLED, at, why);
	bool over = (c->reset || c->ended == 3) && hr_flow_ended_in_sight(c);
	return !over || hr_flow_tell(flows, flow, ENDING_CLOSED, at, why);
}

/* Data of a connection that is open and says its first, or that began before the capture. */
static bool take_data(struct hr_flows *flows, struct flow *flow, const struct ends *ends,
                      const struct hr_tcp_segment *segment, int64_t at, struct hr_error *why)
{
	if (flow->state == FLOW_EARLIER) {
		if (!begins_hello(flows, segment->payload))
			return true;
		flow->client = ends->from;
		flow->based = flow->sure = 0;
		set_base(flow, ends->from, segment->sequence);
		if (segment->ack)
			set_base(flow, !ends->from, segment->acknowledged);
	}
	if (flow->talk == NULL && !start_talk(flows, flow))
		return hr_fail_memory(why);
	return talk_on(flows, flow, ends, segment, at, why);
}

/* What is held is bounded: the handshake that was silent longest goes. */
static bool keep_bounds(struct hr_flows *flows, int64_t at, struct hr_error *why)
{
	while (flows->held.bytes > HR_FLOWS_HELD_MAX && flows->oldest != flows->newest)
		if (!hr_flow_tell(flows, flows->oldest->flow, ENDING_PUSHED, at, why))
			return false;
	return true;
}

bool hr_flows_segment(struct hr_flows *flows, const struct hr_ip_packet *packet, const struct hr_tcp_segment *segment,
                      int64_t at, struct hr_error *why)
{
	struct ends ends;
	order(packet, segment, &ends);
	struct flow *flow = find(flows, &ends);
	bool data = hr_left(&segment->payload) > 0;
	flows->counts.segments++;
	flows->packets++;
	flows->now = at;
	if (segment->syn && !segment->rst) {
		flow = take_syn(flows, flow, &ends, segment, at, why);
		if (flow == NULL)
			return false;
	} else if (flow == NULL && data) {
		flow = open_flow(flows, &ends, at, why);
		if (flow == NULL)
			return false;
		flow->state = FLOW_EARLIER;
	}
	if (flow == NULL)
		return true;
	flow->turn = (uint32_t)(flows->packets >> 4);
	if (flow->state == FLOW_DONE || (flow->talk == NULL && !data))
		return true;
	return take_data(flows, flow, &ends, segment, at, why) && keep_bounds(flows, at, why);
}

bool hr_flows_end(struct hr_flows *flows, struct hr_error *why)
{
	for (size_t i = 0; i < flows->most; i++) {
		struct flow *flow = &flows->table[i];
		if ((flow->state == FLOW_EARLIER || flow->state == FLOW_TALKING) &&
		    !hr_flow_tell(flows, flow, ENDING_CAPTURE, flows->now, why))
			return false;
	}
	return true;
}
