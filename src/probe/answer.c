#include <stdio.h>

#include "probe/enumerate.h"

static void say(char *why, const char *text)
{
	(void)snprintf(why, HR_WHY_MAX, "%s", text);
}

static void version_text(uint16_t version, char text[static 32])
{
	const char *name = hr_tls_version_name(version);
	if (name != NULL)
		(void)snprintf(text, 32, "%s", name);
	else
		(void)snprintf(text, 32, "version 0x%04x", version);
}

/* A ServerHello: what was asked for, another version, or something that was never offered. */
static enum hr_meaning read_hello(const struct hr_server_answer *server, uint16_t version, bool suite_offered,
                                  char *why)
{
	char named[32];
	version_text(server->version, named);
	if (server->version > version || server->version < HR_SSL_3_0)
		(void)snprintf(why, HR_WHY_MAX, "answered with %s, which was not offered", named);
	else if (!suite_offered)
		(void)snprintf(why, HR_WHY_MAX, "answered with suite 0x%04X, which was not offered", server->suite);
	else if (server->compression != 0)
		(void)snprintf(why, HR_WHY_MAX, "answered with compression, which was not offered");
	else if (server->version == version)
		return HR_ACCEPTED;
	else
		return (void)snprintf(why, HR_WHY_MAX, "answered with %s", named), HR_REFUSED;
	return HR_TROUBLE;
}

/* Does this alert say that what was offered is not wanted, and not that the hello was not understood? */
static bool is_refusal(uint8_t alert)
{
	return alert == 40 || alert == 41 || alert == 47 || alert == 70 || alert == 71 || alert == 86;
}

static enum hr_meaning read_server(const struct hr_answer *answer, uint16_t version, bool suite_offered, char *why)
{
	const struct hr_server_answer *server = &answer->server;
	const char *name = hr_alert_name(server->alert);
	switch (server->kind) {
	case HR_SERVER_HELLO:
		return read_hello(server, version, suite_offered, why);
	case HR_SERVER_ALERT:
		if (name != NULL)
			(void)snprintf(why, HR_WHY_MAX, "alert %s", name);
		else
			(void)snprintf(why, HR_WHY_MAX, "alert %u", server->alert);
		return is_refusal(server->alert) ? HR_REFUSED : HR_SILENCE;
	case HR_SERVER_BROKEN:
		(void)snprintf(why, HR_WHY_MAX, "malformed answer: %s", server->broken);
		return HR_TROUBLE;
	case HR_SERVER_NOT_TLS:
	case HR_SERVER_MORE:
		break;
	}
	(void)snprintf(why, HR_WHY_MAX, "the answer is not TLS%s%s", answer->text == NULL ? "" : ": ",
	               answer->text == NULL ? "" : answer->text);
	return HR_TROUBLE;
}

enum hr_meaning hr_answer_read(const struct hr_answer *answer, uint16_t version, bool suite_offered, char *why)
{
	switch (answer->kind) {
	case HR_ANSWER_SERVER:
		return read_server(answer, version, suite_offered, why);
	case HR_ANSWER_SSL2:
		if (answer->ssl2.kind == HR_SSL2_HELLO && version == HR_SSL_2_0)
			return answer->ssl2.kind_count > 0 ? HR_ACCEPTED
			                                   : (say(why, "no cipher in common"), HR_REFUSED);
		if (answer->ssl2.kind == HR_SSL2_ERROR)
			return say(why, "SSL 2.0 error"), HR_REFUSED;
		return say(why, "malformed SSL 2.0 answer"), HR_TROUBLE;
	case HR_ANSWER_CLOSED:
		return say(why, "connection closed without an answer"), HR_SILENCE;
	case HR_ANSWER_RESET:
		return say(why, "connection reset without an answer"), HR_SILENCE;
	case HR_ANSWER_TIMEOUT:
		return say(why, "no answer in time"), HR_TROUBLE;
	case HR_ANSWER_CUT:
		return say(why, answer->text == NULL ? "connection ended within the answer" : answer->text), HR_TROUBLE;
	case HR_ANSWER_UNREACHED:
		break;
	}
	return say(why, answer->text == NULL ? "not reached" : answer->text), HR_TROUBLE;
}
