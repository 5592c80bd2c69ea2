/* All that one look observed, kept until the next look of its kind. */
#ifndef HR_WATCH_SIGHTING_H
#define HR_WATCH_SIGHTING_H

#include "watch/look.h"

struct hr_sighting {
	struct hr_arena *arena; /* NULL: nothing was seen yet */
	struct hr_observation *seen;
	size_t count, capacity;
	struct hr_look look; /* the same, reduced */
};

/* A new one takes the place of what was there. Free with hr_sighting_clear(). */
void hr_sighting_clear(struct hr_sighting *sighting);

/* Keeps a copy. `about` is not kept. False: memory, or more than a look can say. */
bool hr_sighting_add(struct hr_sighting *sighting, const struct hr_observation *seen, struct hr_error *why) HR_MUST_USE;

/* Adds it all to a report, about that subject. */
bool hr_sighting_tell(const struct hr_sighting *sighting, const char *about, struct hr_report *report,
                      struct hr_error *why) HR_MUST_USE;

/*
 * A number that stays the same as long as two looks of one kind say the same; what differs from one member of a farm to
 * the next, or with the time of day, is left out.
 */
uint64_t hr_sighting_digest(const struct hr_sighting *sighting);

/* The value of that fact; NULL: it was not seen to be there. */
const char *hr_sighting_value(const struct hr_sighting *sighting, enum hr_fact_key key);

#endif
