#include "watch/watching.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "watch/compare.h"

#define SURE_MISSES 2 /* looks that nobody answers, before it is called */

const char *hr_condition_name(enum hr_condition condition)
{
	static const char *const names[] = {"new", "up", "restarting", "unreachable", "broken"};
	return (size_t)condition < HR_COUNT(names) ? names[condition] : "unknown";
}

/* --- beginning with what a report knows --- */

static void recall(struct hr_watched *watched)
{
	const struct hr_facts *facts = &watched->endpoint->facts;
	for (size_t i = 0; i < facts->count; i++) {
		const struct hr_fact *fact = &facts->at[i];
		if (fact->by == HR_BY_PROBE)
			hr_look_note(&watched->known, fact->key, fact->of, fact->seen, fact->value);
	}
	memcpy(watched->told, watched->known.versions, sizeof watched->told);
	watched->known_before = watched->known.reached != HR_NOT_COLLECTED;
	watched->lived = watched->known_before && hr_look_answers(&watched->known);
	(void)snprintf(watched->why, sizeof watched->why, "%s", watched->lived ? "" : watched->known.why);
}

bool hr_watching_begin(struct hr_watching *watching, const struct hr_report *report, struct hr_arena *arena,
                       struct hr_error *why)
{
	const struct hr_organisation *o = &report->organisation;
	size_t count = 0;
	for (size_t i = 0; i < o->server_count; i++)
		count += o->servers[i].endpoint_count;
	*watching = (struct hr_watching){.server_count = o->server_count};
	watching->endpoints = hr_arena_take(arena, (count + 1) * sizeof *watching->endpoints);
	watching->servers = hr_arena_take(arena, (o->server_count + 1) * sizeof *watching->servers);
	if (watching->endpoints == NULL || watching->servers == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < o->server_count; i++) {
		const struct hr_server *server = &o->servers[i];
		watching->servers[i] = (struct hr_watched_server){
		        .server = server, .first = watching->endpoint_count, .count = server->endpoint_count};
		for (size_t k = 0; k < server->endpoint_count; k++) {
			struct hr_watched *watched = &watching->endpoints[watching->endpoint_count++];
			*watched = (struct hr_watched){.endpoint = &server->endpoints[k], .server = i};
			recall(watched);
		}
	}
	return true;
}

/* --- telling --- */

static void wish(struct hr_watched *watched, enum hr_wish wanted)
{
	if (watched->wish < wanted)
		watched->wish = wanted;
}

static void tell_server(struct hr_watching *watching, const struct hr_watched_server *server, enum hr_event_kind kind,
                        const char *detail, int64_t now)
{
	watching->tell(
	        watching->context,
	        &(struct hr_event){
	                .at = now / 1000, .kind = kind, .about = server->server->id, .of = "", .detail = detail});
}

static void become(struct hr_watched *watched, enum hr_condition condition, int64_t now)
{
	watched->condition = condition;
	watched->since = now;
}

/* --- nothing answers --- */

static struct hr_watched *first_of(const struct hr_watching *watching, const struct hr_watched_server *server)
{
	return &watching->endpoints[server->first];
}

/* Has another endpoint of the server answered a look that began after this one went missing? */
static bool others_answer(const struct hr_watching *watching, const struct hr_watched_server *server,
                          const struct hr_watched *watched)
{
	const struct hr_watched *first = first_of(watching, server);
	for (size_t i = 0; i < server->count; i++)
		if (&first[i] != watched && first[i].misses == 0 && first[i].answered_from >= watched->missed_at)
			return true;
	return false;
}

static bool nothing_answers(const struct hr_watching *watching, const struct hr_watched_server *server)
{
	const struct hr_watched *first = first_of(watching, server);
	for (size_t i = 0; i < server->count; i++)
		if (first[i].lived && first[i].misses == 0)
			return false;
	return true;
}

static void call_restart(struct hr_watching *watching, struct hr_watched_server *server, const char *why, int64_t now)
{
	struct hr_watched *first = first_of(watching, server);
	server->down_since = now;
	for (size_t i = 0; i < server->count; i++) {
		struct hr_watched *watched = &first[i];
		if (!watched->lived)
			continue;
		if (watched->condition == HR_CONDITION_UP && watched->missed_at < server->down_since)
			server->down_since = watched->missed_at;
		watched->changed_at = now;
		become(watched, HR_CONDITION_RESTARTING, now);
	}
	tell_server(watching, server, HR_EVENT_RESTARTING, why, now);
}

/* Is it time to call what went missing of that server? */
static void decide(struct hr_watching *watching, struct hr_watched_server *server, int64_t now)
{
	struct hr_watched *first = first_of(watching, server);
	for (size_t i = 0; i < server->count; i++) {
		struct hr_watched *watched = &first[i];
		if (watched->condition != HR_CONDITION_UP || watched->misses < SURE_MISSES)
			continue;
		if (!watched->nameless && nothing_answers(watching, server)) {
			call_restart(watching, server, watched->why, now);
			return;
		}
		/* Of a server that is restarting, it was back too early. */
		if (server->down_since != 0 && !watched->nameless) {
			become(watched, HR_CONDITION_RESTARTING, now);
		} else if (watched->nameless || others_answer(watching, server, watched)) {
			become(watched, HR_CONDITION_UNREACHABLE, now);
			wish(watched, HR_WISH_ALL);
			hr_watched_tell(watching, watched, HR_EVENT_UNREACHABLE, "", watched->why, now);
		}
	}
}

static void miss(struct hr_watching *watching, struct hr_watched *watched, const struct hr_look *look, int64_t now)
{
	struct hr_watched_server *server = &watching->servers[watched->server];
	struct hr_watched *first = first_of(watching, server);
	if (watched->misses++ == 0)
		watched->missed_at = now;
	watched->nameless = look->nameless;
	(void)snprintf(watched->why, sizeof watched->why, "%s", look->why);
	if (watched->condition == HR_CONDITION_NEW) {
		become(watched, watched->lived ? HR_CONDITION_UP : HR_CONDITION_UNREACHABLE, now);
		if (!watched->known_before)
			wish(watched, HR_WISH_ALL);
	}
	if (watched->condition != HR_CONDITION_UP || watched->misses >= SURE_MISSES)
		return;
	for (size_t i = 0; i < server->count; i++)
		if (&first[i] == watched || (first[i].lived && first[i].misses == 0))
			wish(&first[i], HR_WISH_AGAIN);
}

/* --- something answers --- */

static void say_duration(int64_t ms, char text[static 40])
{
	(void)snprintf(text, 40, "after %" PRId64 " s", ms / 1000);
}

static void hit(struct hr_watching *watching, struct hr_watched *watched, const struct hr_look *look, int64_t from,
                int64_t now)
{
	struct hr_watched_server *server = &watching->servers[watched->server];
	struct hr_watched *first = first_of(watching, server);
	char away[40] = "";
	bool was_away = watched->condition > HR_CONDITION_UP ||
	                (watched->condition == HR_CONDITION_NEW && watched->known_before && !watched->lived);
	if (was_away && watched->misses > 0)
		say_duration(now - watched->missed_at, away);
	if (watched->condition != HR_CONDITION_UP)
		become(watched, HR_CONDITION_UP, now);
	watched->misses = 0;
	watched->answered_from = from;
	watched->lived = true;
	watched->why[0] = '\0';
	if (was_away)
		hr_watched_tell(watching, watched, HR_EVENT_BACK, "", away, now);
	bool changed = hr_watched_compare(watching, watched, look, now);
	if (changed || was_away || !watched->known_before)
		wish(watched, HR_WISH_ALL);
	watched->known_before = true;
	bool restarting = false;
	for (size_t i = 0; i < server->count; i++)
		restarting |= first[i].condition == HR_CONDITION_RESTARTING;
	if (!restarting)
		server->down_since = 0;
}

void hr_watching_look(struct hr_watching *watching, size_t place, const struct hr_look *look, int64_t from,
                      int64_t until)
{
	struct hr_watched *watched = &watching->endpoints[place];
	watched->looked_at = until;
	if (hr_look_answers(look))
		hit(watching, watched, look, from, until);
	else
		miss(watching, watched, look, until);
	decide(watching, &watching->servers[watched->server], until);
}

void hr_watching_pass(struct hr_watching *watching, int64_t now)
{
	for (size_t s = 0; s < watching->server_count; s++) {
		struct hr_watched_server *server = &watching->servers[s];
		struct hr_watched *first = first_of(watching, server);
		if (server->down_since == 0 || now - server->down_since < watching->restart_ms)
			continue;
		bool whole = nothing_answers(watching, server);
		server->down_since = 0;
		for (size_t i = 0; i < server->count; i++) {
			struct hr_watched *watched = &first[i];
			if (watched->condition != HR_CONDITION_RESTARTING)
				continue;
			become(watched, HR_CONDITION_BROKEN, now);
			wish(watched, HR_WISH_ALL);
			watched->changed_at = now;
			if (!whole)
				hr_watched_tell(watching, watched, HR_EVENT_BROKEN, "", watched->why, now);
		}
		if (whole)
			tell_server(watching, server, HR_EVENT_BROKEN, first->why, now);
	}
}

bool hr_watching_believes(const struct hr_watched *watched, const struct hr_look *look)
{
	if (watched->unsteady)
		return false;
	return hr_look_answers(look) || watched->condition == HR_CONDITION_UNREACHABLE ||
	       watched->condition == HR_CONDITION_BROKEN;
}
