#include "observe/captures.h"

#include <stdio.h>
#include <string.h>

#include "observe/capture_file.h"
#include "observe/capture_in.h"
#include "observe/capture_out.h"
#include "observe/capture_owner.h"
#include "observe/roster.h"

/* All files of one import. */
struct gathered {
	struct hr_places places;
	struct hr_out out;
	struct hr_in in;
	int64_t since;
	uint64_t files, frames, sessions, known, inbound, unseen[HR_UNSEEN_COUNT], fragments, cut;
};

bool hr_captures_is(const char *path, const uint8_t *head, size_t length)
{
	(void)path;
	return hr_capture_file_is(hr_reader_of(head, length));
}

static bool gather(struct hr_brought *brought, struct gathered **all, struct hr_error *why)
{
	struct gathered *g = *brought->kept;
	*all = g;
	if (g != NULL)
		return true;
	g = hr_arena_take(brought->scratch, sizeof *g);
	if (g == NULL)
		return hr_fail_memory(why);
	if (!hr_places_gather(&g->places, brought->scratch, &brought->report->organisation, brought->names, why) ||
	    !hr_in_begin(&g->in, brought->scratch, brought->report, &g->places, why))
		return false;
	g->since = brought->since;
	g->out = (struct hr_out){
	        .arena = brought->scratch, .organisation = &g->places.organisation, .catalog = brought->catalog};
	*brought->kept = *all = g;
	return true;
}

/* --- a session --- */

static bool take_client(struct gathered *g, const struct hr_session *session, bool *known, struct hr_error *why)
{
	size_t count = 0;
	const struct hr_place_of *at = hr_places_at(&g->places, session->client, &count);
	for (size_t i = 0; i < count; i++) {
		if (!hr_roster_expects(&g->places.organisation.servers[at[i].server]))
			continue;
		*known = true;
		if (!hr_out_add(&g->out, at[i].server, session, why))
			return false;
	}
	return true;
}

static bool is_among(const struct hr_place_of *at, size_t count, size_t server)
{
	for (size_t i = 0; i < count; i++)
		if (at[i].server == server)
			return true;
	return false;
}

/* Its server side is known by address, and by the name asked for: that of a farm, or of one behind a balancer. */
static bool take_server(struct gathered *g, const struct hr_session *session, bool *known, struct hr_error *why)
{
	size_t count = 0, named = 0;
	const struct hr_place_of *at = hr_places_at(&g->places, session->server, &count);
	const size_t *by_name = hr_places_named(&g->places, session->hello->host, &named);
	for (size_t i = 0; i < count; i++)
		if (!hr_in_add(&g->in, at[i].server, session, why))
			return false;
	for (size_t i = 0; i < named; i++)
		if (!is_among(at, count, by_name[i]) && !hr_in_add(&g->in, by_name[i], session, why))
			return false;
	g->inbound += count + named > 0;
	*known = *known || count + named > 0;
	return true;
}

/* Only where TLS is expected: most of what began earlier, or has holes, is something else. */
static bool take_unseen(struct gathered *g, const uint8_t *address, uint16_t port, int64_t at, struct hr_error *why)
{
	size_t count = 0;
	const struct hr_place_of *place = hr_places_at(&g->places, address, &count);
	for (size_t i = 0; i < count; i++) {
		bool expected = port == 443 || hr_places_endpoint(&g->places, place[i].server, port) != NULL;
		if (expected && !hr_in_add_unseen(&g->in, place[i].server, at, why))
			return false;
	}
	return true;
}

static bool on_session(void *context, const struct hr_session *session, struct hr_error *why)
{
	struct gathered *g = context;
	bool known = false;
	if (session->at < g->since)
		return true;
	if (session->unseen != HR_SEEN) {
		g->unseen[session->unseen]++;
		bool sided = session->unseen != HR_UNSEEN_EARLIER;
		return take_unseen(g, session->server, session->server_port, session->at, why) &&
		       (sided || take_unseen(g, session->client, session->client_port, session->at, why));
	}
	g->sessions++;
	if (!take_client(g, session, &known, why) || !take_server(g, session, &known, why))
		return false;
	g->known += known;
	return true;
}

/* --- a file --- */

static bool read_file(struct gathered *g, const char *path, struct hr_error *why)
{
	struct hr_capture *capture = hr_capture_new(HR_FLOWS_MAX, on_session, g);
	bool cut = false;
	if (capture == NULL)
		return hr_fail_memory(why);
	bool good = hr_capture_file_read(path, capture, &cut, why);
	struct hr_capture_counts counts = hr_capture_counts(capture);
	hr_capture_free(capture);
	g->files++;
	g->frames += counts.frames;
	g->fragments += counts.fragments;
	g->cut += cut;
	return good;
}

bool hr_captures_read(struct hr_brought *brought, struct hr_error *why)
{
	struct gathered *g = NULL;
	return gather(brought, &g, why) && hr_capture_owner(brought, &g->places, why) &&
	       read_file(g, brought->path, why);
}

/* --- telling --- */

static void tell(char *told, size_t room, const struct gathered *g)
{
	struct hr_log_totals in = hr_log_book_totals(g->in.book);
	struct hr_buffer text = {.ceiling = room - 1};
	hr_buffer_printf(
	        &text,
	        "%llu files, %llu frames; %llu TLS sessions: %llu by servers of the inventory, %llu of them with "
	        "Microsoft 365, %llu below TLS 1.2; %llu to them, %llu below TLS 1.2 from %llu clients",
	        (unsigned long long)g->files, (unsigned long long)g->frames, (unsigned long long)g->sessions,
	        (unsigned long long)g->out.sessions, (unsigned long long)g->out.cloud, (unsigned long long)g->out.old,
	        (unsigned long long)g->inbound, (unsigned long long)in.legacy, (unsigned long long)in.clients);
	const struct {
		uint64_t count;
		const char *words;
	} rest[] = {{g->unseen[HR_UNSEEN_EARLIER], "connections began earlier"},
	            {g->unseen[HR_UNSEEN_GAP], "have gaps"},
	            {g->unseen[HR_UNSEEN_BROKEN], "have a hello that cannot be read"},
	            {g->unseen[HR_UNSEEN_DROPPED] + g->out.dropped, "were beyond what is kept"},
	            {g->fragments, "datagrams lack a fragment"},
	            {g->cut, "files end inside of a frame"}};
	for (size_t i = 0; i < HR_COUNT(rest); i++)
		if (rest[i].count > 0)
			hr_buffer_printf(&text, "; %llu %s", (unsigned long long)rest[i].count, rest[i].words);
	(void)snprintf(told, room, "%s", text.data == NULL ? "" : text.data);
	hr_buffer_free(&text);
}

bool hr_captures_finish(struct hr_brought *brought, struct hr_error *why)
{
	struct gathered *g = *brought->kept;
	if (g == NULL)
		return true;
	if (g->sessions > 0 && g->known == 0)
		return hr_fail(
		        why, HR_E_USAGE,
		        "%s: of %llu TLS sessions none is from or to an address of the inventory's servers; give "
		        "--server NAME or --resolve NAME:ADDRESS",
		        brought->path, (unsigned long long)g->sessions);
	tell(brought->told, sizeof brought->told, g);
	return hr_out_tell(&g->out, brought->report, why) && hr_in_tell(&g->in, why);
}
