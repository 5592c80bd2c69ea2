#include "registry/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

/* One line; a signal ends it, so that the terminal is put right before the program goes. */
static bool read_line(int terminal, struct hr_secret *secret, struct hr_error *why)
{
	ssize_t got = read(terminal, secret->text, sizeof secret->text - 1);
	const char *end = got <= 0 ? NULL : memchr(secret->text, '\n', (size_t)got);
	if (got < 0)
		return hr_fail(why, HR_E_FILE, "the password could not be read from the terminal: %s", strerror(errno));
	if (end == NULL || end == secret->text)
		return hr_fail(why, HR_E_USAGE, "no password was typed, or one of more than %zu bytes",
		               HR_SECRET_MAX - 1);
	secret->length = (size_t)(end - secret->text);
	explicit_bzero(secret->text + secret->length, sizeof secret->text - secret->length);
	return true;
}

static void say(int terminal, const char *text)
{
	ssize_t written = write(terminal, text, strlen(text));
	(void)written; /* who cannot see the question will not answer it either */
}

/* On the terminal itself, whatever standard input and error are. */
static bool ask(const char *user, struct hr_secret *secret, struct hr_error *why)
{
	struct termios shown, hidden;
	int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal < 0 || tcgetattr(terminal, &shown) != 0) {
		if (terminal >= 0)
			(void)close(terminal);
		return hr_fail(why, HR_E_USAGE,
		               "there is no terminal to ask for the password of %s on; give --smb-password-file FILE",
		               user);
	}
	(void)prctl(PR_SET_DUMPABLE, 0);
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	hidden.c_lflag |= ICANON;
	/* First, because it throws away what was typed before: nobody shall type ahead of the question. */
	bool good = tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 ||
	            hr_fail(why, HR_E_SYSTEM, "the terminal would show the password: %s", strerror(errno));
	if (good) {
		say(terminal, "Password of ");
		say(terminal, user);
		say(terminal, ": ");
		good = read_line(terminal, secret, why);
	}
	(void)tcsetattr(terminal, TCSAFLUSH, &shown);
	say(terminal, "\n");
	(void)close(terminal);
	if (!good)
		hr_secret_wipe(secret);
	return good;
}

bool hr_credentials_read(struct hr_credentials *credentials, const char *file, struct hr_error *why)
{
	struct hr_secret *secret = &credentials->secret;
	bool good = file == NULL ? ask(credentials->user, secret, why) : hr_secret_read(file, secret, why);
	if (good && memchr(secret->text, '\0', secret->length) != NULL) {
		hr_secret_wipe(secret);
		return hr_fail(why, HR_E_USAGE, "the password holds a NUL byte, which no password of Windows does");
	}
	return good;
}

void hr_credentials_wipe(struct hr_credentials *credentials)
{
	hr_secret_wipe(&credentials->secret);
	hr_ticket_drop(&credentials->ticket);
}
