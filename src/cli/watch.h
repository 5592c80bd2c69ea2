/* The verb watch, inside: what its files share. Included by src/cli/watch*.c only. */
#ifndef HR_CLI_WATCH_H
#define HR_CLI_WATCH_H

#include "cli/program.h"
#include "report/diff.h"
#include "report/event_log.h"
#include "watch/progress.h"
#include "watch/schedule.h"
#include "watch/sighting.h"
#include "watch/watching.h"

/* A host, port and service that is looked at, for one endpoint or several. */
struct hr_seat {
	struct hr_sighting whole; /* the last full look that may stand in a report */
	struct hr_sighting fresh; /* under way */
	uint64_t digest;          /* of the last quick look that was answered; 0 = none */
	uint64_t kept;            /* digest of the full look that is in the journal; 0 = none */
	int64_t from;             /* when the look under way began, ms */
	size_t *places;           /* of its endpoints in `watching` */
	size_t place_count;
	bool renewed; /* `whole` counts, no longer what the report says */
};

enum hr_watch_face { HR_FACE_SCREEN, HR_FACE_LINES, HR_FACE_NONE };

struct hr_watch {
	struct hr_program *program; /* its report is what is known now, judged */
	struct hr_report *base;   /* what is looked at, with the evidence that newer one replaces: as `before`, and with
	                             what an interrupted watch left; much points into it */
	struct hr_report *before; /* as it was at the beginning, judged; owned here unless the program has it */
	struct hr_arena *arena;
	struct hr_tasks tasks; /* one per seat, full */
	struct hr_task *looks; /* of seat i: 2 i a quick one, 2 i + 1 a full one */
	struct hr_seat *seats;
	size_t *seat_of; /* by place in `watching`; tasks.count = nobody looks at it */
	struct hr_watching watching;
	struct hr_schedule schedule;
	struct hr_timeline timeline;
	struct hr_event_log log;
	enum hr_step_state *progress; /* of before->steps */
	enum hr_watch_face face;
	enum hr_go go;
	char reason[256];
	char note[HR_ERROR_TEXT_MAX]; /* something stands in the way of the log or the judges; "" = nothing */
	int64_t from, until;          /* ms; until 0 = Ctrl-C */
	int64_t judged_at, judging_ms, shown_at, second_at;
	unsigned page;
	bool keeps; /* the journal takes what is seen */
	bool stale; /* new evidence, not judged yet */
	bool bell, news, over, utf8, color;
	struct hr_error *why;
};

/*
 * watch_stock.c: plans the looks at program->report, which becomes `base` and `before`, and goes on where an
 * interrupted watch ended. False: nothing to look at, or our own trouble.
 */
bool hr_watch_take_stock(struct hr_watch *watch, struct hr_error *why) HR_MUST_USE;

/* An event as a note in the journal, from which an interrupted watch goes on. */
bool hr_watch_keep_event(struct hr_watch *watch, const struct hr_event *event, struct hr_error *why) HR_MUST_USE;

/* watch_look.c: looks until it is time to end. */
bool hr_watch_look(struct hr_watch *watch, struct hr_error *why) HR_MUST_USE;
/* A full look at that seat, whose `fresh` may be believed, becomes what is known of it. */
void hr_watch_renew(struct hr_watch *watch, struct hr_seat *seat, const struct hr_task *task, int64_t now);

/* watch_end.c: a last look, the report and what is printed. */
bool hr_watch_finish(struct hr_watch *watch, struct hr_error *why) HR_MUST_USE;

/* watch_judge.c: `base` with all that was seen since in its place; not judged. */
bool hr_watch_gather(const struct hr_watch *watch, struct hr_report **report, struct hr_error *why) HR_MUST_USE;
/* watch_judge.c: judges anew and tells what that changed. False: our own trouble. */
bool hr_watch_decide(struct hr_watch *watch, struct hr_error *why) HR_MUST_USE; /* go or no-go, alone */
bool hr_watch_judge(struct hr_watch *watch, struct hr_error *why) HR_MUST_USE;

/* watch_show.c: an event happened: to the timeline, the log, the screen or the pipe. `context` is the watch. */
void hr_watch_tell(void *context, const struct hr_event *event);
/* Keys, bell, screen: often. */
void hr_watch_show(struct hr_watch *watch, int64_t now);
/* Something is in the way; kept for the screen and the end. */
void hr_watch_note(struct hr_watch *watch, const struct hr_error *why);

#endif
