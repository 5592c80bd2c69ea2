#include "report/fill.h"

#include <string.h>

#include "base/clock.h"
#include "model/names.h"
#include "report/tailored.h"

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

void hr_filling_fail_unless(struct hr_filling *filling, bool held)
{
	filling->failed |= !held;
}

void hr_filling_attribute(struct hr_filling *filling, const char *name, const char *value, size_t length)
{
	struct hr_attribute_list *list = &filling->attributes;
	if (list->count == HR_ATTRIBUTES_MAX) {
		hr_filling_fail_unless(filling,
		                       hr_fail(filling->why, HR_E_LIMIT, "more than %d attributes", HR_ATTRIBUTES_MAX));
		return;
	}
	list->name[list->count] = name;
	list->value[list->count] = list->text.length;
	hr_buffer_add(&list->text, value, length);
	hr_buffer_add(&list->text, "", 1);
	if (list->text.failed)
		hr_filling_fail_unless(
		        filling, hr_fail(filling->why, HR_E_LIMIT, "attributes of more than %zu bytes", TEXT_MAX));
	else
		list->count++;
}

const char *hr_filling_get(const struct hr_filling *filling, const char *name)
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

void hr_filling_bad_word(struct hr_filling *filling, const char *name)
{
	hr_filling_fail_unless(filling,
	                       hr_fail(filling->why, HR_E_FORMAT,
	                               "%s=\"%.100s\" is not known to this version of hybridready; was the report "
	                               "written by a later one?",
	                               name, hr_filling_get(filling, name)));
}

int64_t hr_filling_time(struct hr_filling *filling, const char *name)
{
	int64_t seconds = 0;
	const char *value = hr_filling_get(filling, name);
	if (*value != '\0' && !hr_time_parse(value, &seconds))
		hr_filling_fail_unless(filling,
		                       hr_fail(filling->why, HR_E_FORMAT, "%s=\"%.40s\" is no time", name, value));
	return seconds;
}

static const char *keep(struct hr_filling *filling, const char *value)
{
	const char *kept = hr_text_printable(filling->report->arena, value, strlen(value), HR_VALUE_MAX);
	if (kept == NULL)
		hr_filling_fail_unless(filling, hr_fail_memory(filling->why));
	return kept == NULL ? "" : kept;
}

/* --- what each element does when it begins --- */

static void begin_root(struct hr_filling *filling)
{
	filling->report->run.language = keep(filling, hr_filling_get(filling, "lang"));
}

static void begin_run(struct hr_filling *filling)
{
	struct hr_run *run = &filling->report->run;
	run->id = keep(filling, hr_filling_get(filling, "id"));
	run->tool = keep(filling, hr_filling_get(filling, "tool"));
	run->catalog = keep(filling, hr_filling_get(filling, "catalog"));
	run->cloud = keep(filling, hr_filling_get(filling, "cloud"));
	run->shard = keep(filling, hr_filling_get(filling, "shard"));
	run->started = hr_filling_time(filling, "started");
	run->finished = hr_filling_time(filling, "finished");
	run->complete = strcmp(hr_filling_get(filling, "complete"), "true") == 0;
}

static void begin_source(struct hr_filling *filling)
{
	hr_filling_fail_unless(filling, hr_report_add_source(filling->report, hr_filling_get(filling, "kind"),
	                                                     hr_filling_get(filling, "uri"),
	                                                     hr_filling_get(filling, "base"), filling->why));
}

static void begin_notice(struct hr_filling *filling)
{
	hr_filling_fail_unless(filling, hr_report_add_notice(filling->report, hr_filling_get(filling, "id"),
	                                                     hr_filling_get(filling, "about"),
	                                                     hr_filling_get(filling, "detail"), filling->why));
}

/* Ids are derived from names; one that is not would leave facts about nobody. */
static void check_id(struct hr_filling *filling, bool fresh, const char *derived)
{
	const char *id = hr_filling_get(filling, "id");
	if (strcmp(id, derived) != 0)
		hr_filling_fail_unless(
		        filling, hr_fail(filling->why, HR_E_FORMAT, "id=\"%.200s\" should be \"%.200s\"", id, derived));
	else if (!fresh)
		hr_filling_fail_unless(filling, hr_fail(filling->why, HR_E_FORMAT, "\"%.200s\" is there twice", id));
}

static void begin_server(struct hr_filling *filling)
{
	struct hr_report *report = filling->report;
	size_t before = report->server_count;
	enum hr_product product;
	if (!hr_product_named(hr_filling_get(filling, "product"), &product)) {
		hr_filling_bad_word(filling, "product");
		return;
	}
	if (!hr_report_add_server(report, product, hr_filling_get(filling, "name"), hr_filling_get(filling, "release"),
	                          hr_filling_get(filling, "roles"), &filling->server, filling->why) ||
	    !hr_report_place_server(report, filling->server, hr_filling_get(filling, "dn"),
	                            hr_filling_get(filling, "site"), filling->why)) {
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
		hr_filling_fail_unless(filling, hr_fail(filling->why, HR_E_FORMAT, "an endpoint without a server"));
		return;
	}
	const struct hr_server_record *record = &report->servers[filling->server];
	size_t before = record->view.endpoint_count;
	enum hr_service service;
	uint64_t port = 0;
	if (!hr_service_named(hr_filling_get(filling, "service"), &service)) {
		hr_filling_bad_word(filling, "service");
		return;
	}
	if (!hr_text_number(hr_filling_get(filling, "port"), UINT16_MAX, &port)) {
		hr_filling_bad_word(filling, "port");
		return;
	}
	if (!hr_report_add_endpoint(report, filling->server, hr_filling_get(filling, "host"), (uint16_t)port, service,
	                            hr_filling_get(filling, "purpose"), filling->why)) {
		filling->failed = true;
		return;
	}
	record = &report->servers[filling->server];
	bool fresh = record->view.endpoint_count > before;
	check_id(filling, fresh, fresh ? record->endpoints[before].id : hr_filling_get(filling, "id"));
}

static void begin_entry(struct hr_filling *filling)
{
	filling->legend = (struct hr_legend){.title = "", .text = "", .verify = "", .undo = ""};
	filling->legend.kind = keep(filling, hr_filling_get(filling, "kind"));
	filling->legend.id = keep(filling, hr_filling_get(filling, "id"));
	filling->legend.source = keep(filling, hr_filling_get(filling, "source"));
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
	const struct hr_request request = {.about = hr_filling_get(filling, "about"),
	                                   .evidence = hr_filling_get(filling, "evidence"),
	                                   .rules = hr_filling_get(filling, "rules")};
	hr_filling_fail_unless(filling, hr_report_add_request(filling->report, &request, filling->why));
}

static void begin_step(struct hr_filling *filling)
{
	uint64_t n = 0;
	if (!hr_text_number(hr_filling_get(filling, "n"), UINT32_MAX, &n)) {
		hr_filling_bad_word(filling, "n");
		return;
	}
	const struct hr_step step = {.n = (unsigned)n,
	                             .about = hr_filling_get(filling, "about"),
	                             .remedy = hr_filling_get(filling, "remedy"),
	                             .after = hr_filling_get(filling, "after"),
	                             .rules = hr_filling_get(filling, "rules"),
	                             .detail = hr_filling_get(filling, "detail"),
	                             .certain = strcmp(hr_filling_get(filling, "certain"), "false") != 0};
	hr_filling_fail_unless(filling, hr_report_add_step(filling->report, &step, filling->why));
}

static void begin_effect(struct hr_filling *filling)
{
	const struct hr_report *report = filling->report;
	struct hr_effect effect = {.step = report->step_count == 0 ? 0 : report->steps[report->step_count - 1].n,
	                           .rule = hr_filling_get(filling, "rule"),
	                           .about = hr_filling_get(filling, "about")};
	if (!hr_outcome_named(hr_filling_get(filling, "from"), &effect.from))
		hr_filling_bad_word(filling, "from");
	else if (!hr_outcome_named(hr_filling_get(filling, "to"), &effect.to))
		hr_filling_bad_word(filling, "to");
	else
		hr_filling_fail_unless(filling, hr_report_add_effect(filling->report, &effect, filling->why));
}

static void begin_verdict(struct hr_filling *filling)
{
	enum hr_question question;
	enum hr_outcome outcome;
	if (!hr_question_named(hr_filling_get(filling, "question"), &question))
		hr_filling_bad_word(filling, "question");
	else if (!hr_outcome_named(hr_filling_get(filling, "outcome"), &outcome))
		hr_filling_bad_word(filling, "outcome");
	else if (filling->judged[question])
		hr_filling_fail_unless(filling,
		                       hr_fail(filling->why, HR_E_FORMAT, "the verdict on \"%s\" is there twice",
		                               hr_question_name(question)));
	else
		filling->report->verdicts[question] = outcome;
	if (!filling->failed)
		filling->judged[question] = true;
}

static void begin_timeline(struct hr_filling *filling)
{
	struct hr_timeline *timeline = &filling->report->timeline;
	uint64_t left_out = 0;
	*timeline = (struct hr_timeline){.from = hr_filling_time(filling, "from"),
	                                 .until = hr_filling_time(filling, "until"),
	                                 .go = keep(filling, hr_filling_get(filling, "go")),
	                                 .reason = keep(filling, hr_filling_get(filling, "reason"))};
	if (hr_text_number(hr_filling_get(filling, "left-out"), UINT32_MAX, &left_out))
		timeline->left_out = (size_t)left_out;
}

/* --- and when it ends --- */

static void end_event(struct hr_filling *filling)
{
	struct hr_event event = {.at = hr_filling_time(filling, "at"),
	                         .about = hr_filling_get(filling, "about"),
	                         .of = hr_filling_get(filling, "of"),
	                         .detail = text(filling)};
	if (!hr_event_named(hr_filling_get(filling, "kind"), &event.kind))
		hr_filling_bad_word(filling, "kind");
	else
		hr_filling_fail_unless(filling, hr_timeline_add(&filling->report->timeline, filling->report->arena,
		                                                &event, filling->why));
}

static void end_fact(struct hr_filling *filling)
{
	struct hr_observation seen = {.about = hr_filling_get(filling, "about"),
	                              .of = hr_filling_get(filling, "of"),
	                              .value = text(filling),
	                              .at = hr_filling_time(filling, "at")};
	if (!hr_fact_key_named(hr_filling_get(filling, "key"), &seen.key))
		hr_filling_bad_word(filling, "key");
	else if (!hr_seen_named(hr_filling_get(filling, "seen"), &seen.seen))
		hr_filling_bad_word(filling, "seen");
	else if (!hr_means_named(hr_filling_get(filling, "by"), &seen.by))
		hr_filling_bad_word(filling, "by");
	else
		hr_filling_fail_unless(filling, hr_report_add_fact(filling->report, &seen, filling->why));
	filling->facts++;
}

static void end_finding(struct hr_filling *filling)
{
	struct hr_finding finding = {.rule = hr_filling_get(filling, "rule"),
	                             .about = hr_filling_get(filling, "about"),
	                             .fact = hr_filling_get(filling, "fact"),
	                             .why = hr_filling_get(filling, "why"),
	                             .message = filling->message,
	                             .remedy = hr_filling_get(filling, "remedy"),
	                             .evidence = hr_filling_get(filling, "evidence"),
	                             .unverified = strcmp(hr_filling_get(filling, "unverified"), "true") == 0,
	                             .off = strcmp(hr_filling_get(filling, "off"), "true") == 0};
	uint64_t waiver = 0;
	const char *number = hr_filling_get(filling, "waiver");
	if (!hr_question_named(hr_filling_get(filling, "question"), &finding.question))
		hr_filling_bad_word(filling, "question");
	else if (!hr_severity_named(hr_filling_get(filling, "severity"), &finding.severity))
		hr_filling_bad_word(filling, "severity");
	else if (!hr_outcome_named(hr_filling_get(filling, "outcome"), &finding.outcome))
		hr_filling_bad_word(filling, "outcome");
	else if (*number != '\0' && !hr_text_number(number, UINT32_MAX, &waiver))
		hr_filling_bad_word(filling, "waiver");
	finding.waiver = (unsigned)waiver;
	if (!filling->failed)
		hr_filling_fail_unless(filling, hr_report_add_finding(filling->report, &finding, filling->why));
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
	hr_filling_fail_unless(filling, hr_report_add_legend(filling->report, &filling->legend, filling->why));
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
        {"tailoring", hr_filling_tailoring, NULL, false},
        {"adjusted", hr_filling_adjusted, NULL, false},
        {"server-phase", hr_filling_server_phase, NULL, false},
        {"expected", hr_filling_expected, NULL, false},
        {"waiver", hr_filling_waiver, NULL, false},
        {"findings", begin_findings, NULL, false},
        {"finding", begin_finding, end_finding, false},
        {"message", NULL, end_message, true},
        {"request", begin_request, NULL, false},
        {"step", begin_step, NULL, false},
        {"effect", begin_effect, NULL, false},
        {"verdict", begin_verdict, NULL, false},
        {"timeline", begin_timeline, NULL, false},
        {"event", NULL, end_event, false},
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
		hr_filling_fail_unless(filling,
		                       hr_fail(filling->why, HR_E_LIMIT, "a text of more than %zu bytes", TEXT_MAX));
}

void hr_filling_end(struct hr_filling *filling, const char *name)
{
	const struct element *element = element_named(name);
	if (element != NULL && element->end != NULL && !filling->failed)
		element->end(filling);
	hr_buffer_clear(&filling->text);
}
