/* Bytes that come in pieces, in any order, again, and overlapping: the parts of a datagram, one direction of a stream.
 */
#ifndef HR_OBSERVE_PIECES_H
#define HR_OBSERVE_PIECES_H

#include "base/reader.h"

#define HR_PIECES_MAX 32      /* parts with holes between them */
#define HR_PIECES_FIRST 1024u /* bytes at first; doubled as needed */

/* What all of one capture hold together. */
struct hr_held {
	size_t bytes, most;
};

/* Zero it to begin with. */
struct hr_pieces {
	uint8_t *bytes; /* malloc'd */
	uint32_t capacity;
	uint32_t part_count;
	struct {
		uint32_t from, to;
	} parts[HR_PIECES_MAX]; /* sorted, with holes between them */
	bool lost;              /* something was beyond the ceiling, or in too many parts: it is not in here */
	bool differs;           /* a byte came twice, and not the same: who sent what cannot be told */
};

/* Puts data at the offset, in front of `ceiling`. False: memory. */
bool hr_pieces_add(struct hr_pieces *pieces, struct hr_held *held, uint32_t offset, uint32_t ceiling,
                   struct hr_reader data);

/* The bytes from the start to the first hole. */
struct hr_reader hr_pieces_ready(const struct hr_pieces *pieces);

/* There are bytes behind a hole. */
bool hr_pieces_holed(const struct hr_pieces *pieces);

/* Forgets the first `length` bytes, whether they are here or not yet; what follows moves to the front. */
void hr_pieces_drop(struct hr_pieces *pieces, uint32_t length);

/* Zeroed again. */
void hr_pieces_free(struct hr_pieces *pieces, struct hr_held *held);

#endif
