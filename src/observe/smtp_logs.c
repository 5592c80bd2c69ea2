#include "observe/smtp_logs.h"

#include <stdio.h>
#include <string.h>

#include "observe/log_file.h"
#include "observe/smtp_sessions.h"

/* All files of one import. */
struct gathered {
	struct hr_log_book *book;
	struct hr_smtp_sessions *sessions;
	struct hr_smtp_log log; /* of the file at hand */
	struct hr_log_owner *owner;
	int64_t since;
	uint64_t files, lines, unread, unowned; /* unowned: received with a version, by a server not in the inventory */
};

bool hr_smtp_logs_is(const char *path, const uint8_t *head, size_t length)
{
	(void)path;
	return hr_smtp_log_is(hr_reader_of(head, length));
}

static struct gathered *gathered_in(struct hr_brought *brought)
{
	struct gathered *g = *brought->kept;
	if (g != NULL)
		return g;
	g = hr_arena_take(brought->scratch, sizeof *g);
	if (g == NULL)
		return NULL;
	g->book = hr_log_book_new(brought->scratch, brought->report, "smtp", HR_BY_LOG, HR_EXCHANGE);
	g->sessions = g->book == NULL ? NULL
	                              : hr_smtp_sessions_new(brought->scratch, g->book, brought->catalog,
	                                                     &brought->report->organisation, brought->since);
	*brought->kept = g->sessions == NULL ? NULL : g;
	return *brought->kept;
}

/* "SERVER\Default Frontend SERVER"; a send connector's name says no server. */
static bool owner_of(struct gathered *g, const struct hr_smtp_line *line, struct hr_log_owner **owner,
                     struct hr_error *why)
{
	struct hr_span connector = line->text[HR_SMTP_CONNECTOR];
	const char *slash = connector.length == 0 ? NULL : memchr(connector.at, '\\', connector.length);
	*owner = g->owner;
	if (slash == NULL)
		return true;
	struct hr_span name = {.at = connector.at, .length = (size_t)(slash - connector.at)};
	struct hr_log_owner *named = NULL;
	if (!hr_log_book_named(g->book, name, &named, why))
		return false;
	if (named != NULL)
		*owner = named;
	else if (!hr_log_book_meet(g->book, name))
		return hr_fail_memory(why);
	return true;
}

static bool take_received(struct gathered *g, const struct hr_smtp_line *line, struct hr_error *why)
{
	struct hr_log_owner *owner = NULL;
	bool client = false;
	int64_t at = 0;
	enum hr_log_version version = hr_smtp_log_version(line, &client);
	if (version == HR_LOG_VERSION_NONE)
		return true;
	if (client)
		version = HR_LOG_VERSION_ODD;
	if (!hr_log_time(line->text[HR_SMTP_TIME], &at)) {
		g->unread++;
		return true;
	}
	if (at < g->since)
		return true;
	if (!owner_of(g, line, &owner, why))
		return false;
	g->unowned += owner == NULL;
	return owner == NULL ||
	       hr_log_book_add(g->book, owner, version, hr_span_host(line->text[HR_SMTP_REMOTE]), at) ||
	       hr_fail_memory(why);
}

static bool take_lines(void *taker, struct hr_reader lines, struct hr_error *why)
{
	struct gathered *g = taker;
	struct hr_smtp_line line;
	struct hr_span bytes;
	while (hr_log_line(&lines, &bytes)) {
		if (!hr_smtp_log_read(&g->log, bytes, &line))
			continue;
		g->lines++;
		g->unread += line.cut;
		if (line.cut)
			continue;
		struct hr_log_owner *owner = g->owner;
		if (g->log.kind == HR_SMTP_LOG_RECEIVE ? !take_received(g, &line, why)
		                                       : !owner_of(g, &line, &owner, why) ||
		                                                 !hr_smtp_sessions_line(g->sessions, owner, &line, why))
			return false;
	}
	return true;
}

bool hr_smtp_logs_read(struct hr_brought *brought, struct hr_error *why)
{
	struct gathered *g = gathered_in(brought);
	struct hr_log_read read = {.bytes = 0};
	if (g == NULL)
		return hr_fail_memory(why);
	g->since = brought->since;
	g->log = (struct hr_smtp_log){.kind = HR_SMTP_LOG_NONE};
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

static void tell(char *told, size_t room, const struct gathered *g)
{
	struct hr_log_totals in = hr_log_book_totals(g->book);
	struct hr_smtp_totals out = hr_smtp_sessions_totals(g->sessions);
	int used = snprintf(
	        told, room,
	        "%llu files, %llu lines; received %llu connections that show a version, %llu below TLS 1.2 from "
	        "%llu clients; sent %llu to Microsoft 365, %llu below TLS 1.2, and %llu to others",
	        (unsigned long long)g->files, (unsigned long long)g->lines, (unsigned long long)in.sessions,
	        (unsigned long long)in.legacy, (unsigned long long)in.clients, (unsigned long long)out.cloud,
	        (unsigned long long)out.old, (unsigned long long)out.others);
	uint64_t unread = g->unread + out.undated;
	if (used > 0 && (size_t)used < room && unread > 0)
		(void)snprintf(told + used, room - (size_t)used, "; %llu lines cut, too long or without a time",
		               (unsigned long long)unread);
}

/* Nothing that could be added is no success: the owner would think that it was heard. */
static bool someone_is_known(const struct gathered *g, const struct hr_brought *brought, struct hr_error *why)
{
	struct hr_smtp_totals out = hr_smtp_sessions_totals(g->sessions);
	if (g->unowned + out.unowned == 0 || hr_log_book_totals(g->book).sessions + out.cloud > 0)
		return true;
	return hr_log_book_fail(g->book, brought->path, why);
}

bool hr_smtp_logs_finish(struct hr_brought *brought, struct hr_error *why)
{
	struct gathered *g = *brought->kept;
	if (g == NULL)
		return true;
	if (!hr_smtp_sessions_tell(g->sessions, brought->report, why) || !someone_is_known(g, brought, why) ||
	    !hr_log_book_tell(g->book, why))
		return false;
	uint64_t unowned = g->unowned + hr_smtp_sessions_totals(g->sessions).unowned;
	tell(brought->told, sizeof brought->told, g);
	return hr_log_book_strangers(g->book, unowned, why);
}
