#include "registry/ticket.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

static const char kind[] = "FILE:";

/* --- where it lies --- */

static const char *path_of(const struct hr_ticket *ticket)
{
	return ticket->cache + strlen(kind);
}

/* In memory where the system offers that, else with the temporary files; for nobody else in either. */
static bool make_folder(struct hr_ticket *ticket, struct hr_error *why)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	const char *places[] = {runtime == NULL || strlen(runtime) > 64 ? "/tmp" : runtime, "/tmp"};
	char folder[HR_TICKET_NAME_MAX - 16];
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		(void)snprintf(folder, sizeof folder, "%s/hybridready-XXXXXX", places[i]);
		if (mkdtemp(folder) == NULL)
			continue;
		(void)snprintf(ticket->cache, sizeof ticket->cache, "%s%s/ticket", kind, folder);
		return true;
	}
	return hr_fail(why, HR_E_FILE, "no folder for the Kerberos ticket can be made in %s: %s", places[1],
	               strerror(errno));
}

void hr_ticket_drop(struct hr_ticket *ticket)
{
	if (ticket->cache[0] == '\0')
		return;
	(void)unlink(path_of(ticket));
	*strrchr(ticket->cache, '/') = '\0';
	(void)rmdir(path_of(ticket));
	ticket->cache[0] = '\0';
}

/* --- kinit --- */

struct kinit {
	uv_process_t process;
	uv_pipe_t errors;
	uv_timer_t timer;
	char said[400];
	size_t length;
	int64_t status;
	bool late;
};

static void close_if_open(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void on_end(uv_process_t *process, int64_t status, int number)
{
	struct kinit *kinit = process->data;
	kinit->status = number != 0 ? -1 : status;
	close_if_open((uv_handle_t *)process);
	close_if_open((uv_handle_t *)&kinit->timer);
}

static void on_late(uv_timer_t *timer)
{
	struct kinit *kinit = timer->data;
	kinit->late = true;
	(void)uv_process_kill(&kinit->process, SIGKILL);
}

static void give_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
	struct kinit *kinit = handle->data;
	(void)wanted;
	*room = uv_buf_init(kinit->said + kinit->length, (unsigned)(sizeof kinit->said - 1 - kinit->length));
}

static void on_said(uv_stream_t *stream, ssize_t got, const uv_buf_t *room)
{
	struct kinit *kinit = stream->data;
	(void)room;
	if (got > 0)
		kinit->length += (size_t)got;
	else if (got < 0)
		close_if_open((uv_handle_t *)stream);
}

static int spawn(uv_loop_t *loop, struct kinit *kinit, char **words)
{
	uv_stdio_container_t pipes[] = {
	        {.flags = UV_IGNORE},
	        {.flags = UV_IGNORE},
	        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&kinit->errors}};
	const uv_process_options_t options = {
	        .exit_cb = on_end, .file = words[0], .args = words, .stdio_count = 3, .stdio = pipes};
	(void)uv_pipe_init(loop, &kinit->errors, 0);
	(void)uv_timer_init(loop, &kinit->timer);
	kinit->process.data = kinit->errors.data = kinit->timer.data = kinit;
	return uv_spawn(loop, &kinit->process, &options);
}

/* Runs it to its end. Returns what libuv says of the start. */
static int run(struct kinit *kinit, char **words, unsigned timeout_ms)
{
	uv_loop_t loop;
	int status = uv_loop_init(&loop);
	if (status != 0)
		return status;
	status = spawn(&loop, kinit, words);
	if (status == 0) {
		(void)uv_timer_start(&kinit->timer, on_late, timeout_ms, 0);
		(void)uv_read_start((uv_stream_t *)&kinit->errors, give_room, on_said);
	} else {
		close_if_open((uv_handle_t *)&kinit->process);
		close_if_open((uv_handle_t *)&kinit->errors);
		close_if_open((uv_handle_t *)&kinit->timer);
	}
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
	return status;
}

/* --- fetching --- */

static bool is_private(const char *keytab, struct hr_error *why)
{
	struct stat status;
	if (stat(keytab, &status) != 0)
		return hr_fail(why, HR_E_FILE, "keytab %s: %s", keytab, strerror(errno));
	return (status.st_mode & (S_IRWXG | S_IRWXO)) == 0 ||
	       hr_fail(why, HR_E_USAGE, "keytab %s: group or others have access to it (mode %03o); chmod 600 it",
	               keytab, (unsigned)(status.st_mode & 0777));
}

bool hr_ticket_fetch(struct hr_ticket *ticket, const char *keytab, const char *principal, unsigned timeout_ms,
                     struct hr_error *why)
{
	struct kinit kinit = {.length = 0};
	char file[4096], name[256];
	if (strlen(keytab) >= sizeof file || strlen(principal) >= sizeof name)
		return hr_fail(why, HR_E_USAGE, "keytab %.200s: the path or the name of %.200s is too long", keytab,
		               principal);
	if (!is_private(keytab, why) || !make_folder(ticket, why))
		return false;
	(void)snprintf(file, sizeof file, "%s", keytab); /* arguments are not const */
	(void)snprintf(name, sizeof name, "%s", principal);
	char *words[] = {
	        (char[]){"kinit"}, (char[]){"-k"}, (char[]){"-t"}, file, (char[]){"-c"}, ticket->cache, (char[]){"-l"},
	        (char[]){"1h"},    (char[]){"--"}, name,           NULL};
	int status = run(&kinit, words, timeout_ms);
	if (status != 0)
		return hr_fail(
		        why, HR_E_SYSTEM,
		        "kinit, which fetches the ticket, cannot be started: %s; install krb5-user, or fetch one "
		        "yourself and give --smb-kerberos alone",
		        uv_strerror(status));
	kinit.said[strcspn(kinit.said, "\r\n")] = '\0';
	if (kinit.late || kinit.status != 0)
		return hr_fail(why, HR_E_REFUSED, "keytab %s: no ticket for %s: %s", keytab, principal,
		               kinit.late ? "no answer in time" : kinit.said);
	return true;
}
