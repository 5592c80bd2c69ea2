#include "observe/capture_in.h"

#include <stdio.h>
#include <string.h>

#include "parse/tls_hello.h"

bool hr_in_begin(struct hr_in *in, struct hr_arena *arena, struct hr_report *report, const struct hr_places *places,
                 struct hr_error *why)
{
	*in = (struct hr_in){.places = places,
	                     .book = hr_log_book_new(arena, report, "capture", HR_BY_CAPTURE, HR_PRODUCT_NONE),
	                     .nameless = hr_log_clients_new(arena),
	                     .servers = hr_arena_take(arena, places->organisation.server_count * sizeof *in->servers)};
	return (in->book != NULL && in->nameless != NULL && in->servers != NULL) || hr_fail_memory(why);
}

static bool open_owner(struct hr_in *in, size_t server, struct hr_error *why)
{
	struct hr_in_server *row = &in->servers[server];
	const char *const ids[] = {in->places->organisation.servers[server].id};
	return row->owner != NULL || hr_log_book_of(in->book, ids, 1, &row->owner, why);
}

bool hr_in_add_unseen(struct hr_in *in, size_t server, int64_t at, struct hr_error *why)
{
	if (!open_owner(in, server, why))
		return false;
	hr_log_book_add_unseen(in->servers[server].owner, at);
	return true;
}

static enum hr_log_version version_of(uint16_t version)
{
	if (version >= HR_SSL_3_0 && version <= HR_TLS_1_3)
		return (enum hr_log_version)(HR_LOG_VERSION_SSL3 + (version - HR_SSL_3_0));
	return version == HR_SSL_2_0 ? HR_LOG_VERSION_SSL2 : HR_LOG_VERSION_ODD;
}

/* AD FS and other web servers choose by name: what other services do without one says nothing. */
static bool is_web(const struct hr_in *in, size_t server, const struct hr_session *session)
{
	const struct hr_endpoint *endpoint = hr_places_endpoint(in->places, server, session->server_port);
	return endpoint != NULL ? endpoint->service == HR_SERVICE_HTTPS : session->server_port == 443;
}

static bool add_nameless(struct hr_in *in, size_t server, const struct hr_session *session, struct hr_span client)
{
	struct hr_in_server *row = &in->servers[server];
	bool kept = true;
	row->web++;
	if (session->hello->host_length > 0)
		return true;
	row->nameless++;
	if (!hr_log_clients_add(in->nameless, row->owner, client, session->at, 0, &kept))
		return false;
	row->other_nameless += !kept;
	row->other_last = !kept && session->at > row->other_last ? session->at : row->other_last;
	return true;
}

bool hr_in_add(struct hr_in *in, size_t server, const struct hr_session *session, struct hr_error *why)
{
	char text[HR_PLACE_TEXT_MAX];
	hr_place_text(session->client, text);
	struct hr_span client = {.at = text, .length = strlen(text)};
	if (session->agreed == HR_AGREED_FAILED)
		return true; /* nobody came in */
	/* Without the answer, a client that offers TLS 1.2 may still have been let in with less. */
	if (session->agreed == HR_AGREED_UNSEEN)
		return hr_in_add_unseen(in, server, session->at, why);
	if (!open_owner(in, server, why))
		return false;
	bool good = hr_log_book_add(in->book, in->servers[server].owner, version_of(session->version), client,
	                            session->at) &&
	            (!is_web(in, server, session) || add_nameless(in, server, session, client));
	return good || hr_fail_memory(why);
}

/* --- telling --- */

static bool tell_one(struct hr_in *in, const struct hr_log_owner *owner, const char *client, uint64_t count, int64_t at,
                     struct hr_error *why)
{
	char number[24];
	(void)snprintf(number, sizeof number, "%llu", (unsigned long long)count);
	struct hr_observation seen = {
	        .of = client, .value = number, .at = at, .key = HR_FACT_CLIENTS_WITHOUT_SNI, .seen = HR_PRESENT};
	return hr_log_book_fact(in->book, owner, &seen, why);
}

/* That there was none is said only of a whole day of which nothing is missing. */
static bool tell_none(struct hr_in *in, const struct hr_in_server *row, struct hr_error *why)
{
	const struct hr_log_owner *owner = row->owner;
	bool sure = owner->unseen == 0 && owner->last - owner->first >= HR_LOG_BOOK_DAY_S;
	struct hr_observation seen = {.value = sure                ? ""
	                                       : owner->unseen > 0 ? "the capture does not hold every connection whole"
	                                                           : "the capture is shorter than a working day",
	                              .at = owner->last,
	                              .key = HR_FACT_CLIENTS_WITHOUT_SNI,
	                              .seen = sure ? HR_ABSENT : HR_FAILED};
	return hr_log_book_fact(in->book, owner, &seen, why);
}

static bool tell_nameless(struct hr_in *in, const struct hr_in_server *row, struct hr_error *why)
{
	size_t count = 0;
	uint64_t others = row->other_nameless;
	int64_t last = row->other_last;
	struct hr_log_client *clients = hr_log_clients_of(in->nameless, row->owner, &count);
	if (clients == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < count; i++) {
		if (i < HR_LOG_CLIENTS_TOLD &&
		    !tell_one(in, row->owner, clients[i].name, clients[i].count, clients[i].last, why))
			return false;
		others += i < HR_LOG_CLIENTS_TOLD ? 0 : clients[i].count;
		last = i >= HR_LOG_CLIENTS_TOLD && clients[i].last > last ? clients[i].last : last;
	}
	return others == 0 || tell_one(in, row->owner, "others", others, last, why);
}

bool hr_in_tell(struct hr_in *in, struct hr_error *why)
{
	for (size_t i = 0; i < in->places->organisation.server_count; i++) {
		const struct hr_in_server *row = &in->servers[i];
		if (row->owner == NULL || row->web == 0)
			continue;
		if (row->nameless > 0 ? !tell_nameless(in, row, why) : !tell_none(in, row, why))
			return false;
	}
	return hr_log_book_tell(in->book, why);
}
