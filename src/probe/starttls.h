/*
 * The plain-text conversation before TLS, as a machine without sockets: SMTP (RFC 3207), IMAP (RFC 9051), POP3 (RFC
 * 2595) and LDAP (RFC 4511, 4.14). Feed it what the server says; send what it wants to say.
 */
#ifndef HR_PROBE_STARTTLS_H
#define HR_PROBE_STARTTLS_H

#include "hybridready/model.h"

enum hr_starttls_state {
	HR_STARTTLS_WAIT = 0,    /* for the server; send `out` first if out_length > 0 */
	HR_STARTTLS_READY,       /* TLS may begin */
	HR_STARTTLS_NOT_OFFERED, /* the server speaks the protocol and does not offer it */
	HR_STARTTLS_REFUSED,     /* it offers and then refuses, for good */
	HR_STARTTLS_BUSY,        /* it asks to come back later (SMTP 421, 4xx) */
	HR_STARTTLS_BROKEN,      /* what it says is not the protocol; `reason` */
};

#define HR_STARTTLS_LINE_MAX 1024             /* bytes of a line that are looked at */
#define HR_STARTTLS_TOTAL_MAX ((size_t)65536) /* bytes of the whole conversation */
#define HR_STARTTLS_WORDS_MAX 1024

struct hr_starttls {
	enum hr_service service;
	enum hr_starttls_state state;
	unsigned step;
	size_t total;
	char line[HR_STARTTLS_LINE_MAX];
	size_t line_length;
	char out[320];
	size_t out_length;
	const char *reason; /* static */
	const char *client_name;
	char banner[256];                  /* first line of the greeting, raw, NUL-terminated */
	char words[HR_STARTTLS_WORDS_MAX]; /* SMTP: keywords of the EHLO reply, upper case, separated by spaces */
	size_t words_length;
	bool greeted, offered, ehlo_named, line_cut, listed;
};

/* Ready to be fed; LDAP has output at once. `client_name` is borrowed. For services without such a conversation: READY.
 */
void hr_starttls_begin(struct hr_starttls *machine, enum hr_service service, const char *client_name);

/* Bytes of the server, any cut. After the output was sent, set out_length to 0. */
enum hr_starttls_state hr_starttls_feed(struct hr_starttls *machine, const void *bytes, size_t length);

/* The polite last words of the protocol when TLS does not follow: "QUIT\r\n" ... Static; "" for none. */
const char *hr_starttls_farewell(enum hr_service service);

#endif
