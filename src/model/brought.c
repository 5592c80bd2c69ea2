#include "model/brought.h"

#include <string.h>

#include "base/text.h"

bool hr_brought_fact(const struct hr_brought *brought, const struct hr_observation *seen, struct hr_error *why)
{
	struct hr_observation own = *seen;
	for (size_t i = 0; i < brought->server_count; i++) {
		own.about = brought->servers[i];
		if (!(brought->keep != NULL ? brought->keep(brought->context, &own, why)
		                            : hr_report_add_fact(brought->report, &own, why)))
			return false;
	}
	return true;
}

enum likeness { UNLIKE, SHORT_NAME, WHOLE };

static enum likeness compare(const struct hr_server *server, const char *name)
{
	size_t length = strlen(name);
	if (hr_text_compare_nocase(server->name, name) == 0 || strcmp(server->id, name) == 0)
		return WHOLE;
	bool label = strchr(name, '.') == NULL && strlen(server->name) > length && server->name[length] == '.';
	char start[64];
	if (!label || length >= sizeof start)
		return UNLIKE;
	memcpy(start, server->name, length);
	start[length] = '\0';
	return hr_text_compare_nocase(start, name) == 0 ? SHORT_NAME : UNLIKE;
}

/* A short name that fits several machines names none of them. */
static bool is_ambiguous(const struct hr_report *report, const char *name)
{
	const char *first = NULL;
	for (size_t i = 0; i < report->server_count; i++) {
		const struct hr_server *server = &report->servers[i].view;
		if (compare(server, name) != SHORT_NAME)
			continue;
		if (first != NULL && strcmp(first, server->name) != 0)
			return true;
		first = server->name;
	}
	return false;
}

bool hr_brought_servers(struct hr_report *report, const char *name, const char *const **ids, size_t *count,
                        struct hr_error *why)
{
	const char **found = hr_arena_take(report->arena, (report->server_count + 1) * sizeof *found);
	size_t n = 0;
	if (found == NULL)
		return hr_fail_memory(why);
	for (enum likeness wanted = WHOLE; wanted > UNLIKE && n == 0; wanted--) {
		if (wanted == SHORT_NAME && is_ambiguous(report, name))
			break;
		for (size_t i = 0; i < report->server_count; i++)
			if (compare(&report->servers[i].view, name) == wanted)
				found[n++] = report->servers[i].view.id;
	}
	*ids = found;
	*count = n;
	return true;
}
