#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "observe/log_book_inside.h"

bool hr_log_book_fact(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_observation *seen,
                      struct hr_error *why)
{
	seen->by = book->by;
	for (size_t i = 0; i < owner->id_count; i++) {
		seen->about = owner->ids[i];
		if (!hr_report_add_fact(book->report, seen, why))
			return false;
	}
	return true;
}

static bool tell_read(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_error *why)
{
	char text[160], from[HR_TIME_TEXT_MAX], to[HR_TIME_TEXT_MAX];
	(void)snprintf(text, sizeof text, "%llu %s show a version, from %s to %s", (unsigned long long)owner->sessions,
	               book->by == HR_BY_CAPTURE ? "connections" : "lines", hr_time_format(owner->first, from),
	               hr_time_format(owner->last, to));
	struct hr_observation seen = {
	        .of = book->kind, .value = text, .at = owner->last, .key = HR_FACT_LOG_READ, .seen = HR_PRESENT};
	return hr_log_book_fact(book, owner, &seen, why);
}

static bool tell_client(struct hr_log_book *book, const struct hr_log_owner *owner, const struct hr_log_client *client,
                        struct hr_error *why)
{
	char number[24], when[HR_TIME_TEXT_MAX];
	(void)snprintf(number, sizeof number, "%llu", (unsigned long long)client->count);
	const char *of = hr_arena_printf(book->report->arena, "%s %s", book->kind, client->name);
	struct hr_observation count = {
	        .of = of, .value = number, .at = client->last, .key = HR_FACT_CLIENTS_LEGACY, .seen = HR_PRESENT};
	struct hr_observation last = {.of = of,
	                              .value = hr_time_format(client->last, when),
	                              .at = client->last,
	                              .key = HR_FACT_CLIENTS_LAST,
	                              .seen = HR_PRESENT};
	if (of == NULL)
		return hr_fail_memory(why);
	return hr_log_book_fact(book, owner, &count, why) && hr_log_book_fact(book, owner, &last, why);
}

bool hr_log_book_retire(struct hr_log_book *book, const struct hr_log_owner *owner, enum hr_fact_key key, int64_t first,
                        int64_t last, struct hr_error *why)
{
	size_t kind = strlen(book->kind), count = book->report->fact_count;
	for (size_t i = 0; i < count; i++) {
		const struct hr_fact fact = book->report->facts[i];
		if (fact.key != key || fact.by != book->by || fact.seen != HR_PRESENT || fact.at >= first ||
		    strcmp(fact.about, owner->ids[0]) != 0 || strncmp(fact.of, book->kind, kind) != 0 ||
		    fact.of[kind] != ' ')
			continue;
		struct hr_observation seen = {
		        .of = fact.of, .value = "not in later logs", .at = last, .key = key, .seen = HR_ABSENT};
		if (!hr_log_book_fact(book, owner, &seen, why))
			return false;
	}
	return true;
}

const struct hr_log_owner *hr_log_book_owner(const struct hr_log_book *book, size_t index)
{
	return index < book->owner_count ? &book->owners[index] : NULL;
}

/* The clients one by one; those beyond what a person reads, or memory holds, as one. */
static bool tell_clients(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_error *why)
{
	size_t count = 0;
	struct hr_log_client *clients = hr_log_clients_of(book->clients, owner, &count);
	struct hr_log_client others = {.name = "others", .count = owner->other_legacy, .last = owner->other_last};
	if (clients == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < count; i++) {
		if (i < HR_LOG_CLIENTS_TOLD) {
			if (!tell_client(book, owner, &clients[i], why))
				return false;
			continue;
		}
		others.count += clients[i].count;
		others.last = clients[i].last > others.last ? clients[i].last : others.last;
	}
	return others.count == 0 || tell_client(book, owner, &others, why);
}

/* Nobody was seen: that says something only if everybody could be seen. */
static bool tell_none(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_error *why)
{
	char text[120] = "";
	uint64_t all = owner->sessions + owner->odd + owner->unseen;
	bool whole_day = book->by == HR_BY_CAPTURE && owner->last - owner->first >= HR_LOG_BOOK_DAY_S;
	if (owner->odd > 0)
		(void)snprintf(text, sizeof text,
		               "of %llu connections, %llu say their version in words that are not known here",
		               (unsigned long long)all, (unsigned long long)owner->odd);
	else if (owner->unseen > 0)
		(void)snprintf(text, sizeof text, "of %llu connections, the capture does not hold %llu whole",
		               (unsigned long long)all, (unsigned long long)owner->unseen);
	struct hr_observation none = {.of = whole_day ? "" : book->kind,
	                              .value = text,
	                              .at = owner->last,
	                              .key = HR_FACT_CLIENTS_LEGACY,
	                              .seen = *text != '\0' ? HR_FAILED : HR_ABSENT};
	return hr_log_book_fact(book, owner, &none, why);
}

static bool tell_owner(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_error *why)
{
	if (!tell_read(book, owner, why) ||
	    !hr_log_book_retire(book, owner, HR_FACT_CLIENTS_LEGACY, owner->first, owner->last, why) ||
	    !tell_clients(book, owner, why))
		return false;
	return (owner->legacy > 0 && owner->odd + owner->unseen == 0) || tell_none(book, owner, why);
}

bool hr_log_book_tell(struct hr_log_book *book, struct hr_error *why)
{
	for (size_t i = 0; i < book->owner_count; i++) {
		const struct hr_log_owner *owner = &book->owners[i];
		if (owner->sessions + owner->odd + owner->unseen > 0 && !tell_owner(book, owner, why))
			return false;
	}
	return true;
}

bool hr_log_book_fail(const struct hr_log_book *book, const char *path, struct hr_error *why)
{
	return hr_fail(why, HR_E_USAGE, "%s: the logs are of %s, which the inventory does not hold; give --server NAME",
	               path, book->stranger == NULL ? "a server that they do not name" : book->stranger);
}

bool hr_log_book_strangers(struct hr_log_book *book, uint64_t lines, struct hr_error *why)
{
	if (lines == 0)
		return true;
	const char *detail = hr_arena_printf(book->report->arena, "%s (%llu)",
	                                     book->stranger == NULL ? "?" : book->stranger, (unsigned long long)lines);
	if (detail == NULL)
		return hr_fail_memory(why);
	return hr_report_add_notice(book->report, "log-of-unknown-server", "", detail, why);
}
