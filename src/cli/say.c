/* Talking to people: standard error for progress and errors, colour only where it is wanted. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/program.h"

volatile bool hr_stop_requested = false;

static void request_stop(int number)
{
	/* A second Ctrl-C ends the program at once. */
	(void)signal(number, SIG_DFL);
	hr_stop_requested = true;
}

void hr_stop_on_signals(void)
{
	struct sigaction action;
	memset(&action, 0, sizeof action);
	action.sa_handler = request_stop;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	(void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
	struct sigaction before;
	if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup */
		(void)sigaction(SIGHUP, &action, NULL);
}

void hr_say(const struct hr_settings *settings, const char *format, ...)
{
	if (settings->quiet)
		return;
	va_list arguments;
	va_start(arguments, format);
	(void)vfprintf(stderr, format, arguments);
	va_end(arguments);
	(void)fputc('\n', stderr);
}

void hr_say_progress(const struct hr_settings *settings, bool last, const char *format, ...)
{
	bool terminal = isatty(STDERR_FILENO) == 1;
	if (settings->quiet || (!terminal && !settings->progress && !last))
		return;
	char line[160];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	if (terminal && !last)
		(void)fprintf(stderr, "\r\x1B[K%.79s", line);
	else
		(void)fprintf(stderr, "%s%s\n", terminal ? "\r\x1B[K" : "", line);
	(void)fflush(stderr);
}

void hr_say_error(const char *verb, const struct hr_error *why)
{
	if (isatty(STDERR_FILENO) == 1)
		(void)fputs("\r\x1B[K", stderr);
	(void)fprintf(stderr, "hybridready%s%s: %s\n", verb == NULL ? "" : " ", verb == NULL ? "" : verb, why->text);
}

bool hr_may_color(const struct hr_settings *settings, int descriptor)
{
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	return !settings->no_color && (no_color == NULL || *no_color == '\0') &&
	       (terminal == NULL || strcmp(terminal, "dumb") != 0) && isatty(descriptor) == 1;
}
