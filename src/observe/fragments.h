/* IP datagrams that were sent in fragments (RFC 791, RFC 8200 4.5), put together again within bounds. */
#ifndef HR_OBSERVE_FRAGMENTS_H
#define HR_OBSERVE_FRAGMENTS_H

#include "observe/pieces.h"
#include "parse/ip_packet.h"

#define HR_FRAGMENTS_OPEN ((size_t)256) /* datagrams at once; beyond it, the one that waited longest is given up */
#define HR_FRAGMENTS_WAIT_S 60          /* RFC 8200 4.5 */

struct hr_fragments;

struct hr_fragments *hr_fragments_new(void); /* NULL: memory */
void hr_fragments_free(struct hr_fragments *fragments);

enum hr_joined { HR_JOINED_NOT_YET = 0, HR_JOINED, HR_JOINED_MEMORY };

/*
 * Takes a fragment. JOINED: it was the last that was missing, and packet->payload is now that of the whole, valid until
 * the next call. `at` in seconds. *given_up counts datagrams that never became whole or contradicted themselves.
 */
enum hr_joined hr_fragments_add(struct hr_fragments *fragments, struct hr_ip_packet *packet, int64_t at,
                                uint64_t *given_up);

/* How many still wait. */
size_t hr_fragments_open(const struct hr_fragments *fragments);

#endif
