/* IPv4 (RFC 791) and IPv6 (RFC 8200) packets, as a capture holds them: maybe cut, maybe a fragment. */
#ifndef HR_PARSE_IP_PACKET_H
#define HR_PARSE_IP_PACKET_H

#include "base/reader.h"

#define HR_IP_SIZE 16            /* of an address; IPv4 as ::ffff:a.b.c.d */
#define HR_IP_HEADERS_MAX 8      /* extension headers */
#define HR_IP_DATAGRAM_MAX 65535 /* bytes of a payload that was sent in fragments */
#define HR_IP_TCP 6

struct hr_ip_packet {
	uint8_t from[HR_IP_SIZE], to[HR_IP_SIZE];
	uint8_t version;  /* 4 or 6 */
	uint8_t protocol; /* of the payload */
	bool fragment;    /* the payload is a part of one */
	bool more;        /* of a fragment: others follow it */
	bool cut;         /* the capture holds less of it than was sent */
	uint32_t id;      /* of a fragment */
	uint32_t offset;  /* of a fragment, in bytes */
	struct hr_reader payload;
};

/* Reads one packet; what lies behind its end (padding) is left out. False: it is none, or it is cut in its headers. */
bool hr_ip_read(struct hr_reader in, struct hr_ip_packet *packet);

/* Of a datagram put together again: the headers that may stand before its payload. False: they do not fit. */
bool hr_ip_read_joined(struct hr_ip_packet *packet);

#endif
