/* What a connection came to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe/flows_inside.h"
#include "observe/offer.h"

/* Every byte up to the end of that side is here. */
static bool is_whole(const struct conversation *c, enum hr_side side)
{
	uint32_t base = c->flow->base[side == HR_CLIENT ? c->flow->client : !c->flow->client];
	struct hr_reader ready = hr_pieces_ready(&c->talk.said[side]);
	return (c->ended >> side & 1) == 0 || c->end[side] == base + c->talk.passed[side] + (uint32_t)hr_left(&ready);
}

bool hr_flow_ended_in_sight(const struct conversation *c)
{
	return c->ended != 0 && c->flow->sure == 3 && is_whole(c, HR_CLIENT) && is_whole(c, HR_SERVER) &&
	       !hr_overheard_is_holed(&c->talk, HR_CLIENT) && !hr_overheard_is_holed(&c->talk, HR_SERVER);
}

static void name_alert(struct hr_session *session, const char *who, uint8_t alert)
{
	const char *name = hr_alert_name(alert);
	session->agreed = HR_AGREED_FAILED;
	if (name != NULL)
		(void)snprintf(session->failure, sizeof session->failure, "the %s ended it: alert %s", who, name);
	else
		(void)snprintf(session->failure, sizeof session->failure, "the %s ended it: alert %u", who, alert);
}

static void fail(struct hr_session *session, const char *text)
{
	session->agreed = HR_AGREED_FAILED;
	(void)snprintf(session->failure, sizeof session->failure, "%s", text);
}

static void judge(const struct conversation *c, struct hr_session *session)
{
	const struct hr_overheard *talk = &c->talk;
	const struct hr_server_answer *answer = &talk->answer;
	/* What was agreed on with a version that there is not, is not known. */
	if (answer->kind == HR_SERVER_HELLO && hr_offer_version(answer->version) != NULL) {
		session->agreed = HR_AGREED;
		session->version = answer->version;
		session->suite = answer->suite;
	}
	if (answer->kind == HR_SERVER_ALERT)
		name_alert(session, "server", answer->alert);
	else if (talk->refused[HR_CLIENT])
		name_alert(session, "client", talk->alert[HR_CLIENT]);
	else if (talk->refused[HR_SERVER])
		name_alert(session, "server", talk->alert[HR_SERVER]);
	else if (c->flow->sure == 3 && (answer->kind == HR_SERVER_NOT_TLS || answer->kind == HR_SERVER_BROKEN))
		fail(session, "the server answered with something that is no TLS");
	else if (talk->state != HR_OVERHEARD_SETTLED && hr_flow_ended_in_sight(c))
		fail(session, "the connection ended during the handshake");
}

/* Lines or a hello were begun, and never came to an end that could be seen. */
static enum hr_unseen reason(const struct conversation *c, enum ending ending)
{
	const struct hr_overheard *talk = &c->talk;
	struct hr_reader begun = hr_pieces_ready(&talk->said[HR_CLIENT]);
	bool server_speaks_tls = talk->phase[HR_SERVER] == HR_OVERHEARD_RECORDS || talk->answer.kind != HR_SERVER_MORE;
	if (c->earlier)
		return HR_UNSEEN_EARLIER;
	if (ending == ENDING_PUSHED && c->ended == 0)
		return HR_UNSEEN_DROPPED;
	if (talk->state == HR_OVERHEARD_BROKEN)
		return HR_UNSEEN_BROKEN;
	if (hr_overheard_is_holed(talk, HR_CLIENT) || !is_whole(c, HR_CLIENT) || server_speaks_tls)
		return HR_UNSEEN_GAP;
	bool in_hello = talk->phase[HR_CLIENT] == HR_OVERHEARD_BEGINS || talk->phase[HR_CLIENT] == HR_OVERHEARD_HELLO;
	if (in_hello && hr_left(&begun) > 0 && !hr_flow_ended_in_sight(c))
		return HR_UNSEEN_GAP;
	return HR_SEEN; /* there was none to see */
}

static void place(const struct flow *flow, struct hr_session *session)
{
	int client = flow->client, server = !flow->client;
	memcpy(session->client, flow->address[client], HR_IP_SIZE);
	memcpy(session->server, flow->address[server], HR_IP_SIZE);
	session->client_port = flow->port[client];
	session->server_port = flow->port[server];
}

static bool tell_unseen(struct hr_flows *flows, const struct flow *flow, enum hr_unseen unseen, int64_t at,
                        struct hr_error *why)
{
	static const struct hr_upgrade none;
	struct hr_session session = {.unseen = unseen, .at = at, .upgrade = &none};
	place(flow, &session);
	flows->counts.unseen[unseen]++;
	return flows->seen(flows->context, &session, why);
}

static bool tell_talk(struct hr_flows *flows, const struct conversation *c, enum ending ending, int64_t at,
                      struct hr_error *why)
{
	struct hr_session session = {.at = at, .hello = c->talk.hello, .upgrade = &c->talk.upgrade};
	if (session.hello == NULL) {
		enum hr_unseen unseen = c->talk.state == HR_OVERHEARD_PLAIN ? HR_SEEN : reason(c, ending);
		if (unseen != HR_SEEN)
			return tell_unseen(flows, c->flow, unseen, at, why);
		flows->counts.plain++;
		return true;
	}
	place(c->flow, &session);
	judge(c, &session);
	flows->counts.sessions++;
	return flows->seen(flows->context, &session, why);
}

void hr_flow_let_go(struct hr_flows *flows, struct conversation *c)
{
	*(c->previous != NULL ? &c->previous->next : &flows->oldest) = c->next;
	*(c->next != NULL ? &c->next->previous : &flows->newest) = c->previous;
	hr_overheard_free(&c->talk, &flows->held);
	flows->held.bytes -= sizeof *c;
	c->flow->talk = NULL;
	free(c);
}

bool hr_flow_tell(struct hr_flows *flows, struct flow *flow, enum ending ending, int64_t at, struct hr_error *why)
{
	bool good = true;
	if (flow->state == FLOW_EARLIER)
		good = tell_unseen(flows, flow, HR_UNSEEN_EARLIER, at, why);
	if (flow->talk != NULL) {
		good = tell_talk(flows, flow->talk, ending, at, why);
		hr_flow_let_go(flows, flow->talk);
	}
	flow->state = FLOW_DONE;
	return good;
}
