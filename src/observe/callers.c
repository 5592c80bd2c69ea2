/* Who may come in, who must go. */
#include <stdlib.h>
#include <string.h>

#include "observe/canary_inside.h"

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct hr_caller *caller = handle->data;
	(void)suggested;
	*buffer = uv_buf_init(caller->canary->bytes, sizeof caller->canary->bytes);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
	struct hr_caller *caller = stream->data;
	if (got < 0)
		hr_caller_close(caller);
	else if (got > 0 && !caller->closing)
		hr_caller_take(caller, buffer->base, (size_t)got);
}
/* --- making room --- */

/* Who matters least: one that is done, then the one that has waited longest without a hello, then the oldest. */
static struct hr_caller *least(struct hr_canary *canary)
{
	struct hr_caller *silent = NULL;
	for (struct hr_caller *c = canary->first; c != NULL; c = c->next) {
		if (c->over)
			return c;
		if (silent == NULL && c->hello == NULL)
			silent = c;
	}
	return silent != NULL ? silent : canary->first;
}

static void make_room(struct hr_canary *canary)
{
	struct hr_caller *caller = canary->live < canary->ceiling ? NULL : least(canary);
	if (caller == NULL)
		return;
	caller->evicted = caller->hello == NULL;
	if (caller->evicted)
		canary->counts->evicted++;
	hr_caller_close(caller);
}

static void read_address(struct hr_caller *caller)
{
	struct sockaddr_storage peer;
	int size = sizeof peer;
	if (uv_tcp_getpeername(&caller->tcp, (struct sockaddr *)&peer, &size) == 0)
		(void)uv_ip_name((const struct sockaddr *)&peer, caller->address, sizeof caller->address);
	if (strncmp(caller->address, "::ffff:", 7) == 0 && strchr(caller->address, '.') != NULL)
		memmove(caller->address, caller->address + 7, strlen(caller->address + 7) + 1);
}

void hr_caller_accept(struct hr_listener *listener)
{
	struct hr_canary *canary = listener->canary;
	struct hr_buffer greeting = {.ceiling = 512};
	make_room(canary);
	struct hr_caller *caller = calloc(1, sizeof *caller);
	if (caller == NULL)
		return; /* it stays in the queue until there is memory again */
	caller->canary = canary;
	caller->received.ceiling = caller->plain.ceiling = HR_CANARY_BYTES_MAX;
	caller->dialogue = (struct hr_dialogue){.service = listener->service, .verdict = ""};
	caller->in_tls = listener->service != HR_SERVICE_SMTP;
	caller->ends = uv_now(&canary->loop) + HR_CANARY_TIME_MS;
	(void)uv_tcp_init(&canary->loop, &caller->tcp);
	caller->tcp.data = caller;
	caller->previous = canary->last;
	*(canary->last != NULL ? &canary->last->next : &canary->first) = caller;
	canary->last = caller;
	canary->live++;
	canary->counts->connections++;
	if (uv_accept((uv_stream_t *)&listener->tcp, (uv_stream_t *)&caller->tcp) < 0 ||
	    uv_read_start((uv_stream_t *)&caller->tcp, on_room, on_read) < 0) {
		hr_caller_close(caller);
		return;
	}
	read_address(caller);
	hr_dialogue_greet(&caller->dialogue, &greeting);
	if (greeting.length > 0)
		hr_caller_say(caller, &greeting);
	hr_buffer_free(&greeting);
}

void hr_callers_look(struct hr_canary *canary, uint64_t now)
{
	for (struct hr_caller *caller = canary->first, *next; caller != NULL; caller = next) {
		next = caller->next;
		if (caller->ends <= now)
			hr_caller_close(caller);
	}
}

void hr_callers_end(struct hr_canary *canary)
{
	while (canary->first != NULL)
		hr_caller_close(canary->first);
}
