#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/prober.h"

#define SYN_AGAIN_MS 900           /* a connect that took so long was asked for twice */
#define ANSWER_MAX ((size_t)34000) /* an SSL 2.0 record, the longest thing that is waited for whole */

static void answered(struct hr_session *session, enum hr_answer_kind kind, const char *text)
{
	hr_visit_answered(session, &(struct hr_answer){.kind = kind, .text = text});
}

static void send_hello(struct hr_session *session)
{
	uint8_t random[HR_HELLO_RANDOM_SIZE], bytes[HR_HELLO_MAX];
	size_t length = 0;
	const struct hr_try *try = &session->try;
	bool written = uv_random(NULL, NULL, random, sizeof random, 0, NULL) == 0;
	if (try->version == HR_SSL_2_0) {
		length = hr_ssl2_hello_write(bytes, random);
	} else {
		struct hr_hello hello = {
		        .suites = try->suites,
		        .suite_count = try->suite_count,
		        .host = try->without_name   ? NULL
		                : try->host != NULL ? try->host
		                                    : session->visit->task->host,
		        .random = random,
		        .version = try->version,
		        .shape = try->shape,
		        .extras = try->extras,
		};
		written = written && hr_hello_write(&hello, bytes, &length);
	}
	if (!written) {
		answered(session, HR_ANSWER_UNREACHED, "the hello could not be made");
		return;
	}
	struct hr_prober *prober = session->visit->prober;
	session->state = HR_SESSION_ASKED;
	session->asked_at = uv_now(&prober->loop);
	hr_connection_deadline(session->connection, prober->options.timeout_ms);
	hr_connection_send(session->connection, bytes, length);
}

/* TLS may start. */
static void ready(struct hr_session *session)
{
	session->received.length = 0;
	free(session->starttls);
	session->starttls = NULL;
	if (session->talk != NULL) {
		session->state = HR_SESSION_TALKING;
		hr_talk_ready(session);
		return;
	}
	if (session->has_try) {
		send_hello(session);
		return;
	}
	session->state = HR_SESSION_IDLE;
	hr_connection_deadline(session->connection, session->visit->prober->options.timeout_ms);
}

static void fail(struct hr_session *session, const char *why)
{
	if (session->talk != NULL)
		hr_talk_ended(session, why);
	else if (session->has_try)
		answered(session, HR_ANSWER_UNREACHED, why);
	else
		hr_session_close(session);
}

/* The conversation before TLS has come to something. */
static void follow_preamble(struct hr_session *session)
{
	struct hr_starttls *machine = session->starttls;
	struct hr_visit *visit = session->visit;
	if (machine->out_length > 0)
		hr_connection_send(session->connection, machine->out, machine->out_length);
	machine->out_length = 0;
	if (machine->state > HR_STARTTLS_NOT_OFFERED)
		hr_visit_keep_words(visit, machine);
	const char *why = machine->reason == NULL || *machine->reason == '\0' ? "the server is busy" : machine->reason;
	switch (machine->state) {
	case HR_STARTTLS_WAIT:
		return;
	case HR_STARTTLS_READY:
		hr_visit_tell_starttls(visit, machine);
		ready(session);
		return;
	case HR_STARTTLS_NOT_OFFERED:
		if (!visit->starttls_told)
			hr_visit_stop(visit, "STARTTLS is not offered");
		hr_visit_tell_starttls(visit, machine);
		fail(session, "STARTTLS is not offered");
		return;
	case HR_STARTTLS_BUSY:
		hr_host_spare(session->host);
		break;
	case HR_STARTTLS_REFUSED:
	case HR_STARTTLS_BROKEN:
		break;
	}
	fail(session, why);
}

static void begin_preamble(struct hr_session *session)
{
	struct hr_prober *prober = session->visit->prober;
	session->starttls = malloc(sizeof *session->starttls);
	if (session->starttls == NULL) {
		hr_prober_fail_memory(prober);
		return;
	}
	hr_starttls_begin(session->starttls, session->visit->task->service, prober->options.client_name);
	session->state = HR_SESSION_PREAMBLE;
	hr_connection_deadline(session->connection, prober->options.timeout_ms);
	follow_preamble(session);
}

static bool has_preamble(enum hr_service service)
{
	return service == HR_SERVICE_SMTP || service == HR_SERVICE_IMAP || service == HR_SERVICE_POP3 ||
	       service == HR_SERVICE_LDAP;
}

static void on_connected(void *owner)
{
	struct hr_session *session = owner;
	struct hr_prober *prober = session->visit->prober;
	session->connected_at = uv_now(&prober->loop);
	uint64_t took = session->connected_at - session->opened_at;
	/* Its queue was full and a SYN was dropped; the kernel sends another one after a second (RFC 6298 2.1). */
	if (took >= SYN_AGAIN_MS && session->host->rtt_ms < SYN_AGAIN_MS / 2)
		hr_host_lost(session->host, session->connected_at);
	if (took < session->host->rtt_ms)
		session->host->rtt_ms = (unsigned)took;
	hr_visit_connected(session);
	if (has_preamble(session->visit->task->service))
		begin_preamble(session);
	else
		ready(session);
	hr_prober_pump(prober);
}

/* Before the server could know that an earlier connection of ours has ended, it answers a later one. */
static void note_parallel(struct hr_session *session)
{
	struct hr_host *host = session->host;
	uint64_t now = uv_now(&session->visit->prober->loop);
	if (host->ended_at > session->connected_at && now - host->ended_at < host->rtt_ms / 2)
		hr_host_trust(host);
	for (const struct hr_session *other = session->visit->sessions; other != NULL; other = other->next) {
		if (other != session && other->state == HR_SESSION_ASKED && other->connected_at < session->connected_at)
			hr_host_trust(host);
	}
}

static void end_asked(struct hr_session *session, int error)
{
	bool began = session->received.length > 0;
	if (session->reads_on) {
		session->overdue = true;
		hr_session_read(session);
	} else if (error == UV_ETIMEDOUT)
		answered(session, HR_ANSWER_TIMEOUT, NULL);
	else if (error == 0)
		answered(session, began ? HR_ANSWER_CUT : HR_ANSWER_CLOSED, "connection closed within the answer");
	else if (error == UV_ECONNRESET)
		answered(session, began ? HR_ANSWER_CUT : HR_ANSWER_RESET, "connection reset within the answer");
	else
		answered(session, HR_ANSWER_CUT, uv_strerror(error));
}

static void on_received(void *owner, const uint8_t *bytes, size_t length)
{
	struct hr_session *session = owner;
	struct hr_prober *prober = session->visit->prober;
	if (session->state == HR_SESSION_PREAMBLE) {
		(void)hr_starttls_feed(session->starttls, bytes, length);
		follow_preamble(session);
		hr_prober_pump(prober);
		return;
	}
	if (session->state == HR_SESSION_TALKING) {
		hr_talk_received(session, bytes, length);
		hr_prober_pump(prober);
		return;
	}
	if (session->received.length == 0)
		note_parallel(session);
	hr_buffer_add(&session->received, bytes, length);
	if (session->state == HR_SESSION_IDLE)
		hr_session_close(session); /* it speaks first where TLS does not */
	else if (session->received.failed && session->reads_on)
		end_asked(session, 0);
	else if (session->received.failed)
		answered(session, HR_ANSWER_CUT, "the answer does not end");
	else
		hr_session_read(session);
	hr_prober_pump(prober);
}

static void on_ended(void *owner, int error)
{
	struct hr_session *session = owner;
	struct hr_prober *prober = session->visit->prober;
	const char *why = error == 0 ? "connection closed" : error == UV_ETIMEDOUT ? "timed out" : uv_strerror(error);
	if (session->state == HR_SESSION_ASKED) {
		end_asked(session, error);
	} else if (session->state == HR_SESSION_TALKING) {
		hr_talk_ended(session, error == 0 || error == UV_ECONNRESET ? NULL : why);
	} else if (!session->has_try) {
		session->host->no_ahead = true; /* the server does not bear idle connections */
		hr_session_close(session);
	} else if (error == UV_EMFILE || error == UV_ENFILE) {
		prober->options.concurrency = prober->live > 2 ? prober->live - 1 : 1;
		if (!hr_session_reopen(session, 200))
			hr_prober_fail_memory(prober);
	} else {
		if (session->state != HR_SESSION_CONNECTING || !hr_visit_unreached(session, why))
			fail(session, why);
	}
	hr_prober_pump(prober);
}

static const struct hr_connection_events events = {on_connected, on_received, on_ended};

static bool connect_now(struct hr_session *session, unsigned delay_ms)
{
	struct hr_prober *prober = session->visit->prober;
	struct hr_target target = {
	        .address = session->host->address,
	        .port = session->visit->task->port,
	        .delay_ms = delay_ms,
	        .timeout_ms = prober->options.timeout_ms,
	};
	session->state = HR_SESSION_CONNECTING;
	session->opened_at = uv_now(&prober->loop) + delay_ms;
	session->connection = hr_connection_open(&prober->loop, &prober->wire, &target, &events, session);
	prober->counts->connections++;
	return session->connection != NULL;
}

struct hr_session *hr_session_open(struct hr_visit *visit, const struct hr_try *try, struct hr_talk *talk,
                                   unsigned delay_ms)
{
	struct hr_session *session = calloc(1, sizeof *session);
	if (session == NULL)
		return NULL;
	session->visit = visit;
	session->host = visit->host;
	session->received.ceiling = ANSWER_MAX;
	if (try != NULL)
		session->try = *try;
	session->talk = talk;
	session->has_try = try != NULL || talk != NULL;
	if (!connect_now(session, delay_ms)) {
		free(session);
		return NULL;
	}
	session->next = visit->sessions;
	visit->sessions = session;
	visit->opened++;
	visit->prober->live++;
	session->host->live++;
	return session;
}

void hr_session_ask(struct hr_session *session, const struct hr_try *try)
{
	session->try = *try;
	session->has_try = true;
	if (session->state == HR_SESSION_IDLE)
		send_hello(session);
}

bool hr_session_reopen(struct hr_session *session, unsigned delay_ms)
{
	hr_connection_close(session->connection);
	session->host->live--;
	session->host = session->visit->host;
	session->host->live++;
	session->received.length = 0;
	free(session->starttls);
	session->starttls = NULL;
	return connect_now(session, delay_ms);
}

void hr_session_close(struct hr_session *session)
{
	struct hr_session **link = &session->visit->sessions;
	while (*link != session)
		link = &(*link)->next;
	*link = session->next;
	session->host->ended_at = uv_now(&session->visit->prober->loop);
	hr_connection_close(session->connection);
	hr_prober_leave(session->visit->prober, session->host);
	hr_buffer_free(&session->received);
	hr_talk_free(session->talk);
	free(session->starttls);
	free(session);
}
