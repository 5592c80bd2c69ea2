/* The report as XML, in the one order that the contract shows. The same report gives the same bytes. */
#include "report/file.h"

#include "model/names.h"
#include "report/event_log.h"
#include "report/pen.h"
#include "report/probes.h"
#include "report/tailored.h"

#define VERSION "1.0"

static void write_run(struct hr_pen *pen, const struct hr_run *run)
{
	hr_pen_begin(pen, "run");
	hr_pen_put(pen, "id", run->id);
	hr_pen_put(pen, "tool", run->tool);
	hr_pen_put_time(pen, "started", run->started);
	if (run->finished != 0)
		hr_pen_put_time(pen, "finished", run->finished);
	hr_pen_put(pen, "complete", run->complete ? "true" : "false");
	hr_pen_put(pen, "catalog", run->catalog);
	hr_pen_put_if_any(pen, "cloud", run->cloud);
	hr_pen_put_if_any(pen, "shard", run->shard);
	hr_pen_end(pen);
}

static void write_server(struct hr_pen *pen, const struct hr_server *server)
{
	hr_pen_begin(pen, "server");
	hr_pen_put(pen, "id", server->id);
	hr_pen_put(pen, "name", server->name);
	hr_pen_put(pen, "product", hr_product_name(server->product));
	hr_pen_put(pen, "release", server->release);
	hr_pen_put(pen, "roles", server->roles);
	hr_pen_put(pen, "site", server->site);
	hr_pen_put(pen, "dn", server->dn);
	for (size_t i = 0; i < server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &server->endpoints[i];
		hr_pen_begin(pen, "endpoint");
		hr_pen_put(pen, "id", endpoint->id);
		hr_pen_put(pen, "host", endpoint->host);
		hr_pen_put_number(pen, "port", endpoint->port);
		hr_pen_put(pen, "service", hr_service_name(endpoint->service));
		hr_pen_put_if_any(pen, "purpose", endpoint->purpose);
		hr_pen_end(pen);
	}
	hr_pen_end(pen);
}

static void write_inventory(struct hr_pen *pen, const struct hr_report *report)
{
	hr_pen_begin(pen, "inventory");
	for (size_t i = 0; i < report->source_count; i++) {
		hr_pen_begin(pen, "source");
		hr_pen_put(pen, "kind", report->sources[i].kind);
		hr_pen_put(pen, "uri", report->sources[i].uri);
		hr_pen_put(pen, "base", report->sources[i].base);
		hr_pen_end(pen);
	}
	for (size_t i = 0; i < report->notice_count; i++) {
		hr_pen_begin(pen, "notice");
		hr_pen_put(pen, "id", report->notices[i].id);
		hr_pen_put_if_any(pen, "about", report->notices[i].about);
		hr_pen_put_if_any(pen, "detail", report->notices[i].detail);
		hr_pen_end(pen);
	}
	for (size_t i = 0; i < report->organisation.server_count; i++)
		write_server(pen, &report->organisation.servers[i]);
	hr_pen_end(pen);
}

void hr_fact_write(struct hr_pen *pen, const struct hr_fact *fact)
{
	hr_pen_begin(pen, "fact");
	hr_pen_put(pen, "id", fact->id);
	hr_pen_put(pen, "about", fact->about);
	hr_pen_put(pen, "key", hr_fact_key_name(fact->key));
	hr_pen_put_if_any(pen, "of", fact->of);
	hr_pen_put(pen, "seen", hr_seen_name(fact->seen));
	hr_pen_put(pen, "by", hr_means_name(fact->by));
	hr_pen_put_time(pen, "at", fact->at);
	hr_pen_text(pen, fact->value);
	hr_pen_end(pen);
}

static void write_legend(struct hr_pen *pen, const struct hr_report *report)
{
	hr_pen_begin(pen, "legend");
	for (size_t i = 0; i < report->legend_count; i++) {
		const struct hr_legend *legend = &report->legends[i];
		hr_pen_begin(pen, "entry");
		hr_pen_put(pen, "kind", legend->kind);
		hr_pen_put(pen, "id", legend->id);
		hr_pen_put_if_any(pen, "source", legend->source);
		hr_pen_element_if_any(pen, "title", legend->title);
		hr_pen_element_if_any(pen, "text", legend->text);
		hr_pen_element_if_any(pen, "verify", legend->verify);
		hr_pen_element_if_any(pen, "undo", legend->undo);
		hr_pen_end(pen);
	}
	hr_pen_end(pen);
}

static void write_finding(struct hr_pen *pen, const struct hr_finding *finding)
{
	hr_pen_begin(pen, "finding");
	hr_pen_put(pen, "rule", finding->rule);
	hr_pen_put(pen, "about", finding->about);
	hr_pen_put(pen, "question", hr_question_name(finding->question));
	hr_pen_put(pen, "severity", hr_severity_name(finding->severity));
	hr_pen_put(pen, "outcome", hr_outcome_name(finding->outcome));
	hr_pen_put(pen, "fact", finding->fact);
	hr_pen_put_if_any(pen, "why", finding->why);
	hr_pen_put_if_any(pen, "remedy", finding->remedy);
	hr_pen_put_if_any(pen, "evidence", finding->evidence);
	if (finding->unverified)
		hr_pen_put(pen, "unverified", "true");
	if (finding->waiver != 0)
		hr_pen_put_number(pen, "waiver", finding->waiver);
	if (finding->off)
		hr_pen_put(pen, "off", "true");
	hr_pen_begin(pen, "message");
	hr_pen_text(pen, finding->message);
	hr_pen_end(pen);
	hr_pen_end(pen);
}

static void write_requests(struct hr_pen *pen, const struct hr_report *report)
{
	hr_pen_begin(pen, "requests");
	for (size_t i = 0; i < report->request_count; i++) {
		hr_pen_begin(pen, "request");
		hr_pen_put(pen, "about", report->requests[i].about);
		hr_pen_put(pen, "evidence", report->requests[i].evidence);
		hr_pen_put(pen, "rules", report->requests[i].rules);
		hr_pen_end(pen);
	}
	hr_pen_end(pen);
}

/* *next is the first effect that is not written yet; they are in the order of the steps. */
static void write_effects(struct hr_pen *pen, const struct hr_report *report, unsigned step, size_t *next)
{
	for (; *next < report->effect_count && report->effects[*next].step == step; (*next)++) {
		const struct hr_effect *effect = &report->effects[*next];
		hr_pen_begin(pen, "effect");
		hr_pen_put(pen, "rule", effect->rule);
		hr_pen_put(pen, "about", effect->about);
		hr_pen_put(pen, "from", hr_outcome_name(effect->from));
		hr_pen_put(pen, "to", hr_outcome_name(effect->to));
		hr_pen_end(pen);
	}
}

static void write_plan(struct hr_pen *pen, const struct hr_report *report)
{
	size_t effect = 0;
	hr_pen_begin(pen, "plan");
	for (size_t i = 0; i < report->step_count; i++) {
		const struct hr_step *step = &report->steps[i];
		hr_pen_begin(pen, "step");
		hr_pen_put_number(pen, "n", step->n);
		hr_pen_put(pen, "about", step->about);
		hr_pen_put(pen, "remedy", step->remedy);
		hr_pen_put(pen, "after", step->after);
		hr_pen_put_if_any(pen, "rules", step->rules);
		hr_pen_put_if_any(pen, "detail", step->detail);
		hr_pen_put_if_any(pen, "certain", step->certain ? "" : "false");
		write_effects(pen, report, step->n, &effect);
		hr_pen_end(pen);
	}
	hr_pen_end(pen);
}

static void write_verdict(struct hr_pen *pen, const struct hr_report *report, enum hr_question question)
{
	struct hr_set_aside aside = hr_report_set_aside(report, question);
	hr_pen_begin(pen, "verdict");
	hr_pen_put(pen, "question", hr_question_name(question));
	hr_pen_put(pen, "outcome", hr_outcome_name(report->verdicts[question]));
	if (aside.waived > 0)
		hr_pen_put_number(pen, "waived", aside.waived);
	if (aside.off > 0)
		hr_pen_put_number(pen, "off", aside.off);
	hr_pen_end(pen);
}

static void write_assessment(struct hr_pen *pen, const struct hr_report *report)
{
	if (report->tailoring != NULL)
		hr_tailoring_write(pen, report->tailoring);
	hr_pen_begin(pen, "findings");
	for (size_t i = 0; i < report->finding_count; i++)
		write_finding(pen, &report->findings[i]);
	hr_pen_end(pen);
	write_requests(pen, report);
	write_plan(pen, report);
	for (unsigned i = 0; i < HR_COUNT(report->verdicts); i++)
		write_verdict(pen, report, (enum hr_question)i);
}

static void write_timeline(struct hr_pen *pen, const struct hr_timeline *timeline)
{
	hr_pen_begin(pen, "timeline");
	hr_pen_put_time(pen, "from", timeline->from);
	hr_pen_put_time(pen, "until", timeline->until);
	hr_pen_put(pen, "go", timeline->go);
	hr_pen_put(pen, "reason", timeline->reason);
	if (timeline->left_out > 0)
		hr_pen_put_number(pen, "left-out", (unsigned)timeline->left_out);
	for (size_t i = 0; i < timeline->count; i++)
		hr_event_write(pen, &timeline->events[i], NULL);
	hr_pen_end(pen);
}

static void write_report(struct hr_pen *pen, const struct hr_report *report)
{
	hr_pen_begin(pen, "readiness-report");
	hr_pen_put(pen, "xmlns", HR_REPORT_NAMESPACE);
	hr_pen_put(pen, "version", VERSION);
	hr_pen_put(pen, "xml:lang", report->run.language);
	write_run(pen, &report->run);
	write_inventory(pen, report);
	hr_pen_begin(pen, "evidence");
	for (size_t i = 0; i < report->fact_count; i++)
		hr_fact_write(pen, &report->facts[i]);
	hr_pen_end(pen);
	if (report->legend_count > 0)
		write_legend(pen, report);
	if (report->assessed)
		write_assessment(pen, report);
	if (report->timeline.from != 0)
		write_timeline(pen, &report->timeline);
	hr_pen_end(pen);
}

static void write_report_of(struct hr_pen *pen, const void *report)
{
	write_report(pen, report);
}

bool hr_report_write(const struct hr_report *report, const char *path, struct hr_error *why)
{
	return hr_pen_document(path, write_report_of, report, why);
}
