/* The report as XML, in the one order that the contract shows. The same report gives the same bytes. */
#include "report/file.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "model/names.h"
#include "report/output.h"

#define NAMESPACE "urn:hybridready:report:1"
#define VERSION "1.0"

/* Failure is sticky: written through to the end, asked once. */
struct pen {
	xmlTextWriter *writer;
	bool failed;
};

/* libxml2's own BAD_CAST drops const. */
static const xmlChar *xml(const char *text)
{
	return (const xmlChar *)text;
}

static void begin(struct pen *pen, const char *element)
{
	pen->failed |= xmlTextWriterStartElement(pen->writer, xml(element)) < 0;
}

static void end(struct pen *pen)
{
	pen->failed |= xmlTextWriterEndElement(pen->writer) < 0;
}

static void text(struct pen *pen, const char *value)
{
	if (*value != '\0')
		pen->failed |= xmlTextWriterWriteString(pen->writer, xml(value)) < 0;
}

static void put(struct pen *pen, const char *name, const char *value)
{
	pen->failed |= xmlTextWriterWriteAttribute(pen->writer, xml(name), xml(value)) < 0;
}

static void put_if_any(struct pen *pen, const char *name, const char *value)
{
	if (*value != '\0')
		put(pen, name, value);
}

static void put_number(struct pen *pen, const char *name, unsigned value)
{
	char digits[16];
	(void)snprintf(digits, sizeof digits, "%u", value);
	put(pen, name, digits);
}

static void put_time(struct pen *pen, const char *name, int64_t seconds)
{
	char stamp[HR_TIME_TEXT_MAX];
	put(pen, name, hr_time_format(seconds, stamp));
}

static void element_if_any(struct pen *pen, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	begin(pen, name);
	text(pen, value);
	end(pen);
}

static void write_run(struct pen *pen, const struct hr_run *run)
{
	begin(pen, "run");
	put(pen, "id", run->id);
	put(pen, "tool", run->tool);
	put_time(pen, "started", run->started);
	if (run->finished != 0)
		put_time(pen, "finished", run->finished);
	put(pen, "complete", run->complete ? "true" : "false");
	put(pen, "catalog", run->catalog);
	put_if_any(pen, "cloud", run->cloud);
	end(pen);
}

static void write_server(struct pen *pen, const struct hr_server *server)
{
	begin(pen, "server");
	put(pen, "id", server->id);
	put(pen, "name", server->name);
	put(pen, "product", hr_product_name(server->product));
	put(pen, "release", server->release);
	put(pen, "roles", server->roles);
	put(pen, "site", server->site);
	put(pen, "dn", server->dn);
	for (size_t i = 0; i < server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &server->endpoints[i];
		begin(pen, "endpoint");
		put(pen, "id", endpoint->id);
		put(pen, "host", endpoint->host);
		put_number(pen, "port", endpoint->port);
		put(pen, "service", hr_service_name(endpoint->service));
		put_if_any(pen, "purpose", endpoint->purpose);
		end(pen);
	}
	end(pen);
}

static void write_inventory(struct pen *pen, const struct hr_report *report)
{
	begin(pen, "inventory");
	for (size_t i = 0; i < report->source_count; i++) {
		begin(pen, "source");
		put(pen, "kind", report->sources[i].kind);
		put(pen, "uri", report->sources[i].uri);
		put(pen, "base", report->sources[i].base);
		end(pen);
	}
	for (size_t i = 0; i < report->notice_count; i++) {
		begin(pen, "notice");
		put(pen, "id", report->notices[i].id);
		put_if_any(pen, "about", report->notices[i].about);
		put_if_any(pen, "detail", report->notices[i].detail);
		end(pen);
	}
	for (size_t i = 0; i < report->organisation.server_count; i++)
		write_server(pen, &report->organisation.servers[i]);
	end(pen);
}

static void write_fact(struct pen *pen, const struct hr_fact *fact)
{
	begin(pen, "fact");
	put(pen, "id", fact->id);
	put(pen, "about", fact->about);
	put(pen, "key", hr_fact_key_name(fact->key));
	put_if_any(pen, "of", fact->of);
	put(pen, "seen", hr_seen_name(fact->seen));
	put(pen, "by", hr_means_name(fact->by));
	put_time(pen, "at", fact->at);
	text(pen, fact->value);
	end(pen);
}

static void write_legend(struct pen *pen, const struct hr_report *report)
{
	begin(pen, "legend");
	for (size_t i = 0; i < report->legend_count; i++) {
		const struct hr_legend *legend = &report->legends[i];
		begin(pen, "entry");
		put(pen, "kind", legend->kind);
		put(pen, "id", legend->id);
		put_if_any(pen, "source", legend->source);
		element_if_any(pen, "title", legend->title);
		element_if_any(pen, "text", legend->text);
		element_if_any(pen, "verify", legend->verify);
		element_if_any(pen, "undo", legend->undo);
		end(pen);
	}
	end(pen);
}

static void write_finding(struct pen *pen, const struct hr_finding *finding)
{
	begin(pen, "finding");
	put(pen, "rule", finding->rule);
	put(pen, "about", finding->about);
	put(pen, "question", hr_question_name(finding->question));
	put(pen, "severity", hr_severity_name(finding->severity));
	put(pen, "outcome", hr_outcome_name(finding->outcome));
	put(pen, "fact", finding->fact);
	put_if_any(pen, "why", finding->why);
	put_if_any(pen, "remedy", finding->remedy);
	put_if_any(pen, "evidence", finding->evidence);
	if (finding->unverified)
		put(pen, "unverified", "true");
	begin(pen, "message");
	text(pen, finding->message);
	end(pen);
	end(pen);
}

static void write_requests(struct pen *pen, const struct hr_report *report)
{
	begin(pen, "requests");
	for (size_t i = 0; i < report->request_count; i++) {
		begin(pen, "request");
		put(pen, "about", report->requests[i].about);
		put(pen, "evidence", report->requests[i].evidence);
		put(pen, "rules", report->requests[i].rules);
		end(pen);
	}
	end(pen);
}

static void write_plan(struct pen *pen, const struct hr_report *report)
{
	begin(pen, "plan");
	for (size_t i = 0; i < report->step_count; i++) {
		const struct hr_step *step = &report->steps[i];
		begin(pen, "step");
		put_number(pen, "n", step->n);
		put(pen, "about", step->about);
		put(pen, "remedy", step->remedy);
		put(pen, "after", step->after);
		put_if_any(pen, "rules", step->rules);
		end(pen);
	}
	end(pen);
}

static void write_assessment(struct pen *pen, const struct hr_report *report)
{
	begin(pen, "findings");
	for (size_t i = 0; i < report->finding_count; i++)
		write_finding(pen, &report->findings[i]);
	end(pen);
	write_requests(pen, report);
	write_plan(pen, report);
	for (unsigned i = 0; i < HR_COUNT(report->verdicts); i++) {
		begin(pen, "verdict");
		put(pen, "question", hr_question_name((enum hr_question)i));
		put(pen, "outcome", hr_outcome_name(report->verdicts[i]));
		end(pen);
	}
}

static void write_report(struct pen *pen, const struct hr_report *report)
{
	begin(pen, "readiness-report");
	put(pen, "xmlns", NAMESPACE);
	put(pen, "version", VERSION);
	put(pen, "xml:lang", report->run.language);
	write_run(pen, &report->run);
	write_inventory(pen, report);
	begin(pen, "evidence");
	for (size_t i = 0; i < report->fact_count; i++)
		write_fact(pen, &report->facts[i]);
	end(pen);
	if (report->legend_count > 0)
		write_legend(pen, report);
	if (report->assessed)
		write_assessment(pen, report);
	end(pen);
}

/* The address that answered; where none did, the first that the name resolves to. */
static void put_address(struct pen *pen, const struct hr_endpoint *endpoint)
{
	const struct hr_fact *reached = hr_find_in(&endpoint->facts, HR_FACT_REACHED);
	const struct hr_fact *resolved = hr_find_in(&endpoint->facts, HR_FACT_ADDRESS);
	const char *address = hr_known(reached) ? reached->value : hr_known(resolved) ? resolved->value : "";
	char first[64];
	size_t length = strcspn(address, " ");
	(void)snprintf(first, sizeof first, "%.*s", (int)(length < sizeof first ? length : sizeof first - 1), address);
	put(pen, "address", first);
}

static void write_probes(struct pen *pen, const struct hr_report *report)
{
	begin(pen, "probes");
	put(pen, "xmlns", NAMESPACE);
	for (size_t i = 0; i < report->organisation.server_count; i++) {
		const struct hr_server *server = &report->organisation.servers[i];
		for (size_t k = 0; k < server->endpoint_count; k++) {
			const struct hr_endpoint *endpoint = &server->endpoints[k];
			begin(pen, "probe");
			put(pen, "host", endpoint->host);
			put_number(pen, "port", endpoint->port);
			put(pen, "service", hr_service_name(endpoint->service));
			put_address(pen, endpoint);
			for (size_t f = 0; f < endpoint->facts.count; f++)
				write_fact(pen, &endpoint->facts.at[f]);
			end(pen);
		}
	}
	end(pen);
}

/* The output keeps its trouble for the end; libxml2, told of it, would print to standard error. */
static int pass_on(void *context, const char *bytes, int length)
{
	(void)!hr_output_write(context, bytes, (size_t)length);
	return length;
}

static bool write_document(const struct hr_report *report, const char *path,
                           void (*body)(struct pen *, const struct hr_report *), struct hr_error *why)
{
	struct hr_output output;
	if (!hr_output_open(&output, path, why))
		return false;
	xmlOutputBuffer *buffer = xmlOutputBufferCreateIO(pass_on, NULL, &output, NULL);
	struct pen pen = {.writer = buffer == NULL ? NULL : xmlNewTextWriter(buffer)};
	if (pen.writer == NULL) {
		if (buffer != NULL)
			(void)xmlOutputBufferClose(buffer);
		hr_output_abort(&output);
		return hr_fail_memory(why);
	}
	pen.failed = xmlTextWriterSetIndent(pen.writer, 1) < 0 ||
	             xmlTextWriterSetIndentString(pen.writer, xml("  ")) < 0 ||
	             xmlTextWriterStartDocument(pen.writer, "1.0", "UTF-8", NULL) < 0;
	body(&pen, report);
	pen.failed |= xmlTextWriterEndDocument(pen.writer) < 0;
	xmlFreeTextWriter(pen.writer);
	/* What went wrong without the file being in trouble can only be memory. */
	if (pen.failed && output.trouble == 0) {
		hr_output_abort(&output);
		return hr_fail_memory(why);
	}
	return hr_output_commit(&output, why);
}

bool hr_report_write(const struct hr_report *report, const char *path, struct hr_error *why)
{
	return write_document(report, path, write_report, why);
}

bool hr_report_write_probes(const struct hr_report *report, const char *path, struct hr_error *why)
{
	return write_document(report, path, write_probes, why);
}
