/* probe: the TLS enumeration alone. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/program.h"
#include "model/names.h"
#include "report/file.h"

struct target {
	const char *host;
	uint16_t port;
};

/* "host", "host:port", "[address]:port"; an address with several colons and no brackets is a bare address. */
static bool read_target(const struct hr_settings *s, const char *word, enum hr_service service, struct target *target,
                        struct hr_error *why)
{
	const char *host = word;
	size_t length = strlen(word);
	const char *port = NULL;
	const char *bracket = word[0] == '[' ? strchr(word, ']') : NULL;
	const char *colon = strchr(word, ':');
	if (bracket != NULL) {
		host = word + 1;
		length = (size_t)(bracket - host);
		port = bracket[1] == ':' ? bracket + 2 : NULL;
		if (bracket[1] != '\0' && bracket[1] != ':')
			length = 0;
	} else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		length = (size_t)(colon - word);
		port = colon + 1;
	}
	uint64_t number = service == HR_SERVICE_ANY ? 443 : hr_service_port(service);
	for (size_t i = 0; i < s->port_count; i++)
		if (s->ports[i].service == service)
			number = s->ports[i].port;
	char *name = hr_arena_copy(s->arena, host, length);
	if (name == NULL)
		return hr_fail_memory(why);
	if (!hr_text_is_host(name) || (port != NULL && (!hr_text_number(port, 65535, &number) || number == 0)))
		return hr_fail(why, HR_E_USAGE, "%s: wanted HOST, HOST:PORT or [ADDRESS]:PORT", word);
	*target = (struct target){.host = hr_text_lower(name), .port = (uint16_t)number};
	return true;
}

static bool add_targets(struct hr_program *program, enum hr_service service, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	if (s->arguments.count == 0)
		return hr_fail(why, HR_E_USAGE, "wanted HOST or HOST:PORT");
	for (size_t i = 0; i < s->arguments.count; i++) {
		struct target target = {.host = "", .port = 0};
		size_t index = 0;
		if (!read_target(s, s->arguments.at[i], service, &target, why) ||
		    !hr_report_add_server(program->report, HR_PRODUCT_NONE, target.host, "", "", &index, why) ||
		    !hr_report_add_endpoint(program->report, index, NULL, target.port, service, "", why))
			return false;
	}
	return hr_report_index(program->report, why);
}

/* One task per endpoint: everything about TLS, nothing about products. */
static bool make_tasks(const struct hr_report *report, struct hr_tasks *tasks, struct hr_error *why)
{
	const struct hr_organisation *o = &report->organisation;
	size_t count = 0;
	for (size_t i = 0; i < o->server_count; i++)
		count += o->servers[i].endpoint_count;
	struct hr_task *list = hr_arena_take(report->arena, (count + 1) * sizeof *list);
	const char **about = hr_arena_take(report->arena, (count + 1) * sizeof *about);
	if (list == NULL || about == NULL)
		return hr_fail_memory(why);
	size_t n = 0;
	for (size_t i = 0; i < o->server_count; i++) {
		for (size_t k = 0; k < o->servers[i].endpoint_count; k++, n++) {
			const struct hr_endpoint *e = &o->servers[i].endpoints[k];
			about[n] = e->id;
			list[n] = (struct hr_task){.host = e->host,
			                           .about = &about[n],
			                           .about_count = 1,
			                           .service = e->service,
			                           .port = e->port,
			                           .tls = true};
		}
	}
	*tasks = (struct hr_tasks){.at = list, .count = count};
	return true;
}

/* --- for people --- */

static void print_suites(const struct hr_program *program, const char *suites)
{
	const struct hr_catalog *catalog = hr_catalog_rows(program->catalog);
	while (*suites != '\0') {
		size_t length = strcspn(suites, " ");
		const struct hr_suite *suite = hr_suite_named(catalog, suites, length);
		uint32_t weak = HR_SUITE_NULL | HR_SUITE_ANON | HR_SUITE_EXPORT | HR_SUITE_RC4 | HR_SUITE_DES |
		                HR_SUITE_3DES | HR_SUITE_RC2;
		(void)printf("      %-48.*s%s%s\n", (int)length, suites,
		             suite != NULL && suite->office365 ? "  Microsoft 365" : "",
		             suite != NULL && (suite->traits & weak) != 0 ? "  weak" : "");
		suites += length;
		suites += strspn(suites, " ");
	}
}

static void print_endpoint(const struct hr_program *program, const struct hr_endpoint *endpoint)
{
	bool color = hr_may_color(program->settings, STDOUT_FILENO);
	(void)printf("%s:%u (%s)\n", endpoint->host, (unsigned)endpoint->port, hr_service_name(endpoint->service));
	for (size_t i = 0; i < endpoint->facts.count; i++) {
		const struct hr_fact *f = &endpoint->facts.at[i];
		bool version = f->key >= HR_FACT_TLS_SSL2 && f->key <= HR_FACT_TLS_1_3;
		const char *paint = !color || !version      ? ""
		                    : f->seen == HR_PRESENT ? "\x1B[32m"
		                    : f->seen == HR_FAILED  ? "\x1B[33m"
		                                            : "";
		(void)printf("  %-24s%s%s%s%-8s%s  %s\n", hr_fact_key_name(f->key), f->of, *f->of == '\0' ? "" : "  ",
		             paint, hr_seen_name(f->seen), *paint == '\0' ? "" : "\x1B[0m",
		             version && f->seen == HR_PRESENT ? "" : f->value);
		if (version && f->seen == HR_PRESENT)
			print_suites(program, f->value);
	}
	(void)puts("");
}

static bool print(struct hr_program *program, bool text, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	if (!text)
		return hr_report_write_probes(program->report, s->output == NULL ? "-" : s->output, why);
	const struct hr_organisation *o = &program->report->organisation;
	for (size_t i = 0; i < o->server_count; i++)
		for (size_t k = 0; k < o->servers[i].endpoint_count; k++)
			print_endpoint(program, &o->servers[i].endpoints[k]);
	return true;
}

/* 0: TLS 1.2 or 1.3 shown everywhere; 1: somewhere refused; 2: somewhere not known. */
static int status_of(const struct hr_report *report)
{
	enum hr_outcome worst = HR_NOT_APPLICABLE;
	const struct hr_organisation *o = &report->organisation;
	for (size_t i = 0; i < o->server_count; i++) {
		for (size_t k = 0; k < o->servers[i].endpoint_count; k++) {
			const struct hr_facts *facts = &o->servers[i].endpoints[k].facts;
			const struct hr_fact *tls12 = hr_find_in(facts, HR_FACT_TLS_1_2);
			const struct hr_fact *tls13 = hr_find_in(facts, HR_FACT_TLS_1_3);
			enum hr_outcome outcome = HR_UNKNOWN;
			if (hr_known(tls12) || hr_known(tls13))
				outcome = HR_READY;
			else if (hr_missing(tls12) && hr_missing(tls13))
				outcome = HR_NOT_READY;
			worst = hr_worst(worst, outcome);
		}
	}
	return worst == HR_READY ? HR_EXIT_READY : worst == HR_NOT_READY ? HR_EXIT_NOT_READY : HR_EXIT_UNKNOWN;
}

static bool collect(struct hr_program *program, struct hr_error *why)
{
	struct hr_tasks tasks = {.count = 0};
	return make_tasks(program->report, &tasks, why) && hr_stage_probe(program, &tasks, why);
}

int hr_verb_probe(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	const char *format = settings->format == NULL ? "text" : settings->format;
	bool text = strcmp(format, "text") == 0;
	enum hr_service service = settings->service == HR_SERVICE_ANY ? HR_SERVICE_TLS : settings->service;
	if (!text && strcmp(format, "xml") != 0) {
		(void)hr_fail(why, HR_E_USAGE, "--format %s: wanted text or xml", format);
		return hr_exit_of(why);
	}
	bool good = hr_program_open(&program, settings, why) && hr_program_start(&program, why) &&
	            add_targets(&program, service, why) && collect(&program, why) && print(&program, text, why);
	int status = good ? status_of(program.report) : hr_exit_of(why);
	hr_program_close(&program);
	return status;
}
