/* Whose address is it? */
#include <stdlib.h>
#include <string.h>

#include "observe/canary_inside.h"

static void note(struct hr_canary *canary, const struct hr_pending *call)
{
	const struct hr_call noted = {.address = call->address,
	                              .token = call->token,
	                              .name = call->name,
	                              .program = call->program,
	                              .hello = &call->hello,
	                              .version = call->version,
	                              .suite = call->suite,
	                              .failure = call->failure,
	                              .at = call->at};
	if (!canary->failed && !hr_roster_note(canary->roster, &noted, canary->why))
		canary->failed = canary->stopping = true;
	else if (canary->options->noted != NULL)
		canary->options->noted(canary->options->context, canary->roster);
}

static void note_pending(struct hr_canary *canary, struct hr_lookup *lookup)
{
	while (lookup->pending != NULL) {
		struct hr_pending *call = lookup->pending;
		lookup->pending = call->next;
		canary->pending_count--;
		note(canary, call);
		free(call);
	}
}

static void on_reversed(void *context, const char *name)
{
	struct hr_lookup *lookup = context;
	struct hr_canary *canary = lookup->canary;
	lookup->done = true;
	canary->unanswered--;
	if (name != NULL && !hr_roster_named(canary->roster, lookup->address, name, canary->why))
		canary->failed = canary->stopping = true;
	note_pending(canary, lookup);
	/* Now that there is a row for it, it gets its name. */
	if (name != NULL && !canary->failed && !hr_roster_named(canary->roster, lookup->address, name, canary->why))
		canary->failed = canary->stopping = true;
}

static struct hr_lookup *find(struct hr_canary *canary, const char *address)
{
	struct hr_lookup *lookup = canary->lookups;
	while (lookup != NULL && strcmp(lookup->address, address) != 0)
		lookup = lookup->next;
	return lookup;
}

static bool is_placed(const struct hr_canary *canary, const char *address)
{
	for (size_t i = 0; i < canary->roster->place_count; i++) {
		if (strcmp(canary->roster->places[i].address, address) == 0)
			return true;
	}
	return false;
}

void hr_lookup_address(struct hr_canary *canary, const char *address)
{
	if (canary->stopping || canary->lookup_count == HR_CANARY_LOOKUPS_MAX || is_placed(canary, address) ||
	    find(canary, address) != NULL)
		return;
	struct hr_lookup *lookup = calloc(1, sizeof *lookup);
	if (lookup == NULL)
		return; /* it stays unknown */
	lookup->canary = canary;
	memcpy(lookup->address, address, strlen(address) + 1);
	lookup->next = canary->lookups;
	canary->lookups = lookup;
	canary->lookup_count++;
	canary->unanswered++;
	if (!hr_resolver_reverse(canary->resolver, address, on_reversed, lookup)) {
		lookup->done = true;
		canary->unanswered--;
	}
}

void hr_lookup_note(struct hr_canary *canary, const struct hr_pending *call)
{
	struct hr_lookup *lookup = find(canary, call->address);
	struct hr_pending *kept = NULL;
	if (lookup != NULL && !lookup->done && canary->pending_count < HR_CANARY_PENDING_MAX)
		kept = malloc(sizeof *kept);
	if (kept == NULL) {
		note(canary, call);
		return;
	}
	*kept = *call;
	kept->next = lookup->pending;
	lookup->pending = kept;
	canary->pending_count++;
}

/* --- the addresses of the servers --- */

static bool is_wanted(void *context, const struct hr_server *server)
{
	(void)context;
	return hr_roster_expects(server);
}

static void on_found(void *context, size_t server, const char *address)
{
	struct hr_canary *canary = context;
	if (!canary->failed && !hr_roster_place(canary->roster, server, address, canary->why))
		canary->failed = canary->stopping = true;
}

bool hr_lookups_begin(struct hr_canary *canary)
{
	canary->names = (struct hr_own_names){.wanted = is_wanted, .found = on_found, .context = canary};
	return hr_own_names_ask(&canary->names, canary->resolver, canary->roster->arena, canary->roster->organisation,
	                        canary->why) &&
	       !canary->failed;
}

void hr_lookups_end(struct hr_canary *canary)
{
	hr_resolver_close(canary->resolver);
	for (struct hr_lookup *lookup = canary->lookups, *next; lookup != NULL; lookup = next) {
		next = lookup->next;
		note_pending(canary, lookup);
		free(lookup);
	}
	canary->lookups = NULL;
}
