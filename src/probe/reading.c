/* What has come in answer to a hello: told once it is all there, or as much as is worth waiting for. */
#include "probe/prober.h"

#define FLIGHT_WAIT_MS 150 /* and two round trips: for what comes in the same breath as a ServerHello */

/* Nearly always the server's own words: "HTTP/1.1 400 Bad Request". */
static void quote(const struct hr_buffer *bytes, char out[static 64])
{
	size_t length = 0;
	for (; length < 60 && length < bytes->length; length++) {
		unsigned char c = (unsigned char)bytes->data[length];
		if (c == '\r' || c == '\n')
			break;
		out[length] = (char)(c >= 0x20 && c < 0x7f ? c : '.');
	}
	out[length] = '\0';
}

static bool accepts(const struct hr_try *try, const struct hr_server_answer *server)
{
	for (size_t i = 0; server->kind == HR_SERVER_HELLO && server->version == try->version && i < try->suite_count;
	     i++) {
		if (try->suites[i] == server->suite)
			return true;
	}
	return false;
}

/* Is what follows this ServerHello of interest? The question may be about it; else it is whatever is new. */
static bool is_wanted(const struct hr_session *session, const struct hr_server_answer *server,
                      struct hr_suite_kind kind)
{
	const struct hr_visit *visit = session->visit;
	if (session->try.deep > 0)
		return session->try.exchange && server->version <= HR_TLS_1_2;
	return !hr_visit_is_quick(visit) && hr_glean_wants(&visit->glean, server->version, kind);
}

/* Takes what came with a ServerHello. True: more of it is on its way. */
static bool waits_for_more(struct hr_session *session, struct hr_answer *answer)
{
	struct hr_visit *visit = session->visit;
	const struct hr_server_answer *server = &answer->server;
	bool deep = session->try.deep > 0;
	/* Without a name, it may be another site that answers. */
	if (session->try.without_name || !accepts(&session->try, server))
		return false;
	if (!deep) /* else not all was offered */
		hr_glean_hello(&visit->glean, server,
		               session->try.shape == HR_HELLO_FULL && server->version > HR_SSL_3_0);
	struct hr_suite_kind kind = hr_suite_kind_of(hr_visit_suite_name(visit, server->suite));
	if (!is_wanted(session, server, kind))
		return false;
	struct hr_reader in = hr_reader_of(session->received.data, session->received.length);
	hr_flight_read(in, server->version, kind, visit->prober->flight, &answer->flight);
	if (answer->flight.state == HR_FLIGHT_MORE && !session->overdue) {
		unsigned wait_ms = FLIGHT_WAIT_MS + 2 * session->host->rtt_ms;
		if (!session->reads_on && wait_ms < visit->prober->options.timeout_ms)
			hr_connection_deadline(session->connection, wait_ms);
		session->reads_on = true;
		return true;
	}
	if (!deep) {
		visit->glean.impatient |= session->overdue;
		hr_glean_flight(&visit->glean, server->version, kind, &answer->flight);
	}
	return false;
}

void hr_session_read(struct hr_session *session)
{
	struct hr_reader in = hr_reader_of(session->received.data, session->received.length);
	struct hr_answer answer = {.kind = HR_ANSWER_SERVER};
	char words[64];
	if (session->try.version == HR_SSL_2_0) {
		hr_ssl2_parse(in, &answer.ssl2);
		if (answer.ssl2.kind == HR_SSL2_MORE)
			return;
		if (answer.ssl2.kind != HR_SSL2_OTHER) {
			answer.kind = HR_ANSWER_SSL2;
			hr_visit_answered(session, &answer);
			return;
		}
	}
	hr_server_parse(in, &answer.server);
	if (answer.server.kind == HR_SERVER_MORE || waits_for_more(session, &answer))
		return;
	quote(&session->received, words);
	answer.text = words;
	hr_visit_answered(session, &answer);
}
