/* Frames of every link type down to the IP packet, and what holds none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parse/link_frame.h"

/* The bytes before the packet, whose first byte is 0x45 or 0x60. */
static const struct {
	const char *name;
	int link;
	size_t length;
	uint8_t bytes[40];
	bool found;
} rows[] = {
        {"ethernet", HR_LINK_ETHERNET, 14, {[12] = 0x08, [13] = 0x00}, true},
        {"ethernet, IPv6", HR_LINK_ETHERNET, 14, {[12] = 0x86, [13] = 0xdd}, true},
        {"ethernet, ARP", HR_LINK_ETHERNET, 14, {[12] = 0x08, [13] = 0x06}, false},
        {"ethernet, 802.3 length", HR_LINK_ETHERNET, 14, {[12] = 0x00, [13] = 0x40}, false},
        {"VLAN", HR_LINK_ETHERNET, 18, {[12] = 0x81, [15] = 10, [16] = 0x08}, true},
        {"QinQ", HR_LINK_ETHERNET, 22, {[12] = 0x88, [13] = 0xa8, [16] = 0x81, [20] = 0x08}, true},
        {"old QinQ", HR_LINK_ETHERNET, 22, {[12] = 0x91, [16] = 0x81, [20] = 0x86, [21] = 0xdd}, true},
        {"VLAN, ARP", HR_LINK_ETHERNET, 18, {[12] = 0x81, [16] = 0x08, [17] = 0x06}, false},
        {"five tags",
         HR_LINK_ETHERNET,
         34,
         {[12] = 0x81, [16] = 0x81, [20] = 0x81, [24] = 0x81, [28] = 0x81, [32] = 8},
         false},
        {"cooked", HR_LINK_LINUX_SLL, 16, {[14] = 0x08}, true},
        {"cooked, VLAN", HR_LINK_LINUX_SLL, 20, {[14] = 0x81, [18] = 0x86, [19] = 0xdd}, true},
        {"cooked, no IP", HR_LINK_LINUX_SLL, 16, {[14] = 0x00, [15] = 0x04}, false},
        {"cooked v2", HR_LINK_LINUX_SLL2, 20, {[0] = 0x86, [1] = 0xdd}, true},
        {"cooked v2, ARP", HR_LINK_LINUX_SLL2, 20, {[0] = 0x08, [1] = 0x06}, false},
        {"raw", HR_LINK_RAW, 0, {0}, true},
        {"raw as libpcap says", HR_LINK_RAW_BSD, 0, {0}, true},
        {"IPv4", HR_LINK_IPV4, 0, {0}, true},
        {"IPv6", HR_LINK_IPV6, 0, {0}, true},
        {"null, little-endian", HR_LINK_NULL, 4, {2}, true},
        {"null, big-endian", HR_LINK_NULL, 4, {[3] = 2}, true},
        {"null, IPv6 of macOS", HR_LINK_NULL, 4, {30}, true},
        {"null, another family", HR_LINK_NULL, 4, {7}, false},
        {"loop", HR_LINK_LOOP, 4, {[3] = 24}, true},
        {"not known", 127, 0, {0}, false},
};

static void finds_the_packet(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t frame[64] = {0};
		struct hr_reader packet = hr_reader_of(NULL, 0);
		memcpy(frame, rows[i].bytes, rows[i].length);
		frame[rows[i].length] = 0x45;
		bool found = hr_link_read(rows[i].link, hr_reader_of(frame, rows[i].length + 3), &packet);
		if (found != rows[i].found)
			fail_msg("%s: %d", rows[i].name, found);
		if (found && (packet.at != frame + rows[i].length || hr_left(&packet) != 3))
			fail_msg("%s: at byte %td", rows[i].name, packet.at - frame);
		for (size_t cut = 0; cut <= rows[i].length; cut++)
			if (hr_link_read(rows[i].link, hr_reader_of(frame, cut), &packet))
				fail_msg("%s: cut at %zu", rows[i].name, cut);
	}
}

static void what_is_neither_version_is_no_packet(void **state)
{
	(void)state;
	static const uint8_t bytes[] = {0x50, 0, 0};
	struct hr_reader packet;
	assert_false(hr_link_read(HR_LINK_RAW, hr_reader_of(bytes, sizeof bytes), &packet));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(finds_the_packet),
	        cmocka_unit_test(what_is_neither_version_is_no_packet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
