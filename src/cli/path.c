/* The way to Microsoft 365: what comes through to its own names, seen from this machine, and who answers there. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/keep.h"
#include "cli/program.h"
#include "engine/plan.h"

#define TARGETS_MAX 32

enum { VERSIONS = 6 };

/* One name while it is looked at. */
struct target {
	char of[HR_NAME_MAX]; /* HOST:PORT, whatever --ports says */
	char task[HR_TASK_NAME_MAX];
	enum hr_seen versions[VERSIONS];
	bool handshake; /* told */
	bool stripped;  /* Microsoft 365 offers STARTTLS always: here nobody did */
	char why[160];  /* the first reason why something is not known */
};

struct path {
	struct hr_program *program;
	struct hr_error *why;
	struct hr_task tasks[TARGETS_MAX];
	struct target targets[TARGETS_MAX];
	size_t count;
	bool failed; /* what is known of one that is done could not be kept */
};

static const struct {
	enum hr_fact_key key;
	const char *word;
} versions[VERSIONS] = {{HR_FACT_TLS_SSL2, "ssl2"}, {HR_FACT_TLS_SSL3, "ssl3"}, {HR_FACT_TLS_1_0, "1.0"},
                        {HR_FACT_TLS_1_1, "1.1"},   {HR_FACT_TLS_1_2, "1.2"},   {HR_FACT_TLS_1_3, "1.3"}};

/* --- which names --- */

static void add_target(struct path *path, const char *host, uint16_t port, enum hr_service service)
{
	for (size_t i = 0; i < path->count; i++)
		if (strcmp(path->tasks[i].host, host) == 0 && path->tasks[i].service == service)
			return;
	if (path->count == TARGETS_MAX || !hr_text_is_host(host))
		return;
	path->tasks[path->count] = (struct hr_task){.host = host, .service = service, .port = port, .tls = true};
	struct target *target = &path->targets[path->count];
	(void)snprintf(target->of, sizeof target->of, "%s:%u", host, (unsigned)port);
	path->count++;
}

static bool ends_in(const char *name, const char *domain)
{
	size_t length = strlen(name), tail = strlen(domain);
	return tail > 0 && length > tail + 1 && name[length - tail - 1] == '.' &&
	       hr_text_compare_nocase(name + length - tail, domain) == 0;
}

/* The mail exchanger of a tenant's routing domain: contoso.mail.onmicrosoft.com is served by
 * contoso-mail-onmicrosoft-com. */
static bool add_mail(struct path *path, const struct hr_cloud *cloud, const char *domain)
{
	struct hr_arena *arena = path->program->settings->arena;
	char *host = hr_arena_printf(arena, "%s.%s", domain, cloud->mail_domain);
	if (host == NULL)
		return false;
	for (size_t i = 0; i < strlen(domain); i++)
		host[i] = host[i] == '.' ? '-' : host[i];
	add_target(path, hr_text_lower(host), 25, HR_SERVICE_SMTP);
	return true;
}

/* Those of the catalog, and those that the directory makes known: the tenant's own, and SIP's where Skype is in use. */
static bool list_targets(struct path *path, struct hr_error *why)
{
	const struct hr_catalog *catalog = hr_catalog_rows(path->program->catalog);
	const struct hr_organisation *o = &path->program->report->organisation;
	const struct hr_fact *fact = NULL;
	for (size_t i = 0; i < catalog->service_endpoint_count; i++) {
		const struct hr_service_endpoint *row = &catalog->service_endpoints[i];
		add_target(path, row->host, row->port, row->service);
	}
	while ((fact = hr_next(&o->facts, HR_FACT_ACCEPTED_DOMAIN, fact)) != NULL)
		if (hr_known(fact) && ends_in(fact->value, catalog->cloud->routing_domain) &&
		    !add_mail(path, catalog->cloud, fact->value))
			return hr_fail_memory(why);
	while ((fact = hr_next(&o->facts, HR_FACT_SEND_SMART_HOST, fact)) != NULL)
		if (hr_known(fact) && ends_in(fact->value, catalog->cloud->mail_domain))
			add_target(path, fact->value, 25, HR_SERVICE_SMTP);
	for (size_t i = 0; i < o->server_count; i++)
		if (o->servers[i].product == HR_SKYPE && *catalog->cloud->sip_domain != '\0')
			add_target(path, catalog->cloud->sip_domain, 5061, HR_SERVICE_SIP);
	return true;
}

/* --- what was seen of them --- */

static bool tell(const struct path *path, const struct target *target, enum hr_fact_key key, enum hr_seen seen,
                 const char *value, int64_t at)
{
	const struct hr_observation own = {.about = HR_ORGANISATION,
	                                   .of = target->of,
	                                   .value = value,
	                                   .at = at,
	                                   .key = key,
	                                   .seen = seen,
	                                   .by = HR_BY_PROBE};
	return hr_keep_fact(path->program, target->task, &own, path->why);
}

static enum hr_fact_key key_of(enum hr_fact_key key)
{
	static const enum hr_fact_key pairs[][2] = {{HR_FACT_REACHED, HR_FACT_PATH_REACHED},
	                                            {HR_FACT_CERT_ISSUER, HR_FACT_PATH_ISSUER},
	                                            {HR_FACT_CERT_CHAIN, HR_FACT_PATH_CHAIN},
	                                            {HR_FACT_CERT_NAME_MATCH, HR_FACT_PATH_NAME_MATCH}};
	for (size_t i = 0; i < HR_COUNT(pairs); i++)
		if (pairs[i][0] == key)
			return pairs[i][1];
	return HR_FACT_NONE;
}

static bool keep_handshake(const struct path *path, struct target *target, const struct hr_observation *seen)
{
	char value[256];
	(void)snprintf(value, sizeof value, "%s %s", seen->of, seen->value);
	target->handshake = target->handshake || seen->seen == HR_PRESENT;
	return seen->seen != HR_PRESENT || tell(path, target, HR_FACT_PATH_HANDSHAKE, HR_PRESENT, value, seen->at);
}

/* NULL if it is none of ours. */
static struct target *target_of(struct path *path, const struct hr_task *task)
{
	for (size_t i = 0; i < path->count; i++) {
		struct target *target = &path->targets[i];
		if (strcmp(path->tasks[i].host, task->host) != 0 || path->tasks[i].service != task->service)
			continue;
		(void)hr_task_name("path ", task, target->task);
		return target;
	}
	return NULL;
}

static bool keep(void *context, const struct hr_task *task, const struct hr_observation *seen)
{
	struct path *path = context;
	struct target *target = target_of(path, task);
	if (target == NULL)
		return true;
	for (size_t i = 0; i < VERSIONS; i++)
		if (versions[i].key == seen->key)
			target->versions[i] = seen->seen;
	if (seen->seen == HR_FAILED && target->why[0] == '\0' && seen->value != NULL)
		(void)snprintf(target->why, sizeof target->why, "%s", seen->value);
	target->stripped = target->stripped || (seen->key == HR_FACT_STARTTLS && seen->seen == HR_ABSENT);
	if (seen->key == HR_FACT_TLS_HANDSHAKE)
		return keep_handshake(path, target, seen);
	enum hr_fact_key key = key_of(seen->key);
	return key == HR_FACT_NONE || tell(path, target, key, seen->seen, seen->value, seen->at);
}

/* Once all is known of it. */
static bool conclude(const struct path *path, const struct target *target, int64_t now)
{
	char words[64] = "";
	bool open = false;
	for (size_t i = 0; i < VERSIONS; i++) {
		size_t used = strlen(words);
		if (target->versions[i] == HR_PRESENT)
			(void)snprintf(words + used, sizeof words - used, "%s%s", used > 0 ? " " : "",
			               versions[i].word);
		open = open || (target->versions[i] != HR_PRESENT && target->versions[i] != HR_ABSENT);
	}
	enum hr_seen seen = words[0] != '\0' ? HR_PRESENT : open && !target->stripped ? HR_FAILED : HR_ABSENT;
	const char *reason = target->stripped         ? "STARTTLS is not offered"
	                     : target->why[0] != '\0' ? target->why
	                                              : "no handshake completed";
	if (!tell(path, target, HR_FACT_PATH_VERSIONS, seen, seen == HR_PRESENT ? words : reason, now))
		return false;
	return target->handshake || tell(path, target, HR_FACT_PATH_HANDSHAKE, HR_FAILED, reason, now);
}

static void note_done(void *context, const struct hr_task *task, const struct hr_probe_counts *counts)
{
	struct path *path = context;
	const struct target *target = target_of(path, task);
	(void)counts;
	if (target != NULL &&
	    !(conclude(path, target, hr_clock_now()) && hr_keep_done(path->program, target->task, path->why)))
		path->failed = true;
}

bool hr_stage_path(struct hr_program *program, struct hr_error *why)
{
	struct hr_probe_options options = hr_stage_probe_options(program);
	struct hr_probe_counts counts;
	struct path *path = hr_arena_take(program->settings->arena, sizeof *path);
	if (path == NULL)
		return hr_fail_memory(why);
	path->program = program;
	path->why = why;
	if (!list_targets(path, why))
		return false;
	options.quick = true;
	const struct hr_probe_sink sink = {.context = path, .observe = keep, .done = note_done};
	struct hr_tasks tasks = hr_stage_ports(program->settings, (struct hr_tasks){path->tasks, path->count});
	if (!hr_keep_remaining(program, "path ", &tasks, why) ||
	    !hr_probe_run(&tasks, hr_catalog_rows(program->catalog), &options, hr_clock_now, &sink, &counts, why) ||
	    path->failed)
		return false;
	hr_say_progress(program->settings, true, "looked at %zu of %zu names of Microsoft 365",
	                path->count - counts.tasks + counts.tasks_done, path->count);
	program->report->run.complete &= counts.tasks_done == counts.tasks;
	return true;
}
