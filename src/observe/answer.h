/* What the canary says to a caller: HTTP, SMTP and SIP as far as it needs them. Pure: bytes in, bytes out. */
#ifndef HR_OBSERVE_ANSWER_H
#define HR_OBSERVE_ANSWER_H

#include "base/text.h"
#include "hybridready/model.h"

#define HR_ANSWER_TOKEN_MAX 512
#define HR_ANSWER_PROGRAM_MAX 64
#define HR_ANSWER_NAME_MAX 254

/* One conversation. Zero it, set what is known, then feed it. */
struct hr_dialogue {
	enum hr_service service;                 /* HTTPS, SMTP or SIP */
	bool secure;                             /* TLS stands */
	const char *verdict;                     /* one line for the caller, "" before TLS stands */
	const char *status;                      /* the page for the operator; NULL: this caller may not see it */
	bool starttls;                           /* set: TLS begins with the next byte */
	bool over;                               /* set: the connection ends when all is sent */
	bool wants_status;                       /* set: it asked for the page for the operator */
	char token[HR_ANSWER_TOKEN_MAX + 1];     /* set: behind /s/ in the path */
	char program[HR_ANSWER_PROGRAM_MAX + 1]; /* set: behind ? in the path */
	char name[HR_ANSWER_NAME_MAX + 1];       /* set: of EHLO */
};

/* What is said before the caller says anything. */
void hr_dialogue_greet(struct hr_dialogue *dialogue, struct hr_buffer *out);

/* Takes whole requests from the front of `in` and adds the answers to `out`; returns how many bytes it took. */
size_t hr_dialogue_feed(struct hr_dialogue *dialogue, const char *in, size_t length, struct hr_buffer *out);

#endif
