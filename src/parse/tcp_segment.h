/* A TCP segment (RFC 9293), as far as the order of its bytes goes. */
#ifndef HR_PARSE_TCP_SEGMENT_H
#define HR_PARSE_TCP_SEGMENT_H

#include "base/reader.h"

struct hr_tcp_segment {
	uint16_t from, to; /* ports */
	uint32_t sequence, acknowledged;
	bool syn, ack, fin, rst;
	struct hr_reader payload; /* of it, what was captured */
};

/* False: it is cut in its header, or its lengths do not fit. Checksums are not looked at: with offload they are wrong.
 */
bool hr_tcp_read(struct hr_reader in, struct hr_tcp_segment *segment);

#endif
