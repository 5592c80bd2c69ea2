#include "cli/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cli/program.h"

#define FRAME_MAX ((size_t)1 << 20)

/* Other screen, no cursor, no wrapping of long lines; and back, with colours off. */
#define ENTER "\x1B[?1049h\x1B[?25l\x1B[?7l\x1B[H\x1B[2J"
#define LEAVE "\x1B[0m\x1B[?7h\x1B[?25h\x1B[?1049l"

/* What signal handlers need is here and nowhere else. */
static struct termios before;
static volatile sig_atomic_t is_open, has_keys, changed;

bool hr_terminal_is_there(void)
{
	const char *kind = getenv("TERM");
	return isatty(STDOUT_FILENO) == 1 && kind != NULL && *kind != '\0' && strcmp(kind, "dumb") != 0;
}

static void put(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, length);
		if (written <= 0)
			return;
		bytes += written;
		length -= (size_t)written;
	}
}

static void take(void)
{
	if (isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0) {
		struct termios keys = before;
		keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO); /* Ctrl-C and Ctrl-Z stay signals */
		keys.c_cc[VMIN] = 0;
		keys.c_cc[VTIME] = 0;
		has_keys = tcsetattr(STDIN_FILENO, TCSADRAIN, &keys) == 0;
	}
	is_open = 1;
	put(ENTER, strlen(ENTER));
}

/* Safe in a signal handler: write() and tcsetattr() are. */
void hr_terminal_close(void)
{
	if (!is_open)
		return;
	is_open = 0;
	put(LEAVE, strlen(LEAVE));
	if (has_keys)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
	has_keys = 0;
}

static void on_end(int number)
{
	if (hr_stop_requested) { /* once more: at once */
		hr_terminal_close();
		(void)signal(number, SIG_DFL);
		(void)raise(number);
		return;
	}
	hr_stop_requested = true;
}

static void on_size(int number)
{
	(void)number;
	changed = 1;
}

static void handle(int number, void (*handler)(int))
{
	struct sigaction action;
	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	action.sa_flags = number == SIGWINCH ? SA_RESTART : 0;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(number, &action, NULL);
}

/* Ctrl-Z: the shell gets its terminal as it was; we go on where we were. */
static void on_pause(int number)
{
	bool was_open = is_open != 0;
	sigset_t only;
	hr_terminal_close();
	(void)signal(number, SIG_DFL);
	(void)sigemptyset(&only);
	(void)sigaddset(&only, number);
	(void)raise(number);
	(void)sigprocmask(SIG_UNBLOCK, &only, NULL); /* stopped here */
	handle(number, on_pause);
	if (was_open)
		take();
	changed = 1;
}

void hr_terminal_open(void)
{
	handle(SIGINT, on_end);
	handle(SIGTERM, on_end);
	handle(SIGHUP, on_end);
	handle(SIGQUIT, on_end);
	handle(SIGTSTP, on_pause);
	handle(SIGWINCH, on_size);
	(void)atexit(hr_terminal_close);
	take();
	changed = 1;
}

void hr_terminal_size(unsigned *width, unsigned *height)
{
	struct winsize size = {0};
	bool told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
	*width = told ? size.ws_col : 80;
	*height = told ? size.ws_row : 24;
}

bool hr_terminal_changed(void)
{
	bool was = changed != 0;
	changed = 0;
	return was;
}

bool hr_terminal_shows_utf8(void)
{
	return setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int hr_terminal_key(void)
{
	unsigned char key = 0;
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	if (!has_keys || poll(&input, 1, 0) != 1 || (input.revents & POLLIN) == 0)
		return 0;
	return read(STDIN_FILENO, &key, 1) == 1 ? (int)key : 0;
}

/* A terminal that was stopped (Ctrl-S), or a line that is stuck, must not stop the looking. */
static bool takes_bytes(void)
{
	struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
	return poll(&output, 1, 0) == 1 && (output.revents & POLLOUT) != 0;
}

void hr_terminal_show(const struct hr_picture *picture, bool color)
{
	static const char *const styles[] = {"", "\x1B[1m", "\x1B[32m", "\x1B[33m", "\x1B[31m", "\x1B[2m"};
	struct hr_buffer frame = {.ceiling = FRAME_MAX};
	const char *line = picture->text.data;
	if (!is_open || !takes_bytes())
		return;
	hr_buffer_text(&frame, "\x1B[H");
	for (size_t i = 0; i < picture->count; i++) {
		size_t length = strcspn(line, "\n");
		/* Erased before it is written: after a line that is full it would take the last character. */
		hr_buffer_text(&frame, i == 0 ? "\x1B[K" : "\r\n\x1B[K");
		hr_buffer_text(&frame, color ? styles[picture->styles[i]] : "");
		hr_buffer_add(&frame, line, length);
		hr_buffer_text(&frame, color ? "\x1B[0m" : "");
		line += length + 1;
	}
	hr_buffer_text(&frame, "\x1B[J");
	if (!frame.failed)
		put(frame.data, frame.length);
	hr_buffer_free(&frame);
}

void hr_terminal_ring(void)
{
	if (is_open && takes_bytes())
		put("\a", 1);
}
