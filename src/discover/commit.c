/* From what the modules said to the report. */
#include <stdio.h>
#include <string.h>

#include "discover/emission.h"

static bool put_server(struct hr_report *report, struct hr_found *server, struct hr_error *why)
{
	if (server->name == NULL)
		return hr_report_add_notice(report, "computer-without-name", "", server->computer_dn, why);
	if (!hr_report_add_server(report, server->product, server->name, server->release, server->roles, &server->index,
	                          why)) {
		if (why->status != HR_E_FORMAT)
			return false;
		return hr_report_add_notice(report, "server-name-refused", "", server->name, why);
	}
	server->in_report = true;
	return true;
}

static bool put_fact(struct hr_report *report, const struct hr_emission *said, enum hr_means by, int64_t now,
                     struct hr_error *why)
{
	struct hr_observation fact = {.about = HR_ORGANISATION,
	                              .of = said->text,
	                              .value = said->more,
	                              .at = now,
	                              .key = said->key,
	                              .seen = said->seen,
	                              .by = by};
	if (said->server != NULL)
		fact.about = report->servers[said->server->index].view.id;
	return hr_report_add_fact(report, &fact, why);
}

static bool put(struct hr_report *report, const struct hr_emission *said, enum hr_means by, int64_t now,
                struct hr_error *why)
{
	struct hr_found *server = said->server;
	if (said->kind != HR_SAID_SERVER && server != NULL && !server->in_report)
		return true;
	switch (said->kind) {
	case HR_SAID_SERVER:
		return put_server(report, server, why);
	case HR_SAID_PLACE:
		return hr_report_place_server(report, server->index, said->text, said->more, why);
	case HR_SAID_ENDPOINT:
		return hr_report_add_endpoint(report, server->index, said->text, said->port, said->service, said->more,
		                              why);
	case HR_SAID_FACT:
		return put_fact(report, said, by, now, why);
	case HR_SAID_NOTICE:
		return hr_report_add_notice(report, said->text, "", said->more, why);
	case HR_SAID_COUNT:
	case HR_SAID_COUNTED:
		break;
	}
	return true;
}

static bool counts_same(const struct hr_emission *a, const struct hr_emission *b)
{
	return b->kind == HR_SAID_COUNT && a->key == b->key && strcmp(a->text, b->text) == 0;
}

/* Every count that was said, as one fact each; they are few kinds said many times. */
static bool put_counts(struct hr_notebook *notebook, struct hr_report *report, int64_t now, struct hr_error *why)
{
	for (size_t i = 0; i < notebook->count; i++) {
		struct hr_emission *first = &notebook->emissions[i];
		if (first->kind != HR_SAID_COUNT)
			continue;
		size_t number = 0;
		struct hr_emission fact = *first;
		for (size_t k = i; k < notebook->count; k++) {
			if (!counts_same(&fact, &notebook->emissions[k]))
				continue;
			number++;
			notebook->emissions[k].kind = HR_SAID_COUNTED;
		}
		char text[32];
		(void)snprintf(text, sizeof text, "%zu", number);
		fact.more = text;
		fact.seen = HR_PRESENT;
		if (!put_fact(report, &fact, notebook->by, now, why))
			return false;
	}
	return true;
}

bool hr_notebook_commit(struct hr_notebook *notebook, struct hr_report *report, int64_t now, struct hr_error *why)
{
	if (!hr_notebook_ok(notebook, why))
		return false;
	struct hr_error error;
	why = why == NULL ? &error : why;
	for (size_t i = 0; i < notebook->count; i++)
		if (!put(report, &notebook->emissions[i], notebook->by, now, why))
			return false;
	return put_counts(notebook, report, now, why);
}
