#include "parse/tcp_segment.h"

#include <string.h>

bool hr_tcp_read(struct hr_reader in, struct hr_tcp_segment *segment)
{
	memset(segment, 0, sizeof *segment);
	segment->from = hr_u16(&in);
	segment->to = hr_u16(&in);
	segment->sequence = hr_u32(&in);
	segment->acknowledged = hr_u32(&in);
	size_t header = (size_t)(hr_u8(&in) >> 4) * 4;
	uint8_t flags = hr_u8(&in);
	(void)hr_take(&in, 6); /* window, checksum, urgent pointer */
	if (in.failed || header < 20)
		return false;
	(void)hr_take(&in, header - 20);
	segment->fin = (flags & 1) != 0;
	segment->syn = (flags & 2) != 0;
	segment->rst = (flags & 4) != 0;
	segment->ack = (flags & 16) != 0;
	segment->payload = in;
	return !in.failed;
}
