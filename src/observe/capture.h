/*
 * A packet capture, frame by frame: which TLS sessions it shows. Pure but for its own memory, which is bounded
 * (flows.h, fragments.h).
 */
#ifndef HR_OBSERVE_CAPTURE_H
#define HR_OBSERVE_CAPTURE_H

#include "observe/flows.h"

struct hr_capture_counts {
	uint64_t frames;
	uint64_t others;     /* frames without IP, packets without TCP */
	uint64_t broken;     /* packets that cannot be read, or are cut in their headers */
	uint64_t fragments;  /* datagrams of which a fragment is missing */
	int64_t first, last; /* seconds; 0 = no frames */
	struct hr_flow_counts flow;
};

struct hr_capture;

/* `most` as in hr_flows_new(). NULL: memory. */
struct hr_capture *hr_capture_new(size_t most, hr_session_seen *seen, void *context);
void hr_capture_free(struct hr_capture *capture);

/* One frame; `link` is a link type that hr_link_known() knows, `at` in seconds. False: memory, or what `seen` failed
 * with. */
bool hr_capture_frame(struct hr_capture *capture, int link, int64_t at, struct hr_reader frame,
                      struct hr_error *why) HR_MUST_USE;

/* Tells what is still open. */
bool hr_capture_end(struct hr_capture *capture, struct hr_error *why) HR_MUST_USE;

struct hr_capture_counts hr_capture_counts(const struct hr_capture *capture);

#endif
