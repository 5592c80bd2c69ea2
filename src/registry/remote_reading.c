/* The reader's process: what it is asked, what it answers, and its end. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/remote_inside.h"

#define ENVIRONMENT_MAX 8

static void on_closed(uv_handle_t *handle)
{
	struct hr_reading *reading = handle->data;
	if (--reading->handles == 0)
		hr_remote_end(reading);
}

static void shut(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, on_closed);
}

/* The output may end before the process does, and the other way round. */
static void shut_all_if_over(struct hr_reading *reading)
{
	if (!reading->exited || !reading->ended)
		return;
	hr_answers_fail(&reading->answers, "the program that reads registries ended before it had answered");
	shut((uv_handle_t *)&reading->process);
	shut((uv_handle_t *)&reading->in);
	shut((uv_handle_t *)&reading->out);
	shut((uv_handle_t *)&reading->timer);
}

void hr_reading_kill(struct hr_reading *reading)
{
	if (reading->started && !reading->exited)
		(void)uv_process_kill(&reading->process, SIGKILL);
}

static void on_exited(uv_process_t *process, int64_t status, int number)
{
	struct hr_reading *reading = process->data;
	(void)status;
	(void)number;
	reading->exited = true;
	shut_all_if_over(reading);
}

static void on_time(uv_timer_t *timer)
{
	struct hr_reading *reading = timer->data;
	char reason[80];
	(void)snprintf(reason, sizeof reason, "it was not done after %u s",
	               reading->remote->options->network->timeout_ms * HR_REMOTE_PATIENCE / 1000);
	hr_answers_fail(&reading->answers, reason);
	hr_reading_kill(reading);
}

/* --- what it answers --- */

static void take_lines(struct hr_reading *reading, struct hr_reader bytes)
{
	struct hr_buffer *line = &reading->line;
	while (hr_left(&bytes) > 0) {
		const uint8_t *end = memchr(bytes.at, '\n', hr_left(&bytes));
		struct hr_reader part = hr_sub(&bytes, end == NULL ? hr_left(&bytes) : (size_t)(end - bytes.at));
		hr_buffer_add(line, part.at, hr_left(&part));
		if (line->failed) {
			hr_answers_fail(&reading->answers, "the program that reads registries says too much");
			hr_reading_kill(reading);
			return;
		}
		if (end == NULL)
			return;
		(void)hr_u8(&bytes);
		if (!hr_answers_take(&reading->answers, hr_reader_of(line->data, line->length), reading->remote->why)) {
			hr_remote_give_up(reading->remote);
			return;
		}
		hr_buffer_clear(line);
	}
}

static void give_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
	struct hr_reading *reading = handle->data;
	(void)wanted;
	*room = uv_buf_init(reading->chunk, sizeof reading->chunk);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *room)
{
	struct hr_reading *reading = stream->data;
	if (got > 0) {
		take_lines(reading, hr_reader_of(room->base, (size_t)got));
	} else if (got < 0) {
		reading->ended = true;
		(void)uv_read_stop(stream);
		shut_all_if_over(reading);
	}
}

/* --- what it is asked --- */

static bool write_asked(struct hr_reading *reading)
{
	const struct hr_remote_options *options = reading->remote->options;
	struct hr_buffer *before = &reading->before, *after = &reading->after;
	hr_buffer_printf(before, "host %s\ntimeout %u\n", reading->host->name, options->network->timeout_ms);
	for (size_t i = 0; i < reading->addresses->count; i++)
		hr_buffer_printf(before, "address %s\n", reading->addresses->at[i]);
	hr_buffer_printf(before, "user %s\n%s", options->who->user,
	                 options->who->kerberos ? "kerberos\n" : "password ");
	if (!options->who->kerberos)
		hr_buffer_text(after, "\n");
	hr_answers_ask(reading->remote->catalog, after);
	hr_buffer_text(after, "go\n");
	return !before->failed && !after->failed;
}

static void on_written(uv_write_t *write, int status)
{
	struct hr_reading *reading = write->data;
	(void)status; /* a reader that does not listen will have said why, or ends */
	shut((uv_handle_t *)&reading->in);
}

/* The secret goes from where it lies straight to the pipe. */
static bool ask(struct hr_reading *reading)
{
	struct hr_secret *secret = &reading->remote->options->who->secret;
	const uv_buf_t parts[] = {uv_buf_init(reading->before.data, (unsigned)reading->before.length),
	                          uv_buf_init(secret->text, (unsigned)secret->length),
	                          uv_buf_init(reading->after.data, (unsigned)reading->after.length)};
	return uv_write(&reading->write, (uv_stream_t *)&reading->in, parts, 3, on_written) == 0;
}

/* --- the process --- */

/* Nothing of ours but what finds the ticket; HOME would bring the settings of a person. */
static void fill_environment(const struct hr_ticket *ticket, char **environment, char (*places)[600])
{
	static const char *const names[] = {"KRB5CCNAME", "KRB5_CONFIG", "TZ"};
	size_t count = 0;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		bool own = i == 0 && ticket->cache[0] != '\0';
		const char *value = own ? ticket->cache : getenv(names[i]);
		if (value == NULL || strlen(value) > 500)
			continue;
		(void)snprintf(places[count], sizeof places[0], "%s=%s", names[i], value);
		environment[count] = places[count];
		count++;
	}
	(void)snprintf(places[count], sizeof places[0], "HOME=/nonexistent");
	environment[count] = places[count];
}

static int spawn(struct hr_reading *reading)
{
	char program[4096];
	char places[ENVIRONMENT_MAX][600];
	char *environment[ENVIRONMENT_MAX + 1] = {NULL};
	char *words[] = {program, NULL};
	uv_stdio_container_t pipes[] = {
	        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&reading->in},
	        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&reading->out},
	        {.flags = UV_IGNORE},
	};
	(void)snprintf(program, sizeof program, "%s", reading->remote->options->program);
	fill_environment(&reading->remote->options->who->ticket, environment, places);
	const uv_process_options_t options = {.exit_cb = on_exited,
	                                      .file = program,
	                                      .args = words,
	                                      .env = environment,
	                                      .cwd = "/",
	                                      .stdio_count = 3,
	                                      .stdio = pipes};
	return uv_spawn(&reading->remote->loop, &reading->process, &options);
}

static void prepare(struct hr_reading *reading)
{
	uv_loop_t *loop = &reading->remote->loop;
	reading->line.ceiling = HR_TALK_LINE_MAX;
	reading->before.ceiling = reading->after.ceiling = HR_TALK_ASKED_MAX / 2;
	(void)uv_pipe_init(loop, &reading->in, 0);
	(void)uv_pipe_init(loop, &reading->out, 0);
	(void)uv_timer_init(loop, &reading->timer);
	reading->in.data = reading->out.data = reading->timer.data = reading->process.data = reading;
	reading->write.data = reading;
	reading->handles = 4;
}

void hr_reading_start(struct hr_reading *reading)
{
	prepare(reading);
	int status = write_asked(reading) ? spawn(reading) : UV_ENOMEM;
	if (status != 0) { /* libuv wants even a process that never ran to be closed */
		(void)hr_fail(reading->remote->why, HR_E_SYSTEM, "%s cannot be started: %s",
		              reading->remote->options->program, uv_strerror(status));
		reading->exited = reading->ended = true;
		hr_remote_give_up(reading->remote);
		shut_all_if_over(reading);
		return;
	}
	reading->started = true;
	(void)uv_timer_start(&reading->timer, on_time,
	                     (uint64_t)reading->remote->options->network->timeout_ms * HR_REMOTE_PATIENCE, 0);
	if (uv_read_start((uv_stream_t *)&reading->out, give_room, on_read) != 0)
		reading->ended = true;
	if (!ask(reading))
		hr_reading_kill(reading);
}
