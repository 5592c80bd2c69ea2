#include "observe/roster.h"

#include <string.h>

static bool has_role(const char *roles, const char *role)
{
	size_t length = strlen(role);
	for (const char *at = strstr(roles, role); at != NULL; at = strstr(at + 1, role)) {
		if ((at == roles || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return true;
	}
	return false;
}

bool hr_roster_expects(const struct hr_server *server)
{
	return !has_role(server->roles, "farm");
}

bool hr_roster_place(struct hr_roster *roster, size_t server, const char *address, struct hr_error *why)
{
	for (size_t i = 0; i < roster->place_count; i++) {
		if (roster->places[i].server == server && strcmp(roster->places[i].address, address) == 0)
			return true;
	}
	if (roster->place_count == HR_ROSTER_ADDRESSES_MAX) {
		roster->dropped++;
		return true;
	}
	struct hr_place *grown = hr_arena_grow(roster->arena, roster->places, roster->place_count,
	                                       &roster->place_capacity, sizeof *grown, HR_ROSTER_ADDRESSES_MAX);
	const char *copy = hr_arena_string(roster->arena, address);
	if (grown == NULL || copy == NULL)
		return hr_fail_memory(why);
	roster->places = grown;
	grown[roster->place_count++] = (struct hr_place){.address = copy, .server = server};
	return true;
}

bool hr_offer_is_ready(const struct hr_catalog *catalog, const struct hr_client_hello *hello)
{
	uint16_t highest = hr_client_highest(hello);
	if (highest < 0x0303)
		return false;
	for (size_t i = 0; i < hello->suite_count; i++) {
		const char *name = hr_offer_suite(catalog, hello->suites[i]);
		const struct hr_suite *suite = name == NULL ? NULL : hr_suite_named(catalog, name, strlen(name));
		if (suite != NULL && suite->office365)
			return true;
	}
	return false;
}

bool hr_roster_row(struct hr_roster *roster, size_t server, const struct hr_offer *offer, struct hr_offered **row,
                   struct hr_error *why)
{
	size_t of_server = 0;
	*row = NULL;
	for (size_t i = 0; i < roster->offered_count; i++) {
		if (roster->offered[i].server != server)
			continue;
		of_server++;
		if (hr_offer_same(&roster->offered[i].offer, offer)) {
			*row = &roster->offered[i];
			return true;
		}
	}
	if (roster->offered_count == HR_ROSTER_OFFERS_MAX || of_server == HR_ROSTER_OFFERS_PER_SERVER) {
		roster->dropped++;
		return true;
	}
	struct hr_offered *grown = hr_arena_grow(roster->arena, roster->offered, roster->offered_count,
	                                         &roster->offered_capacity, sizeof *grown, HR_ROSTER_OFFERS_MAX);
	if (grown == NULL)
		return hr_fail_memory(why);
	roster->offered = grown;
	struct hr_offered *fresh = &grown[roster->offered_count];
	*fresh = (struct hr_offered){.server = server, .program = "", .failure = ""};
	if (!hr_offer_copy(roster->arena, offer, &fresh->offer))
		return hr_fail_memory(why);
	roster->offered_count++;
	*row = fresh;
	return true;
}

static bool note_offer(struct hr_roster *roster, size_t server, const struct hr_call *call,
                       const struct hr_offer *offer, struct hr_error *why)
{
	struct hr_offered *row = NULL;
	if (!hr_roster_row(roster, server, offer, &row, why))
		return false;
	if (row == NULL)
		return true;
	row->calls++;
	row->last = call->at;
	if (call->version != 0 || row->version == 0) {
		row->version = call->version;
		row->suite = call->suite;
		if (strcmp(row->failure, call->failure) != 0)
			row->failure = hr_text_printable(roster->arena, call->failure, strlen(call->failure), 200);
	}
	if (strcmp(row->program, call->program) != 0)
		row->program = hr_text_printable(roster->arena, call->program, strlen(call->program), 64);
	return (row->failure != NULL && row->program != NULL) || hr_fail_memory(why);
}

static bool note_stranger(struct hr_roster *roster, const struct hr_call *call, const struct hr_offer *offer,
                          struct hr_error *why)
{
	struct hr_stranger *row = NULL;
	for (size_t i = 0; i < roster->stranger_count && row == NULL; i++) {
		if (strcmp(roster->strangers[i].address, call->address) == 0)
			row = &roster->strangers[i];
	}
	if (row == NULL) {
		if (roster->stranger_count == HR_ROSTER_STRANGERS_MAX) {
			roster->dropped++;
			return true;
		}
		struct hr_stranger *grown =
		        hr_arena_grow(roster->arena, roster->strangers, roster->stranger_count,
		                      &roster->stranger_capacity, sizeof *grown, HR_ROSTER_STRANGERS_MAX);
		if (grown == NULL)
			return hr_fail_memory(why);
		roster->strangers = grown;
		row = &grown[roster->stranger_count];
		*row = (struct hr_stranger){.address = hr_arena_string(roster->arena, call->address),
		                            .name = "",
		                            .versions = hr_arena_string(roster->arena, offer->versions)};
		if (row->address == NULL || row->versions == NULL)
			return hr_fail_memory(why);
		roster->stranger_count++;
	}
	row->calls++;
	return true;
}

/* Notes it for every server that `who` names by id or name. */
static bool note_named(struct hr_roster *roster, const char *who, const struct hr_call *call,
                       const struct hr_offer *offer, bool *known, struct hr_error *why)
{
	const struct hr_organisation *o = roster->organisation;
	for (size_t i = 0; *who != '\0' && i < o->server_count; i++) {
		if (hr_text_compare_nocase(o->servers[i].id, who) != 0 &&
		    hr_text_compare_nocase(o->servers[i].name, who) != 0)
			continue;
		*known = true;
		if (!note_offer(roster, i, call, offer, why))
			return false;
	}
	return true;
}

static bool note(struct hr_roster *roster, const struct hr_call *call, const struct hr_offer *offer,
                 struct hr_error *why)
{
	bool known = false;
	if (!note_named(roster, call->token, call, offer, &known, why))
		return false;
	if (known)
		return true;
	for (size_t i = 0; i < roster->place_count; i++) {
		if (strcmp(roster->places[i].address, call->address) != 0)
			continue;
		known = true;
		if (!note_offer(roster, roster->places[i].server, call, offer, why))
			return false;
	}
	if (!known && !note_named(roster, call->name, call, offer, &known, why))
		return false;
	return known || note_stranger(roster, call, offer, why);
}

bool hr_roster_note(struct hr_roster *roster, const struct hr_call *call, struct hr_error *why)
{
	struct hr_offer offer;
	struct hr_arena *scratch = hr_arena_new(0); /* one hello's text: its ceilings are those of the parser */
	roster->calls++;
	if (scratch == NULL)
		return hr_fail_memory(why);
	bool done = hr_offer_describe(scratch, roster->catalog, call->hello, &offer, why) &&
	            note(roster, call, &offer, why);
	hr_arena_free(scratch);
	return done;
}

bool hr_roster_named(struct hr_roster *roster, const char *address, const char *name, struct hr_error *why)
{
	for (size_t i = 0; i < roster->stranger_count; i++) {
		if (strcmp(roster->strangers[i].address, address) != 0)
			continue;
		const char *copy = hr_text_printable(roster->arena, name, strlen(name), 253);
		if (copy == NULL)
			return hr_fail_memory(why);
		roster->strangers[i].name = copy;
	}
	for (size_t i = 0; i < roster->organisation->server_count; i++) {
		if (hr_text_compare_nocase(roster->organisation->servers[i].name, name) == 0 &&
		    hr_roster_expects(&roster->organisation->servers[i]) && !hr_roster_place(roster, i, address, why))
			return false;
	}
	return true;
}
