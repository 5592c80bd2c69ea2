#include "catalog/remedies.h"

#include <string.h>

#include "base/text.h"

#define CIRCLE_SHOWN ((size_t)600) /* bytes of a circle in an error */

static const struct hr_remedy *find(const struct hr_remedy *remedies, size_t count, const char *id, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(remedies[i].id) == length && memcmp(remedies[i].id, id, length) == 0)
			return &remedies[i];
	return NULL;
}

const struct hr_remedy *hr_remedy_find(const struct hr_remedy *remedies, size_t count, const char *id)
{
	return find(remedies, count, id, strlen(id));
}

/* The first of `words` that is not among `placed`; NULL if all are. */
static const char *first_missing(const char *words, const struct hr_remedy *placed, size_t count, size_t *length)
{
	for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
		*length = strcspn(at, " ");
		if (find(placed, count, at, *length) == NULL)
			return at;
		at += *length;
	}
	return NULL;
}

/* What a remedy still waits for, on its own server or on all. */
static const char *first_awaited(const struct hr_remedy *remedy, const struct hr_remedy *placed, size_t count,
                                 size_t *length)
{
	const char *word = first_missing(remedy->after, placed, count, length);
	return word != NULL ? word : first_missing(remedy->after_everywhere, placed, count, length);
}

static bool check_names(const struct hr_catalog_set *set, struct hr_error *why)
{
	for (size_t i = 0; i < set->remedy_count; i++) {
		const struct hr_remedy *r = &set->remedies[i];
		size_t length = 0;
		if (hr_remedy_find(set->remedies, i, r->id) != NULL)
			return hr_fail(why, HR_E_CATALOG, "catalog: remedy %s is there twice", r->id);
		const char *missing = first_awaited(r, set->remedies, set->remedy_count, &length);
		if (missing != NULL)
			return hr_fail(why, HR_E_CATALOG, "catalog: remedy %s comes after \"%.*s\", which is no remedy",
			               r->id, (int)length, missing);
	}
	return true;
}

/* From a remedy that waits to what it waits for, and on: the walk must come back to where it has been. */
static bool fail_with_circle(const struct hr_catalog_set *set, const struct hr_remedy *placed, size_t count,
                             const struct hr_remedy *start, struct hr_error *why)
{
	const struct hr_remedy *at = start;
	size_t length = 0;
	/* After as many steps as there are remedies it is inside the circle, not on the way to it. */
	for (size_t i = 0; i < set->remedy_count; i++) {
		const char *word = first_awaited(at, placed, count, &length);
		at = find(set->remedies, set->remedy_count, word, length);
	}
	struct hr_buffer circle = {.ceiling = CIRCLE_SHOWN};
	const struct hr_remedy *first = at;
	do {
		const char *word = first_awaited(at, placed, count, &length);
		hr_buffer_printf(&circle, "%s after ", at->id);
		at = find(set->remedies, set->remedy_count, word, length);
	} while (at != first);
	(void)hr_fail(why, HR_E_CATALOG, "catalog: remedies wait for each other in a circle: %s%s",
	              circle.data == NULL ? "" : circle.data, first->id);
	hr_buffer_free(&circle);
	return false;
}

static bool fail_waiting(const struct hr_catalog_set *set, const struct hr_remedy *placed, size_t count,
                         const struct hr_remedy *waiting, struct hr_error *why)
{
	const struct hr_remedy *at = waiting;
	for (size_t i = 0; i <= set->remedy_count; i++) {
		size_t length = 0;
		const char *word = first_awaited(at, placed, count, &length);
		const struct hr_remedy *next =
		        word == NULL ? NULL : find(set->remedies, set->remedy_count, word, length);
		if (next == NULL)
			break;
		if (next->phase > at->phase)
			return hr_fail(why, HR_E_CATALOG,
			               "catalog: remedy %s (%s) comes after %s, whose phase (%s) is later", at->id,
			               hr_phase_name(at->phase), next->id, hr_phase_name(next->phase));
		at = next;
	}
	return fail_with_circle(set, placed, count, waiting, why);
}

bool hr_remedies_order(struct hr_catalog_set *set, struct hr_error *why)
{
	size_t total = set->remedy_count;
	struct hr_remedy *placed = hr_arena_take(set->arena, (total + 1) * sizeof *placed);
	if (placed == NULL)
		return hr_fail_memory(why);
	if (!check_names(set, why))
		return false;
	size_t count = 0;
	for (enum hr_phase phase = HR_PHASE_RESTORE; phase <= HR_PHASE_DISABLE; phase++) {
		const struct hr_remedy *waiting = NULL;
		size_t before;
		do {
			before = count;
			waiting = NULL;
			for (size_t i = 0; i < total; i++) {
				const struct hr_remedy *remedy = &set->remedies[i];
				size_t length = 0;
				if (remedy->phase != phase || hr_remedy_find(placed, count, remedy->id) != NULL)
					continue;
				if (first_awaited(remedy, placed, count, &length) == NULL)
					placed[count++] = *remedy;
				else
					waiting = remedy;
			}
		} while (count > before && waiting != NULL);
		if (waiting != NULL)
			return fail_waiting(set, placed, count, waiting, why);
	}
	set->remedies = placed;
	return true;
}
