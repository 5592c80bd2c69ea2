#include "parse/link_frame.h"

#define IPV4 0x0800 /* EtherTypes, IEEE 802 numbers */
#define IPV6 0x86dd
#define VLAN 0x8100
#define VLAN_SERVICE 0x88a8
#define VLAN_OLD 0x9100

bool hr_link_known(int link)
{
	switch (link) {
	case HR_LINK_NULL:
	case HR_LINK_ETHERNET:
	case HR_LINK_RAW_BSD:
	case HR_LINK_RAW_OPENBSD:
	case HR_LINK_RAW:
	case HR_LINK_LOOP:
	case HR_LINK_LINUX_SLL:
	case HR_LINK_IPV4:
	case HR_LINK_IPV6:
	case HR_LINK_LINUX_SLL2:
		return true;
	default:
		return false;
	}
}

/* What the EtherType announces, behind any VLAN tags. */
static bool read_ether_type(struct hr_reader *in, uint16_t type)
{
	for (int tags = 0; type == VLAN || type == VLAN_SERVICE || type == VLAN_OLD; tags++) {
		if (tags == HR_VLAN_TAGS_MAX)
			return false;
		(void)hr_u16(in);
		type = hr_u16(in);
	}
	return !in->failed && (type == IPV4 || type == IPV6);
}

/* AF_INET is 2 everywhere, AF_INET6 is 10, 24, 28 or 30. */
static bool is_family(uint32_t family)
{
	return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

static bool read_family(struct hr_reader *in)
{
	uint32_t family = hr_u32(in);
	uint32_t turned = family >> 24 | (family >> 8 & 0xff00) | (family << 8 & 0xff0000) | family << 24;
	return is_family(family) || is_family(turned);
}

static bool read_header(int link, struct hr_reader *in)
{
	uint16_t type;
	switch (link) {
	case HR_LINK_ETHERNET:
		(void)hr_take(in, 12);
		return read_ether_type(in, hr_u16(in));
	case HR_LINK_LINUX_SLL:
		(void)hr_take(in, 14);
		return read_ether_type(in, hr_u16(in));
	case HR_LINK_LINUX_SLL2:
		type = hr_u16(in);
		(void)hr_take(in, 18);
		return read_ether_type(in, type);
	case HR_LINK_NULL:
	case HR_LINK_LOOP:
		return read_family(in);
	default:
		return hr_link_known(link);
	}
}

bool hr_link_read(int link, struct hr_reader frame, struct hr_reader *packet)
{
	if (!read_header(link, &frame) || hr_left(&frame) == 0)
		return false;
	*packet = frame;
	return *frame.at >> 4 == 4 || *frame.at >> 4 == 6;
}
