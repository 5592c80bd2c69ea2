/* IP packets as captures hold them: options, extension headers, fragments, padding, cut; and TCP headers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parse/ip_packet.h"
#include "parse/tcp_segment.h"

static const uint8_t plain4[] = {0x45, 0, 0, 24, 0x12, 0x34, 0, 0,   64,  6,   0,   0, 10,
                                 0,    0, 1, 10, 0,    0,    2, 'a', 'b', 'c', 'd', 0, 0};

static void an_ip4_packet_without_its_padding(void **state)
{
	(void)state;
	static const uint8_t from[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1};
	struct hr_ip_packet packet;
	assert_true(hr_ip_read(hr_reader_of(plain4, sizeof plain4), &packet));
	assert_int_equal(packet.protocol, HR_IP_TCP);
	assert_int_equal(hr_left(&packet.payload), 4);
	assert_memory_equal(packet.from, from, sizeof from);
	assert_int_equal(packet.to[15], 2);
	assert_false(packet.fragment || packet.cut);
	assert_true(hr_ip_read(hr_reader_of(plain4, 22), &packet));
	assert_true(packet.cut);
	assert_int_equal(hr_left(&packet.payload), 2);
	for (size_t cut = 0; cut < 20; cut++)
		assert_false(hr_ip_read(hr_reader_of(plain4, cut), &packet));
}

static void ip4_odds(void **state)
{
	(void)state;
	uint8_t bytes[64];
	struct hr_ip_packet packet;
	memset(bytes, 0, sizeof bytes);
	memcpy(bytes, plain4, sizeof plain4);
	bytes[3] = 0; /* segmentation offload: all that is there */
	assert_true(hr_ip_read(hr_reader_of(bytes, 60), &packet));
	assert_int_equal(hr_left(&packet.payload), 40);
	bytes[3] = 20; /* nothing but padding */
	assert_true(hr_ip_read(hr_reader_of(bytes, 60), &packet));
	assert_int_equal(hr_left(&packet.payload), 0);
	bytes[0] = 0x46; /* an option */
	bytes[3] = 28;
	assert_true(hr_ip_read(hr_reader_of(bytes, 60), &packet));
	assert_int_equal(hr_left(&packet.payload), 4);
	bytes[3] = 22; /* shorter than its header */
	assert_false(hr_ip_read(hr_reader_of(bytes, 60), &packet));
	bytes[0] = 0x44; /* a header shorter than one */
	assert_false(hr_ip_read(hr_reader_of(bytes, 60), &packet));
	bytes[0] = 0x75;
	assert_false(hr_ip_read(hr_reader_of(bytes, 60), &packet));
}

static void an_ip4_fragment(void **state)
{
	(void)state;
	uint8_t bytes[sizeof plain4];
	struct hr_ip_packet packet;
	memcpy(bytes, plain4, sizeof bytes);
	bytes[6] = 0x20;
	bytes[7] = 0x03;
	assert_true(hr_ip_read(hr_reader_of(bytes, sizeof bytes), &packet));
	assert_true(packet.fragment && packet.more);
	assert_int_equal(packet.offset, 24);
	assert_int_equal(packet.id, 0x1234);
	bytes[6] = 0x40; /* do not fragment */
	bytes[7] = 0;
	assert_true(hr_ip_read(hr_reader_of(bytes, sizeof bytes), &packet));
	assert_false(packet.fragment);
}

/* 40 bytes of header, then what the row says. */
static bool read6(uint8_t next, const uint8_t *rest, size_t length, struct hr_ip_packet *packet)
{
	static uint8_t bytes[256];
	memset(bytes, 0, sizeof bytes);
	bytes[0] = 0x60;
	bytes[5] = (uint8_t)length;
	bytes[6] = next;
	bytes[8] = 0xfd;
	bytes[39] = 9;
	memcpy(bytes + 40, rest, length);
	return hr_ip_read(hr_reader_of(bytes, 40 + length), packet);
}

static void ip6_and_its_headers(void **state)
{
	(void)state;
	static const uint8_t chain[] = {43, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 51, 0,   0,
	                                0,  0, 0, 0, 0, 6, 1, 0, 0,  0, 0, 0, 0, 0, 0, 0, 0,  'a', 'b'};
	static const uint8_t fragment[] = {6, 0, 0x05, 0xa9, 1, 2, 3, 4, 'a', 'b', 'c', 'd'};
	static const uint8_t atomic[] = {6, 0, 0, 0, 1, 2, 3, 4, 'a', 'b'};
	struct hr_ip_packet packet;
	assert_true(read6(6, (const uint8_t *)"xy", 2, &packet));
	assert_int_equal(packet.from[0], 0xfd);
	assert_int_equal(packet.to[15], 9);
	assert_int_equal(hr_left(&packet.payload), 2);
	assert_true(read6(0, chain, sizeof chain, &packet));
	assert_int_equal(packet.protocol, 6);
	assert_int_equal(hr_left(&packet.payload), 2);
	assert_true(read6(44, fragment, sizeof fragment, &packet));
	assert_true(packet.fragment && packet.more);
	assert_int_equal(packet.offset, 0x5a8);
	assert_int_equal(packet.id, 0x01020304);
	assert_true(read6(44, atomic, sizeof atomic, &packet));
	assert_false(packet.fragment);
	assert_int_equal(hr_left(&packet.payload), 2);
	assert_false(read6(60, chain, 4, &packet)); /* cut in a header */
}

static void too_many_headers(void **state)
{
	(void)state;
	uint8_t chain[8 * (HR_IP_HEADERS_MAX + 1)] = {0};
	struct hr_ip_packet packet;
	for (size_t i = 0; i < sizeof chain; i += 8)
		chain[i] = 60;
	assert_false(read6(60, chain, sizeof chain, &packet));
}

static void a_tcp_header(void **state)
{
	(void)state;
	static const uint8_t bytes[] = {0xc0, 1, 1, 0xbb, 1, 2, 3, 4, 5, 6, 7,    8,  0x60,
	                                0x12, 0, 0, 0,    0, 0, 0, 2, 4, 5, 0xb4, 'x'};
	struct hr_tcp_segment segment;
	assert_true(hr_tcp_read(hr_reader_of(bytes, sizeof bytes), &segment));
	assert_int_equal(segment.from, 0xc001);
	assert_int_equal(segment.to, 443);
	assert_int_equal(segment.sequence, 0x01020304);
	assert_int_equal(segment.acknowledged, 0x05060708);
	assert_true(segment.syn && segment.ack && !segment.fin && !segment.rst);
	assert_int_equal(hr_left(&segment.payload), 1);
	for (size_t cut = 0; cut < 24; cut++)
		assert_false(hr_tcp_read(hr_reader_of(bytes, cut), &segment));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(an_ip4_packet_without_its_padding),
	        cmocka_unit_test(ip4_odds),
	        cmocka_unit_test(an_ip4_fragment),
	        cmocka_unit_test(ip6_and_its_headers),
	        cmocka_unit_test(too_many_headers),
	        cmocka_unit_test(a_tcp_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
