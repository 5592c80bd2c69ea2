#include "discover/placed.h"

#include <stdlib.h>
#include <string.h>

#include "discover/dn.h"
#include "discover/emission.h"

struct place {
	const char *normal; /* DN */
	const char *name;
	enum hr_product product;
};

struct places {
	struct place *list;
	size_t count, capacity;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;
	int order = strcmp(x->normal, y->normal);
	return order != 0 ? order : (x->product > y->product) - (x->product < y->product);
}

static char *normalise(struct hr_arena *arena, const char *dn)
{
	size_t length = strlen(dn);
	char *normal = hr_arena_take(arena, length + 1);
	if (normal != NULL)
		hr_dn_normalise(dn, length, normal);
	return normal;
}

static bool add_place(struct hr_arena *arena, struct places *places, const char *dn, const char *name,
                      enum hr_product product, struct hr_error *why)
{
	if (*dn == '\0')
		return true;
	struct place *grown =
	        hr_arena_grow(arena, places->list, places->count, &places->capacity, sizeof *grown, HR_NOTEBOOK_MAX);
	char *normal = grown == NULL ? NULL : normalise(arena, dn);
	if (normal == NULL)
		return hr_fail_memory(why);
	places->list = grown;
	grown[places->count++] = (struct place){.normal = normal, .name = name, .product = product};
	return true;
}

/* What this source said, and what earlier sources did. */
static bool list_places(struct hr_survey *survey, struct places *places, struct hr_error *why)
{
	const struct hr_notebook *notebook = survey->notebook;
	for (size_t i = 0; i < notebook->count; i++) {
		const struct hr_emission *said = &notebook->emissions[i];
		if (said->kind == HR_SAID_PLACE && said->server->name != NULL &&
		    !add_place(notebook->arena, places, said->text, said->server->name, said->server->product, why))
			return false;
	}
	const struct hr_report *report = survey->discovery->report;
	for (size_t i = 0; i < report->server_count; i++) {
		const struct hr_server *known = &report->servers[i].view;
		if (!add_place(notebook->arena, places, known->dn, known->name, known->product, why))
			return false;
	}
	if (places->count > 0)
		qsort(places->list, places->count, sizeof *places->list, compare_places);
	return true;
}

bool hr_placed_name(struct hr_survey *survey, struct hr_error *why)
{
	struct places places = {0};
	size_t at = 0;
	if (!list_places(survey, &places, why))
		return false;
	for (struct hr_found *server; (server = hr_notebook_next_server(survey->notebook, &at)) != NULL;) {
		if (places.count == 0 || server->name != NULL || server->computer_dn == NULL)
			continue;
		const struct place wanted = {.normal = normalise(survey->notebook->arena, server->computer_dn),
		                             .product = server->product};
		if (wanted.normal == NULL)
			return hr_fail_memory(why);
		const struct place *found = bsearch(&wanted, places.list, places.count, sizeof wanted, compare_places);
		if (found != NULL)
			server->name = found->name;
	}
	return true;
}
