/* Who is expected to call the canary, and what each was seen to offer. */
#ifndef HR_OBSERVE_ROSTER_H
#define HR_OBSERVE_ROSTER_H

#include "base/text.h"
#include "model/report.h"
#include "observe/offer.h"

/* Ceilings; what is beyond one of them is counted in `dropped`, and said. */
#define HR_ROSTER_ADDRESSES_MAX ((size_t)100000)
#define HR_ROSTER_OFFERS_MAX ((size_t)20000)
#define HR_ROSTER_OFFERS_PER_SERVER 64
#define HR_ROSTER_STRANGERS_MAX ((size_t)1024)

/* One connection that sent a hello, when it ends. */
struct hr_call {
	const char *address; /* of the caller, as getnameinfo() writes it */
	const char *token;   /* server id or name in the path asked for, or ""; decides before the address */
	const char *name;    /* the caller's own word for itself (EHLO), or ""; heeded if nothing else tells */
	const char *program; /* behind the token, or the service */
	const struct hr_client_hello *hello;
	uint16_t version, suite; /* agreed; 0 = nothing was */
	const char *failure;     /* why the handshake did not come to its end; "" = it did */
	int64_t at;
};

/* An offer of a server, however often it came. */
struct hr_offered {
	size_t server;
	struct hr_offer offer;
	const char *program, *failure;
	uint16_t version, suite;
	uint64_t calls;
	int64_t last;
};

struct hr_stranger {
	const char *address;
	const char *name; /* by reverse lookup, "" none */
	const char *versions;
	uint64_t calls;
};

struct hr_roster {
	struct hr_arena *arena;
	const struct hr_organisation *organisation;
	const struct hr_catalog *catalog;
	struct hr_place {
		const char *address;
		size_t server;
	} * places;
	size_t place_count, place_capacity;
	struct hr_offered *offered;
	size_t offered_count, offered_capacity;
	struct hr_stranger *strangers;
	size_t stranger_count, stranger_capacity;
	uint64_t calls, dropped;
};

/* Does this server call out by itself? A farm's name does not. */
bool hr_roster_expects(const struct hr_server *server);

/* The server (its place in the organisation) has this address. An address may be that of several. */
bool hr_roster_place(struct hr_roster *roster, size_t server, const char *address, struct hr_error *why) HR_MUST_USE;

/*
 * The row of that offer of a server, a new one if there is none. *row NULL: there are too many, and it is counted in
 * `dropped`. False: memory.
 */
bool hr_roster_row(struct hr_roster *roster, size_t server, const struct hr_offer *offer, struct hr_offered **row,
                   struct hr_error *why) HR_MUST_USE;

/* Notes a call. False: memory. */
bool hr_roster_note(struct hr_roster *roster, const struct hr_call *call, struct hr_error *why) HR_MUST_USE;

/* An unknown caller's name became known: if it is that of a server, the address is the server's from now on. */
bool hr_roster_named(struct hr_roster *roster, const char *address, const char *name, struct hr_error *why) HR_MUST_USE;

/* Does it offer TLS 1.2 or later and a suite of Microsoft 365? */
bool hr_offer_is_ready(const struct hr_catalog *catalog, const struct hr_client_hello *hello);

/* Adds the facts outbound.* to the report, which is then to be indexed again. */
bool hr_roster_tell(const struct hr_roster *roster, struct hr_report *report, struct hr_error *why) HR_MUST_USE;

/* Who has called and who has not, as text for people. */
void hr_roster_status(const struct hr_roster *roster, struct hr_buffer *text);

#endif
