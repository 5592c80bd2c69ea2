#include "model/tailoring.h"

#include <string.h>

#include "base/text.h"
#include "model/report.h"

#define DAY 86400

static bool own(struct hr_arena *arena, const char **text)
{
	if (*text == NULL || **text == '\0')
		*text = "";
	else
		*text = hr_text_printable(arena, *text, strlen(*text), HR_NAME_MAX);
	return *text != NULL;
}

struct hr_tailoring *hr_tailoring_new(struct hr_arena *arena, const char *file, const char *sha256, const char *title,
                                      enum hr_legacy_phase phase)
{
	struct hr_tailoring *fresh = hr_arena_take(arena, sizeof *fresh);
	if (fresh == NULL)
		return NULL;
	*fresh = (struct hr_tailoring){.arena = arena, .file = file, .sha256 = sha256, .title = title, .phase = phase};
	return own(arena, &fresh->file) && own(arena, &fresh->sha256) && own(arena, &fresh->title) ? fresh : NULL;
}

/* A place at the end of one of the arrays, or NULL with *why set. */
static void *append(struct hr_tailoring *t, void *array, size_t *count, size_t *capacity, size_t element,
                    struct hr_error *why)
{
	void **place = array;
	void *grown = hr_arena_grow(t->arena, *place, *count, capacity, element, HR_TAILORING_ROWS_MAX);
	if (grown == NULL) {
		(void)(*count >= HR_TAILORING_ROWS_MAX ? hr_fail(why, HR_E_LIMIT, "%s: more than %zu rows of one kind",
		                                                 t->file, HR_TAILORING_ROWS_MAX)
		                                       : hr_fail_memory(why));
		return NULL;
	}
	*place = grown;
	return (char *)grown + (*count)++ * element;
}

#define APPEND(t, list, why)                                                                                           \
	append(t, &(t)->list##s, &(t)->list##_count, &(t)->list##_capacity, sizeof *(t)->list##s, why)

bool hr_tailoring_add_adjustment(struct hr_tailoring *t, const struct hr_adjustment *row, struct hr_error *why)
{
	struct hr_adjustment copy = *row;
	if (!own(t->arena, &copy.rule) || !own(t->arena, &copy.why))
		return hr_fail_memory(why);
	struct hr_adjustment *place = APPEND(t, adjustment, why);
	if (place != NULL)
		*place = copy;
	return place != NULL;
}

bool hr_tailoring_add_phase(struct hr_tailoring *t, const struct hr_server_phase *row, struct hr_error *why)
{
	struct hr_server_phase copy = *row;
	if (!own(t->arena, &copy.about))
		return hr_fail_memory(why);
	struct hr_server_phase *place = APPEND(t, phase, why);
	if (place != NULL)
		*place = copy;
	return place != NULL;
}

bool hr_tailoring_add_expectation(struct hr_tailoring *t, const struct hr_expectation *row, struct hr_error *why)
{
	struct hr_expectation copy = *row;
	if (!own(t->arena, &copy.about) || !own(t->arena, &copy.rule) || !own(t->arena, &copy.why))
		return hr_fail_memory(why);
	struct hr_expectation *place = APPEND(t, expectation, why);
	if (place != NULL)
		*place = copy;
	return place != NULL;
}

bool hr_tailoring_add_waiver(struct hr_tailoring *t, const struct hr_waiver *row, struct hr_error *why)
{
	struct hr_waiver copy = *row;
	if (!own(t->arena, &copy.rule) || !own(t->arena, &copy.about) || !own(t->arena, &copy.who) ||
	    !own(t->arena, &copy.why))
		return hr_fail_memory(why);
	struct hr_waiver *place = APPEND(t, waiver, why);
	if (place != NULL)
		*place = copy;
	return place != NULL;
}

struct hr_tailoring *hr_tailoring_copy(const struct hr_tailoring *t, struct hr_arena *arena)
{
	struct hr_tailoring *copy = hr_tailoring_new(arena, t->file, t->sha256, t->title, t->phase);
	bool good = copy != NULL;
	for (size_t i = 0; i < t->adjustment_count && good; i++)
		good = hr_tailoring_add_adjustment(copy, &t->adjustments[i], NULL);
	for (size_t i = 0; i < t->phase_count && good; i++)
		good = hr_tailoring_add_phase(copy, &t->phases[i], NULL);
	for (size_t i = 0; i < t->expectation_count && good; i++)
		good = hr_tailoring_add_expectation(copy, &t->expectations[i], NULL);
	for (size_t i = 0; i < t->waiver_count && good; i++)
		good = hr_tailoring_add_waiver(copy, &t->waivers[i], NULL);
	return good ? copy : NULL;
}

bool hr_tailoring_names(const char *about, const struct hr_server *server, const struct hr_endpoint *endpoint)
{
	if (server == NULL)
		return strcmp(about, HR_ORGANISATION) == 0;
	return strcmp(about, server->id) == 0 || hr_text_compare_nocase(about, server->name) == 0 ||
	       (endpoint != NULL && strcmp(about, endpoint->id) == 0);
}

bool hr_tailoring_is_over(int64_t until, int64_t now)
{
	return until != 0 && now >= until + DAY;
}

const struct hr_adjustment *hr_tailoring_adjustment(const struct hr_tailoring *t, const char *rule)
{
	for (size_t i = 0; t != NULL && i < t->adjustment_count; i++)
		if (strcmp(t->adjustments[i].rule, rule) == 0)
			return &t->adjustments[i];
	return NULL;
}

enum hr_legacy_phase hr_tailoring_phase(const struct hr_tailoring *t, const struct hr_server *server)
{
	if (t == NULL)
		return HR_LEGACY_ALLOWED;
	for (size_t i = 0; server != NULL && i < t->phase_count; i++)
		if (hr_tailoring_names(t->phases[i].about, server, NULL))
			return t->phases[i].phase;
	return t->phase;
}
