/*
 * What a watching person sees on a terminal, as lines of text that fit. Pure: the same state gives the same lines. The
 * worst stands first, then what changed last; what has no room is counted.
 */
#ifndef HR_WATCH_SCREEN_H
#define HR_WATCH_SCREEN_H

#include "report/diff.h"
#include "watch/picture.h"
#include "watch/progress.h"
#include "watch/watching.h"

#define HR_SCREEN_WIDTH_MIN 40
#define HR_SCREEN_HEIGHT_MIN 8

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

/* Draws; free the text with hr_buffer_free(). False: memory. */
bool hr_screen_draw(const struct hr_screen *screen, struct hr_picture *picture, struct hr_error *why) HR_MUST_USE;

#endif
