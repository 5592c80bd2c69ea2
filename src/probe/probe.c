#include "probe/probe.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "probe/prober.h"

#define TICK_MS 50
#define BUSY_MAX 104 /* endpoints at once that answer: each has some 10 KiB of state, and 3 connections on average */
#define DESCRIPTORS_KEPT 64 /* for everything that is not a connection */

struct hr_probe_options hr_probe_defaults(void)
{
	return (struct hr_probe_options){
	        .concurrency = 512, .per_host = 4, .timeout_ms = 10000, .client_name = "hybridready.invalid"};
}

void hr_prober_fail_memory(struct hr_prober *prober)
{
	if (!prober->failed)
		(void)hr_fail_memory(prober->why);
	prober->failed = prober->stopping = true;
}

static void push(struct hr_visit **first, struct hr_visit **last, struct hr_visit *visit)
{
	visit->next_queued = NULL;
	if (*first == NULL)
		*first = visit;
	else
		(*last)->next_queued = visit;
	*last = visit;
}

static struct hr_visit *pop(struct hr_visit **first)
{
	struct hr_visit *visit = *first;
	*first = visit->next_queued;
	visit->queue = HR_QUEUE_NONE;
	return visit;
}

void hr_prober_hungry(struct hr_prober *prober, struct hr_visit *visit)
{
	if (visit->queue != HR_QUEUE_NONE)
		return;
	visit->queue = HR_QUEUE_HUNGRY;
	push(&prober->hungry, &prober->last_hungry, visit);
}

/* A place at the host is free, or was not made use of: the next that waits for it may try. */
static void wake(struct hr_prober *prober, struct hr_host *host)
{
	if (host != NULL && host->waiting != NULL && host->live < host->cap)
		hr_prober_hungry(prober, pop(&host->waiting));
}

void hr_prober_leave(struct hr_prober *prober, struct hr_host *host)
{
	prober->live--;
	host->live--;
	wake(prober, host);
}

/* The next in the queue opens a connection, if its host bears one more. */
static void serve(struct hr_prober *prober)
{
	struct hr_visit *visit = pop(&prober->hungry);
	struct hr_host *host = visit->host;
	if (visit->finished) {
		hr_visit_free(visit);
		wake(prober, host);
	} else if (host != NULL && host->live >= host->cap) {
		visit->queue = HR_QUEUE_HOST;
		push(&host->waiting, &host->last_waiting, visit);
	} else if (hr_visit_start(visit)) {
		prober->tokens -= prober->options.rate > 0 ? 1 : 0;
		hr_prober_hungry(prober, visit);
	} else {
		hr_visit_settle(visit);
		wake(prober, host);
	}
}

/* The next task that is due, or NULL. */
static const struct hr_task *next_task(struct hr_prober *prober)
{
	const struct hr_probe_feed *feed = prober->options.feed;
	if (feed != NULL)
		return prober->fed ? NULL : feed->next(feed->context, &prober->fed);
	return prober->next_task < prober->tasks->count ? &prober->tasks->at[prober->next_task++] : NULL;
}

static bool is_done(const struct hr_prober *prober)
{
	if (prober->options.feed != NULL)
		return prober->fed && prober->active_count == 0;
	return prober->counts->tasks_done == prober->tasks->count;
}

void hr_prober_pump(struct hr_prober *prober)
{
	if (prober->pumping)
		return;
	prober->pumping = true;
	while (!prober->stopping && prober->live < prober->options.concurrency &&
	       (prober->options.rate == 0 || prober->tokens >= 1)) {
		if (prober->hungry != NULL) {
			serve(prober);
			continue;
		}
		if (prober->active_count >= prober->options.concurrency ||
		    prober->active_count - prober->stalled_count >= BUSY_MAX)
			break;
		const struct hr_task *task = next_task(prober);
		if (task == NULL)
			break;
		if (hr_visit_begin(prober, task) == NULL)
			hr_prober_fail_memory(prober);
	}
	prober->pumping = false;
	if (prober->stopping || is_done(prober))
		uv_stop(&prober->loop);
}

static void on_tick(uv_timer_t *tick)
{
	struct hr_prober *prober = tick->data;
	double most = prober->options.rate / 10.0 + 1;
	prober->tokens += prober->options.rate * TICK_MS / 1000.0;
	if (prober->tokens > most)
		prober->tokens = most;
	if (prober->options.stop != NULL && *prober->options.stop)
		prober->stopping = true;
	for (struct hr_visit *visit = prober->active; visit != NULL; visit = visit->next_active)
		hr_visit_look(visit, uv_now(&prober->loop));
	if (prober->options.feed != NULL && prober->options.feed->tick != NULL)
		prober->options.feed->tick(prober->options.feed->context);
	hr_prober_pump(prober);
}

/* As many connections as there are file descriptors for. */
static void fit_descriptors(struct hr_prober *prober)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	rlim_t wanted = (rlim_t)prober->options.concurrency + DESCRIPTORS_KEPT;
	if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < wanted) {
		limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
		(void)getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < wanted)
		prober->options.concurrency =
		        limit.rlim_cur > DESCRIPTORS_KEPT ? (unsigned)(limit.rlim_cur - DESCRIPTORS_KEPT) : 1;
}

static void fill_options(struct hr_prober *prober, const struct hr_probe_options *options)
{
	struct hr_probe_options defaults = hr_probe_defaults();
	prober->options = *options;
	if (options->concurrency == 0)
		prober->options.concurrency = defaults.concurrency;
	if (options->per_host == 0)
		prober->options.per_host = defaults.per_host * (options->quick ? 2 : options->fast ? 8 : 1);
	if (options->timeout_ms == 0)
		prober->options.timeout_ms = defaults.timeout_ms;
	if (options->client_name == NULL)
		prober->options.client_name = defaults.client_name;
	fit_descriptors(prober);
}

/* Nobody waits at a host any more: the end of a connection would wake a visit that is freed already. */
static void stop_waiting(struct hr_prober *prober)
{
	for (size_t i = 0; i < prober->hosts.bucket_count; i++)
		for (struct hr_host *host = prober->hosts.buckets[i]; host != NULL; host = host->next)
			while (host->waiting != NULL)
				hr_prober_hungry(prober, pop(&host->waiting));
}

/* Closes whatever is still there, and lets the loop say goodbye to it. */
static void end(struct hr_prober *prober)
{
	hr_resolver_close(prober->resolver);
	stop_waiting(prober);
	while (prober->hungry != NULL) {
		struct hr_visit *visit = pop(&prober->hungry);
		if (visit->finished)
			hr_visit_free(visit);
	}
	while (prober->active != NULL) {
		struct hr_visit *visit = prober->active;
		prober->active = visit->next_active;
		visit->queue = HR_QUEUE_HUNGRY; /* so that nothing queues it again */
		hr_visit_free(visit);
	}
	uv_close((uv_handle_t *)&prober->tick, NULL);
	(void)uv_run(&prober->loop, UV_RUN_DEFAULT);
	hr_resolver_free(prober->resolver);
	(void)uv_loop_close(&prober->loop);
	hr_hosts_free(&prober->hosts);
	hr_trust_free(prober->trust);
}

static bool begin(struct hr_prober *prober, struct hr_error *why)
{
	int error = uv_loop_init(&prober->loop);
	if (error < 0)
		return hr_fail(why, HR_E_SYSTEM, "the event loop cannot be set up: %s", uv_strerror(error));
	if (!hr_hosts_begin(&prober->hosts, prober->tasks->count, why)) {
		(void)uv_loop_close(&prober->loop);
		return false;
	}
	if (!hr_trust_new(prober->options.ca_file, &prober->trust, why) ||
	    !hr_resolver_open(&prober->loop, &prober->options, &prober->resolver, why)) {
		(void)uv_loop_close(&prober->loop);
		hr_hosts_free(&prober->hosts);
		if (prober->trust != NULL)
			hr_trust_free(prober->trust);
		return false;
	}
	(void)uv_timer_init(&prober->loop, &prober->tick);
	prober->tick.data = prober;
	(void)uv_timer_start(&prober->tick, on_tick, TICK_MS, TICK_MS);
	return true;
}

bool hr_probe_run(const struct hr_tasks *tasks, const struct hr_catalog *catalog,
                  const struct hr_probe_options *options, int64_t (*now)(void), const struct hr_probe_sink *sink,
                  struct hr_probe_counts *counts, struct hr_error *why)
{
	*counts = (struct hr_probe_counts){.tasks = tasks->count};
	if (tasks->count == 0)
		return true;
	struct hr_prober *prober = calloc(1, sizeof *prober);
	if (prober == NULL)
		return hr_fail_memory(why);
	prober->tasks = tasks;
	prober->catalog = catalog;
	prober->now = now;
	prober->sink = sink;
	prober->counts = counts;
	prober->why = why;
	fill_options(prober, options);
	prober->tokens = 1;
	bool done = begin(prober, why);
	if (done) {
		hr_prober_pump(prober);
		if (!is_done(prober) && !prober->stopping)
			(void)uv_run(&prober->loop, UV_RUN_DEFAULT);
		end(prober);
		done = !prober->failed;
	}
	counts->bytes_sent = prober->wire.sent;
	counts->bytes_received = prober->wire.received;
	free(prober);
	return done;
}
