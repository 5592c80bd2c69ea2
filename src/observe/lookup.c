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

struct wanted {
	struct hr_canary *canary;
	size_t server;
};

static void on_resolved(void *context, const struct hr_addresses *addresses)
{
	struct wanted *wanted = context;
	struct hr_canary *canary = wanted->canary;
	canary->unresolved--;
	for (size_t i = 0; addresses->seen == HR_PRESENT && i < addresses->count; i++) {
		if (!canary->failed && !hr_roster_place(canary->roster, wanted->server, addresses->at[i], canary->why))
			canary->failed = canary->stopping = true;
	}
}

bool hr_lookups_begin(struct hr_canary *canary)
{
	const struct hr_organisation *o = canary->roster->organisation;
	struct wanted *wanted = hr_arena_take(canary->roster->arena, (o->server_count + 1) * sizeof *wanted);
	if (wanted == NULL)
		return hr_fail_memory(canary->why);
	for (size_t i = 0; i < o->server_count; i++) {
		if (!hr_roster_expects(&o->servers[i]))
			continue;
		wanted[i] = (struct wanted){.canary = canary, .server = i};
		canary->unresolved++;
		if (!hr_resolver_ask(canary->resolver, o->servers[i].name, on_resolved, &wanted[i]))
			return hr_fail_memory(canary->why);
	}
	return !canary->failed;
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
