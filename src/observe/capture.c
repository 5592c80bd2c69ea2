#include "observe/capture.h"

#include <stdlib.h>

#include "observe/fragments.h"
#include "parse/link_frame.h"

struct hr_capture {
	struct hr_flows *flows;
	struct hr_fragments *fragments;
	struct hr_capture_counts counts;
};

struct hr_capture *hr_capture_new(size_t most, hr_session_seen *seen, void *context)
{
	struct hr_capture *capture = calloc(1, sizeof *capture);
	if (capture == NULL)
		return NULL;
	capture->flows = hr_flows_new(most, seen, context);
	capture->fragments = hr_fragments_new();
	if (capture->flows != NULL && capture->fragments != NULL)
		return capture;
	hr_capture_free(capture);
	return NULL;
}

void hr_capture_free(struct hr_capture *capture)
{
	if (capture == NULL)
		return;
	hr_flows_free(capture->flows);
	hr_fragments_free(capture->fragments);
	free(capture);
}

static bool take_segment(struct hr_capture *capture, const struct hr_ip_packet *packet, int64_t at,
                         struct hr_error *why)
{
	struct hr_tcp_segment segment;
	if (packet->protocol != HR_IP_TCP) {
		capture->counts.others++;
		return true;
	}
	if (!hr_tcp_read(packet->payload, &segment)) {
		capture->counts.broken++;
		return true;
	}
	return hr_flows_segment(capture->flows, packet, &segment, at, why);
}

bool hr_capture_frame(struct hr_capture *capture, int link, int64_t at, struct hr_reader frame, struct hr_error *why)
{
	struct hr_reader in;
	struct hr_ip_packet packet;
	struct hr_capture_counts *counts = &capture->counts;
	counts->first = counts->frames == 0 || at < counts->first ? at : counts->first;
	counts->last = at > counts->last ? at : counts->last;
	counts->frames++;
	if (!hr_link_read(link, frame, &in)) {
		counts->others++;
		return true;
	}
	if (!hr_ip_read(in, &packet)) {
		counts->broken++;
		return true;
	}
	if (!packet.fragment)
		return take_segment(capture, &packet, at, why);
	switch (hr_fragments_add(capture->fragments, &packet, at, &counts->fragments)) {
	case HR_JOINED_NOT_YET:
		return true;
	case HR_JOINED_MEMORY:
		return hr_fail_memory(why);
	case HR_JOINED:
		break;
	}
	if (hr_ip_read_joined(&packet))
		return take_segment(capture, &packet, at, why);
	counts->broken++;
	return true;
}

bool hr_capture_end(struct hr_capture *capture, struct hr_error *why)
{
	capture->counts.fragments += hr_fragments_open(capture->fragments);
	return hr_flows_end(capture->flows, why);
}

struct hr_capture_counts hr_capture_counts(const struct hr_capture *capture)
{
	struct hr_capture_counts counts = capture->counts;
	counts.flow = hr_flows_counts(capture->flows);
	return counts;
}
