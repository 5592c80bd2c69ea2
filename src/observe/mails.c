#include "observe/mails.h"

#include <stdio.h>
#include <string.h>

#include "base/build.h"
#include "observe/log_file.h"
#include "observe/smtp_routes.h"
#include "parse/received.h"

/* All mails of one import. */
struct gathered {
	struct hr_arena *arena;
	struct hr_log_book *book;
	const struct hr_cloud *cloud;
	int64_t since;
	struct hr_smtp_routes routes;
	struct hr_received_reader reader; /* of the mail at hand */
	bool begun;                       /* its header was read */
	uint64_t mails, hops, old;
};

bool hr_mails_is(const char *path, const uint8_t *head, size_t length)
{
	(void)path;
	return hr_mail_is(hr_reader_of(head, length));
}

static struct gathered *gathered_in(struct hr_brought *brought)
{
	struct gathered *g = *brought->kept;
	if (g != NULL)
		return g;
	g = hr_arena_take(brought->scratch, sizeof *g);
	if (g == NULL)
		return NULL;
	g->arena = g->routes.arena = brought->scratch;
	g->routes.kind = "mail";
	g->cloud = brought->catalog->cloud;
	g->since = brought->since;
	g->book = hr_log_book_new(brought->scratch, brought->report, "mail", HR_BY_LOG, HR_EXCHANGE);
	*brought->kept = g->book == NULL ? NULL : g;
	return *brought->kept;
}

/* A hop into Microsoft 365 while it is not known who sent it. */
struct entry {
	bool open;
	unsigned end; /* hr_log_version or hr_smtp_end */
	int64_t at;
	struct hr_log_owner *greeted; /* by the name said in EHLO, which may stand for several machines */
};

static bool close_entry(struct gathered *g, struct entry *entry, struct hr_log_owner *sender, struct hr_error *why)
{
	const struct entry closed = *entry;
	struct hr_log_owner *owner = sender != NULL ? sender : closed.greeted;
	entry->open = false;
	if (!closed.open || owner == NULL)
		return true;
	g->hops++;
	g->old +=
	        closed.end == HR_SMTP_END_PLAIN || (closed.end > HR_LOG_VERSION_ODD && closed.end < HR_LOG_VERSION_1_2);
	return hr_smtp_routes_add(&g->routes, owner, "Microsoft 365", closed.end, closed.at, why);
}

static bool open_entry(struct gathered *g, const struct hr_received *hop, struct entry *entry, struct hr_error *why)
{
	bool into = hop->microsoft && hr_span_in_domain(hop->by, g->cloud->mail_domain) &&
	            !hr_span_in_domain(hop->from, g->cloud->mail_domain);
	if (!into || !hop->dated || hop->at < g->since)
		return true;
	entry->open = true;
	entry->at = hop->at;
	entry->end = hop->version != HR_LOG_VERSION_NONE ? (unsigned)hop->version
	             : hop->tls                          ? (unsigned)HR_LOG_VERSION_ODD
	                                                 : (unsigned)HR_SMTP_END_PLAIN;
	return hr_log_book_named(g->book, hop->from, &entry->greeted, why);
}

/* The build that wrote the field; on Exchange 2010 the number is that of one file of it. */
static bool note_build(struct gathered *g, const struct hr_received *hop, struct hr_log_owner *owner,
                       struct hr_error *why)
{
	uint64_t number = 0;
	char text[40];
	if (owner == NULL || !hop->microsoft || !hop->dated || hop->id.length >= sizeof text ||
	    hop->at < owner->build_at)
		return true;
	(void)snprintf(text, sizeof text, "%.*s", (int)hop->id.length, hop->id.at == NULL ? "" : hop->id.at);
	if (!hr_build_parse(text, &number) || number < HR_BUILD(15, 0, 0, 0))
		return true;
	owner->build = hr_arena_string(g->arena, text);
	owner->build_at = hop->at;
	return owner->build != NULL || hr_fail_memory(why);
}

/* Newest hop first: what took a mail in was handed it by who took it in before. */
static bool take_header(void *taker, struct hr_reader lines, struct hr_error *why)
{
	struct gathered *g = taker;
	struct hr_received hop;
	struct entry entry = {.open = false};
	if (g->begun)
		return true;
	g->begun = true;
	g->reader.in = lines;
	while (hr_received_next(&g->reader, &hop)) {
		struct hr_log_owner *owner = NULL;
		if (!hr_log_book_named(g->book, hop.by, &owner, why) || !close_entry(g, &entry, owner, why) ||
		    !note_build(g, &hop, owner, why) || !open_entry(g, &hop, &entry, why))
			return false;
	}
	return close_entry(g, &entry, NULL, why);
}

bool hr_mails_read(struct hr_brought *brought, struct hr_error *why)
{
	struct gathered *g = gathered_in(brought);
	struct hr_log_read read = {.bytes = 0};
	if (g == NULL)
		return hr_fail_memory(why);
	g->begun = false;
	g->mails++;
	return hr_log_file_read(brought->path, take_header, g, &read, why);
}

static bool tell_builds(struct gathered *g, struct hr_error *why)
{
	const struct hr_log_owner *owner = NULL;
	for (size_t i = 0; (owner = hr_log_book_owner(g->book, i)) != NULL; i++) {
		struct hr_observation seen = {
		        .value = owner->build, .at = owner->build_at, .key = HR_FACT_BUILD, .seen = HR_PRESENT};
		if (owner->build != NULL && !hr_log_book_fact(g->book, owner, &seen, why))
			return false;
	}
	return true;
}

bool hr_mails_finish(struct hr_brought *brought, struct hr_error *why)
{
	struct gathered *g = *brought->kept;
	if (g == NULL)
		return true;
	if (!hr_smtp_routes_tell(&g->routes, g->book, brought->report, why) || !tell_builds(g, why))
		return false;
	(void)snprintf(
	        brought->told, sizeof brought->told,
	        "%llu mails, %llu hops from servers of the inventory into Microsoft 365, %llu of them below TLS 1.2",
	        (unsigned long long)g->mails, (unsigned long long)g->hops, (unsigned long long)g->old);
	return true;
}
