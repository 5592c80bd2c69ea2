/*
 * The segments of one connection in any order: each is a byte (bit 0 side, bit 1 SYN, 2 FIN, 3 RST, 4 ACK), two of the
 * offset, one of the length and its data. What both sides said is the same whatever the order: a hello that is told is
 * one that the client's bytes hold.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "observe/flows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ISN UINT32_C(0xfffffff0)

static bool on_session(void *context, const struct hr_session *session, struct hr_error *why)
{
	unsigned *told = context;
	(void)why;
	if ((session->unseen == HR_SEEN) != (session->hello != NULL) ||
	    (session->hello != NULL && session->hello->kind != HR_CLIENT_HELLO) ||
	    (session->agreed == HR_AGREED && session->version == 0))
		abort();
	++*told;
	return true;
}

static bool next(struct hr_reader *in, struct hr_ip_packet *packet, struct hr_tcp_segment *segment)
{
	uint8_t flags = hr_u8(in);
	uint32_t offset = hr_u16(in);
	size_t length = hr_u8(in), left = hr_left(in);
	bool server = (flags & 1) != 0;
	if (in->failed)
		return false;
	*packet = (struct hr_ip_packet){.version = 4, .protocol = HR_IP_TCP};
	packet->from[15] = server ? 2 : 1;
	packet->to[15] = server ? 1 : 2;
	*segment = (struct hr_tcp_segment){.from = server ? 443 : 40000,
	                                   .to = server ? 40000 : 443,
	                                   .sequence = ISN + offset,
	                                   .acknowledged = ISN + 1,
	                                   .syn = (flags & 2) != 0,
	                                   .fin = (flags & 4) != 0,
	                                   .rst = (flags & 8) != 0,
	                                   .ack = (flags & 16) != 0,
	                                   .payload = hr_sub(in, length < left ? length : left)};
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_reader in = hr_reader_of(data, size);
	struct hr_ip_packet packet;
	struct hr_tcp_segment segment;
	struct hr_error why;
	unsigned told = 0;
	struct hr_flows *flows = hr_flows_new(8, on_session, &told);
	if (flows == NULL)
		return 0;
	while (next(&in, &packet, &segment))
		if (!hr_flows_segment(flows, &packet, &segment, 0, &why))
			abort();
	if (!hr_flows_end(flows, &why) || told > hr_flows_counts(flows).flows ||
	    hr_flows_most_held(flows) > HR_FLOWS_HELD_MAX)
		abort();
	hr_flows_free(flows);
	return 0;
}
