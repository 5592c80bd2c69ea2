#include "registry/remote.h"

#include <stdio.h>
#include <stdlib.h>

#include "registry/remote_inside.h"

#define TICK_MS 200

/* --- what is then known --- */

static bool tell_read(const struct hr_brought *brought, const struct hr_reading *reading,
                      const struct hr_hive_counts *counts, struct hr_error *why)
{
	char value[400];
	bool whole = reading->answers.reason[0] == '\0';
	if (whole)
		(void)snprintf(value, sizeof value, "over SMB: %zu values set, %zu not set, %zu refused",
		               counts->present, counts->absent, counts->failed);
	else
		(void)snprintf(value, sizeof value, "%s", reading->answers.reason);
	const struct hr_observation seen = {.value = value,
	                                    .at = brought->at,
	                                    .key = HR_FACT_REGISTRY_READ,
	                                    .seen = whole ? HR_PRESENT : HR_FAILED,
	                                    .by = HR_BY_REGISTRY};
	return hr_brought_fact(brought, &seen, why);
}

static bool keep(void *context, const struct hr_observation *seen, struct hr_error *why)
{
	const struct hr_reading *reading = context;
	const struct hr_remote_options *options = reading->remote->options;
	return options->keep(options->context, reading->host, seen, why);
}

static bool tell(struct hr_reading *reading)
{
	struct hr_remote *remote = reading->remote;
	struct hr_hive_counts counts = {.present = 0};
	const struct hr_brought brought = {.servers = reading->host->servers,
	                                   .server_count = reading->host->server_count,
	                                   .at = remote->options->now(),
	                                   .catalog = remote->catalog,
	                                   .report = remote->report,
	                                   .keep = keep,
	                                   .context = reading};
	return hr_hive_tell(reading->answers.hive, &brought, &counts, remote->why) &&
	       tell_read(&brought, reading, &counts, remote->why);
}

/* --- a machine --- */

void hr_remote_end(struct hr_reading *reading)
{
	struct hr_remote *remote = reading->remote;
	struct hr_reading **link = &remote->readings;
	while (*link != reading)
		link = &(*link)->next;
	*link = reading->next;
	remote->live--;
	remote->proven = remote->proven || reading->answers.in;
	remote->refusals += reading->answers.refused;
	if (!remote->stopping && !tell(reading))
		hr_remote_give_up(remote);
	if (!remote->stopping) {
		remote->counts->done++;
		remote->counts->read += reading->answers.reason[0] == '\0';
		if (!remote->options->done(remote->options->context, reading->host, remote->counts, remote->why))
			hr_remote_give_up(remote);
	}
	hr_buffer_free(&reading->before);
	hr_buffer_free(&reading->after);
	hr_buffer_free(&reading->line);
	hr_arena_free(reading->arena);
	free(reading);
}

static void on_resolved(void *context, const struct hr_addresses *addresses)
{
	struct hr_reading *reading = context;
	reading->addresses = addresses;
	if (addresses->seen == HR_PRESENT) {
		hr_reading_start(reading);
		return;
	}
	hr_answers_fail(&reading->answers, addresses->why);
	hr_remote_end(reading);
}

static bool begin(struct hr_remote *remote, const struct hr_remote_host *host)
{
	struct hr_reading *reading = calloc(1, sizeof *reading);
	if (reading == NULL)
		return false;
	reading->remote = remote;
	reading->host = host;
	reading->arena = hr_arena_new(0);
	reading->answers.catalog = remote->catalog;
	reading->answers.hive = reading->arena == NULL ? NULL : hr_hive_new(reading->arena, remote->catalog);
	if (reading->answers.hive == NULL) {
		hr_arena_free(reading->arena);
		free(reading);
		return false;
	}
	reading->next = remote->readings;
	remote->readings = reading;
	remote->live++;
	/* Every further try with a wrong password could lock the account. */
	if (!remote->options->who->kerberos && !remote->proven && remote->refusals >= HR_REMOTE_REFUSALS) {
		hr_answers_fail(&reading->answers,
		                "not asked: other servers refused the user name or password, and going on "
		                "could lock the account");
		hr_remote_end(reading);
		return true;
	}
	return hr_resolver_ask(remote->resolver, host->name, on_resolved, reading);
}

/* --- all of them --- */

/* Until a machine has accepted the password, no more are asked at once than may refuse it. */
static size_t at_once(const struct hr_remote *remote)
{
	size_t most = remote->options->network->concurrency;
	size_t all = most > 0 && most < HR_REMOTE_AT_ONCE ? most : HR_REMOTE_AT_ONCE;
	size_t tries = remote->refusals < HR_REMOTE_REFUSALS ? HR_REMOTE_REFUSALS - remote->refusals : 1;
	return remote->options->who->kerberos || remote->proven || tries > all ? all : tries;
}

static void start_more(struct hr_remote *remote)
{
	while (!remote->stopping && remote->next < remote->counts->hosts && remote->live < at_once(remote)) {
		if (!begin(remote, &remote->hosts[remote->next++])) {
			(void)hr_fail_memory(remote->why);
			hr_remote_give_up(remote);
		}
	}
}

static void stop(struct hr_remote *remote)
{
	remote->stopping = true;
	for (struct hr_reading *reading = remote->readings; reading != NULL; reading = reading->next)
		hr_reading_kill(reading);
}

void hr_remote_give_up(struct hr_remote *remote)
{
	remote->failed = true;
	stop(remote);
}

static void on_tick(uv_timer_t *timer)
{
	struct hr_remote *remote = timer->data;
	if (remote->options->network->stop != NULL && *remote->options->network->stop && !remote->stopping)
		stop(remote);
}

/* What still waits for an address when all is to end has no process to wait for. */
static bool is_over(const struct hr_remote *remote)
{
	for (const struct hr_reading *reading = remote->readings; reading != NULL; reading = reading->next)
		if (!remote->stopping || reading->handles > 0)
			return false;
	return remote->stopping || remote->next == remote->counts->hosts;
}

static void run(struct hr_remote *remote)
{
	(void)uv_timer_init(&remote->loop, &remote->tick);
	remote->tick.data = remote;
	(void)uv_timer_start(&remote->tick, on_tick, TICK_MS, TICK_MS);
	for (start_more(remote); !is_over(remote); start_more(remote))
		(void)uv_run(&remote->loop, UV_RUN_ONCE);
	hr_resolver_close(remote->resolver);
	while (remote->readings != NULL)
		hr_remote_end(remote->readings);
	uv_close((uv_handle_t *)&remote->tick, NULL);
	(void)uv_run(&remote->loop, UV_RUN_DEFAULT);
	hr_resolver_free(remote->resolver);
}

bool hr_remote_read(struct hr_report *report, const struct hr_catalog *catalog, const struct hr_remote_host *hosts,
                    size_t count, const struct hr_remote_options *options, struct hr_remote_counts *counts,
                    struct hr_error *why)
{
	struct hr_remote remote = {
	        .report = report, .catalog = catalog, .options = options, .counts = counts, .why = why, .hosts = hosts};
	*counts = (struct hr_remote_counts){.hosts = count};
	if (catalog->setting_count > HR_TALK_VALUES_MAX)
		return hr_fail(why, HR_E_CATALOG, "the catalog names more than %zu registry values",
		               HR_TALK_VALUES_MAX);
	int status = uv_loop_init(&remote.loop);
	if (status != 0)
		return hr_fail(why, HR_E_SYSTEM, "the event loop cannot be set up: %s", uv_strerror(status));
	if (!hr_resolver_open(&remote.loop, options->network, &remote.resolver, why)) {
		(void)uv_loop_close(&remote.loop);
		return false;
	}
	run(&remote);
	(void)uv_loop_close(&remote.loop);
	return !remote.failed;
}
