#include "parse/ip_packet.h"

#include <string.h>

/* IPv6 next headers, IANA "Assigned Internet Protocol Numbers". */
enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, AUTHENTICATION = 51, DESTINATION = 60 };

static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

/* What the header says was sent; segmentation offload leaves 0 there, and then all that is here belongs to it. */
static void clip(struct hr_ip_packet *packet, struct hr_reader in, size_t length)
{
	size_t left = hr_left(&in);
	packet->cut = length > left;
	packet->payload = hr_sub(&in, length == 0 || length > left ? left : length);
}

static void copy_address(uint8_t to[static HR_IP_SIZE], const uint8_t *from, size_t length)
{
	if (length == 4)
		memcpy(to, mapped, sizeof mapped);
	memcpy(to + HR_IP_SIZE - length, from, length);
}

static bool read_ip4(struct hr_reader in, struct hr_ip_packet *packet)
{
	size_t header = (size_t)(hr_u8(&in) & 15) * 4;
	(void)hr_u8(&in);
	size_t total = hr_u16(&in);
	packet->id = hr_u16(&in);
	uint16_t part = hr_u16(&in);
	(void)hr_u8(&in);
	packet->protocol = hr_u8(&in);
	(void)hr_u16(&in);
	const uint8_t *from = hr_take(&in, 4), *to = hr_take(&in, 4);
	if (to == NULL || header < 20 || (total != 0 && total < header))
		return false;
	(void)hr_take(&in, header - 20);
	copy_address(packet->from, from, 4);
	copy_address(packet->to, to, 4);
	packet->more = (part & 0x2000) != 0;
	packet->offset = (uint32_t)(part & 0x1fff) * 8;
	packet->fragment = packet->more || packet->offset > 0;
	if (in.failed || (total == header && packet->fragment))
		return false;
	if (total == header)
		packet->payload = hr_sub(&in, 0);
	else
		clip(packet, in, total == 0 ? 0 : total - header);
	return true;
}

/* One extension header. False: there is none that can be passed over, which ends the walk. */
static bool read_extension(struct hr_ip_packet *packet)
{
	struct hr_reader *in = &packet->payload;
	uint8_t kind = packet->protocol, next, size;
	if (kind != HOP_BY_HOP && kind != ROUTING && kind != FRAGMENT && kind != AUTHENTICATION && kind != DESTINATION)
		return false;
	next = hr_u8(in);
	size = hr_u8(in);
	if (kind == FRAGMENT) {
		uint16_t part = hr_u16(in);
		packet->id = hr_u32(in);
		packet->more = (part & 1) != 0;
		packet->offset = part & 0xfff8;
		packet->fragment = packet->more || packet->offset > 0;
	} else if (kind == AUTHENTICATION) {
		(void)hr_take(in, ((size_t)size + 2) * 4 - 2); /* RFC 4302 2.2 */
	} else {
		(void)hr_take(in, (size_t)size * 8 + 6);
	}
	packet->protocol = next;
	return !in->failed && !packet->fragment;
}

bool hr_ip_read_joined(struct hr_ip_packet *packet)
{
	unsigned headers = 0;
	while (packet->version == 6 && headers++ < HR_IP_HEADERS_MAX && read_extension(packet))
		continue;
	return !packet->payload.failed && headers <= HR_IP_HEADERS_MAX;
}

static bool read_ip6(struct hr_reader in, struct hr_ip_packet *packet)
{
	(void)hr_u32(&in);
	size_t length = hr_u16(&in);
	packet->protocol = hr_u8(&in);
	(void)hr_u8(&in);
	const uint8_t *from = hr_take(&in, HR_IP_SIZE), *to = hr_take(&in, HR_IP_SIZE);
	if (to == NULL)
		return false;
	copy_address(packet->from, from, HR_IP_SIZE);
	copy_address(packet->to, to, HR_IP_SIZE);
	clip(packet, in, length);
	return hr_ip_read_joined(packet);
}

bool hr_ip_read(struct hr_reader in, struct hr_ip_packet *packet)
{
	memset(packet, 0, sizeof *packet);
	if (hr_left(&in) == 0)
		return false;
	packet->version = *in.at >> 4;
	if (packet->version == 4)
		return read_ip4(in, packet);
	return packet->version == 6 && read_ip6(in, packet);
}
