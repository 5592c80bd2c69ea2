/* watch: what a person gets to see and to hear. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/terminal.h"
#include "cli/watch.h"
#include "watch/event_text.h"
#include "watch/screen.h"

#define SENTENCE_MAX ((size_t)8192)
#define REDRAW_MS 1000 /* the clock goes on */

void hr_watch_note(struct hr_watch *w, const struct hr_error *why)
{
	if (w->face != HR_FACE_SCREEN && strncmp(w->note, why->text, sizeof w->note - 1) != 0)
		hr_say_error("watch", why);
	(void)snprintf(w->note, sizeof w->note, "%s", why->text);
}

/* A line per event, for a pipe. */
static void print(const struct hr_event *event)
{
	char stamp[HR_TIME_TEXT_MAX];
	struct hr_buffer sentence = {.ceiling = SENTENCE_MAX};
	hr_event_text(event, &sentence);
	(void)printf("%s %s%s: %s\n", hr_time_format(event->at, stamp), hr_event_is_bad(event->kind) ? "! " : "",
	             event->about, sentence.data == NULL ? "" : sentence.data);
	(void)fflush(stdout);
	hr_buffer_free(&sentence);
}

static void pass_on(struct hr_watch *w, const struct hr_event *event)
{
	struct hr_error trouble;
	if (!hr_timeline_add(&w->timeline, w->arena, event, &trouble) ||
	    (w->log.path != NULL && !hr_event_log_add(&w->log, event, &trouble)))
		hr_watch_note(w, &trouble);
	if (w->keeps && !hr_watch_keep_event(w, event, &trouble)) {
		w->keeps = false;
		hr_watch_note(w, &trouble);
	}
	if (w->face == HR_FACE_LINES)
		print(event);
	w->bell |= hr_event_is_bad(event->kind);
	w->news = true;
}

void hr_watch_tell(void *context, const struct hr_event *event)
{
	struct hr_watch *w = context;
	struct hr_arena *arena = hr_arena_new(0);
	struct hr_event printable;
	struct hr_error trouble;
	/* It may quote what a server said. */
	if (arena == NULL || !hr_event_copy(event, arena, &printable, &trouble)) {
		(void)hr_fail_memory(&trouble);
		hr_watch_note(w, &trouble);
	} else {
		pass_on(w, &printable);
	}
	hr_arena_free(arena);
}

static void take_keys(struct hr_watch *w)
{
	for (int key = hr_terminal_key(); key != 0; key = hr_terminal_key()) {
		w->over |= key == 'q' || key == 'Q';
		w->page += key == ' ';
		w->news = true;
	}
}

static void draw(struct hr_watch *w, int64_t now)
{
	struct hr_screen screen = {.name = w->program->settings->arguments.at[0],
	                           .watching = &w->watching,
	                           .timeline = &w->timeline,
	                           .plan = w->before,
	                           .progress = w->progress,
	                           .go = w->go,
	                           .reason = w->reason,
	                           .note = w->note,
	                           .now = now,
	                           .from = w->from,
	                           .page = w->page,
	                           .utf8 = w->utf8};
	struct hr_picture picture;
	struct hr_error trouble;
	hr_terminal_size(&screen.width, &screen.height);
	if (!hr_screen_draw(&screen, &picture, &trouble))
		return;                 /* the next one may have the memory */
	if (w->page >= picture.pages) { /* behind the last page comes the first */
		w->page = 0;
		screen.page = 0;
		hr_buffer_free(&picture.text);
		if (!hr_screen_draw(&screen, &picture, &trouble))
			return;
	}
	hr_terminal_show(&picture, w->color);
	hr_buffer_free(&picture.text);
}

void hr_watch_show(struct hr_watch *w, int64_t now)
{
	if (w->face == HR_FACE_SCREEN) {
		take_keys(w);
		if (hr_terminal_changed() || w->news || now - w->shown_at >= REDRAW_MS) {
			w->shown_at = now;
			draw(w, now);
		}
		if (w->bell)
			hr_terminal_ring(); /* once, however much got worse at once */
	}
	w->bell = false;
	w->news = false;
}
