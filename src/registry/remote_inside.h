/* What the parts of the remote reading share. */
#ifndef HR_REGISTRY_REMOTE_INSIDE_H
#define HR_REGISTRY_REMOTE_INSIDE_H

#include <uv.h>

#include "probe/resolve.h"
#include "registry/answers.h"
#include "registry/remote.h"

struct hr_remote;

/* One machine while it is read. */
struct hr_reading {
	struct hr_remote *remote;
	struct hr_reading *next; /* of those under way */
	const struct hr_remote_host *host;
	const struct hr_addresses *addresses;
	struct hr_arena *arena; /* of the hive */
	struct hr_answers answers;
	struct hr_buffer before, after; /* what is asked, up to the password and from there */
	struct hr_buffer line;          /* what came of the next one */
	char chunk[16384];
	uv_process_t process;
	uv_pipe_t in, out; /* as the reader sees them */
	uv_write_t write;
	uv_timer_t timer;
	unsigned handles;            /* not closed yet */
	bool started, exited, ended; /* the process runs, ran; its output is at its end */
};

struct hr_remote {
	struct hr_report *report;
	const struct hr_catalog *catalog;
	const struct hr_remote_options *options;
	struct hr_remote_counts *counts;
	struct hr_error *why;
	const struct hr_remote_host *hosts;
	struct hr_resolver *resolver;
	struct hr_reading *readings;
	size_t next, live;
	unsigned refusals;
	bool proven; /* a machine has accepted name and password */
	bool stopping, failed;
	uv_loop_t loop;
	uv_timer_t tick;
};

/* Starts the reader for a machine whose addresses are known; hr_remote_end() follows in any case, from the loop. */
void hr_reading_start(struct hr_reading *reading);

/* Ends it before its time. */
void hr_reading_kill(struct hr_reading *reading);

/* A machine is done, and its handles are closed: tells what is known of it and frees `reading`. */
void hr_remote_end(struct hr_reading *reading);

/* Our own trouble: nothing more is started, what runs is ended. *remote->why is set. */
void hr_remote_give_up(struct hr_remote *remote);

#endif
