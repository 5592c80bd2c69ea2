#include "observe/fragments.h"

#include <stdlib.h>
#include <string.h>

struct datagram {
	uint8_t from[HR_IP_SIZE], to[HR_IP_SIZE];
	uint32_t id, length; /* 0: not known yet */
	uint8_t version, protocol;
	bool open;
	int64_t at;
	struct hr_pieces pieces;
};

struct hr_fragments {
	struct datagram at[HR_FRAGMENTS_OPEN];
	struct hr_held held;
	struct datagram *told; /* whose bytes the last caller got */
};

struct hr_fragments *hr_fragments_new(void)
{
	return calloc(1, sizeof(struct hr_fragments));
}

static void close_datagram(struct hr_fragments *fragments, struct datagram *datagram)
{
	hr_pieces_free(&datagram->pieces, &fragments->held);
	memset(datagram, 0, sizeof *datagram);
}

void hr_fragments_free(struct hr_fragments *fragments)
{
	for (size_t i = 0; fragments != NULL && i < HR_FRAGMENTS_OPEN; i++)
		close_datagram(fragments, &fragments->at[i]);
	free(fragments);
}

/* IPv4 tells datagrams apart by protocol too; in IPv6 the protocol stands in the first fragment alone for sure. */
static bool is_of(const struct datagram *datagram, const struct hr_ip_packet *packet)
{
	return datagram->open && datagram->id == packet->id && datagram->version == packet->version &&
	       (packet->version == 6 || datagram->protocol == packet->protocol) &&
	       memcmp(datagram->from, packet->from, HR_IP_SIZE) == 0 &&
	       memcmp(datagram->to, packet->to, HR_IP_SIZE) == 0;
}

static struct datagram *find(struct hr_fragments *fragments, const struct hr_ip_packet *packet, int64_t at,
                             uint64_t *given_up)
{
	struct datagram *free_one = NULL, *oldest = &fragments->at[0];
	for (size_t i = 0; i < HR_FRAGMENTS_OPEN; i++) {
		struct datagram *one = &fragments->at[i];
		if (one->open && at - one->at > HR_FRAGMENTS_WAIT_S) {
			close_datagram(fragments, one);
			++*given_up;
		}
		if (is_of(one, packet))
			return one;
		if (!one->open)
			free_one = one;
		else if (one->at < oldest->at || !oldest->open)
			oldest = one;
	}
	if (free_one == NULL) {
		close_datagram(fragments, oldest);
		++*given_up;
		free_one = oldest;
	}
	memcpy(free_one->from, packet->from, HR_IP_SIZE);
	memcpy(free_one->to, packet->to, HR_IP_SIZE);
	free_one->id = packet->id;
	free_one->version = packet->version;
	free_one->protocol = packet->protocol;
	free_one->at = at;
	free_one->open = true;
	return free_one;
}

/* Two ends, or bytes behind the end: contradictions that an honest sender does not send. */
static bool fits(struct datagram *datagram, const struct hr_ip_packet *packet)
{
	uint32_t end = packet->offset + (uint32_t)hr_left(&packet->payload);
	if (packet->cut || end > HR_IP_DATAGRAM_MAX)
		return false;
	if (!packet->more) {
		if (datagram->length != 0 && datagram->length != end)
			return false;
		datagram->length = end;
	}
	if (packet->offset == 0)
		datagram->protocol = packet->protocol;
	return datagram->length == 0 || end <= datagram->length;
}

enum hr_joined hr_fragments_add(struct hr_fragments *fragments, struct hr_ip_packet *packet, int64_t at,
                                uint64_t *given_up)
{
	if (fragments->told != NULL)
		close_datagram(fragments, fragments->told);
	fragments->told = NULL;
	struct datagram *datagram = find(fragments, packet, at, given_up);
	bool good = fits(datagram, packet);
	if (good &&
	    !hr_pieces_add(&datagram->pieces, &fragments->held, packet->offset, HR_IP_DATAGRAM_MAX, packet->payload))
		return HR_JOINED_MEMORY;
	if (!good || datagram->pieces.differs || datagram->pieces.lost) {
		close_datagram(fragments, datagram);
		++*given_up;
		return HR_JOINED_NOT_YET;
	}
	struct hr_reader whole = hr_pieces_ready(&datagram->pieces);
	if (datagram->length == 0 || hr_left(&whole) != datagram->length)
		return HR_JOINED_NOT_YET; /* more than its length: it never becomes whole, and waits until it is given
		                             up */
	packet->payload = whole;
	packet->protocol = datagram->protocol;
	packet->fragment = false;
	fragments->told = datagram;
	return HR_JOINED;
}

size_t hr_fragments_open(const struct hr_fragments *fragments)
{
	size_t count = 0;
	for (size_t i = 0; i < HR_FRAGMENTS_OPEN; i++)
		count += fragments->at[i].open && &fragments->at[i] != fragments->told;
	return count;
}
