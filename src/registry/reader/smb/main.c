/* Reads registry values of one machine over SMB for hybridready, which asks on standard input and is told on standard
 * output (parse/registry_talk.h). It is started by hybridready, one process for each machine. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "share.h"

/* The secret that comes in is for this process alone, and goes with it. */
static void keep_to_ourselves(void)
{
	const struct rlimit none = {0, 0};
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)signal(SIGPIPE, SIG_IGN);
}

/* Standard output becomes ours alone: whatever the library might print must not look like an answer. */
static int take_output(void)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (out < 0 || nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
		return -1;
	(void)close(nowhere);
	return out;
}

static bool tell(void *context, struct hr_buffer *out)
{
	const int *to = context;
	const char *at = out->data;
	size_t left = out->failed ? 0 : out->length;
	while (left > 0) {
		ssize_t sent = write(*to, at, left);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		at += sent;
		left -= (size_t)sent;
	}
	bool good = !out->failed;
	hr_buffer_clear(out);
	return good;
}

static bool read_asked(char *bytes, size_t room, size_t *length)
{
	*length = 0;
	for (;;) {
		ssize_t got = read(STDIN_FILENO, bytes + *length, room - *length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		*length += (size_t)got;
	}
}

static void answer(struct hr_asked *asked, struct hr_buffer *out, int to)
{
	struct hr_share share;
	const struct hr_carrier carrier = {.context = &share, .write = hr_share_write, .read = hr_share_read};
	bool open = hr_share_open(&share, asked);
	if (open || share.in)
		hr_talk_in(out);
	if (!open)
		hr_talk_trouble(out, share.trouble, share.text);
	else if (tell(&to, out))
		hr_survey_run(asked, &carrier, out, tell, &to);
	(void)tell(&to, out);
	hr_share_close(&share);
}

int main(void)
{
	static char bytes[HR_TALK_ASKED_MAX + 1];
	static struct hr_asked asked;
	struct hr_buffer out = {.ceiling = HR_TALK_VALUES_MAX * HR_TALK_LINE_MAX};
	const char *what = NULL;
	size_t length = 0;
	keep_to_ourselves();
	int to = take_output();
	if (to < 0)
		return EXIT_FAILURE;
	if (!read_asked(bytes, HR_TALK_ASKED_MAX, &length)) {
		hr_talk_trouble(&out, HR_TROUBLE_OWN, "what is asked could not be read");
	} else if (!hr_asked_read(bytes, length, &asked, &what)) {
		hr_talk_trouble(&out, HR_TROUBLE_OWN, "what is asked is not understood");
	} else {
		answer(&asked, &out, to);
	}
	explicit_bzero(bytes, sizeof bytes);
	(void)tell(&to, &out);
	hr_buffer_free(&out);
	return EXIT_SUCCESS;
}
