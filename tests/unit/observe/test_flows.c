/* Connections of a capture: in order, out of order, with holes, begun before it; and what came of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "observe/flows.h"
#include "parse/tls_hello.h"

#define CLIENT_ISN UINT32_C(0xffffff80) /* the sequence numbers go round within the hello */
#define SERVER_ISN UINT32_C(5000)

static struct hr_error why;

struct seen {
	struct hr_session last;
	struct hr_client_hello hello;
	char peer[HR_UPGRADE_NAME_MAX + 1];
	unsigned count;
};

static bool on_session(void *context, const struct hr_session *session, struct hr_error *error)
{
	struct seen *seen = context;
	(void)error;
	seen->last = *session;
	if (session->hello != NULL)
		seen->hello = *session->hello;
	memcpy(seen->peer, session->upgrade->peer, sizeof seen->peer);
	seen->count++;
	return true;
}

/* --- two ends --- */

struct link {
	struct hr_flows *flows;
	struct seen seen;
	uint16_t port;
	uint32_t said[2]; /* bytes: client, server */
	uint8_t hello[HR_HELLO_MAX];
	size_t hello_length;
};

enum { SYN = 1, ACK = 2, FIN = 4, RST = 8 };

/* A segment of that side, at an offset of what it says. */
static void segment_at(struct link *link, enum hr_side side, int flags, uint32_t offset, const void *bytes,
                       size_t length)
{
	struct hr_ip_packet packet = {.version = 4, .protocol = HR_IP_TCP};
	packet.from[15] = side == HR_CLIENT ? 1 : 2;
	packet.to[15] = side == HR_CLIENT ? 2 : 1;
	uint32_t own = side == HR_CLIENT ? CLIENT_ISN : SERVER_ISN, other = side == HR_CLIENT ? SERVER_ISN : CLIENT_ISN;
	const struct hr_tcp_segment segment = {.from = side == HR_CLIENT ? link->port : 443,
	                                       .to = side == HR_CLIENT ? 443 : link->port,
	                                       .sequence = own + ((flags & SYN) != 0 ? 0 : 1 + offset),
	                                       .acknowledged = other + 1 + link->said[!side],
	                                       .syn = (flags & SYN) != 0,
	                                       .ack = (flags & ACK) != 0,
	                                       .fin = (flags & FIN) != 0,
	                                       .rst = (flags & RST) != 0,
	                                       .payload = hr_reader_of(bytes, length)};
	assert_true(hr_flows_segment(link->flows, &packet, &segment, 1000, &why));
}

static void say(struct link *link, enum hr_side side, const void *bytes, size_t length)
{
	segment_at(link, side, ACK, link->said[side], bytes, length);
	link->said[side] += (uint32_t)length;
}

static void say_text(struct link *link, enum hr_side side, const char *text)
{
	say(link, side, text, strlen(text));
}

static void open_link(struct link *link)
{
	segment_at(link, HR_CLIENT, SYN, 0, NULL, 0);
	segment_at(link, HR_SERVER, SYN | ACK, 0, NULL, 0);
	segment_at(link, HR_CLIENT, ACK, 0, NULL, 0);
}

static void end(struct link *link)
{
	assert_true(hr_flows_end(link->flows, &why));
}

static int begin(void **state)
{
	static struct link link;
	static const uint16_t suites[] = {0xc02f, 0x009c};
	static const uint8_t random[HR_HELLO_RANDOM_SIZE];
	const struct hr_hello hello = {.suites = suites,
	                               .suite_count = 2,
	                               .host = "outlook.office365.com",
	                               .random = random,
	                               .version = HR_TLS_1_2,
	                               .shape = HR_HELLO_FULL};
	memset(&link, 0, sizeof link);
	link.port = 40000;
	assert_true(hr_hello_write(&hello, link.hello, &link.hello_length));
	link.flows = hr_flows_new(HR_FLOWS_MAX, on_session, &link.seen);
	*state = &link;
	return link.flows == NULL;
}

static int finish(void **state)
{
	struct link *link = *state;
	hr_flows_free(link->flows);
	return 0;
}

static size_t server_hello(uint8_t out[64], uint16_t version, uint16_t suite)
{
	const uint8_t head[] = {22, 3, 3, 0, 42, 2, 0, 0, 38, (uint8_t)(version >> 8), (uint8_t)version};
	const uint8_t tail[] = {0, (uint8_t)(suite >> 8), (uint8_t)suite, 0};
	memcpy(out, head, sizeof head);
	memset(out + 11, 0x5a, 32);
	memcpy(out + 43, tail, sizeof tail);
	return 47;
}

static const uint8_t change[] = {20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 4, 9, 9, 9, 9};

static void shake_hands(struct link *link, uint16_t version)
{
	uint8_t answer[64];
	size_t length = server_hello(answer, version, 0xc02f);
	say(link, HR_SERVER, answer, length);
	say(link, HR_CLIENT, change, sizeof change);
	say(link, HR_SERVER, change, sizeof change);
}

static void is_agreed(const struct link *link, uint16_t version)
{
	assert_int_equal(link->seen.count, 1);
	assert_int_equal(link->seen.last.unseen, HR_SEEN);
	assert_int_equal(link->seen.last.agreed, HR_AGREED);
	assert_int_equal(link->seen.last.version, version);
	assert_int_equal(link->seen.last.suite, 0xc02f);
	assert_int_equal(link->seen.last.client_port, 40000);
	assert_string_equal(link->seen.hello.host, "outlook.office365.com");
}

/* --- what is seen --- */

static void in_order(void **state)
{
	struct link *link = *state;
	open_link(link);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	assert_int_equal(link->seen.count, 0);
	shake_hands(link, HR_TLS_1_1);
	is_agreed(link, HR_TLS_1_1);
	say_text(link, HR_CLIENT, "what follows is of no interest");
	end(link);
	assert_int_equal(link->seen.count, 1);
}

static void out_of_order_and_again(void **state)
{
	struct link *link = *state;
	size_t third = link->hello_length / 3;
	open_link(link);
	segment_at(link, HR_CLIENT, ACK, (uint32_t)(2 * third), link->hello + 2 * third,
	           link->hello_length - 2 * third);
	segment_at(link, HR_CLIENT, ACK, 0, link->hello, third + 5);
	segment_at(link, HR_CLIENT, ACK, 0, link->hello, third + 5);
	segment_at(link, HR_CLIENT, ACK, (uint32_t)third, link->hello + third, third + 9);
	link->said[HR_CLIENT] = (uint32_t)link->hello_length;
	segment_at(link, HR_CLIENT, SYN, 0, NULL, 0); /* once more, too late */
	shake_hands(link, HR_TLS_1_2);
	is_agreed(link, HR_TLS_1_2);
}

static void a_byte_at_a_time(void **state)
{
	struct link *link = *state;
	open_link(link);
	for (size_t i = 0; i < link->hello_length; i++)
		say(link, HR_CLIENT, link->hello + i, 1);
	shake_hands(link, HR_TLS_1_0);
	is_agreed(link, HR_TLS_1_0);
}

static void a_hole_is_no_guess(void **state)
{
	struct link *link = *state;
	open_link(link);
	segment_at(link, HR_CLIENT, ACK, 0, link->hello, 40);
	segment_at(link, HR_CLIENT, ACK, 41, link->hello + 41, link->hello_length - 41);
	link->said[HR_CLIENT] = (uint32_t)link->hello_length;
	shake_hands(link, HR_TLS_1_2);
	segment_at(link, HR_CLIENT, ACK | RST, link->said[HR_CLIENT], NULL, 0);
	end(link);
	assert_int_equal(link->seen.count, 1);
	assert_int_equal(link->seen.last.unseen, HR_UNSEEN_GAP);
}

static void bytes_that_contradict(void **state)
{
	struct link *link = *state;
	open_link(link);
	segment_at(link, HR_CLIENT, ACK, 0, link->hello, 40);
	segment_at(link, HR_CLIENT, ACK, 38, "zzz", 3);
	segment_at(link, HR_CLIENT, ACK, 41, link->hello + 41, link->hello_length - 41);
	end(link);
	assert_int_equal(link->seen.last.unseen, HR_UNSEEN_GAP);
}

static void a_hello_that_was_cut(void **state)
{
	struct link *link = *state;
	open_link(link);
	say(link, HR_CLIENT, link->hello, 60);
	end(link);
	assert_int_equal(link->seen.count, 1);
	assert_int_equal(link->seen.last.unseen, HR_UNSEEN_GAP);
}

static void the_answer_is_missing(void **state)
{
	struct link *link = *state;
	uint8_t answer[64];
	size_t length = server_hello(answer, HR_TLS_1_2, 0xc02f);
	open_link(link);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	segment_at(link, HR_SERVER, ACK, 10, answer + 10, length - 10);
	end(link);
	assert_int_equal(link->seen.last.unseen, HR_SEEN);
	assert_int_equal(link->seen.last.agreed, HR_AGREED_UNSEEN);
	assert_int_equal(link->seen.last.version, 0);
}

static void the_server_refuses(void **state)
{
	struct link *link = *state;
	static const uint8_t alert[] = {21, 3, 1, 0, 2, 2, 70};
	open_link(link);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	say(link, HR_SERVER, alert, sizeof alert);
	assert_int_equal(link->seen.last.agreed, HR_AGREED_FAILED);
	assert_string_equal(link->seen.last.failure, "the server ended it: alert protocol_version");
}

static void the_client_refuses(void **state)
{
	struct link *link = *state;
	static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 48};
	uint8_t answer[64];
	size_t length = server_hello(answer, HR_TLS_1_2, 0xc02f);
	open_link(link);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	say(link, HR_SERVER, answer, length);
	say(link, HR_CLIENT, alert, sizeof alert);
	assert_int_equal(link->seen.last.agreed, HR_AGREED_FAILED);
	assert_int_equal(link->seen.last.version, HR_TLS_1_2);
	assert_string_equal(link->seen.last.failure, "the client ended it: alert unknown_ca");
}

static void it_ends_in_the_middle(void **state)
{
	struct link *link = *state;
	uint8_t answer[64];
	size_t length = server_hello(answer, HR_TLS_1_2, 0xc02f);
	open_link(link);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	say(link, HR_SERVER, answer, length);
	segment_at(link, HR_CLIENT, ACK | FIN, link->said[HR_CLIENT], NULL, 0);
	segment_at(link, HR_SERVER, ACK | FIN, link->said[HR_SERVER], NULL, 0);
	assert_int_equal(link->seen.last.agreed, HR_AGREED_FAILED);
	assert_string_equal(link->seen.last.failure, "the connection ended during the handshake");
}

static void its_end_has_a_hole_before_it(void **state)
{
	struct link *link = *state;
	uint8_t answer[64];
	size_t length = server_hello(answer, HR_TLS_1_2, 0xc02f);
	open_link(link);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	say(link, HR_SERVER, answer, length);
	segment_at(link, HR_CLIENT, ACK | RST, link->said[HR_CLIENT] + 500, NULL, 0);
	end(link);
	assert_int_equal(link->seen.last.agreed, HR_AGREED); /* what was missed may have been the rest of it */
}

/* A ServerHello of TLS 1.3 with that suite, or a HelloRetryRequest (RFC 8446 4.1.3) if its random says so. */
static size_t new_server_hello(uint8_t out[64], const uint8_t random[32], uint8_t suite)
{
	static const uint8_t head[] = {22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3};
	const uint8_t tail[] = {0, 0x13, suite, 0, 0, 6, 0, 43, 0, 2, 3, 4};
	memcpy(out, head, sizeof head);
	memcpy(out + sizeof head, random, 32);
	memcpy(out + sizeof head + 32, tail, sizeof tail);
	return sizeof head + 32 + sizeof tail;
}

static const uint8_t retry[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                  0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                  0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

/* The server's SYN was not captured, nor the client's first word: where the server begins to speak is not known. */
static void nothing_fails_that_began_out_of_sight(void **state)
{
	struct link *link = *state;
	segment_at(link, HR_CLIENT, SYN, 0, NULL, 0);
	link->said[HR_SERVER] = 20;
	say(link, HR_CLIENT, link->hello, link->hello_length);
	say_text(link, HR_SERVER, "something in the middle");
	segment_at(link, HR_CLIENT, ACK | FIN, link->said[HR_CLIENT], NULL, 0);
	segment_at(link, HR_SERVER, ACK | FIN, link->said[HR_SERVER], NULL, 0);
	end(link);
	assert_int_equal(link->seen.last.unseen, HR_SEEN);
	assert_int_equal(link->seen.last.agreed, HR_AGREED_UNSEEN);
}

static void the_last_bytes_come_behind_the_end(void **state)
{
	struct link *link = *state;
	uint8_t answer[64];
	size_t length = server_hello(answer, HR_TLS_1_2, 0xc02f);
	open_link(link);
	segment_at(link, HR_CLIENT, ACK | FIN, (uint32_t)(link->hello_length + sizeof change), NULL, 0);
	segment_at(link, HR_SERVER, ACK | FIN, (uint32_t)(length + sizeof change), NULL, 0);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	shake_hands(link, HR_TLS_1_2);
	is_agreed(link, HR_TLS_1_2);
}

static void hello_retry(void **state)
{
	struct link *link = *state;
	static const uint8_t random[32] = {7}, secret[] = {23, 3, 3, 0, 1, 7}, idle[] = {20, 3, 3, 0, 1, 1};
	uint8_t bytes[64];
	open_link(link);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	say(link, HR_SERVER, bytes, new_server_hello(bytes, retry, 2));
	say(link, HR_SERVER, idle, sizeof idle);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	assert_int_equal(link->seen.count, 0);
	say(link, HR_SERVER, bytes, new_server_hello(bytes, random, 2));
	say(link, HR_SERVER, secret, sizeof secret);
	say(link, HR_CLIENT, secret, sizeof secret);
	assert_int_equal(link->seen.count, 1);
	assert_int_equal(link->seen.last.agreed, HR_AGREED);
	assert_int_equal(link->seen.last.version, HR_TLS_1_3);
	assert_int_equal(link->seen.last.suite, 0x1302);
}

static void hello_retry_and_no_more(void **state)
{
	struct link *link = *state;
	uint8_t bytes[64];
	open_link(link);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	say(link, HR_SERVER, bytes, new_server_hello(bytes, retry, 2));
	end(link);
	assert_int_equal(link->seen.last.agreed, HR_AGREED_UNSEEN);
}

static void starttls(void **state)
{
	struct link *link = *state;
	open_link(link);
	say_text(link, HR_SERVER, "220 contoso-com.mail.protection.outlook.com Microsoft ESMTP\r\n");
	say_text(link, HR_CLIENT, "EHLO ex01.contoso.com\r\n");
	say_text(link, HR_SERVER, "250-hello\r\n250 STARTTLS\r\n");
	say_text(link, HR_CLIENT, "STARTTLS\r\n");
	say_text(link, HR_SERVER, "220 2.0.0 ready\r\n");
	say(link, HR_CLIENT, link->hello, link->hello_length);
	shake_hands(link, HR_TLS_1_2);
	is_agreed(link, HR_TLS_1_2);
	assert_string_equal(link->seen.peer, "contoso-com.mail.protection.outlook.com");
	assert_int_equal(hr_flows_counts(link->flows).plain, 0);
}

static void plain_text_is_no_session(void **state)
{
	struct link *link = *state;
	open_link(link);
	say_text(link, HR_CLIENT, "GET / HTTP/1.1\r\n\r\n");
	end(link);
	assert_int_equal(link->seen.count, 0);
	assert_int_equal(hr_flows_counts(link->flows).plain, 1);
}

static void begun_before_the_capture(void **state)
{
	struct link *link = *state;
	static const uint8_t secret[] = {23, 3, 3, 0, 3, 1, 2, 3};
	say(link, HR_CLIENT, secret, sizeof secret);
	say(link, HR_SERVER, secret, sizeof secret);
	assert_int_equal(link->seen.count, 0);
	end(link);
	assert_int_equal(link->seen.count, 1);
	assert_int_equal(link->seen.last.unseen, HR_UNSEEN_EARLIER);
}

static void a_hello_in_the_middle(void **state)
{
	struct link *link = *state;
	static const uint8_t false_start[] = {22, 3, 1, 0, 5, 1, 0, 0, 1, 9};
	say_text(link, HR_SERVER, "220 2.0.0 ready\r\n");
	say(link, HR_CLIENT, false_start, sizeof false_start);
	say(link, HR_CLIENT, link->hello, link->hello_length);
	shake_hands(link, HR_TLS_1_2);
	is_agreed(link, HR_TLS_1_2);
}

static void the_same_ports_again(void **state)
{
	struct link *link = *state;
	open_link(link);
	say(link, HR_CLIENT, link->hello, 30);
	struct link again = {.flows = link->flows, .port = link->port};
	struct hr_ip_packet packet = {.version = 4, .protocol = HR_IP_TCP, .from = {[15] = 1}, .to = {[15] = 2}};
	const struct hr_tcp_segment syn = {.from = link->port, .to = 443, .sequence = 77, .syn = true};
	assert_true(hr_flows_segment(again.flows, &packet, &syn, 1000, &why));
	assert_int_equal(link->seen.count, 1);
	assert_int_equal(link->seen.last.unseen, HR_UNSEEN_GAP);
	assert_int_equal(hr_flows_counts(link->flows).flows, 2);
}

/* Half a hello from each of very many: the oldest go, and are counted. */
static void memory_is_bounded(void **state)
{
	struct link *link = *state;
	uint64_t opened = 0;
	for (uint32_t n = 0; n < 100000; n++) {
		struct hr_ip_packet packet = {.version = 4, .protocol = HR_IP_TCP, .to = {[15] = 2}};
		memcpy(packet.from, &n, sizeof n);
		struct hr_tcp_segment segment = {.from = 1024, .to = 443, .sequence = 1, .syn = true};
		assert_true(hr_flows_segment(link->flows, &packet, &segment, 1000, &why));
		segment.syn = false;
		segment.sequence = 2;
		segment.payload = hr_reader_of(link->hello, 100);
		assert_true(hr_flows_segment(link->flows, &packet, &segment, 1000, &why));
		opened++;
	}
	end(link);
	const struct hr_flow_counts counts = hr_flows_counts(link->flows);
	assert_true(counts.unseen[HR_UNSEEN_DROPPED] > 0);
	assert_int_equal(counts.unseen[HR_UNSEEN_DROPPED] + counts.unseen[HR_UNSEEN_GAP], opened);
	assert_true(hr_flows_most_held(link->flows) <= HR_FLOWS_HELD_MAX + 65536);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        ROW(in_order),
	        ROW(out_of_order_and_again),
	        ROW(a_byte_at_a_time),
	        ROW(a_hole_is_no_guess),
	        ROW(bytes_that_contradict),
	        ROW(a_hello_that_was_cut),
	        ROW(the_answer_is_missing),
	        ROW(the_server_refuses),
	        ROW(the_client_refuses),
	        ROW(it_ends_in_the_middle),
	        ROW(its_end_has_a_hole_before_it),
	        ROW(nothing_fails_that_began_out_of_sight),
	        ROW(the_last_bytes_come_behind_the_end),
	        ROW(hello_retry),
	        ROW(hello_retry_and_no_more),
	        ROW(starttls),
	        ROW(plain_text_is_no_session),
	        ROW(begun_before_the_capture),
	        ROW(a_hello_in_the_middle),
	        ROW(the_same_ports_again),
	        ROW(memory_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
