#include "observe/smtp_routes.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

static struct hr_smtp_route *find(struct hr_smtp_routes *routes, const struct hr_log_owner *owner,
                                  const char *connector)
{
	for (size_t i = 0; i < routes->count; i++) {
		size_t at = (routes->latest + i) % routes->count;
		struct hr_smtp_route *route = &routes->at[at];
		if (route->owner == owner && strcmp(route->connector, connector) == 0) {
			routes->latest = at;
			return route;
		}
	}
	return NULL;
}

static struct hr_smtp_route *add(struct hr_smtp_routes *routes, const struct hr_log_owner *owner, const char *connector,
                                 struct hr_error *why)
{
	char *copy = hr_arena_string(routes->arena, connector);
	if (routes->count == HR_SMTP_ROUTES_MAX || copy == NULL) {
		(void)(copy == NULL ? hr_fail_memory(why)
		                    : hr_fail(why, HR_E_LIMIT,
		                              "send logs with more than %zu connectors to Microsoft 365; import them "
		                              "in parts",
		                              HR_SMTP_ROUTES_MAX));
		return NULL;
	}
	routes->latest = routes->count++;
	struct hr_smtp_route *route = &routes->at[routes->latest];
	*route = (struct hr_smtp_route){.owner = owner, .connector = copy};
	return route;
}

bool hr_smtp_routes_add(struct hr_smtp_routes *routes, const struct hr_log_owner *owner, const char *connector,
                        unsigned end, int64_t at, struct hr_error *why)
{
	struct hr_smtp_route *route = find(routes, owner, connector);
	if (route == NULL)
		route = add(routes, owner, connector, why);
	if (route == NULL)
		return false;
	route->by_end[end].count++;
	if (at > route->by_end[end].last)
		route->by_end[end].last = at;
	if (route->first == 0 || at < route->first)
		route->first = at;
	return true;
}

/* --- telling --- */

static const char *word_of(unsigned end)
{
	if (end == HR_SMTP_END_PLAIN)
		return "none";
	if (end == HR_SMTP_END_FAILED)
		return "failed";
	return end == HR_LOG_VERSION_ODD ? "odd" : hr_log_version_name((enum hr_log_version)end);
}

static const char *name_of(const struct hr_smtp_routes *routes, const struct hr_smtp_route *route, unsigned end,
                           struct hr_arena *arena)
{
	return hr_arena_printf(arena, "%s %s %s", routes->kind, word_of(end), route->connector);
}

static int64_t last_good(const struct hr_smtp_route *route)
{
	int64_t last = 0;
	for (unsigned v = HR_LOG_VERSION_1_2; v <= HR_LOG_VERSION_1_3; v++)
		if (route->by_end[v].count > 0 && route->by_end[v].last > last)
			last = route->by_end[v].last;
	return last;
}

/* A handshake that failed and was followed by one that did not says nothing against the connector. */
static bool judges(const struct hr_smtp_route *route, unsigned end)
{
	return end != HR_SMTP_END_FAILED || route->by_end[end].last > last_good(route);
}

static bool tell_end(const struct hr_smtp_route *route, unsigned end, struct hr_log_book *book, const char *of,
                     struct hr_error *why)
{
	char number[24], when[HR_TIME_TEXT_MAX];
	int64_t at = route->by_end[end].last;
	bool known = end != HR_LOG_VERSION_ODD && end != HR_SMTP_END_FAILED;
	(void)snprintf(number, sizeof number, "%llu", (unsigned long long)route->by_end[end].count);
	struct hr_observation agreed = {.of = of,
	                                .value = known                       ? word_of(end)
	                                         : end == HR_LOG_VERSION_ODD ? "a version in words not known here"
	                                                                     : "the TLS handshake failed",
	                                .at = at,
	                                .key = HR_FACT_OUTBOUND_NEGOTIATED,
	                                .seen = known ? HR_PRESENT : HR_FAILED};
	struct hr_observation calls = {.of = of,
	                               .value = number,
	                               .at = at,
	                               .key = end == HR_SMTP_END_FAILED ? HR_FACT_OUTBOUND_FAILURES
	                                                                : HR_FACT_OUTBOUND_CALLS,
	                               .seen = HR_PRESENT};
	struct hr_observation last = {.of = of,
	                              .value = hr_time_format(at, when),
	                              .at = at,
	                              .key = HR_FACT_OUTBOUND_LAST,
	                              .seen = HR_PRESENT};
	return (!judges(route, end) || hr_log_book_fact(book, route->owner, &agreed, why)) &&
	       hr_log_book_fact(book, route->owner, &calls, why) && hr_log_book_fact(book, route->owner, &last, why);
}

/* Older facts about that connector and end, if there are any. */
static bool retire(const struct hr_smtp_route *route, const char *of, struct hr_log_book *book,
                   const struct hr_report *report, struct hr_error *why)
{
	for (size_t i = 0, count = report->fact_count; i < count; i++) {
		const struct hr_fact *fact = &report->facts[i];
		if (fact->key != HR_FACT_OUTBOUND_NEGOTIATED || fact->by != HR_BY_LOG || fact->seen == HR_ABSENT ||
		    fact->at >= route->first || strcmp(fact->of, of) != 0 ||
		    strcmp(fact->about, route->owner->ids[0]) != 0)
			continue;
		struct hr_observation seen = {.of = of,
		                              .value = "not in later logs",
		                              .at = route->first,
		                              .key = HR_FACT_OUTBOUND_NEGOTIATED,
		                              .seen = HR_ABSENT};
		return hr_log_book_fact(book, route->owner, &seen, why);
	}
	return true;
}

bool hr_smtp_routes_tell(const struct hr_smtp_routes *routes, struct hr_log_book *book, struct hr_report *report,
                         struct hr_error *why)
{
	for (size_t i = 0; i < routes->count; i++) {
		const struct hr_smtp_route *route = &routes->at[i];
		for (unsigned end = HR_LOG_VERSION_ODD; end < HR_SMTP_END_COUNT; end++) {
			const char *of = name_of(routes, route, end, report->arena);
			if (of == NULL)
				return hr_fail_memory(why);
			if (route->by_end[end].count > 0 ? !tell_end(route, end, book, of, why)
			                                 : !retire(route, of, book, report, why))
				return false;
		}
	}
	return true;
}
