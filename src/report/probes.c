#include "report/probes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "model/names.h"
#include "report/json.h"
#include "report/output.h"

#define ENDPOINT_MAX ((size_t)16 << 20) /* of JSON for one endpoint: far above what its facts hold */

struct hr_probes {
	struct hr_document document; /* XML */
	struct hr_output output;     /* JSON */
	struct hr_buffer json;       /* of the endpoint at hand */
	size_t count;
	enum hr_probes_format format;
	bool failed; /* memory */
};

/* The address that answered; where none did, the first that the name resolves to. */
static void address_of(const struct hr_endpoint *endpoint, char address[static 64])
{
	const struct hr_fact *reached = hr_find_in(&endpoint->facts, HR_FACT_REACHED);
	const struct hr_fact *resolved = hr_find_in(&endpoint->facts, HR_FACT_ADDRESS);
	const char *value = hr_known(reached) ? reached->value : hr_known(resolved) ? resolved->value : "";
	size_t length = strcspn(value, " ");
	(void)snprintf(address, 64, "%.*s", (int)(length < 64 ? length : 63), value);
}

/* --- XML --- */

static void add_xml(struct hr_pen *pen, const struct hr_endpoint *endpoint)
{
	char address[64];
	address_of(endpoint, address);
	hr_pen_begin(pen, "probe");
	hr_pen_put(pen, "host", endpoint->host);
	hr_pen_put_number(pen, "port", endpoint->port);
	hr_pen_put(pen, "service", hr_service_name(endpoint->service));
	hr_pen_put(pen, "address", address);
	for (size_t i = 0; i < endpoint->facts.count; i++)
		hr_fact_write(pen, &endpoint->facts.at[i]);
	hr_pen_end(pen);
}

/* --- JSON --- */

static void add_json_fact(struct hr_buffer *out, const struct hr_fact *fact)
{
	char stamp[HR_TIME_TEXT_MAX];
	hr_buffer_text(out, "{");
	hr_json_member(out, "id", fact->id);
	hr_json_member(out, "about", fact->about);
	hr_json_member(out, "key", hr_fact_key_name(fact->key));
	if (*fact->of != '\0')
		hr_json_member(out, "of", fact->of);
	hr_json_member(out, "seen", hr_seen_name(fact->seen));
	hr_json_member(out, "by", hr_means_name(fact->by));
	hr_json_member(out, "at", hr_time_format(fact->at, stamp));
	hr_json_member(out, "value", fact->value);
	hr_buffer_text(out, "}");
}

static void add_json(struct hr_buffer *out, const struct hr_endpoint *endpoint)
{
	char address[64];
	address_of(endpoint, address);
	hr_buffer_text(out, "{");
	hr_json_member(out, "host", endpoint->host);
	hr_json_member_number(out, "port", endpoint->port);
	hr_json_member(out, "service", hr_service_name(endpoint->service));
	hr_json_member(out, "address", address);
	hr_json_name(out, "facts");
	hr_buffer_text(out, "[");
	for (size_t i = 0; i < endpoint->facts.count; i++) {
		hr_buffer_text(out, i == 0 ? "\n  " : ",\n  ");
		add_json_fact(out, &endpoint->facts.at[i]);
	}
	hr_buffer_text(out, "]}");
}

static void send_json(struct hr_probes *probes)
{
	probes->failed |= probes->json.failed;
	if (!probes->failed)
		(void)!hr_output_write(&probes->output, probes->json.data, probes->json.length);
	hr_buffer_free(&probes->json);
}

/* --- both --- */

bool hr_probes_open(const char *path, enum hr_probes_format format, struct hr_probes **probes, struct hr_error *why)
{
	struct hr_probes *fresh = calloc(1, sizeof *fresh);
	if (fresh == NULL)
		return hr_fail_memory(why);
	fresh->format = format;
	fresh->json.ceiling = ENDPOINT_MAX;
	bool good = format == HR_PROBES_XML ? hr_document_open(&fresh->document, path, why)
	                                    : hr_output_open(&fresh->output, path, why);
	if (!good) {
		free(fresh);
		return false;
	}
	if (format == HR_PROBES_XML) {
		hr_pen_begin(&fresh->document.pen, "probes");
		hr_pen_put(&fresh->document.pen, "xmlns", HR_REPORT_NAMESPACE);
	} else {
		hr_buffer_text(&fresh->json, "{\"probes\":[");
		send_json(fresh);
	}
	*probes = fresh;
	return true;
}

bool hr_probes_add(struct hr_probes *probes, const struct hr_endpoint *endpoint)
{
	bool first = probes->count++ == 0;
	if (probes->format == HR_PROBES_XML) {
		add_xml(&probes->document.pen, endpoint);
		return hr_document_flush(&probes->document);
	}
	hr_buffer_text(&probes->json, first ? "\n" : ",\n");
	add_json(&probes->json, endpoint);
	send_json(probes);
	return !probes->failed && probes->output.trouble == 0;
}

bool hr_probes_close(struct hr_probes *probes, struct hr_error *why)
{
	bool good;
	if (probes->format == HR_PROBES_XML) {
		hr_pen_end(&probes->document.pen);
		good = hr_document_close(&probes->document, why);
	} else {
		hr_buffer_text(&probes->json, "]}\n");
		send_json(probes);
		if (probes->failed)
			hr_output_abort(&probes->output);
		good = probes->failed ? hr_fail_memory(why) : hr_output_commit(&probes->output, why);
	}
	free(probes);
	return good;
}

void hr_probes_abort(struct hr_probes *probes)
{
	if (probes == NULL)
		return;
	if (probes->format == HR_PROBES_XML)
		hr_document_abort(&probes->document);
	else
		hr_output_abort(&probes->output);
	free(probes);
}
