#include "observe/capture_owner.h"

#include <string.h>

#include "base/text.h"
#include "observe/capture_file.h"
#include "observe/capture_out.h"

struct search {
	const struct hr_brought *brought;
	const struct hr_places *places;
	bool met;                       /* an address that is known to be one of the servers' */
	uint8_t address[2][HR_IP_SIZE]; /* that were in every session so far */
	size_t count;
	uint64_t sessions;
};

static bool is_own_name(const struct search *search, const char *name)
{
	for (size_t i = 0; i < search->brought->server_count; i++) {
		const char *slash = strchr(search->brought->servers[i], '/');
		if (slash != NULL && hr_text_compare_nocase(slash + 1, name) == 0)
			return true;
	}
	return false;
}

/* Who of the two may it be? Microsoft 365 is not, and who is asked for by its name is. */
static bool may_be_client(const struct search *search, const struct hr_session *session)
{
	char text[HR_UPGRADE_NAME_MAX + 1];
	return session->hello == NULL || !is_own_name(search, hr_session_peer(session, text));
}

static bool may_be_server(const struct search *search, const struct hr_session *session)
{
	return session->hello == NULL || !hr_session_is_cloud(search->brought->catalog, session);
}

static bool is_one_of(const struct hr_brought *brought, const char *id)
{
	for (size_t i = 0; i < brought->server_count; i++)
		if (strcmp(brought->servers[i], id) == 0)
			return true;
	return false;
}

static bool is_known(const struct search *search, const uint8_t *address)
{
	size_t count = 0;
	const struct hr_place_of *at = hr_places_at(search->places, address, &count);
	for (size_t i = 0; i < count; i++)
		if (is_one_of(search->brought, search->places->organisation.servers[at[i].server].id))
			return true;
	return false;
}

static bool on_session(void *context, const struct hr_session *session, struct hr_error *why)
{
	struct search *search = context;
	uint8_t old[2][HR_IP_SIZE];
	size_t old_count = search->count;
	(void)why;
	if (session->at < search->brought->since)
		return true;
	search->met = search->met || is_known(search, session->client) || is_known(search, session->server);
	memcpy(old, search->address, sizeof old);
	search->count = 0;
	for (int i = 0; i < 2; i++) {
		const uint8_t *one = i == 0 ? session->client : session->server;
		bool common = search->sessions == 0;
		for (size_t k = 0; k < old_count; k++)
			common = common || memcmp(old[k], one, HR_IP_SIZE) == 0;
		bool twice = i == 1 && memcmp(session->client, session->server, HR_IP_SIZE) == 0 && search->count > 0;
		if (common && !twice && (i == 0 ? may_be_client(search, session) : may_be_server(search, session)))
			memcpy(search->address[search->count++], one, HR_IP_SIZE);
	}
	search->sessions++;
	return true;
}

static bool find_address(struct search *search, struct hr_error *why)
{
	struct hr_capture *capture = hr_capture_new(HR_FLOWS_MAX, on_session, search);
	bool cut = false;
	if (capture == NULL)
		return hr_fail_memory(why);
	bool good = hr_capture_file_read(search->brought->path, capture, &cut, why);
	hr_capture_free(capture);
	return good;
}

bool hr_capture_owner(const struct hr_brought *brought, struct hr_places *places, struct hr_error *why)
{
	struct search search = {.brought = brought, .places = places};
	if (brought->server_count == 0)
		return true;
	if (!find_address(&search, why))
		return false;
	if (search.sessions == 0 || search.met)
		return true;
	if (search.count != 1)
		return hr_fail(why, HR_E_USAGE,
		               "%s: which address is that of %s cannot be told: %s address is in every session; give "
		               "--resolve NAME:ADDRESS",
		               brought->path, brought->servers[0], search.count == 0 ? "no" : "more than one");
	for (size_t i = 0; i < places->organisation.server_count; i++)
		if (is_one_of(brought, places->organisation.servers[i].id) &&
		    !hr_places_add(places, search.address[0], i, why))
			return false;
	return true;
}
