/* Which server of the inventory an address, or a name asked for, is. */
#ifndef HR_OBSERVE_CAPTURE_PLACES_H
#define HR_OBSERVE_CAPTURE_PLACES_H

#include "base/arena.h"
#include "hybridready/check.h"
#include "parse/ip_packet.h"
#include "probe/probe.h"

#define HR_PLACES_MAX ((size_t)100000) /* pairs of address and server */
#define HR_PLACES_NAMED_MAX 8          /* servers of one name: products of one machine */

/* An address that a server has; one address may be that of several. */
struct hr_place_of {
	uint8_t address[HR_IP_SIZE];
	size_t server; /* its place in the organisation */
};

struct hr_places {
	struct hr_arena *arena;
	struct hr_organisation organisation; /* as it was when the places were gathered */
	struct hr_place_of *at;              /* sorted by address */
	size_t count, capacity;
	bool failed;     /* memory, or the ceiling */
	char asked[256]; /* the name last asked for, which is most often the next too, and whose it is */
	size_t named[HR_PLACES_NAMED_MAX];
	size_t named_count;
};

/*
 * By what was found when the servers were examined (facts `address`), by `names`: overrides, and DNS for servers that
 * neither says anything of; NULL: not at all. False: memory, or HR_E_LIMIT.
 */
bool hr_places_gather(struct hr_places *places, struct hr_arena *arena, const struct hr_organisation *organisation,
                      const struct hr_probe_options *names, struct hr_error *why) HR_MUST_USE;

/* One more address of a server. */
bool hr_places_add(struct hr_places *places, const uint8_t address[static HR_IP_SIZE], size_t server,
                   struct hr_error *why) HR_MUST_USE;

/* The servers at the address: a run of the array, NULL and 0 for none. */
const struct hr_place_of *hr_places_at(const struct hr_places *places, const uint8_t address[static HR_IP_SIZE],
                                       size_t *count);

/* The servers of that name, or with an endpoint of that name; valid until the next call. */
const size_t *hr_places_named(struct hr_places *places, const char *name, size_t *count);

/* The endpoint of the server with that port; NULL: none is known. */
const struct hr_endpoint *hr_places_endpoint(const struct hr_places *places, size_t server, uint16_t port);

/* "10.0.0.1" or "2001:db8::1". */
#define HR_PLACE_TEXT_MAX 46
void hr_place_text(const uint8_t address[static HR_IP_SIZE], char text[static HR_PLACE_TEXT_MAX]);

#endif
