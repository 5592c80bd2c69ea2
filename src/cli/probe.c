/* probe: the TLS enumeration alone. Each endpoint is told as soon as it is known, and then forgotten. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/probe_text.h"
#include "cli/program.h"
#include "cli/targets.h"
#include "model/names.h"
#include "report/probes.h"

/* What was seen about one endpoint so far. */
struct notes {
	struct note {
		char *value;
		int64_t at;
		enum hr_fact_key key;
		enum hr_seen seen;
		const char *of; /* behind the value */
	} * at;
	size_t count, capacity;
	bool told;
};

struct probing {
	struct hr_program program;
	struct hr_tasks tasks;
	struct notes *notes; /* by task */
	struct hr_probes *probes;
	struct hr_probe_text text;
	enum hr_outcome worst;
	struct hr_error *why;
	bool for_people;
};

static void forget(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		free(notes->at[i].value);
	free(notes->at);
	*notes = (struct notes){.told = true};
}

static bool keep(void *context, const struct hr_task *task, const struct hr_observation *seen)
{
	struct probing *probing = context;
	struct notes *notes = &probing->notes[task - probing->tasks.at];
	if (notes->count == notes->capacity) {
		size_t capacity = notes->capacity == 0 ? 8 : notes->capacity * 2;
		struct note *grown = realloc(notes->at, capacity * sizeof *grown);
		if (grown == NULL)
			return hr_fail_memory(probing->why);
		notes->at = grown;
		notes->capacity = capacity;
	}
	const char *value = seen->value == NULL ? "" : seen->value;
	const char *of = seen->of == NULL ? "" : seen->of;
	size_t length = strlen(value) + 1, of_length = strlen(of) + 1;
	char *copy = malloc(length + of_length);
	if (copy == NULL)
		return hr_fail_memory(probing->why);
	memcpy(copy, value, length);
	memcpy(copy + length, of, of_length);
	notes->at[notes->count++] =
	        (struct note){.value = copy, .of = copy + length, .at = seen->at, .key = seen->key, .seen = seen->seen};
	return true;
}

/* READY: TLS 1.2 or 1.3 was shown; NOT_READY: both were refused. */
static enum hr_outcome outcome_of(const struct hr_facts *facts)
{
	const struct hr_fact *tls12 = hr_find_in(facts, HR_FACT_TLS_1_2);
	const struct hr_fact *tls13 = hr_find_in(facts, HR_FACT_TLS_1_3);
	if (hr_known(tls12) || hr_known(tls13))
		return HR_READY;
	return hr_missing(tls12) && hr_missing(tls13) ? HR_NOT_READY : HR_UNKNOWN;
}

/* A report of this endpoint alone puts the facts in order and makes them fit to be shown. */
static bool fill(struct hr_report *report, const struct hr_task *task, const struct notes *notes, struct hr_error *why)
{
	size_t index = 0;
	if (!hr_report_add_server(report, HR_PRODUCT_NONE, task->host, "", "", &index, why) ||
	    !hr_report_add_endpoint(report, index, NULL, task->port, task->service, "", why))
		return false;
	const char *about = report->servers[index].endpoints[0].id;
	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->at[i];
		struct hr_observation seen = {.about = about,
		                              .of = note->of,
		                              .value = note->value,
		                              .at = note->at,
		                              .key = note->key,
		                              .seen = note->seen,
		                              .by = HR_BY_PROBE};
		if (!hr_report_add_fact(report, &seen, why))
			return false;
	}
	return hr_report_index(report, why);
}

static bool tell(struct probing *probing, size_t i)
{
	struct hr_report *report = NULL;
	if (probing->notes[i].told)
		return true;
	bool good = hr_report_new(&report, probing->why) &&
	            fill(report, &probing->tasks.at[i], &probing->notes[i], probing->why);
	if (good) {
		const struct hr_endpoint *endpoint = &report->organisation.servers[0].endpoints[0];
		probing->worst = hr_worst(probing->worst, outcome_of(&endpoint->facts));
		if (probing->for_people)
			hr_probe_text_print(&probing->text, endpoint);
		else
			(void)!hr_probes_add(probing->probes, endpoint); /* hr_probes_close() says what was wrong */
	}
	hr_report_free(report);
	forget(&probing->notes[i]);
	return good;
}

static void show_done(void *context, const struct hr_task *task, const struct hr_probe_counts *counts)
{
	struct probing *probing = context;
	const struct hr_settings *s = probing->program.settings;
	if (probing->why->status == HR_E_OK && tell(probing, (size_t)(task - probing->tasks.at)) && counts->tasks > 1)
		hr_say_progress(s, false, "probed %zu of %zu endpoints (%s:%u)", counts->tasks_done, counts->tasks,
		                task->host, (unsigned)task->port);
}

static bool probe(struct probing *probing)
{
	const struct hr_program *program = &probing->program;
	struct hr_probe_options options = hr_stage_probe_options(program);
	options.quick = program->settings->quick;
	options.fast = program->settings->fast;
	struct hr_probe_sink sink = {.context = probing, .observe = keep, .done = show_done};
	struct hr_probe_counts counts = {.tasks = probing->tasks.count};
	if (!hr_probe_run(&probing->tasks, hr_catalog_rows(program->catalog), &options, hr_clock_now, &sink, &counts,
	                  probing->why))
		return false;
	bool good = probing->why->status == HR_E_OK;
	for (size_t i = 0; good && i < probing->tasks.count; i++) /* it was stopped: what was seen until then */
		good = tell(probing, i);
	if (good)
		hr_say_progress(program->settings, true, "probed %zu of %zu endpoints with %llu connections",
		                counts.tasks_done, counts.tasks, (unsigned long long)counts.connections);
	return good;
}

static bool begin(struct probing *probing, const struct hr_settings *s, struct hr_error *why)
{
	const char *format = s->format == NULL ? "text" : s->format;
	bool json = strcmp(format, "json") == 0;
	probing->for_people = strcmp(format, "text") == 0;
	if (!probing->for_people && !json && strcmp(format, "xml") != 0)
		return hr_fail(why, HR_E_USAGE, "--format %s: wanted text, xml or json", format);
	if (s->quick && s->fast)
		return hr_fail(why, HR_E_USAGE, "--quick and --fast: wanted one of them; --quick lists no suites");
	if (s->quick && s->deep)
		return hr_fail(why, HR_E_USAGE, "--quick and --deep: wanted one of them");
	if (s->explain && !probing->for_people)
		return hr_fail(why, HR_E_USAGE, "--explain goes with --format text only");
	if (probing->for_people && s->output != NULL)
		return hr_fail(why, HR_E_USAGE, "-o goes with --format xml or json; text is printed");
	if (!hr_program_open_catalog(&probing->program, s, s->explain, why) ||
	    !hr_targets_read(s, &probing->tasks, why))
		return false;
	probing->text = (struct hr_probe_text){.catalog = hr_catalog_rows(probing->program.catalog),
	                                       .lang = probing->program.lang,
	                                       .color = hr_may_color(s, STDOUT_FILENO)};
	probing->notes = calloc(probing->tasks.count + 1, sizeof *probing->notes);
	if (probing->notes == NULL)
		return hr_fail_memory(why);
	return probing->for_people || hr_probes_open(s->output == NULL ? "-" : s->output,
	                                             json ? HR_PROBES_JSON : HR_PROBES_XML, &probing->probes, why);
}

int hr_verb_probe(const struct hr_settings *settings, struct hr_error *why)
{
	struct probing probing = {.program = {.settings = settings}, .worst = HR_NOT_APPLICABLE, .why = why};
	bool good = begin(&probing, settings, why) && probe(&probing);
	if (good && probing.probes != NULL)
		good = hr_probes_close(probing.probes, why);
	else
		hr_probes_abort(probing.probes);
	for (size_t i = 0; probing.notes != NULL && i < probing.tasks.count; i++)
		forget(&probing.notes[i]);
	free(probing.notes);
	hr_program_close(&probing.program);
	if (!good)
		return hr_exit_of(why);
	/* 0: TLS 1.2 or 1.3 shown everywhere; 1: somewhere refused; 2: somewhere not known. */
	return probing.worst == HR_READY       ? HR_EXIT_READY
	       : probing.worst == HR_NOT_READY ? HR_EXIT_NOT_READY
	                                       : HR_EXIT_UNKNOWN;
}
