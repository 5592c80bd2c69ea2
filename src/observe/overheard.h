/*
 * The TLS handshake of one connection as both sides' bytes show it, from the first line of text or the first record to
 * the point where it is settled. Only what came in order and without holes is looked at.
 */
#ifndef HR_OBSERVE_OVERHEARD_H
#define HR_OBSERVE_OVERHEARD_H

#include "observe/pieces.h"
#include "parse/client_hello.h"
#include "parse/tls_server.h"
#include "parse/tls_upgrade.h"

#define HR_OVERHEARD_WINDOW 32768u   /* bytes of one side that are kept at once: what waits for a hole to be filled */
#define HR_OVERHEARD_TEXT_MAX 65536u /* bytes of lines before TLS */

enum hr_side { HR_CLIENT = 0, HR_SERVER = 1 };

enum hr_overheard_state {
	HR_OVERHEARD_OPEN = 0,
	HR_OVERHEARD_SETTLED, /* both sides have gone over to their keys, or one refused */
	HR_OVERHEARD_PLAIN,   /* it is no TLS */
	HR_OVERHEARD_BROKEN,  /* it begins as TLS and is none that can be read */
};

enum hr_overheard_phase {
	HR_OVERHEARD_BEGINS = 0,
	HR_OVERHEARD_TEXT,
	HR_OVERHEARD_HELLO,
	HR_OVERHEARD_RECORDS,
	HR_OVERHEARD_OVER
};

/* Zero it to begin with. */
struct hr_overheard {
	struct hr_pieces said[2];
	uint32_t passed[2]; /* bytes in front of `said` that are done with */
	uint32_t text;      /* bytes of the client's lines */
	enum hr_overheard_state state;
	enum hr_overheard_phase phase[2];
	struct hr_upgrade upgrade;
	struct hr_client_hello *hello;  /* malloc'd; NULL: not seen yet */
	struct hr_server_answer answer; /* kind MORE: not seen yet */
	bool retried;                   /* a HelloRetryRequest came before */
	bool changed[2];                /* ChangeCipherSpec was sent */
	bool secret[2];                 /* a record of application data was sent */
	bool refused[2];                /* a fatal alert in the clear */
	uint8_t alert[2];
};

/* Looks at what is new in talk->said. `scratch` is only used during the call. False: memory. */
bool hr_overheard_advance(struct hr_overheard *talk, struct hr_held *held, struct hr_client_hello *scratch);

/* Holes, or bytes that contradict each other, that keep from knowing what the side said. */
bool hr_overheard_is_holed(const struct hr_overheard *talk, enum hr_side side);

void hr_overheard_free(struct hr_overheard *talk, struct hr_held *held);

#endif
