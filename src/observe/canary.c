#include "observe/canary.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "model/names.h"
#include "observe/canary_inside.h"
#include "observe/canary_tls.h"

#define TICK_MS 200
#define BACKLOG 4096
#define DESCRIPTORS_KEPT 64
#define NAMES_MS 2000 /* that the end waits for the names of addresses */

/* As many callers as there may be descriptors. */
static size_t ceiling_of(const struct hr_canary_options *options)
{
	size_t wanted = options->callers == 0 ? HR_CANARY_CALLERS : options->callers;
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return wanted;
	if (limit.rlim_cur < limit.rlim_max && limit.rlim_cur < wanted + DESCRIPTORS_KEPT) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
		(void)getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur < wanted + DESCRIPTORS_KEPT)
		return limit.rlim_cur > 2 * DESCRIPTORS_KEPT ? (size_t)limit.rlim_cur - DESCRIPTORS_KEPT : 1;
	return wanted;
}

static void on_connection(uv_stream_t *stream, int status)
{
	struct hr_listener *listener = stream->data;
	if (status == 0 && !listener->canary->stopping)
		hr_caller_accept(listener);
}

static bool listen_at(struct hr_canary *canary, const struct hr_canary_place *place, struct hr_error *why)
{
	struct hr_listener *listener = &canary->listeners[canary->listener_count++];
	struct sockaddr_storage at;
	int error = uv_ip4_addr(place->address, place->port, (struct sockaddr_in *)&at);
	if (error < 0)
		error = uv_ip6_addr(place->address, place->port, (struct sockaddr_in6 *)&at);
	listener->canary = canary;
	listener->service = place->service;
	if (error >= 0)
		error = uv_tcp_init(&canary->loop, &listener->tcp);
	listener->open = error >= 0;
	listener->tcp.data = listener;
	if (error >= 0)
		error = uv_tcp_bind(&listener->tcp, (const struct sockaddr *)&at, 0);
	if (error >= 0)
		error = uv_listen((uv_stream_t *)&listener->tcp, BACKLOG, on_connection);
	if (error >= 0)
		return true;
	return hr_fail(why, HR_E_SYSTEM,
	               "--%s %s:%u: cannot be listened on: %s; choose an address of this machine and a free port",
	               hr_service_name(place->service), place->address, place->port, uv_strerror(error));
}

static void close_listeners(struct hr_canary *canary)
{
	for (size_t i = 0; i < canary->listener_count; i++) {
		if (canary->listeners[i].open)
			uv_close((uv_handle_t *)&canary->listeners[i].tcp, NULL);
		canary->listeners[i].open = false;
	}
}

/* Nobody new; who is there is noted; the names of addresses may still come. */
static void begin_end(struct hr_canary *canary)
{
	canary->stopping = true;
	close_listeners(canary);
	hr_callers_end(canary);
	canary->ends = uv_now(&canary->loop) + NAMES_MS;
}

static void on_tick(uv_timer_t *tick)
{
	struct hr_canary *canary = tick->data;
	uint64_t now = uv_now(&canary->loop);
	const volatile bool *stop = canary->options->stop;
	if (!canary->failed && canary->options->tick != NULL)
		canary->failed = !canary->options->tick(canary->options->context, canary->roster);
	bool over = (stop != NULL && *stop) || (canary->ends != 0 && now >= canary->ends) || canary->failed;
	bool was_stopping = canary->stopping && canary->listener_count > 0 && !canary->listeners[0].open;
	if (!was_stopping && !over) {
		hr_callers_look(canary, now);
		return;
	}
	if (!was_stopping)
		begin_end(canary);
	if (canary->pending_count == 0 || now >= canary->ends || canary->failed) {
		hr_lookups_end(canary);
		uv_close((uv_handle_t *)tick, NULL);
	}
}

static bool listen_all(struct hr_canary *canary, struct hr_error *why)
{
	for (size_t i = 0; i < canary->options->place_count; i++) {
		if (!listen_at(canary, &canary->options->places[i], why))
			return false;
	}
	return true;
}

static bool begin(struct hr_canary *canary, struct hr_error *why)
{
	const struct hr_canary_options *options = canary->options;
	if (options->place_count == 0 || options->place_count > HR_CANARY_LISTEN_MAX)
		return hr_fail(why, HR_E_USAGE, "wanted 1 to %d of --https, --smtp and --sip", HR_CANARY_LISTEN_MAX);
	if (!hr_canary_tls(options->certificate, options->key, &canary->tls, why))
		return false;
	if (!listen_all(canary, why) || !hr_resolver_open(&canary->loop, &options->names, &canary->resolver, why))
		return false;
	(void)uv_timer_init(&canary->loop, &canary->tick);
	canary->tick.data = canary;
	(void)uv_timer_start(&canary->tick, on_tick, TICK_MS, TICK_MS);
	if (options->seconds > 0)
		canary->ends = uv_now(&canary->loop) + (uint64_t)options->seconds * 1000;
	if (!hr_lookups_begin(canary))
		canary->failed = true; /* the first tick ends it */
	else if (options->ready != NULL)
		options->ready(options->context);
	return true;
}

static bool run(struct hr_canary *canary, struct hr_error *why)
{
	int error = uv_loop_init(&canary->loop);
	if (error < 0)
		return hr_fail(why, HR_E_SYSTEM, "the event loop cannot be set up: %s", uv_strerror(error));
	bool good = begin(canary, why);
	if (!good)
		close_listeners(canary);
	(void)uv_run(&canary->loop, UV_RUN_DEFAULT);
	if (canary->resolver != NULL)
		hr_resolver_free(canary->resolver);
	(void)uv_loop_close(&canary->loop);
	SSL_CTX_free(canary->tls);
	return good && !canary->failed;
}

bool hr_canary_run(const struct hr_canary_options *options, struct hr_roster *roster, struct hr_canary_counts *counts,
                   struct hr_error *why)
{
	struct hr_canary *canary = calloc(1, sizeof *canary);
	*counts = (struct hr_canary_counts){.connections = 0};
	if (canary == NULL)
		return hr_fail_memory(why);
	canary->options = options;
	canary->roster = roster;
	canary->counts = counts;
	canary->why = why;
	canary->ceiling = ceiling_of(options);
	bool good = run(canary, why);
	free(canary);
	return good;
}
