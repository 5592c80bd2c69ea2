/* A ClientHello in words: the values of the facts outbound.*, for whoever recorded it. */
#ifndef HR_OBSERVE_OFFER_H
#define HR_OBSERVE_OFFER_H

#include "base/arena.h"
#include "base/error.h"
#include "hybridready/catalog.h"
#include "model/report.h"
#include "observe/fingerprint.h"
#include "parse/client_hello.h"

/* Strings of the arena, printable, never NULL; GREASE is left out. */
struct hr_offer {
	const char *versions; /* the versions that the hello names, lowest first: 1.0 1.1 1.2 1.3, or ssl2, ssl3 */
	const char *suites;   /* in the order offered, by IANA name or 0xNNNN; SCSVs are among them */
	const char *groups;   /* in the order offered, by IANA name or 0xNNNN */
	const char *sni;      /* "" none */
	const char *alpn;     /* protocols in the order offered, "" none */
	const char *ja3, *ja4;
	const char *stack; /* which it looks like, "" none of the catalog's */
};

bool hr_offer_describe(struct hr_arena *arena, const struct hr_catalog *catalog, const struct hr_client_hello *hello,
                       struct hr_offer *offer, struct hr_error *why) HR_MUST_USE;

/* Are they the same? Extensions in another order each time, as browsers send them, and other server names are. */
bool hr_offer_same(const struct hr_offer *a, const struct hr_offer *b);

/* A copy of its strings in the arena. False: memory. */
bool hr_offer_copy(struct hr_arena *arena, const struct hr_offer *from, struct hr_offer *to);

/* Adds its facts; `about` says about whom, of which hello, by which means and when. */
bool hr_offer_tell(const struct hr_offer *offer, struct hr_report *report, const struct hr_observation *about,
                   struct hr_error *why) HR_MUST_USE;

/* Which of a server's hellos it is: by JA4, numbered where `before` others share one. NULL: memory. */
const char *hr_offer_name(const struct hr_offer *offer, unsigned before, struct hr_arena *arena);

/* The word of a version in these facts: "1.2", "ssl3"; NULL for any other. Static. */
const char *hr_offer_version(uint16_t version);

/* The name of a suite in the catalog; NULL if it has none. */
const char *hr_offer_suite(const struct hr_catalog *catalog, uint16_t code);

#endif
