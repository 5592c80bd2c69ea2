/* One TCP connection on the loop: opened, written, read, closed by reset so that neither side keeps anything of it. */
#ifndef HR_PROBE_CONNECTION_H
#define HR_PROBE_CONNECTION_H

#include <uv.h>

#include "base/error.h"

struct hr_connection;

/* A connection that a callback reports as ended stays its owner's to close. Closing inside a callback is allowed. */
struct hr_connection_events {
	void (*connected)(void *owner);
	void (*received)(void *owner, const uint8_t *bytes, size_t length);
	/* error: 0 = the other side has closed, UV_ETIMEDOUT = the deadline passed, else what the system said. */
	void (*ended)(void *owner, int error);
};

/* Bytes that all connections of a loop have in common: where they are read to, and what went over the wire. */
struct hr_wire {
	uint64_t sent, received;
	char buffer[65536];
};

/* What to connect to, when, and for how long to try. */
struct hr_target {
	const char *address; /* literal; valid until connected */
	uint16_t port;
	unsigned delay_ms; /* before it begins */
	unsigned timeout_ms;
};

/*
 * Connects. Everything that happens, also that it cannot even begin, is told through `events`, never before this
 * returns. NULL: memory.
 */
struct hr_connection *hr_connection_open(uv_loop_t *loop, struct hr_wire *wire, const struct hr_target *target,
                                         const struct hr_connection_events *events, void *owner);

/* The deadline for what is awaited now; the earlier one is forgotten. 0 = none. */
void hr_connection_deadline(struct hr_connection *connection, unsigned timeout_ms);

/* Sends, as far as memory and the other side allow; trouble is told as an end. */
void hr_connection_send(struct hr_connection *connection, const void *bytes, size_t length);

/* Closes and frees; no further callback. NULL is allowed. */
void hr_connection_close(struct hr_connection *connection);

#endif
