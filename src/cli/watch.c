/* watch: looks at the endpoints of a report again and again, and says what changes. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/keep.h"
#include "cli/terminal.h"
#include "cli/watch.h"

static void free_watch(struct hr_watch *w)
{
	for (size_t i = 0; w->seats != NULL && i < w->tasks.count; i++) {
		hr_sighting_clear(&w->seats[i].whole);
		hr_sighting_clear(&w->seats[i].fresh);
	}
	if (w->before != w->program->report)
		hr_report_free(w->before);
	if (w->base != w->before && w->base != w->program->report)
		hr_report_free(w->base);
	hr_arena_free(w->arena);
}

static enum hr_watch_face face_of(const struct hr_settings *settings)
{
	if (settings->quiet)
		return HR_FACE_NONE;
	return hr_terminal_is_there() ? HR_FACE_SCREEN : HR_FACE_LINES;
}

static bool watch(struct hr_watch *w, struct hr_error *why)
{
	struct hr_program *program = w->program;
	const struct hr_settings *s = program->settings;
	if (w->arena == NULL)
		return hr_fail_memory(why);
	if (!hr_program_open(program, s, why) || !hr_takes_one_report(s, why))
		return false;
	const char *path = s->output != NULL ? s->output : s->arguments.at[0];
	return hr_output_check(path, why) && hr_keep_open(program, path, "watch", why) && hr_keep_read(program, why) &&
	       hr_keep_begin(program, why) && hr_watch_take_stock(w, why) &&
	       (s->events == NULL || hr_event_log_open(&w->log, s->events, why)) && hr_watch_look(w, why) &&
	       hr_watch_finish(w, why);
}

int hr_verb_watch(const struct hr_settings *s, struct hr_error *why)
{
	struct hr_program program = {.settings = s};
	struct hr_watch w = {.program = &program,
	                     .arena = hr_arena_new(0),
	                     .face = face_of(s),
	                     .utf8 = hr_terminal_shows_utf8(),
	                     .color = hr_may_color(s, STDOUT_FILENO)};
	(void)signal(SIGPIPE, SIG_IGN);
	bool good = watch(&w, why);
	int status = good ? (int)hr_summary_exit(&program) : hr_exit_of(why);
	if (!good)
		hr_keep_fail(&program);
	free_watch(&w);
	hr_program_close(&program);
	return status;
}
