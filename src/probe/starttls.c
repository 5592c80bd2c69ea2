#include "probe/starttls.h"

#include <stdio.h>
#include <string.h>

#include "parse/ldap_extended.h"

enum { STEP_GREETING, STEP_EHLO, STEP_GO };

/* RFC 4511: LDAPMessage { messageID 1, extendedReq { requestName 1.3.6.1.4.1.1466.20037 } } */
static const unsigned char ldap_request[] = {0x30, 0x1D, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16, '1', '.',
                                             '3',  '.',  '6',  '.',  '1',  '.',  '4',  '.',  '1',  '.', '1',
                                             '4',  '6',  '6',  '.',  '2',  '0',  '0',  '3',  '7'};

static void put(struct hr_starttls *m, const void *bytes, size_t length)
{
	memcpy(m->out, bytes, length);
	m->out_length = length;
}

static void put_text(struct hr_starttls *m, const char *text)
{
	put(m, text, strlen(text));
}

static void end(struct hr_starttls *m, enum hr_starttls_state state, const char *reason)
{
	m->state = state;
	m->reason = reason;
}

void hr_starttls_begin(struct hr_starttls *machine, enum hr_service service, const char *client_name)
{
	memset(machine, 0, sizeof *machine);
	machine->service = service;
	machine->client_name = client_name;
	machine->reason = "";
	if (service == HR_SERVICE_LDAP)
		put(machine, ldap_request, sizeof ldap_request);
	else if (service != HR_SERVICE_SMTP && service != HR_SERVICE_IMAP && service != HR_SERVICE_POP3)
		machine->state = HR_STARTTLS_READY;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* Does the line begin with the word (upper case), whole? */
static bool starts_with(const char *line, const char *word)
{
	for (; *word != '\0'; word++, line++)
		if (upper(*line) != *word)
			return false;
	return *line == '\0' || *line == ' ' || *line == '-';
}

static bool has_word(const char *line, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = line; *at != '\0'; at++) {
		size_t i = 0;
		while (i < length && upper(at[i]) == word[i])
			i++;
		if (i == length && (at == line || at[-1] == ' ') && (at[i] == '\0' || at[i] == ' '))
			return true;
	}
	return false;
}

static void keep_banner(struct hr_starttls *m)
{
	if (m->greeted)
		return;
	m->greeted = true;
	(void)snprintf(m->banner, sizeof m->banner, "%.255s", m->line);
}

/* --- SMTP --- */

static void keep_keyword(struct hr_starttls *m, const char *word)
{
	size_t length = strcspn(word, " ");
	if (length == 0 || m->words_length + length + 2 > sizeof m->words)
		return;
	if (m->words_length > 0)
		m->words[m->words_length++] = ' ';
	for (size_t i = 0; i < length; i++)
		m->words[m->words_length++] = upper(word[i]);
	m->words[m->words_length] = '\0';
}

static void smtp_ehlo_done(struct hr_starttls *m)
{
	if (!m->offered) {
		end(m, HR_STARTTLS_NOT_OFFERED, "EHLO does not list STARTTLS");
		return;
	}
	put_text(m, "STARTTLS\r\n");
	m->step = STEP_GO;
}

static void smtp_line(struct hr_starttls *m)
{
	const char *l = m->line;
	bool code = strlen(l) >= 3 && strspn(l, "0123456789") == 3 && (l[3] == '\0' || l[3] == ' ' || l[3] == '-');
	bool last = code && l[3] != '-';
	if (!code) {
		end(m, HR_STARTTLS_BROKEN, "not an SMTP reply");
		return;
	}
	keep_banner(m);
	if (l[0] == '4') {
		end(m, HR_STARTTLS_BUSY, "the server asks to come back later (4xx)");
	} else if (m->step == STEP_EHLO && (strncmp(l, "500", 3) == 0 || strncmp(l, "502", 3) == 0)) {
		end(m, HR_STARTTLS_NOT_OFFERED,
		    "the server does not know EHLO"); /* and so no extension (RFC 5321 4.2.4) */
	} else if (l[0] != '2') {
		end(m, m->step == STEP_GO ? HR_STARTTLS_REFUSED : HR_STARTTLS_BROKEN,
		    m->step == STEP_GO ? "STARTTLS was refused" : "the server refuses to talk");
	} else if (m->step == STEP_GREETING && last) {
		int length = snprintf(m->out, sizeof m->out, "EHLO %.253s\r\n", m->client_name);
		m->out_length = length > 0 ? (size_t)length : 0;
		m->step = STEP_EHLO;
	} else if (m->step == STEP_EHLO) {
		/* The first line of the reply names the server; a keyword stands on each further one. */
		const char *keyword = l[3] == '\0' ? "" : l + 4;
		if (m->ehlo_named) {
			m->offered |= starts_with(keyword, "STARTTLS");
			keep_keyword(m, keyword);
		}
		m->ehlo_named = true;
		if (last)
			smtp_ehlo_done(m);
	} else if (m->step == STEP_GO && last) {
		m->state = HR_STARTTLS_READY;
	}
}

/* --- IMAP, POP3 --- */

static void imap_line(struct hr_starttls *m)
{
	const char *l = m->line;
	if (m->step == STEP_GREETING) {
		if (!starts_with(l, "* OK") && !starts_with(l, "* PREAUTH")) {
			end(m, starts_with(l, "* BYE") ? HR_STARTTLS_BUSY : HR_STARTTLS_BROKEN,
			    starts_with(l, "* BYE") ? "the server says goodbye" : "not an IMAP greeting");
			return;
		}
		keep_banner(m);
		put_text(m, "a1 CAPABILITY\r\n");
		m->step = STEP_EHLO;
	} else if (m->step == STEP_EHLO) {
		if (starts_with(l, "* CAPABILITY")) {
			m->offered = has_word(l, "STARTTLS");
			m->listed = m->offered || !m->line_cut; /* the word may stand in what was cut off */
		}
		if (!starts_with(l, "A1"))
			return;
		if (!m->listed || !starts_with(l, "A1 OK")) {
			end(m, HR_STARTTLS_BROKEN, "no answer to CAPABILITY that can be read");
			return;
		}
		if (!m->offered) {
			end(m, HR_STARTTLS_NOT_OFFERED, "CAPABILITY does not list STARTTLS");
			return;
		}
		put_text(m, "a2 STARTTLS\r\n");
		m->step = STEP_GO;
	} else if (starts_with(l, "A2")) {
		bool good = starts_with(l, "A2 OK");
		end(m, good ? HR_STARTTLS_READY : HR_STARTTLS_REFUSED, good ? "" : "STARTTLS was refused");
	}
}

static void pop3_line(struct hr_starttls *m)
{
	const char *l = m->line;
	if (m->step == STEP_GREETING) {
		if (!starts_with(l, "+OK")) {
			end(m, starts_with(l, "-ERR") ? HR_STARTTLS_BUSY : HR_STARTTLS_BROKEN,
			    starts_with(l, "-ERR") ? "the server refuses to talk" : "not a POP3 greeting");
			return;
		}
		keep_banner(m);
		put_text(m, "STLS\r\n");
		m->step = STEP_GO;
		return;
	}
	/* CAPA is optional; STLS itself is the question, and -ERR the answer of a server that lacks it. */
	m->offered = starts_with(l, "+OK");
	if (m->offered)
		end(m, HR_STARTTLS_READY, "");
	else if (!starts_with(l, "-ERR"))
		end(m, HR_STARTTLS_BROKEN, "not a POP3 answer");
	else if (starts_with(l, "-ERR [SYS/TEMP]") || starts_with(l, "-ERR [IN-USE]")) /* RFC 3206, RFC 2449 */
		end(m, HR_STARTTLS_BUSY, "the server asks to come back later");
	else
		end(m, HR_STARTTLS_NOT_OFFERED, "STLS was refused");
}

/* --- lines --- */

static void take_line(struct hr_starttls *m)
{
	m->line[m->line_length] = '\0';
	if (m->line_length > 0 && m->line[m->line_length - 1] == '\r')
		m->line[m->line_length - 1] = '\0';
	if (m->service == HR_SERVICE_SMTP)
		smtp_line(m);
	else if (m->service == HR_SERVICE_IMAP)
		imap_line(m);
	else
		pop3_line(m);
	m->line_length = 0;
	m->line_cut = false;
}

/* A reply to what was not yet asked. IMAP servers may say what they like at any time, but for replies with our tags. */
static bool is_too_early(const struct hr_starttls *m)
{
	return m->service != HR_SERVICE_IMAP || starts_with(m->line, "A1") || starts_with(m->line, "A2");
}

static void feed_text(struct hr_starttls *m, const char *bytes, size_t length)
{
	bool asking = false; /* in answer to something in these very bytes */
	for (size_t i = 0; i < length && m->state == HR_STARTTLS_WAIT; i++) {
		if (bytes[i] != '\n') {
			/* The end of a long line is not looked at. */
			if (m->line_length + 1 < sizeof m->line)
				m->line[m->line_length++] = bytes[i] == '\0' ? ' ' : bytes[i];
			else
				m->line_cut = true;
			continue;
		}
		m->line[m->line_length] = '\0';
		if (asking && is_too_early(m)) {
			end(m, HR_STARTTLS_BROKEN, "the server answers before it is asked");
			return;
		}
		unsigned step = m->step;
		take_line(m);
		asking |= m->step != step;
		/* Plain text behind the go-ahead would be taken for something said under TLS (CVE-2011-0411). */
		if (m->state == HR_STARTTLS_READY && i + 1 < length)
			end(m, HR_STARTTLS_BROKEN, "plain text follows the go-ahead for TLS");
	}
}

static void feed_ldap(struct hr_starttls *m, const void *bytes, size_t length)
{
	if (length > sizeof m->line - m->line_length) {
		end(m, HR_STARTTLS_BROKEN, "the LDAP answer is too long");
		return;
	}
	memcpy(m->line + m->line_length, bytes, length);
	m->line_length += length;
	struct hr_reader reader = hr_reader_of(m->line, m->line_length);
	uint32_t result = 0;
	switch (hr_ldap_extended_read(&reader, &result)) {
	case HR_LDAP_MORE:
		break;
	case HR_LDAP_BROKEN:
		end(m, HR_STARTTLS_BROKEN, "not an LDAP extended response");
		break;
	case HR_LDAP_WHOLE:
		m->offered = result == 0;
		if (result == 0)
			end(m, HR_STARTTLS_READY, "");
		else if (result == 51 || result == 52) /* busy, unavailable */
			end(m, HR_STARTTLS_BUSY, "the directory is busy");
		else if (result == 2 || result == 53) /* protocolError: RFC 4511 4.14.1; unwillingToPerform */
			end(m, HR_STARTTLS_NOT_OFFERED, "the directory does not know StartTLS");
		else
			end(m, HR_STARTTLS_REFUSED, "the directory refuses StartTLS");
		break;
	}
}

enum hr_starttls_state hr_starttls_feed(struct hr_starttls *machine, const void *bytes, size_t length)
{
	if (machine->state == HR_STARTTLS_READY && length > 0)
		end(machine, HR_STARTTLS_BROKEN, "plain text follows the go-ahead for TLS");
	if (machine->state != HR_STARTTLS_WAIT)
		return machine->state;
	if (length > HR_STARTTLS_TOTAL_MAX - machine->total) {
		end(machine, HR_STARTTLS_BROKEN, "the server talks without end");
		return machine->state;
	}
	machine->total += length;
	if (machine->service == HR_SERVICE_LDAP)
		feed_ldap(machine, bytes, length);
	else
		feed_text(machine, bytes, length);
	return machine->state;
}

const char *hr_starttls_farewell(enum hr_service service)
{
	switch (service) {
	case HR_SERVICE_SMTP:
	case HR_SERVICE_POP3:
		return "QUIT\r\n";
	case HR_SERVICE_IMAP:
		return "a9 LOGOUT\r\n";
	case HR_SERVICE_ANY:
	case HR_SERVICE_TLS:
	case HR_SERVICE_HTTPS:
	case HR_SERVICE_SIP:
	case HR_SERVICE_LDAP:
		break;
	}
	return "";
}
