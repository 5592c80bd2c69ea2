/* A change between two reports, in the words that its sentence is made of. */
#include <string.h>

#include "catalog/sentence.h"
#include "model/names.h"
#include "report/diff_inside.h"

const char *hr_telling_text(const struct hr_telling *t, const char *id)
{
	return hr_lang_text(t->lang, "diff", id, "text");
}

const char *hr_telling_keep(struct hr_telling *t, const char *text)
{
	t->failed |= text == NULL;
	return text == NULL ? "" : text;
}

const char *hr_telling_fill(struct hr_telling *t, const char *id, const char *found, const char *was)
{
	const struct hr_word words[] = {{"found", found}, {"was", was}};
	return hr_telling_keep(t, hr_sentence_fill(t->arena, hr_telling_text(t, id), words, HR_COUNT(words)));
}

/* --- whom it is about --- */

static const struct hr_server *server_in(const struct hr_report *report, const char *about)
{
	size_t place = hr_report_server_of(report, about);
	return place < report->organisation.server_count ? &report->organisation.servers[place] : NULL;
}

static const struct hr_endpoint *endpoint_in(const struct hr_server *server, const char *about)
{
	for (size_t i = 0; server != NULL && i < server->endpoint_count; i++)
		if (strcmp(server->endpoints[i].id, about) == 0)
			return &server->endpoints[i];
	return NULL;
}

static void name_subject(struct hr_telling *t, const char *about, struct hr_spoken *s)
{
	const struct hr_server *server = server_in(t->diff->new_report, about);
	const struct hr_endpoint *endpoint = endpoint_in(server, about);
	if (server == NULL || (endpoint == NULL && strcmp(server->id, about) != 0)) {
		server = server_in(t->diff->old_report, about);
		endpoint = endpoint_in(server, about);
	}
	s->owner = server == NULL ? HR_ORGANISATION : server->id;
	s->server = endpoint != NULL ? endpoint->host
	            : server != NULL ? server->name
	                             : hr_telling_text(t, "organisation");
	if (endpoint != NULL)
		s->place = hr_telling_keep(t, hr_arena_printf(t->arena, "%u (%s)", (unsigned)endpoint->port,
		                                              hr_service_name(endpoint->service)));
}

/* --- findings --- */

/* What the rule is called in the report, else in the program's texts, else its id. */
static const char *title_of(const struct hr_telling *t, const char *rule)
{
	const struct hr_report *report = t->diff->new_report;
	const char *title = hr_lang_text(t->lang, "rule", rule, "title");
	if (*title != '\0')
		return title;
	for (size_t i = 0; i < report->legend_count; i++)
		if (strcmp(report->legends[i].kind, "rule") == 0 && strcmp(report->legends[i].id, rule) == 0)
			return report->legends[i].title;
	return rule;
}

static const char *sentence_for(const struct hr_finding *before, const struct hr_finding *after)
{
	if (after == NULL)
		return "finding-gone";
	if (before == NULL)
		return after->outcome == HR_NOT_READY ? "finding-turned-out" : "finding-first";
	if (after->outcome == before->outcome && after->off != before->off)
		return after->off ? "finding-off" : "finding-on";
	if (after->outcome == before->outcome && (after->waiver == 0) != (before->waiver == 0))
		return after->waiver != 0 ? "finding-waived" : "finding-unwaived";
	if (after->outcome == before->outcome) {
		if (after->outcome != HR_NOT_READY || after->severity == before->severity)
			return hr_finding_came_true(after) ? "finding-came-true" : "finding-other";
		return after->severity > before->severity ? "finding-graver" : "finding-lighter";
	}
	switch (after->outcome) {
	case HR_READY:
		return "finding-mended";
	case HR_NOT_READY:
		return before->outcome == HR_UNKNOWN ? "finding-turned-out" : "finding-broke";
	case HR_UNKNOWN:
		return "finding-untold";
	case HR_NOT_APPLICABLE:
		break;
	}
	return "finding-not-applicable";
}

static void tell_finding(struct hr_telling *t, const struct hr_change *change, struct hr_spoken *s)
{
	const struct hr_finding *one = change->new_finding != NULL ? change->new_finding : change->old_finding;
	s->id = sentence_for(change->old_finding, change->new_finding);
	s->what = title_of(t, one->rule);
	s->found = change->new_finding != NULL ? change->new_finding->message : "";
	if (change->old_finding != NULL)
		s->was = hr_telling_text(t, hr_outcome_name(change->old_finding->outcome));
	/* A server that one report alone has is told of itself. */
	s->told = change->cause == HR_BY_INVENTORY;
}

/* --- any of them --- */

void hr_telling_describe(struct hr_telling *t, size_t at)
{
	const struct hr_change *change = &t->diff->changes[at];
	struct hr_spoken *s = &t->spoken[at];
	s->place = s->what = s->found = s->was = "";
	name_subject(t, change->about, s);
	if (change->old_finding != NULL || change->new_finding != NULL)
		tell_finding(t, change, s);
	else if (change->old_fact != NULL || change->new_fact != NULL)
		hr_telling_fact(t, at);
	else if (*s->place != '\0')
		s->id = change->appeared ? "endpoint-new" : "endpoint-gone";
	else
		s->id = change->appeared ? "server-new" : "server-gone";
}
