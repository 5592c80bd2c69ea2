#include "observe/pieces.h"

#include <stdlib.h>
#include <string.h>

static bool make_room(struct hr_pieces *pieces, struct hr_held *held, uint32_t end)
{
	uint32_t capacity = pieces->capacity == 0 ? HR_PIECES_FIRST : pieces->capacity;
	while (capacity < end)
		capacity *= 2;
	if (capacity == pieces->capacity)
		return true;
	uint8_t *bytes = realloc(pieces->bytes, capacity);
	if (bytes == NULL)
		return false;
	held->bytes += capacity - pieces->capacity;
	if (held->bytes > held->most)
		held->most = held->bytes;
	pieces->bytes = bytes;
	pieces->capacity = capacity;
	return true;
}

/* What is there already must say the same. */
static void compare(struct hr_pieces *pieces, uint32_t from, uint32_t to, const uint8_t *data)
{
	for (uint32_t i = 0; i < pieces->part_count; i++) {
		uint32_t start = pieces->parts[i].from > from ? pieces->parts[i].from : from;
		uint32_t end = pieces->parts[i].to < to ? pieces->parts[i].to : to;
		if (start < end && memcmp(pieces->bytes + start, data + (start - from), end - start) != 0)
			pieces->differs = true;
	}
}

/* Joins the new part with those it touches. False: there is no place for one more. */
static bool join(struct hr_pieces *pieces, uint32_t from, uint32_t to)
{
	uint32_t first = 0, last;
	while (first < pieces->part_count && pieces->parts[first].to < from)
		first++;
	for (last = first; last < pieces->part_count && pieces->parts[last].from <= to; last++) {
		from = pieces->parts[last].from < from ? pieces->parts[last].from : from;
		to = pieces->parts[last].to > to ? pieces->parts[last].to : to;
	}
	if (last == first && pieces->part_count == HR_PIECES_MAX)
		return false;
	memmove(&pieces->parts[first + 1], &pieces->parts[last], (pieces->part_count - last) * sizeof pieces->parts[0]);
	pieces->part_count = pieces->part_count - (last - first) + 1;
	pieces->parts[first].from = from;
	pieces->parts[first].to = to;
	return true;
}

bool hr_pieces_add(struct hr_pieces *pieces, struct hr_held *held, uint32_t offset, uint32_t ceiling,
                   struct hr_reader data)
{
	size_t length = hr_left(&data);
	if (length == 0)
		return true;
	if (offset >= ceiling || length > ceiling - offset) {
		pieces->lost = true;
		if (offset >= ceiling)
			return true;
		length = ceiling - offset;
	}
	uint32_t end = offset + (uint32_t)length;
	if (!make_room(pieces, held, end))
		return false;
	compare(pieces, offset, end, data.at);
	if (join(pieces, offset, end))
		memcpy(pieces->bytes + offset, data.at, length);
	else
		pieces->lost = true;
	return true;
}

struct hr_reader hr_pieces_ready(const struct hr_pieces *pieces)
{
	bool any = pieces->part_count > 0 && pieces->parts[0].from == 0;
	return hr_reader_of(pieces->bytes, any ? pieces->parts[0].to : 0);
}

bool hr_pieces_holed(const struct hr_pieces *pieces)
{
	return pieces->part_count > 1 || (pieces->part_count == 1 && pieces->parts[0].from > 0);
}

void hr_pieces_drop(struct hr_pieces *pieces, uint32_t length)
{
	uint32_t kept = 0, end = pieces->part_count == 0 ? 0 : pieces->parts[pieces->part_count - 1].to;
	if (end > length)
		memmove(pieces->bytes, pieces->bytes + length, end - length);
	for (uint32_t i = 0; i < pieces->part_count; i++) {
		if (pieces->parts[i].to <= length)
			continue;
		pieces->parts[kept].from = pieces->parts[i].from > length ? pieces->parts[i].from - length : 0;
		pieces->parts[kept++].to = pieces->parts[i].to - length;
	}
	pieces->part_count = kept;
}

void hr_pieces_free(struct hr_pieces *pieces, struct hr_held *held)
{
	held->bytes -= pieces->capacity;
	free(pieces->bytes);
	memset(pieces, 0, sizeof *pieces);
}
