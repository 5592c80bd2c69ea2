/* Frames as captures hold them, down to the IP packet inside. Numbers of link types: tcpdump.org/linktypes.html. */
#ifndef HR_PARSE_LINK_FRAME_H
#define HR_PARSE_LINK_FRAME_H

#include "base/reader.h"

enum hr_link {
	HR_LINK_NULL = 0, /* BSD loopback: a family in the byte order of the machine that captured */
	HR_LINK_ETHERNET = 1,
	HR_LINK_RAW_BSD = 12, /* what libpcap calls HR_LINK_RAW on most systems, and on OpenBSD */
	HR_LINK_RAW_OPENBSD = 14,
	HR_LINK_RAW = 101,
	HR_LINK_LOOP = 108, /* OpenBSD loopback: a family in network byte order */
	HR_LINK_LINUX_SLL = 113,
	HR_LINK_IPV4 = 228,
	HR_LINK_IPV6 = 229,
	HR_LINK_LINUX_SLL2 = 276,
};

#define HR_VLAN_TAGS_MAX 4

/* Is it one of them? */
bool hr_link_known(int link);

/* The IP packet in a frame, with what follows it; VLAN tags (802.1Q, 802.1ad) are passed over. False: it holds none. */
bool hr_link_read(int link, struct hr_reader frame, struct hr_reader *packet);

#endif
