#include "model/merge.h"

#include <stdlib.h>
#include <string.h>

#include "model/shard.h"

/* --- inventory --- */

/* Has a merge before this one found that they differ? Then one that agrees with one side decides nothing. */
static bool is_in_conflict(const struct hr_report *merged, const char *about, const char *what)
{
	size_t length = strlen(what);
	for (size_t i = 0; i < merged->notice_count; i++) {
		const struct hr_notice *notice = &merged->notices[i];
		if (strcmp(notice->id, HR_MERGE_CONFLICT) == 0 && strcmp(notice->about, about) == 0 &&
		    strncmp(notice->detail, what, length) == 0 && notice->detail[length] == ':')
			return true;
	}
	return false;
}

/* One property of a server or endpoint: what one part leaves open another may fill in, what differs is empty. */
static bool join(struct hr_merge_result *result, const char **field, const char *given, const char *what,
                 const char *about, struct hr_error *why)
{
	struct hr_report *merged = result->report;
	if (*given == '\0' || strcmp(*field, given) == 0 || (**field == '\0' && is_in_conflict(merged, about, what)))
		return true;
	if (**field == '\0') {
		*field = hr_arena_string(merged->arena, given);
		return *field != NULL || hr_fail_memory(why);
	}
	bool first = strcmp(*field, given) < 0;
	const char *detail =
	        hr_arena_printf(merged->arena, "%s: %s | %s", what, first ? *field : given, first ? given : *field);
	*field = "";
	result->conflicts++;
	return detail == NULL ? hr_fail_memory(why)
	                      : hr_report_add_notice(merged, HR_MERGE_CONFLICT, about, detail, why);
}

static bool join_endpoint(struct hr_merge_result *result, size_t server, const struct hr_endpoint *endpoint,
                          struct hr_error *why)
{
	struct hr_report *merged = result->report;
	if (!hr_report_add_endpoint(merged, server, endpoint->host, endpoint->port, endpoint->service, NULL, why))
		return false;
	struct hr_server_record *record = &merged->servers[server];
	for (size_t i = 0; i < record->view.endpoint_count; i++)
		if (strcmp(record->endpoints[i].id, endpoint->id) == 0)
			return join(result, &record->endpoints[i].purpose, endpoint->purpose, "purpose", endpoint->id,
			            why);
	return true;
}

static bool join_server(struct hr_merge_result *result, const struct hr_server *server, struct hr_error *why)
{
	size_t at = 0;
	if (!hr_report_add_server(result->report, server->product, server->name, NULL, server->roles, &at, why))
		return false;
	struct hr_server *view = &result->report->servers[at].view;
	if (!join(result, &view->release, server->release, "release", server->id, why) ||
	    !join(result, &view->site, server->site, "site", server->id, why) ||
	    !join(result, &view->dn, server->dn, "dn", server->id, why))
		return false;
	for (size_t i = 0; i < server->endpoint_count; i++)
		if (!join_endpoint(result, at, &server->endpoints[i], why))
			return false;
	return true;
}

static bool join_source(struct hr_report *merged, const struct hr_source *source, struct hr_error *why)
{
	for (size_t i = 0; i < merged->source_count; i++)
		if (strcmp(merged->sources[i].kind, source->kind) == 0 &&
		    strcmp(merged->sources[i].uri, source->uri) == 0 &&
		    strcmp(merged->sources[i].base, source->base) == 0)
			return true;
	return hr_report_add_source(merged, source->kind, source->uri, source->base, why);
}

/* The notices of all parts come first: they say what was in conflict before. */
static bool join_inventories(const struct hr_merge_part *parts, size_t count, struct hr_merge_result *result,
                             struct hr_error *why)
{
	for (size_t p = 0; p < count; p++) {
		const struct hr_report *part = parts[p].report;
		for (size_t i = 0; i < part->source_count; i++)
			if (!join_source(result->report, &part->sources[i], why))
				return false;
		for (size_t i = 0; i < part->notice_count; i++) {
			const struct hr_notice *n = &part->notices[i];
			/* Which shards are missing is found out anew. */
			if (strcmp(n->id, HR_MERGE_MISSING_SHARDS) != 0 &&
			    !hr_report_add_notice(result->report, n->id, n->about, n->detail, why))
				return false;
		}
	}
	for (size_t p = 0; p < count; p++)
		for (size_t i = 0; i < parts[p].report->organisation.server_count; i++)
			if (!join_server(result, &parts[p].report->organisation.servers[i], why))
				return false;
	return true;
}

/* --- run --- */

static bool join_runs(const struct hr_merge_part *parts, size_t count, struct hr_merge_result *result,
                      struct hr_error *why)
{
	struct hr_arena *arena = result->report->arena;
	struct hr_run *run = &result->report->run;
	const struct hr_run *first = &parts[0].report->run;
	struct hr_cover *cover = hr_arena_take(arena, sizeof *cover);
	const char *id = first->id;
	run->started = first->started;
	for (size_t p = 0; p < count && cover != NULL; p++) {
		const struct hr_run *part = &parts[p].report->run;
		if (strcmp(part->cloud, first->cloud) != 0)
			return hr_fail(
			        why, HR_E_FORMAT,
			        "%s is about the cloud %s, %s about %s: what Microsoft 365 accepts differs between "
			        "clouds, so they are not one organisation's; merge those of each cloud by "
			        "themselves",
			        parts[0].name, first->cloud, parts[p].name, part->cloud);
		run->started = part->started < run->started ? part->started : run->started;
		run->finished = part->finished > run->finished ? part->finished : run->finished;
		if (strcmp(part->id, id) != 0)
			id = "";
		hr_cover_add(cover, part->shard, part->complete);
	}
	run->id = hr_arena_string(arena, id);
	run->cloud = hr_arena_string(arena, first->cloud);
	run->catalog = hr_arena_string(arena, first->catalog);
	if (cover == NULL || run->id == NULL || run->cloud == NULL || run->catalog == NULL ||
	    !hr_cover_tell(cover, arena, &run->shard, &run->complete, &result->missing))
		return hr_fail_memory(why);
	return run->complete || *result->missing == '\0' ||
	       hr_report_add_notice(result->report, HR_MERGE_MISSING_SHARDS, NULL, result->missing, why);
}

static int compare_parts(const void *a, const void *b)
{
	const struct hr_merge_part *x = a;
	const struct hr_merge_part *y = b;
	return hr_merge_compare(x->report, y->report);
}

bool hr_merge(struct hr_merge_part *parts, size_t count, struct hr_merge_result *result, struct hr_error *why)
{
	struct hr_merge_result fresh = {.missing = ""};
	if (!hr_report_new(&fresh.report, why))
		return false;
	qsort(parts, count, sizeof *parts, compare_parts);
	bool good = join_inventories(parts, count, &fresh, why) && join_runs(parts, count, &fresh, why) &&
	            hr_merge_facts(parts, count, &fresh, why) && hr_report_index(fresh.report, why);
	if (good)
		*result = fresh;
	else
		hr_report_free(fresh.report);
	return good;
}
