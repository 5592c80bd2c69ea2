/*
 * What a watching person sees on a terminal, as lines of text that fit. Pure: the same state gives the same lines. The
 * worst stands first, then what changed last; what has no room is counted.
 */
#ifndef HR_WATCH_SCREEN_H
#define HR_WATCH_SCREEN_H

#include "base/text.h"
#include "report/diff.h"
#include "watch/progress.h"
#include "watch/watching.h"

#define HR_SCREEN_LINES_MAX 200
#define HR_SCREEN_WIDTH_MIN 40
#define HR_SCREEN_HEIGHT_MIN 8

/* Never the only difference: each line says in words or signs what its colour says. */
enum hr_style { HR_STYLE_PLAIN = 0, HR_STYLE_HEAD, HR_STYLE_GOOD, HR_STYLE_WARN, HR_STYLE_BAD, HR_STYLE_SOFT };

struct hr_screen {
	const char *name; /* of the report */
	const struct hr_watching *watching;
	const struct hr_timeline *timeline;
	const struct hr_report *plan;       /* whose steps they are; its legend has their titles */
	const enum hr_step_state *progress; /* of plan->steps */
	const char *reason;                 /* for `go` */
	const char *note;                   /* something that stands in the way, or "" */
	int64_t now, from;                  /* ms */
	enum hr_go go;
	unsigned width, height; /* columns and lines; less than the least counts as that */
	unsigned page;          /* of the endpoints; one too far is the last */
	bool utf8;
};

struct hr_picture {
	struct hr_buffer text; /* the lines, each ended by '\n' */
	enum hr_style styles[HR_SCREEN_LINES_MAX];
	size_t count;
	unsigned pages; /* of endpoints */
};

/* Draws; free the text with hr_buffer_free(). False: memory. */
bool hr_screen_draw(const struct hr_screen *screen, struct hr_picture *picture, struct hr_error *why) HR_MUST_USE;

#endif
