#include "report/fill.h"

#include <string.h>

#include "base/clock.h"
#include "model/names.h"

#define TEXT_MAX ((size_t)1 << 20) /* of one element, and of all attributes of one: far above what a report holds */

void hr_filling_init(struct hr_filling *filling, struct hr_report *report, struct hr_error *why)
{
	*filling = (struct hr_filling){.report = report, .why = why, .message = ""};
	filling->text.ceiling = TEXT_MAX;
	filling->attributes.text.ceiling = TEXT_MAX;
}

void hr_filling_free(struct hr_filling *filling)
{
	hr_buffer_free(&filling->text);
	hr_buffer_free(&filling->attributes.text);
}

static void fail_unless(struct hr_filling *filling, bool held)
{
	filling->failed |= !held;
}

void hr_filling_attribute(struct hr_filling *filling, const char *name, const char *value, size_t length)
{
	struct hr_attribute_list *list = &filling->attributes;
	if (list->count == HR_ATTRIBUTES_MAX) {
		fail_unless(filling, hr_fail(filling->why, HR_E_LIMIT, "more than %d attributes", HR_ATTRIBUTES_MAX));
		return;
	}
	list->name[list->count] = name;
	list->value[list->count] = list->text.length;
	hr_buffer_add(&list->text, value, length);
	hr_buffer_add(&list->text, "", 1);
	if (list->text.failed)
		fail_unless(filling, hr_fail(filling->why, HR_E_LIMIT, "attributes of more than %zu bytes", TEXT_MAX));
	else
		list->count++;
}

/* The attribute's value, or "". */
static const char *attribute(const struct hr_filling *filling, const char *name)
{
	const struct hr_attribute_list *list = &filling->attributes;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->name[i], name) == 0)
			return list->text.data + list->value[i];
	return "";
}

static const char *text(const struct hr_filling *filling)
{
	return filling->text.data == NULL ? "" : filling->text.data;
}

/* The attribute must be one of a set of words. The schema saw to it; this is for the case that it changes alone. */
static void bad_word(struct hr_filling *filling, const char *name)
{
	fail_unless(filling, hr_fail(filling->why, HR_E_FORMAT,
	                             "%s=\"%.100s\" is not known to this version of hybridready; was the report "
	                             "written by a later one?",
	                             name, attribute(filling, name)));
}

static int64_t time_attribute(struct hr_filling *filling, const char *name)
{
	int64_t seconds = 0;
	const char *value = attribute(filling, name);
	if (*value != '\0' && !hr_time_parse(value, &seconds))
		fail_unless(filling, hr_fail(filling->why, HR_E_FORMAT, "%s=\"%.40s\" is no time", name, value));
	return seconds;
}

static const char *keep(struct hr_filling *filling, const char *value)
{
	const char *kept = hr_text_printable(filling->report->arena, value, strlen(value), HR_VALUE_MAX);
	if (kept == NULL)
		fail_unless(filling, hr_fail_memory(filling->why));
	return kept == NULL ? "" : kept;
}

/* --- what each element does when it begins --- */

static void begin_root(struct hr_filling *filling)
{
	filling->report->run.language = keep(filling, attribute(filling, "lang"));
}

static void begin_run(struct hr_filling *filling)
{
	struct hr_run *run = &filling->report->run;
	run->id = keep(filling, attribute(filling, "id"));
	run->tool = keep(filling, attribute(filling, "tool"));
	run->catalog = keep(filling, attribute(filling, "catalog"));
	run->cloud = keep(filling, attribute(filling, "cloud"));
	run->started = time_attribute(filling, "started");
	run->finished = time_attribute(filling, "finished");
	run->complete = strcmp(attribute(filling, "complete"), "true") == 0;
}

static void begin_source(struct hr_filling *filling)
{
	fail_unless(filling, hr_report_add_source(filling->report, attribute(filling, "kind"),
	                                          attribute(filling, "uri"), attribute(filling, "base"), filling->why));
}

static void begin_notice(struct hr_filling *filling)
{
	fail_unless(filling,
	            hr_report_add_notice(filling->report, attribute(filling, "id"), attribute(filling, "about"),
	                                 attribute(filling, "detail"), filling->why));
}

/* Ids are derived from names; one that is not would leave facts about nobody. */
static void check_id(struct hr_filling *filling, bool fresh, const char *derived)
{
	const char *id = attribute(filling, "id");
	if (strcmp(id, derived) != 0)
		fail_unless(filling,
		            hr_fail(filling->why, HR_E_FORMAT, "id=\"%.200s\" should be \"%.200s\"", id, derived));
	else if (!fresh)
		fail_unless(filling, hr_fail(filling->why, HR_E_FORMAT, "\"%.200s\" is there twice", id));
}

static void begin_server(struct hr_filling *filling)
{
	struct hr_report *report = filling->report;
	size_t before = report->server_count;
	enum hr_product product;
	if (!hr_product_named(attribute(filling, "product"), &product)) {
		bad_word(filling, "product");
		return;
	}
	if (!hr_report_add_server(report, product, attribute(filling, "name"), attribute(filling, "release"),
	                          attribute(filling, "roles"), &filling->server, filling->why) ||
	    !hr_report_place_server(report, filling->server, attribute(filling, "dn"), attribute(filling, "site"),
	                            filling->why)) {
		filling->failed = true;
		return;
	}
	check_id(filling, report->server_count > before, report->servers[filling->server].view.id);
}

static void begin_endpoint(struct hr_filling *filling)
{
	struct hr_report *report = filling->report;
	/* Elements come here before the schema has had its say about them. */
	if (filling->server >= report->server_count) {
		fail_unless(filling, hr_fail(filling->why, HR_E_FORMAT, "an endpoint without a server"));
		return;
	}
	const struct hr_server_record *record = &report->servers[filling->server];
	size_t before = record->view.endpoint_count;
	enum hr_service service;
	uint64_t port = 0;
	if (!hr_service_named(attribute(filling, "service"), &service)) {
		bad_word(filling, "service");
		return;
	}
	if (!hr_text_number(attribute(filling, "port"), UINT16_MAX, &port)) {
		bad_word(filling, "port");
		return;
	}
	if (!hr_report_add_endpoint(report, filling->server, attribute(filling, "host"), (uint16_t)port, service,
	                            attribute(filling, "purpose"), filling->why)) {
		filling->failed = true;
		return;
	}
	record = &report->servers[filling->server];
	bool fresh = record->view.endpoint_count > before;
	check_id(filling, fresh, fresh ? record->endpoints[before].id : attribute(filling, "id"));
}

static void begin_entry(struct hr_filling *filling)
{
	filling->legend = (struct hr_legend){.title = "", .text = "", .verify = "", .undo = ""};
	filling->legend.kind = keep(filling, attribute(filling, "kind"));
	filling->legend.id = keep(filling, attribute(filling, "id"));
	filling->legend.source = keep(filling, attribute(filling, "source"));
}

static void begin_findings(struct hr_filling *filling)
{
	filling->report->assessed = true;
}

static void begin_finding(struct hr_filling *filling)
{
	filling->message = "";
}

static void begin_request(struct hr_filling *filling)
{
	const struct hr_request request = {.about = attribute(filling, "about"),
	                                   .evidence = attribute(filling, "evidence"),
	                                   .rules = attribute(filling, "rules")};
	fail_unless(filling, hr_report_add_request(filling->report, &request, filling->why));
}

static void begin_step(struct hr_filling *filling)
{
	uint64_t n = 0;
	if (!hr_text_number(attribute(filling, "n"), UINT32_MAX, &n)) {
		bad_word(filling, "n");
		return;
	}
	const struct hr_step step = {.n = (unsigned)n,
	                             .about = attribute(filling, "about"),
	                             .remedy = attribute(filling, "remedy"),
	                             .after = attribute(filling, "after"),
	                             .rules = attribute(filling, "rules"),
	                             .detail = attribute(filling, "detail"),
	                             .certain = strcmp(attribute(filling, "certain"), "false") != 0};
	fail_unless(filling, hr_report_add_step(filling->report, &step, filling->why));
}

static void begin_effect(struct hr_filling *filling)
{
	const struct hr_report *report = filling->report;
	struct hr_effect effect = {.step = report->step_count == 0 ? 0 : report->steps[report->step_count - 1].n,
	                           .rule = attribute(filling, "rule"),
	                           .about = attribute(filling, "about")};
	if (!hr_outcome_named(attribute(filling, "from"), &effect.from))
		bad_word(filling, "from");
	else if (!hr_outcome_named(attribute(filling, "to"), &effect.to))
		bad_word(filling, "to");
	else
		fail_unless(filling, hr_report_add_effect(filling->report, &effect, filling->why));
}

static void begin_verdict(struct hr_filling *filling)
{
	enum hr_question question;
	enum hr_outcome outcome;
	if (!hr_question_named(attribute(filling, "question"), &question))
		bad_word(filling, "question");
	else if (!hr_outcome_named(attribute(filling, "outcome"), &outcome))
		bad_word(filling, "outcome");
	else if (filling->judged[question])
		fail_unless(filling, hr_fail(filling->why, HR_E_FORMAT, "the verdict on \"%s\" is there twice",
		                             hr_question_name(question)));
	else
		filling->report->verdicts[question] = outcome;
	if (!filling->failed)
		filling->judged[question] = true;
}

/* --- and when it ends --- */

static void end_fact(struct hr_filling *filling)
{
	struct hr_observation seen = {.about = attribute(filling, "about"),
	                              .of = attribute(filling, "of"),
	                              .value = text(filling),
	                              .at = time_attribute(filling, "at")};
	if (!hr_fact_key_named(attribute(filling, "key"), &seen.key))
		bad_word(filling, "key");
	else if (!hr_seen_named(attribute(filling, "seen"), &seen.seen))
		bad_word(filling, "seen");
	else if (!hr_means_named(attribute(filling, "by"), &seen.by))
		bad_word(filling, "by");
	else
		fail_unless(filling, hr_report_add_fact(filling->report, &seen, filling->why));
	filling->facts++;
}

static void end_finding(struct hr_filling *filling)
{
	struct hr_finding finding = {.rule = attribute(filling, "rule"),
	                             .about = attribute(filling, "about"),
	                             .fact = attribute(filling, "fact"),
	                             .why = attribute(filling, "why"),
	                             .message = filling->message,
	                             .remedy = attribute(filling, "remedy"),
	                             .evidence = attribute(filling, "evidence"),
	                             .unverified = strcmp(attribute(filling, "unverified"), "true") == 0};
	if (!hr_question_named(attribute(filling, "question"), &finding.question))
		bad_word(filling, "question");
	else if (!hr_severity_named(attribute(filling, "severity"), &finding.severity))
		bad_word(filling, "severity");
	else if (!hr_outcome_named(attribute(filling, "outcome"), &finding.outcome))
		bad_word(filling, "outcome");
	else
		fail_unless(filling, hr_report_add_finding(filling->report, &finding, filling->why));
}

static void end_message(struct hr_filling *filling)
{
	filling->message = keep(filling, text(filling));
}

static void end_title(struct hr_filling *filling)
{
	filling->legend.title = keep(filling, text(filling));
}

static void end_text(struct hr_filling *filling)
{
	filling->legend.text = keep(filling, text(filling));
}

static void end_verify(struct hr_filling *filling)
{
	filling->legend.verify = keep(filling, text(filling));
}

static void end_undo(struct hr_filling *filling)
{
	filling->legend.undo = keep(filling, text(filling));
}

static void end_entry(struct hr_filling *filling)
{
	fail_unless(filling, hr_report_add_legend(filling->report, &filling->legend, filling->why));
}

static const struct element {
	const char *name;
	void (*begin)(struct hr_filling *);
	void (*end)(struct hr_filling *);
	bool only_text; /* its parent's attributes are still needed when it has ended */
} elements[] = {
        {"readiness-report", begin_root, NULL, false},
        {"run", begin_run, NULL, false},
        {"source", begin_source, NULL, false},
        {"notice", begin_notice, NULL, false},
        {"server", begin_server, NULL, false},
        {"endpoint", begin_endpoint, NULL, false},
        {"fact", NULL, end_fact, false},
        {"entry", begin_entry, end_entry, false},
        {"title", NULL, end_title, true},
        {"text", NULL, end_text, true},
        {"verify", NULL, end_verify, true},
        {"undo", NULL, end_undo, true},
        {"findings", begin_findings, NULL, false},
        {"finding", begin_finding, end_finding, false},
        {"message", NULL, end_message, true},
        {"request", begin_request, NULL, false},
        {"step", begin_step, NULL, false},
        {"effect", begin_effect, NULL, false},
        {"verdict", begin_verdict, NULL, false},
};

static const struct element *element_named(const char *name)
{
	for (size_t i = 0; i < HR_COUNT(elements); i++)
		if (strcmp(elements[i].name, name) == 0)
			return &elements[i];
	return NULL;
}

void hr_filling_open(struct hr_filling *filling, const char *name)
{
	const struct element *element = element_named(name);
	if (element != NULL && element->only_text)
		return;
	filling->attributes.count = 0;
	hr_buffer_clear(&filling->attributes.text);
}

void hr_filling_begin(struct hr_filling *filling, const char *name)
{
	const struct element *element = element_named(name);
	hr_buffer_clear(&filling->text);
	if (element != NULL && element->begin != NULL && !filling->failed)
		element->begin(filling);
}

void hr_filling_text(struct hr_filling *filling, const char *bytes, size_t length)
{
	hr_buffer_add(&filling->text, bytes, length);
	if (filling->text.failed)
		fail_unless(filling, hr_fail(filling->why, HR_E_LIMIT, "a text of more than %zu bytes", TEXT_MAX));
}

void hr_filling_end(struct hr_filling *filling, const char *name)
{
	const struct element *element = element_named(name);
	if (element != NULL && element->end != NULL && !filling->failed)
		element->end(filling);
	hr_buffer_clear(&filling->text);
}
