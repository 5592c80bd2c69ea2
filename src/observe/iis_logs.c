#include "observe/iis_logs.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "observe/log_file.h"
#include "observe/log_programs.h"
#include "parse/iis_log.h"

#define ADDRESS_MAX ((size_t)64)

/* All files of one import. */
struct gathered {
	struct hr_log_book *book;
	struct hr_log_programs *programs;
	struct hr_report *report;
	int64_t since;
	struct hr_iis_log log; /* of the file at hand */
	struct hr_log_owner *owner;
	char address[ADDRESS_MAX]; /* s-ip last asked for */
	struct hr_log_owner *at_address;
	uint64_t files, lines, unread, unowned, blind; /* blind: lines of logs without crypt-protocol */
};

bool hr_iis_logs_is(const char *path, const uint8_t *head, size_t length)
{
	(void)path;
	return hr_iis_log_is(hr_reader_of(head, length));
}

static struct gathered *gathered_in(struct hr_brought *brought)
{
	struct gathered *g = *brought->kept;
	if (g != NULL)
		return g;
	g = hr_arena_take(brought->scratch, sizeof *g);
	if (g == NULL)
		return NULL;
	g->report = brought->report;
	g->since = brought->since;
	g->book = hr_log_book_new(brought->scratch, brought->report, "iis", HR_BY_LOG, HR_PRODUCT_NONE);
	g->programs = hr_log_programs_new(brought->scratch, brought->catalog);
	*brought->kept = g->book == NULL || g->programs == NULL ? NULL : g;
	return *brought->kept;
}

/* --- whose --- */

static bool has_address(const struct hr_server *server, const char *address)
{
	for (size_t i = 0; i < server->endpoint_count; i++) {
		const struct hr_fact *fact = NULL;
		while ((fact = hr_next(&server->endpoints[i].facts, HR_FACT_ADDRESS, fact)) != NULL)
			if (hr_known(fact) && hr_has_word(fact->value, address))
				return true;
	}
	return false;
}

/* The machine with that address; none where several have it, as behind a load balancer. */
static bool owner_at(struct gathered *g, struct hr_span address, struct hr_log_owner **owner, struct hr_error *why)
{
	const struct hr_organisation *o = &g->report->organisation;
	const struct hr_server *found = NULL;
	if (address.length == 0 || address.length >= ADDRESS_MAX)
		return true;
	if (strlen(g->address) == address.length && memcmp(g->address, address.at, address.length) == 0) {
		*owner = g->at_address;
		return true;
	}
	(void)snprintf(g->address, sizeof g->address, "%.*s", (int)address.length, address.at);
	g->at_address = NULL;
	for (size_t i = 0; i < o->server_count; i++) {
		const struct hr_server *server = &o->servers[i];
		if (hr_has_role(server, "farm") || !has_address(server, g->address))
			continue;
		if (found != NULL && strcmp(found->name, server->name) != 0)
			return true;
		found = server;
	}
	struct hr_span name = {.at = found == NULL ? "" : found->name,
	                       .length = found == NULL ? 0 : strlen(found->name)};
	if (!hr_log_book_named(g->book, name, &g->at_address, why))
		return false;
	*owner = g->at_address;
	return true;
}

static bool owner_of(struct gathered *g, const struct hr_iis_line *line, struct hr_log_owner **owner,
                     struct hr_error *why)
{
	struct hr_span computer = line->text[HR_IIS_COMPUTER];
	*owner = NULL;
	if (!hr_log_book_named(g->book, computer, owner, why))
		return false;
	if (*owner == NULL)
		*owner = g->owner;
	if (*owner == NULL && !owner_at(g, line->text[HR_IIS_ADDRESS], owner, why))
		return false;
	if (*owner == NULL && !hr_log_book_meet(g->book, computer.length > 0 ? computer : line->text[HR_IIS_ADDRESS]))
		return hr_fail_memory(why);
	return true;
}

/* --- reading --- */

static bool take_line(struct gathered *g, const struct hr_iis_line *line, struct hr_error *why)
{
	struct hr_log_owner *owner = NULL;
	enum hr_log_version version = hr_iis_log_version(line);
	bool plain = g->log.has[HR_IIS_PROTOCOL] && version == HR_LOG_VERSION_NONE; /* a request without TLS */
	int64_t at = 0;
	g->blind += !g->log.has[HR_IIS_PROTOCOL];
	if (plain || (version == HR_LOG_VERSION_NONE && line->text[HR_IIS_AGENT].length == 0))
		return true;
	if (!hr_iis_log_time(&g->log, line, &at)) {
		g->unread++;
		return true;
	}
	if (at < g->since)
		return true;
	if (!owner_of(g, line, &owner, why))
		return false;
	g->unowned += owner == NULL;
	struct hr_span client = hr_span_host(line->text[HR_IIS_CLIENT]);
	return owner == NULL ||
	       (hr_log_book_add(g->book, owner, version, client, at) &&
	        hr_log_programs_add(g->programs, owner, line->text[HR_IIS_AGENT], client, at)) ||
	       hr_fail_memory(why);
}

static bool take_lines(void *taker, struct hr_reader lines, struct hr_error *why)
{
	struct gathered *g = taker;
	struct hr_iis_line line;
	struct hr_span bytes;
	while (hr_log_line(&lines, &bytes)) {
		if (!hr_iis_log_read(&g->log, bytes, &line))
			continue;
		g->lines++;
		g->unread += line.cut;
		if (!line.cut && !take_line(g, &line, why))
			return false;
	}
	return true;
}

bool hr_iis_logs_read(struct hr_brought *brought, struct hr_error *why)
{
	struct gathered *g = gathered_in(brought);
	struct hr_log_read read = {.bytes = 0};
	if (g == NULL)
		return hr_fail_memory(why);
	g->log = (struct hr_iis_log){.columns = 0};
	if (!hr_log_book_of(g->book, brought->servers, brought->server_count, &g->owner, why))
		return false;
	if (g->owner == NULL && !hr_log_book_of_path(g->book, brought->path, &g->owner, why))
		return false;
	if (!hr_log_file_read(brought->path, take_lines, g, &read, why))
		return false;
	g->files++;
	g->unread += read.skipped;
	return true;
}

/* --- telling --- */

static void tell(struct hr_brought *brought, const struct gathered *g)
{
	struct hr_log_totals totals = hr_log_book_totals(g->book);
	struct hr_buffer text = {.ceiling = sizeof brought->told - 1};
	hr_buffer_printf(&text,
	                 "%llu files, %llu lines; %llu requests show a version, %llu below TLS 1.2 from %llu clients; "
	                 "%zu clients that cannot do TLS 1.2",
	                 (unsigned long long)g->files, (unsigned long long)g->lines,
	                 (unsigned long long)totals.sessions, (unsigned long long)totals.legacy,
	                 (unsigned long long)totals.clients, hr_log_programs_clients(g->programs));
	if (g->blind > 0)
		hr_buffer_printf(&text, "; %llu lines are without crypt-protocol", (unsigned long long)g->blind);
	if (g->unread > 0)
		hr_buffer_printf(&text, "; %llu lines cut, too long or without a time", (unsigned long long)g->unread);
	(void)snprintf(brought->told, sizeof brought->told, "%s", text.data == NULL ? "" : text.data);
	hr_buffer_free(&text);
}

bool hr_iis_logs_finish(struct hr_brought *brought, struct hr_error *why)
{
	struct gathered *g = *brought->kept;
	if (g == NULL)
		return true;
	if (g->unowned > 0 && hr_log_book_owner(g->book, 0) == NULL)
		return hr_log_book_fail(g->book, brought->path, why);
	if (!hr_log_book_tell(g->book, why) || !hr_log_programs_tell(g->programs, g->book, "iis", why))
		return false;
	tell(brought, g);
	return hr_log_book_strangers(g->book, g->unowned, why);
}
