#define _GNU_SOURCE /* memmem() */
#include "observe/answer.h"

#include <string.h>
#include <strings.h>

#define HOST "canary.invalid" /* RFC 2606: nobody mistakes it for a mail server */

/* Bytes up to and including `end`, 0 if it is not there. */
static size_t through(const char *in, size_t length, const char *end)
{
	size_t wanted = strlen(end);
	const char *found = memmem(in, length, end, wanted);
	return found == NULL ? 0 : (size_t)(found - in) + wanted;
}

static int hex_of(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	                              : -1;
}

/* Percent-decoded, cut at `room`; what does not print becomes '?'. */
static void decode(const char *at, size_t length, char *out, size_t room)
{
	size_t n = 0;
	for (size_t i = 0; i < length && n < room; i++) {
		char c = at[i];
		if (c == '%' && i + 2 < length && hex_of(at[i + 1]) >= 0 && hex_of(at[i + 2]) >= 0) {
			c = (char)(hex_of(at[i + 1]) * 16 + hex_of(at[i + 2]));
			i += 2;
		}
		out[n++] = c > ' ' && c < 0x7f ? c : '?';
	}
	out[n] = '\0';
}

/* --- HTTP --- */

static void http_reply(struct hr_dialogue *dialogue, bool head, const char *body, const char *more,
                       struct hr_buffer *out)
{
	hr_buffer_printf(out,
	                 "HTTP/1.1 200 OK\r\nServer: hybridready canary\r\nContent-Type: text/plain; charset=utf-8\r\n"
	                 "Content-Length: %zu\r\nCache-Control: no-store\r\n%sConnection: close\r\n\r\n%s",
	                 strlen(body), more, head ? "" : body);
	dialogue->over = true;
}

static void read_target(struct hr_dialogue *dialogue, const char *path, size_t length)
{
	const char *mark = memchr(path, '?', length);
	size_t end = mark == NULL ? length : (size_t)(mark - path);
	if (mark != NULL)
		decode(mark + 1, length - end - 1, dialogue->program, HR_ANSWER_PROGRAM_MAX);
	if (end > 3 && memcmp(path, "/s/", 3) == 0)
		decode(path + 3, end - 3, dialogue->token, HR_ANSWER_TOKEN_MAX);
	dialogue->wants_status = (end == 7 && memcmp(path, "/status", 7) == 0) || (end == 1 && *path == '/');
}

static size_t feed_http(struct hr_dialogue *dialogue, const char *in, size_t length, struct hr_buffer *out)
{
	size_t head = through(in, length, "\r\n\r\n");
	if (head == 0)
		return 0;
	const char *path = memchr(in, ' ', head);
	size_t line = through(in, head, "\r\n");
	path = path == NULL || path >= in + line ? in + line : path + 1;
	const char *end = memchr(path, ' ', (size_t)(in + line - path));
	read_target(dialogue, path, end == NULL ? 0 : (size_t)(end - path));
	bool only_head = head > 5 && memcmp(in, "HEAD ", 5) == 0;
	if (dialogue->wants_status && dialogue->status != NULL) {
		http_reply(dialogue, only_head, dialogue->status, "Refresh: 5\r\n", out);
		return head;
	}
	struct hr_buffer body = {.ceiling = 4096};
	hr_buffer_printf(&body, "hybridready canary\n\n%s\n", dialogue->verdict);
	http_reply(dialogue, only_head, body.failed ? "" : body.data, "", out);
	hr_buffer_free(&body);
	return head;
}

/* --- SMTP --- */

static bool is_command(const char *line, size_t length, const char *command)
{
	size_t wanted = strlen(command);
	return length >= wanted && strncasecmp(line, command, wanted) == 0 &&
	       (length == wanted || line[wanted] == ' ' || line[wanted] == ':');
}

static void answer_ehlo(struct hr_dialogue *dialogue, const char *line, size_t length, struct hr_buffer *out)
{
	if (length > 5)
		decode(line + 5, length - 5, dialogue->name, HR_ANSWER_NAME_MAX);
	if (dialogue->secure)
		hr_buffer_printf(out, "250-" HOST " %s\r\n250 8BITMIME\r\n", dialogue->verdict);
	else
		hr_buffer_text(out, "250-" HOST " says after STARTTLS what TLS you come with\r\n250-8BITMIME\r\n"
		                    "250 STARTTLS\r\n");
}

static void smtp_line(struct hr_dialogue *dialogue, const char *line, size_t length, struct hr_buffer *out)
{
	const char *verdict = dialogue->secure ? dialogue->verdict : "no TLS yet";
	if (is_command(line, length, "EHLO")) {
		answer_ehlo(dialogue, line, length, out);
	} else if (is_command(line, length, "HELO") || is_command(line, length, "NOOP") ||
	           is_command(line, length, "RSET")) {
		hr_buffer_printf(out, "250 " HOST " %s\r\n", verdict);
	} else if (is_command(line, length, "STARTTLS") && !dialogue->secure) {
		hr_buffer_text(out, "220 2.0.0 ready to start TLS\r\n");
		dialogue->starttls = true;
	} else if (is_command(line, length, "QUIT")) {
		hr_buffer_printf(out, "221 2.0.0 " HOST " %s\r\n", verdict);
		dialogue->over = true;
	} else if (is_command(line, length, "MAIL FROM")) {
		hr_buffer_printf(out, "550 5.7.1 this is a canary and takes no mail: %s\r\n", verdict);
	} else {
		hr_buffer_text(out, "502 5.5.1 this is a canary: EHLO, STARTTLS, NOOP and QUIT are all it knows\r\n");
	}
}

static size_t feed_smtp(struct hr_dialogue *dialogue, const char *in, size_t length, struct hr_buffer *out)
{
	size_t taken = 0;
	while (!dialogue->over && !dialogue->starttls) {
		size_t line = through(in + taken, length - taken, "\n");
		if (line == 0)
			break;
		size_t text = line - 1;
		if (text > 0 && in[taken + text - 1] == '\r')
			text--;
		smtp_line(dialogue, in + taken, text, out);
		taken += line;
	}
	return taken;
}

/* --- SIP --- */

/* Headers that RFC 3261 8.2.6 wants copied into an answer, with their short forms. */
static bool is_copied(const char *line, size_t length, bool *is_to)
{
	static const char *const names[] = {"Via", "v", "From", "f", "To", "t", "Call-ID", "i", "CSeq"};
	const char *colon = memchr(line, ':', length);
	size_t name = colon == NULL ? 0 : (size_t)(colon - line);
	while (name > 0 && line[name - 1] == ' ')
		name--;
	*is_to = false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strlen(names[i]) != name || strncasecmp(names[i], line, name) != 0)
			continue;
		*is_to = i == 4 || i == 5;
		return true;
	}
	return false;
}

static void copy_headers(const char *head, size_t length, struct hr_buffer *out)
{
	for (size_t at = through(head, length, "\r\n"); at < length;) {
		size_t line = through(head + at, length - at, "\r\n");
		bool is_to;
		if (line < 3)
			break;
		if (is_copied(head + at, line - 2, &is_to)) {
			hr_buffer_add(out, head + at, line - 2);
			bool tagged = memmem(head + at, line - 2, ";tag=", 5) != NULL;
			hr_buffer_text(out, is_to && !tagged ? ";tag=canary\r\n" : "\r\n");
		}
		at += line;
	}
}

static size_t body_length(const char *head, size_t length)
{
	size_t value = 0;
	for (size_t at = 0; at < length;) {
		size_t line = through(head + at, length - at, "\r\n");
		if (line == 0)
			break;
		size_t name = line > 15 && strncasecmp(head + at, "Content-Length:", 15) == 0 ? 15
		              : line > 2 && strncasecmp(head + at, "l:", 2) == 0              ? 2
		                                                                              : 0;
		for (size_t i = name; name > 0 && i < line; i++) {
			if (head[at + i] >= '0' && head[at + i] <= '9' && value < 100000)
				value = value * 10 + (size_t)(head[at + i] - '0');
		}
		at += line;
	}
	return value;
}

static size_t feed_sip(struct hr_dialogue *dialogue, const char *in, size_t length, struct hr_buffer *out)
{
	size_t taken = 0;
	for (;;) {
		while (taken < length && (in[taken] == '\r' || in[taken] == '\n'))
			taken++; /* keep-alives of RFC 5626 */
		size_t head = through(in + taken, length - taken, "\r\n\r\n");
		size_t body = head == 0 ? 0 : body_length(in + taken, head);
		if (head == 0 || body > length - taken - head)
			return taken;
		bool options = head > 8 && memcmp(in + taken, "OPTIONS ", 8) == 0;
		bool silent = head > 4 && (memcmp(in + taken, "ACK ", 4) == 0 || memcmp(in + taken, "SIP/", 4) == 0);
		if (!silent) {
			hr_buffer_text(out, options ? "SIP/2.0 200 OK\r\n" : "SIP/2.0 405 Method Not Allowed\r\n");
			copy_headers(in + taken, head, out);
			hr_buffer_printf(out,
			                 "Server: hybridready canary\r\nAllow: OPTIONS\r\nX-TLS-Offered: %s\r\n"
			                 "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%s\r\n",
			                 dialogue->verdict, strlen(dialogue->verdict) + 2, dialogue->verdict);
		}
		taken += head + body;
	}
}

void hr_dialogue_greet(struct hr_dialogue *dialogue, struct hr_buffer *out)
{
	if (dialogue->service == HR_SERVICE_SMTP)
		hr_buffer_text(out, "220 " HOST " ESMTP hybridready canary\r\n");
}

size_t hr_dialogue_feed(struct hr_dialogue *dialogue, const char *in, size_t length, struct hr_buffer *out)
{
	switch (dialogue->service) {
	case HR_SERVICE_SMTP:
		return feed_smtp(dialogue, in, length, out);
	case HR_SERVICE_SIP:
		return feed_sip(dialogue, in, length, out);
	default:
		return feed_http(dialogue, in, length, out);
	}
}
