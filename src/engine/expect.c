/* What a tailoring expects of servers, held against what was seen and judged. */
#include <string.h>

#include "engine/message.h"
#include "engine/tailor.h"
#include "model/names.h"

#define TEXTS "expected" /* the language file's rule entry for all of them */

/* How an expectation came out. */
struct judgement {
	enum hr_outcome outcome;
	const struct hr_fact *fact; /* that decided, or NULL */
	const char *found;
};

/* What speaks for an expectation, against it, or cannot tell; each the first of its kind. */
struct evidence {
	const struct hr_fact *for_it, *against, *open;
};

struct expecting {
	struct hr_report *report;
	const struct hr_lang *lang;
	const struct hr_expectation *row;
	const struct hr_server *server;
	const struct hr_endpoint *endpoint; /* NULL: the server with all its endpoints */
};

static void note(const struct hr_fact **first, const struct hr_fact *fact)
{
	if (*first == NULL)
		*first = fact;
}

/* --- a fact is expected --- */

static void weigh_facts(const struct hr_facts *facts, const struct hr_expectation *row, struct evidence *evidence)
{
	const struct hr_fact *fact = NULL;
	while ((fact = hr_next(facts, row->key, fact)) != NULL)
		note(fact->seen == row->seen                               ? &evidence->for_it
		     : fact->seen == HR_PRESENT || fact->seen == HR_ABSENT ? &evidence->against
		                                                           : &evidence->open,
		     fact);
}

/* Present: somewhere on it. Absent: nowhere on it, so that one that cannot tell leaves it open. */
static struct judgement judge_by_fact(const struct expecting *e)
{
	struct evidence evidence = {NULL, NULL, NULL};
	if (e->endpoint != NULL) {
		weigh_facts(&e->endpoint->facts, e->row, &evidence);
	} else {
		weigh_facts(&e->server->facts, e->row, &evidence);
		for (size_t i = 0; i < e->server->endpoint_count; i++)
			weigh_facts(&e->server->endpoints[i].facts, e->row, &evidence);
	}
	bool present = e->row->seen == HR_PRESENT;
	bool met = evidence.for_it != NULL && (present || (evidence.against == NULL && evidence.open == NULL));
	bool unmet = evidence.against != NULL && (!present || evidence.open == NULL);
	const struct hr_fact *fact = met ? evidence.for_it : unmet ? evidence.against : evidence.open;
	return (struct judgement){.outcome = met     ? HR_READY
	                                     : unmet ? HR_NOT_READY
	                                             : HR_UNKNOWN,
	                          .fact = fact,
	                          .found = fact == NULL ? "" : hr_seen_name(fact->seen)};
}

/* --- the outcome of a rule is expected --- */

static bool is_about(const struct expecting *e, const char *about)
{
	if (e->endpoint != NULL)
		return strcmp(about, e->endpoint->id) == 0;
	size_t length = strlen(e->server->id);
	return strncmp(about, e->server->id, length) == 0 && (about[length] == '\0' || about[length] == ':');
}

/* Every applicable finding of the rule must have that outcome, and rest on something seen. */
static struct judgement judge_by_rule(const struct expecting *e)
{
	struct judgement worst = {.outcome = HR_NOT_APPLICABLE, .found = ""};
	for (size_t i = 0; i < e->report->finding_count; i++) {
		const struct hr_finding *f = &e->report->findings[i];
		if (strcmp(f->rule, e->row->rule) != 0 || f->outcome == HR_NOT_APPLICABLE || !is_about(e, f->about))
			continue;
		const struct hr_fact *fact = *f->fact == '\0' ? NULL : hr_report_fact(e->report, f->fact);
		enum hr_outcome one = f->outcome == HR_UNKNOWN || fact == NULL ? HR_UNKNOWN
		                      : f->outcome == e->row->outcome          ? HR_READY
		                                                               : HR_NOT_READY;
		if (one > worst.outcome)
			worst = (struct judgement){.outcome = one, .fact = fact, .found = hr_outcome_name(f->outcome)};
	}
	if (worst.outcome == HR_NOT_APPLICABLE)
		worst.outcome = HR_UNKNOWN;
	return worst;
}

/* --- said as a finding --- */

static bool add_text(const struct expecting *e, const char *rule, struct hr_error *why)
{
	struct hr_arena *arena = e->report->arena;
	const struct hr_words words = {.detail = rule + sizeof HR_EXPECTED - 1};
	for (size_t i = 0; i < e->report->legend_count; i++)
		if (strcmp(e->report->legends[i].id, rule) == 0)
			return true;
	const struct hr_legend legend = {
	        .kind = "rule",
	        .id = rule,
	        .title = hr_message_fill(arena, hr_lang_text(e->lang, "rule", TEXTS, "title"), &words),
	        .text = hr_lang_text(e->lang, "rule", TEXTS, "text"),
	        .source = e->report->tailoring->file};
	return legend.title == NULL ? hr_fail_memory(why) : hr_report_add_legend(e->report, &legend, why);
}

static bool add_finding(const struct expecting *e, struct hr_error *why)
{
	struct hr_arena *arena = e->report->arena;
	const struct hr_expectation *row = e->row;
	bool by_rule = *row->rule != '\0';
	struct judgement judged = by_rule ? judge_by_rule(e) : judge_by_fact(e);
	const char *key = by_rule ? row->rule : hr_fact_key_name(row->key);
	const char *rule = hr_arena_printf(arena, "%s%s", HR_EXPECTED, key);
	const char *wanted =
	        hr_arena_printf(arena, "%s %s", key, by_rule ? hr_outcome_name(row->outcome) : hr_seen_name(row->seen));
	const struct hr_words words = {.wanted = wanted,
	                               .found = *judged.found != '\0' ? judged.found
	                                                              : hr_lang_text(e->lang, "ui", "nothing", "text"),
	                               .server = e->endpoint != NULL ? e->endpoint->id : e->server->name,
	                               .detail = row->why};
	const char *pattern = hr_lang_text(e->lang, "rule", TEXTS, hr_outcome_name(judged.outcome));
	const char *message = hr_message_fill(arena, pattern, &words);
	if (rule == NULL || wanted == NULL || message == NULL)
		return hr_fail_memory(why);
	const struct hr_finding finding = {.rule = rule,
	                                   .about = e->endpoint != NULL ? e->endpoint->id : e->server->id,
	                                   .fact = judged.fact == NULL ? "" : judged.fact->id,
	                                   .message = message,
	                                   .question = row->question,
	                                   .severity = HR_MEDIUM,
	                                   .outcome = judged.outcome};
	return hr_report_add_finding(e->report, &finding, why) && add_text(e, rule, why);
}

static bool expect_of_server(struct expecting *e, struct hr_error *why)
{
	e->endpoint = NULL;
	if (hr_tailoring_names(e->row->about, e->server, NULL))
		return add_finding(e, why);
	for (size_t i = 0; i < e->server->endpoint_count; i++) {
		if (strcmp(e->row->about, e->server->endpoints[i].id) != 0)
			continue;
		e->endpoint = &e->server->endpoints[i];
		return add_finding(e, why);
	}
	return true;
}

bool hr_tailor_expect(struct hr_report *report, const struct hr_lang *lang, struct hr_error *why)
{
	struct hr_tailoring *t = report->tailoring;
	for (size_t i = 0; t != NULL && i < t->expectation_count; i++) {
		if (t->expectations[i].standing != HR_STANDING_UNUSED)
			continue;
		t->expectations[i].standing = HR_STANDING_USED;
		struct expecting e = {.report = report, .lang = lang, .row = &t->expectations[i]};
		for (size_t s = 0; s < report->organisation.server_count; s++) {
			e.server = &report->organisation.servers[s];
			if (!expect_of_server(&e, why))
				return false;
		}
	}
	return true;
}
