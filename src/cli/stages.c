/* The stages that verbs are made of: discover, collect, assess, write. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/keep.h"
#include "cli/program.h"
#include "discover/discover.h"
#include "engine/assess.h"
#include "engine/plan.h"
#include "registry/derive.h"
#include "report/file.h"

/* --- discover --- */

static void show_search(void *context, const char *search, size_t entries)
{
	hr_say_progress(context, false, "directory: %s, %zu entries", search, entries);
}

/* The overrides as the pairs that the LDAP session wants. */
static const char **override_pairs(const struct hr_program *program)
{
	size_t count = program->override_count;
	const char **pairs = hr_arena_take(program->settings->arena, (2 * count + 1) * sizeof *pairs);
	for (size_t i = 0; pairs != NULL && i < count; i++) {
		pairs[2 * i] = program->overrides[i].host;
		pairs[2 * i + 1] = program->overrides[i].address;
	}
	return pairs;
}

static bool discover_ldap(struct hr_program *program, const struct hr_discovery *discovery, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	const char **pairs = override_pairs(program);
	if (pairs == NULL)
		return hr_fail_memory(why);
	struct hr_ldap_options options = {
	        .uri = s->ldap,
	        .domain = s->domain,
	        .bind_dn = s->bind_dn,
	        .password_file = s->password_file,
	        .ca_file = s->ca,
	        .nameserver = s->nameserver,
	        .gssapi = s->gssapi,
	        .starttls = s->starttls,
	        .timeout_ms = s->timeout_ms,
	        .overrides = pairs,
	};
	return hr_discover_ldap(discovery, &options, why);
}

typedef bool discover_file(const struct hr_discovery *, const char *, struct hr_error *);

static bool discover_files(const struct hr_discovery *discovery, const struct hr_list *files, discover_file *discover,
                           struct hr_error *why)
{
	for (size_t i = 0; i < files->count; i++)
		if (!discover(discovery, files->at[i], why))
			return false;
	return true;
}

bool hr_stage_discover(struct hr_program *program, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	if (s->ldap == NULL && s->domain == NULL && s->ldif.count + s->topology.count + s->servers.count == 0)
		return hr_fail(why, HR_E_USAGE,
		               "where to look? Give --ldap URI, --domain NAME, --ldif FILE, --topology FILE or "
		               "--servers FILE");
	struct hr_discovery discovery = {
	        .report = program->report,
	        .modules = program->modules,
	        .now = program->report->run.started,
	        .progress = show_search,
	        .context = (void *)(uintptr_t)s,
	};
	bool good = (s->ldap == NULL && s->domain == NULL) || discover_ldap(program, &discovery, why);
	good = good && discover_files(&discovery, &s->ldif, hr_discover_ldif, why) &&
	       discover_files(&discovery, &s->topology, hr_discover_topology, why) &&
	       discover_files(&discovery, &s->servers, hr_discover_servers, why) &&
	       hr_report_index(program->report, why);
	if (!good)
		return false;
	size_t endpoints = 0;
	for (size_t i = 0; i < program->report->server_count; i++)
		endpoints += program->report->servers[i].view.endpoint_count;
	hr_say_progress(s, true, "found %zu servers with %zu endpoints", program->report->server_count, endpoints);
	return true;
}

/* --- collect --- */

struct collector {
	struct hr_program *program;
	size_t done_before; /* by the run that is resumed */
	bool failed;        /* a done mark could not be kept */
	struct hr_error *why;
};

static bool keep(void *context, const struct hr_task *task, const struct hr_observation *seen)
{
	struct collector *collector = context;
	char name[HR_TASK_NAME_MAX];
	(void)hr_task_name("", task, name);
	for (size_t i = 0; i < task->about_count; i++) {
		struct hr_observation about = *seen;
		about.about = task->about[i];
		if (!hr_keep_fact(collector->program, name, &about, collector->why))
			return false;
	}
	return true;
}

static void note_done(void *context, const struct hr_task *task, const struct hr_probe_counts *counts)
{
	struct collector *collector = context;
	char name[HR_TASK_NAME_MAX];
	/* If not, the next fact cannot be kept either, and that ends the probe. */
	collector->failed |= !hr_keep_done(collector->program, hr_task_name("", task, name), collector->why);
	hr_say_progress(collector->program->settings, false, "probed %zu of %zu endpoints (%s:%u)",
	                collector->done_before + counts->tasks_done, collector->done_before + counts->tasks, task->host,
	                (unsigned)task->port);
}

struct hr_tasks hr_stage_ports(const struct hr_settings *s, struct hr_tasks tasks)
{
	struct hr_task *copy = s->port_count == 0 ? NULL : hr_arena_take(s->arena, (tasks.count + 1) * sizeof *copy);
	if (copy == NULL)
		return tasks;
	for (size_t i = 0; i < tasks.count; i++) {
		copy[i] = tasks.at[i];
		for (size_t k = 0; k < s->port_count; k++)
			if (copy[i].service == s->ports[k].service)
				copy[i].port = s->ports[k].port;
	}
	return (struct hr_tasks){.at = copy, .count = tasks.count};
}

struct hr_probe_options hr_stage_probe_options(const struct hr_program *program)
{
	const struct hr_settings *s = program->settings;
	struct hr_probe_options options = hr_probe_defaults();
	options.concurrency = s->concurrency;
	options.per_host = s->per_host;
	options.rate = s->rate;
	options.timeout_ms = s->timeout_ms;
	options.deep = s->deep;
	options.overrides = program->overrides;
	options.override_count = program->override_count;
	options.ca_file = s->ca;
	options.nameserver = s->nameserver;
	options.stop = &hr_stop_requested;
	return options;
}

bool hr_stage_probe(struct hr_program *program, const struct hr_tasks *tasks, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	struct hr_probe_options options = hr_stage_probe_options(program);
	struct collector collector = {.program = program, .why = why};
	struct hr_probe_sink sink = {.context = &collector, .observe = keep, .done = note_done};
	struct hr_tasks left = *tasks;
	struct hr_probe_counts counts;
	if (!hr_keep_remaining(program, "", &left, why))
		return false;
	collector.done_before = tasks->count - left.count;
	if (collector.done_before > 0)
		hr_say(s, "%zu of %zu endpoints were probed before", collector.done_before, tasks->count);
	if (!hr_probe_run(&left, hr_catalog_rows(program->catalog), &options, hr_clock_now, &sink, &counts, why) ||
	    collector.failed)
		return false;
	hr_say_progress(s, true, "probed %zu of %zu endpoints with %llu connections",
	                collector.done_before + counts.tasks_done, tasks->count,
	                (unsigned long long)counts.connections);
	program->report->run.complete = counts.tasks_done == counts.tasks;
	program->report->run.finished = hr_clock_now();
	return true;
}

/* The report with the servers of the shard alone, to plan from. */
static bool view_shard(const struct hr_program *program, struct hr_report *view, struct hr_error *why)
{
	const struct hr_organisation *o = &program->report->organisation;
	*view = *program->report;
	if (program->settings->shard.count == 0)
		return true;
	struct hr_server *servers = hr_arena_take(program->report->arena, (o->server_count + 1) * sizeof *servers);
	if (servers == NULL)
		return hr_fail_memory(why);
	view->organisation.servers = servers;
	view->organisation.server_count = 0;
	for (size_t i = 0; i < o->server_count; i++)
		if (hr_shard_has(&program->settings->shard, o->servers[i].name))
			servers[view->organisation.server_count++] = o->servers[i];
	return true;
}

/* The report has one more shard, or as much of it as was seen; `before` says whether what it held was whole. */
static bool add_shard(struct hr_program *program, bool before, struct hr_error *why)
{
	struct hr_run *run = &program->report->run;
	const struct hr_shard *shard = &program->settings->shard;
	struct hr_cover cover = {.torn = false};
	const char *missing = NULL;
	char own[24];
	program->collected = run->complete;
	if (shard->count == 0) {
		run->shard = ""; /* all of it was looked at */
		return true;
	}
	(void)snprintf(own, sizeof own, "%u/%u", shard->number, shard->count);
	if (*run->shard != '\0' && strcmp(run->shard, own) != 0)
		hr_cover_add(&cover, run->shard, before);
	hr_cover_add(&cover, own, run->complete);
	return hr_cover_tell(&cover, program->report->arena, &run->shard, &run->complete, &missing) ||
	       hr_fail_memory(why);
}

static bool collect(struct hr_program *program, struct hr_credentials *who, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	struct hr_tasks tasks = {.count = 0};
	struct hr_report view;
	bool before = program->report->run.complete;
	if (!hr_registry_ask(s, who, why) || !view_shard(program, &view, why) ||
	    !hr_plan_tasks(&view, program->modules, program->report->arena, &tasks, why))
		return false;
	tasks = hr_stage_ports(s, tasks);
	return hr_stage_probe(program, &tasks, why) && (!s->path || hr_stage_path(program, why)) &&
	       (!s->registry || hr_stage_registry(program, &view.organisation, who, why)) &&
	       add_shard(program, before, why) && hr_keep_fold(program, why) && hr_report_index(program->report, why);
}

bool hr_stage_collect(struct hr_program *program, struct hr_error *why)
{
	struct hr_credentials who = {.user = NULL};
	bool good = collect(program, &who, why);
	hr_credentials_wipe(&who);
	return good;
}

/* --- assess, write --- */

bool hr_stage_assess(struct hr_program *program, struct hr_error *why)
{
	return hr_derive_windows(program->report, hr_catalog_rows(program->catalog), why) &&
	       hr_assess(program->report, program->modules, program->catalog, program->lang, program->tailoring, why);
}

bool hr_stage_write(struct hr_program *program, const char *otherwise, struct hr_error *why)
{
	const char *path = program->settings->output != NULL ? program->settings->output : otherwise;
	return hr_report_write(program->report, path, why);
}
