#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/sip_message.h"
#include "probe/prober.h"
#include "probe/web.h"

#define TALK_TRIES_MAX 2
#define TALK_WAIT_MS 300
#define LINGER_MS 200 /* and two round trips: for a server to say that it wanted a certificate */
#define TALKS_MAX 20  /* at once: each costs OpenSSL some 70 KiB */

/* A whole handshake over a session, and what is asked inside of it. */
struct hr_talk {
	struct hr_handshake *handshake;
	struct hr_buffer plain; /* what the server said inside of TLS */
	struct hr_handshake_offer offer;
	enum hr_talk_kind kind;
	bool asked;
};

void hr_talk_free(struct hr_talk *talk)
{
	if (talk == NULL)
		return;
	if (talk->handshake != NULL)
		hr_handshake_free(talk->handshake);
	hr_buffer_free(&talk->plain);
	free(talk);
}

static const char *of_kind(enum hr_talk_kind kind)
{
	return kind == HR_TALK_1_2 ? "1.2" : "1.3";
}

static const struct hr_chain *chain_of(const struct hr_visit *visit, enum hr_talk_kind kind)
{
	return &visit->enumerate->chains[kind == HR_TALK_1_2 ? HR_CHAIN_1_2 : HR_CHAIN_1_3];
}

/* The next one after a handshake that came to nothing, or was not worth trying. */
static void try_another(struct hr_visit *visit)
{
	visit->talk = visit->talk == HR_TALK_1_2   ? HR_TALK_1_3
	              : visit->talk == HR_TALK_1_3 ? HR_TALK_OLDER
	                                           : HR_TALK_HTTP;
	visit->talk_tries = 0;
}

/* A version that was not accepted needs no handshake to tell that none completes. */
static void tell_unneeded(struct hr_visit *visit)
{
	const struct hr_chain *chain = chain_of(visit, visit->talk);
	const char *of = of_kind(visit->talk);
	hr_visit_observe(visit, HR_FACT_TLS_HANDSHAKE, of, chain->seen == HR_ABSENT ? HR_ABSENT : HR_FAILED,
	                 chain->why);
	hr_visit_observe(visit, HR_FACT_TLS_CLIENT_CERTIFICATE, of, HR_FAILED, chain->why);
}

/* 1 = to be begun now, 0 = not needed, -1 = not yet known. */
static int wanted(const struct hr_visit *visit)
{
	const struct hr_enumerate *e = visit->enumerate;
	bool older = false, over = true, quick = hr_visit_is_quick(visit);
	unsigned first = quick ? HR_CHAIN_1_2 : HR_CHAIN_1_0;
	if (quick && visit->talk < HR_TALK_OLDER)
		return visit->talk == HR_TALK_1_2 && visit->why[0] == '\0' && !hr_visit_is_spent(visit);
	if (quick && hr_visit_is_spent(visit))
		return 0;
	if (visit->talk == HR_TALK_1_2 || visit->talk == HR_TALK_1_3) {
		const struct hr_chain *chain = chain_of(visit, visit->talk);
		if (chain->accepted_count > 0 && visit->why[0] == '\0')
			return 1;
		return chain->stage == HR_STAGE_DONE ? 0 : -1;
	}
	for (unsigned i = first; i <= HR_CHAIN_1_1; i++) {
		older |= e->chains[i].accepted_count > 0;
		over &= e->chains[i].stage == HR_STAGE_DONE;
	}
	return older && visit->why[0] == '\0' ? 1 : over ? 0 : -1;
}

static void tell_any(void *context, enum hr_fact_key key, const char *of, enum hr_seen seen, const char *value)
{
	hr_visit_observe(context, key, of, seen, value);
}

/* What an HTTP or SIP server said; no answer at all, for that reason, if `talk` is NULL. Goes on to the next. */
static void tell_answer(struct hr_visit *visit, const struct hr_talk *talk, bool cut, const char *why)
{
	struct hr_web_sink sink = {.context = visit, .say = tell_any};
	const char *answer = talk == NULL ? NULL : talk->plain.data;
	size_t length = talk == NULL ? 0 : talk->plain.length;
	if (visit->talk == HR_TALK_SIP) {
		hr_sip_describe(answer, length, why, &sink);
		visit->talk = HR_TALK_NONE;
	} else if (length > 0) {
		hr_web_describe(&visit->task->http[visit->http++], answer, length, cut, &sink);
	} else {
		hr_web_describe_failure(&visit->task->http[visit->http++], why, &sink);
	}
	visit->talk_tries = 0;
}

bool hr_talk_next(struct hr_visit *visit)
{
	if (visit->talking || !visit->resolved)
		return false;
	while (visit->talk < HR_TALK_HTTP) {
		int now = visit->enumerate == NULL ? 0 : wanted(visit);
		if (now != 0)
			return now > 0 && visit->prober->talks < TALKS_MAX;
		if (visit->enumerate != NULL && visit->talk < HR_TALK_OLDER && !hr_visit_is_quick(visit))
			tell_unneeded(visit);
		try_another(visit);
	}
	while (visit->talk != HR_TALK_NONE) {
		if (visit->talk == HR_TALK_HTTP && visit->http == visit->task->http_count)
			visit->talk = visit->task->sip ? HR_TALK_SIP : HR_TALK_NONE;
		else if (visit->why[0] == '\0')
			return visit->prober->talks < TALKS_MAX;
		else
			tell_answer(visit, NULL, false, visit->why);
	}
	return false;
}

bool hr_talk_begin(struct hr_visit *visit)
{
	struct hr_talk *talk = calloc(1, sizeof *talk);
	if (talk == NULL)
		return false;
	talk->kind = visit->talk;
	if (hr_session_open(visit, NULL, talk, visit->talk_tries > 0 ? TALK_WAIT_MS : 0) == NULL) {
		free(talk);
		return false;
	}
	visit->talking = true;
	visit->prober->talks++;
	return true;
}

static void flush(struct hr_session *session)
{
	uint8_t bytes[4096];
	size_t length;
	while ((length = hr_handshake_output(session->talk->handshake, bytes, sizeof bytes)) > 0)
		hr_connection_send(session->connection, bytes, length);
}

/* A quick look offers nothing else, so that what completes is what Microsoft 365 needs. */
static size_t office365_suites(const struct hr_catalog *catalog, uint16_t codes[static HR_HELLO_SUITES_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < catalog->suite_count && count < HR_HELLO_SUITES_MAX; i++) {
		if (catalog->suites[i].office365)
			codes[count++] = catalog->suites[i].code;
	}
	return count;
}

/* What servers of that kind may choose among (IANA's ALPN protocol ids); mail transfer has none. */
static const char *protocols_of(enum hr_service service)
{
	switch (service) {
	case HR_SERVICE_TLS:
	case HR_SERVICE_HTTPS:
		return "h2 http/1.1";
	case HR_SERVICE_SIP:
		return "sip/2";
	case HR_SERVICE_IMAP:
		return "imap";
	case HR_SERVICE_POP3:
		return "pop3";
	default:
		return NULL;
	}
}

void hr_talk_ready(struct hr_session *session)
{
	struct hr_visit *visit = session->visit;
	struct hr_prober *prober = visit->prober;
	struct hr_talk *talk = session->talk;
	talk->plain.ceiling = HR_WEB_ANSWER_MAX;
	bool quick = hr_visit_is_quick(visit) && talk->kind < HR_TALK_HTTP;
	uint16_t wanted_suites[HR_HELLO_SUITES_MAX];
	size_t count = quick && talk->kind != HR_TALK_OLDER ? office365_suites(prober->catalog, wanted_suites) : 0;
	uint16_t least = talk->kind == HR_TALK_1_2 ? HR_TLS_1_2 : talk->kind == HR_TALK_1_3 ? HR_TLS_1_3 : HR_TLS_1_0;
	uint16_t most = talk->kind == HR_TALK_1_2 ? HR_TLS_1_2 : talk->kind == HR_TALK_OLDER ? HR_TLS_1_1 : HR_TLS_1_3;
	if (quick)
		most = HR_TLS_1_3;
	talk->offer = (struct hr_handshake_offer){
	        .min_version = least, .max_version = most, .suites = wanted_suites, .suite_count = count};
	if (!hr_visit_is_quick(visit) && talk->kind < HR_TALK_HTTP && visit->talk_tries == 0) {
		talk->offer.protocols = protocols_of(visit->task->service);
		talk->offer.status = true;
	}
	bool made = hr_handshake_new(prober->trust, visit->task->host, &talk->offer, &talk->handshake, prober->why);
	talk->offer.suites = NULL; /* they end here */
	if (!made) {
		prober->failed = prober->stopping = true;
		return;
	}
	hr_connection_deadline(session->connection, prober->options.timeout_ms);
	flush(session);
}

/* Which version a handshake was about. That of a quick look leaves it to the server. */
static const char *of_talk(const struct hr_visit *visit, const struct hr_talk *talk)
{
	bool either = hr_visit_is_quick(visit) && talk->handshake != NULL;
	return either && hr_handshake_version(talk->handshake) == HR_TLS_1_3 ? "1.3" : of_kind(talk->kind);
}

static void tell_client_certificate(struct hr_visit *visit, const struct hr_talk *talk, bool complete, const char *why)
{
	bool asked = hr_handshake_asked_certificate(talk->handshake);
	const char *of = of_talk(visit, talk);
	if (asked && !complete && strstr(why, "client certificate") != NULL)
		hr_visit_observe(visit, HR_FACT_TLS_CLIENT_CERTIFICATE, of, HR_PRESENT, "required");
	else if (asked)
		hr_visit_observe(visit, HR_FACT_TLS_CLIENT_CERTIFICATE, of, HR_PRESENT, "requested");
	else if (complete)
		hr_visit_observe(visit, HR_FACT_TLS_CLIENT_CERTIFICATE, of, HR_ABSENT, "");
	else
		hr_visit_observe(visit, HR_FACT_TLS_CLIENT_CERTIFICATE, of, HR_FAILED, why);
}

/* What came of a handshake for its own sake. */
static void tell_handshake(struct hr_visit *visit, const struct hr_talk *talk, bool complete, const char *why)
{
	const struct hr_handshake *handshake = talk->handshake;
	if (talk->kind != HR_TALK_OLDER) {
		/* A quick look offers some suites only: refused, it says nothing about the others. */
		bool refused =
		        !complete && handshake != NULL && hr_handshake_refused(handshake) && !hr_visit_is_quick(visit);
		hr_visit_observe(visit, HR_FACT_TLS_HANDSHAKE, of_talk(visit, talk),
		                 complete  ? HR_PRESENT
		                 : refused ? HR_ABSENT
		                           : HR_FAILED,
		                 complete ? hr_handshake_suite(handshake) : why);
		if (handshake != NULL)
			tell_client_certificate(visit, talk, complete, why);
	}
	if (complete)
		hr_enumerate_witness(visit->enumerate, hr_handshake_version(handshake),
		                     hr_handshake_suite_code(handshake));
	bool shown = handshake != NULL && hr_handshake_chain(handshake) != NULL;
	if (shown)
		hr_visit_tell_chain(visit, hr_handshake_chain(handshake));
	if (complete)
		hr_visit_tell_extras(visit, handshake, of_talk(visit, talk), &talk->offer);
	if (complete || shown)
		visit->talk = HR_TALK_HTTP;
	else
		try_another(visit);
	visit->talk_tries = 0;
}

static void finish(struct hr_session *session)
{
	struct hr_visit *visit = session->visit;
	visit->talking = false;
	visit->prober->talks--;
	hr_session_close(session);
	hr_prober_hungry(visit->prober, visit);
	hr_visit_settle(visit);
}

void hr_talk_ended(struct hr_session *session, const char *why)
{
	struct hr_visit *visit = session->visit;
	struct hr_talk *talk = session->talk;
	enum hr_handshake_state state = HR_HANDSHAKE_FAILED;
	char text[HR_WHY_MAX];
	(void)snprintf(text, sizeof text, "%s", why == NULL ? "connection closed" : why);
	if (talk->handshake != NULL) {
		state = why == NULL ? hr_handshake_end(talk->handshake) : hr_handshake_feed(talk->handshake, "", 0);
		if (state == HR_HANDSHAKE_FAILED && why == NULL)
			(void)snprintf(text, sizeof text, "%s", hr_handshake_reason(talk->handshake));
	}
	bool refused = state == HR_HANDSHAKE_FAILED && talk->handshake != NULL && hr_handshake_refused(talk->handshake);
	bool answered = state == HR_HANDSHAKE_DONE && (talk->kind < HR_TALK_HTTP || talk->plain.length > 0);
	visit->no_protocol |= talk->handshake != NULL && hr_handshake_missed_protocol(talk->handshake);
	/* It may not be the handshake that was refused, but what was offered with it. */
	if (refused && talk->offer.status && !hr_handshake_asked_certificate(talk->handshake))
		refused = false;
	/* Asked once more, unless the server has said no in words or the whole endpoint was given up. */
	if (!answered && !refused && visit->why[0] == '\0' && ++visit->talk_tries < TALK_TRIES_MAX) {
		finish(session);
		return;
	}
	if (talk->kind < HR_TALK_HTTP)
		tell_handshake(visit, talk, state == HR_HANDSHAKE_DONE, text);
	else
		tell_answer(visit, talk, why != NULL || talk->plain.failed, text);
	finish(session);
}

/* The request, once TLS stands. False: it cannot be made. */
static bool ask(struct hr_session *session)
{
	const struct hr_task *task = session->visit->task;
	struct hr_prober *prober = session->visit->prober;
	struct hr_talk *talk = session->talk;
	char request[HR_WEB_REQUEST_MAX];
	uint8_t unique[16];
	size_t length = 0;
	if (talk->kind == HR_TALK_HTTP)
		length = hr_web_request_write(request, sizeof request, task->host, task->port,
		                              task->http[session->visit->http].path);
	else if (uv_random(NULL, NULL, unique, sizeof unique, 0, NULL) == 0)
		length = hr_sip_options_write(request, sizeof request, task->host, task->port,
		                              prober->options.client_name, unique);
	talk->asked = true;
	if (length == 0 || !hr_handshake_send(talk->handshake, request, length))
		return false;
	hr_connection_deadline(session->connection, prober->options.timeout_ms);
	flush(session);
	return true;
}

/* Takes what has come inside of TLS. True: it is all there. */
static bool take_plain(struct hr_talk *talk)
{
	char bytes[4096];
	size_t length;
	while ((length = hr_handshake_receive(talk->handshake, bytes, sizeof bytes)) > 0)
		hr_buffer_add(&talk->plain, bytes, length);
	if (talk->plain.failed)
		return true;
	if (talk->plain.length == 0)
		return false;
	return talk->kind == HR_TALK_HTTP ? hr_web_is_whole(talk->plain.data, talk->plain.length)
	                                  : hr_sip_is_whole(talk->plain.data, talk->plain.length);
}

/* Whether a certificate was only asked for or demanded shows in TLS 1.3 when its handshake is over, if ever. */
static bool may_be_refused_yet(struct hr_session *session)
{
	struct hr_talk *talk = session->talk;
	if (talk->kind >= HR_TALK_HTTP || !hr_handshake_asked_certificate(talk->handshake) ||
	    hr_handshake_version(talk->handshake) != HR_TLS_1_3)
		return false;
	if (talk->asked) {
		(void)hr_handshake_missed_certificate(talk->handshake);
		return false;
	}
	talk->asked = true;
	hr_connection_deadline(session->connection, LINGER_MS + 2 * session->host->rtt_ms);
	return true;
}

void hr_talk_received(struct hr_session *session, const uint8_t *bytes, size_t length)
{
	struct hr_talk *talk = session->talk;
	enum hr_handshake_state state = hr_handshake_feed(talk->handshake, bytes, length);
	flush(session);
	if (state == HR_HANDSHAKE_MORE)
		return;
	if (state == HR_HANDSHAKE_DONE && may_be_refused_yet(session))
		return;
	if (state == HR_HANDSHAKE_FAILED || talk->kind < HR_TALK_HTTP) {
		hr_talk_ended(session, NULL);
		return;
	}
	if (!talk->asked && !ask(session)) {
		hr_talk_ended(session, "the request could not be made");
		return;
	}
	if (take_plain(talk))
		hr_talk_ended(session, NULL);
}
