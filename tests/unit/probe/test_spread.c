/* Many hellos at once must come to what one after the other come to, whatever the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/spread.h"

static const uint16_t codes[] = {
        0x0004, 0x0005, 0x0009, 0x000a, 0x0016, 0x002f, 0x0033, 0x0035, 0x0039, 0x003c, 0x003d, 0x0041,
        0x0067, 0x006b, 0x0084, 0x0096, 0x009c, 0x009d, 0x009e, 0x009f, 0x1301, 0x1302, 0x1303, 0x1304,
        0x1305, 0xc007, 0xc009, 0xc00a, 0xc011, 0xc013, 0xc014, 0xc023, 0xc024, 0xc027, 0xc028, 0xc02b,
        0xc02c, 0xc02f, 0xc030, 0xc061, 0xc09c, 0xc09d, 0xc0a0, 0xcca8, 0xcca9, 0xccaa,
};
#define COUNT (sizeof codes / sizeof *codes)

static struct hr_suite suites[COUNT];

struct server {
	uint16_t lowest, highest;
	uint16_t order[COUNT], order_13[COUNT]; /* 0 ends */
	bool client_order, gives_way, closes;
	unsigned connections, fails_every, closes_after;
};

/* What was made of it. */
struct result {
	struct {
		enum hr_seen seen;
		size_t count;
		uint16_t accepted[COUNT];
	} chains[HR_CHAIN_COUNT];
	enum hr_order order;
	bool disagreement;
	unsigned connections, rounds;
};

static uint64_t state;

static unsigned draw(unsigned below)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(state >> 33) % below;
}

static bool is_finite_field(uint16_t code)
{
	return code == 0x0016 || code == 0x0033 || code == 0x0039 || code == 0x0067 || code == 0x006b ||
	       code == 0x009e || code == 0x009f || code == 0xccaa;
}

static void fill_suites(void)
{
	for (size_t i = 0; i < COUNT; i++) {
		bool newest = codes[i] >> 8 == 0x13;
		suites[i] = (struct hr_suite){.name = is_finite_field(codes[i]) ? "TLS_DHE_A" : "TLS_A",
		                              .code = codes[i],
		                              .traits = newest ? HR_SUITE_TLS13 : 0};
	}
}

static void shuffle(uint16_t *at, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t other = draw((unsigned)i);
		uint16_t kept = at[i - 1];
		at[i - 1] = at[other];
		at[other] = kept;
	}
}

static struct server draw_server(void)
{
	struct server server = {.lowest = (uint16_t)(HR_SSL_3_0 + draw(4)),
	                        .client_order = draw(4) == 0,
	                        .gives_way = draw(4) == 0,
	                        .closes = draw(4) == 0};
	server.highest = (uint16_t)(server.lowest + draw(HR_TLS_1_3 - server.lowest + 1));
	size_t count = 0, newest = 0;
	unsigned share = 1 + draw(4);
	for (size_t i = 0; i < COUNT; i++) {
		if (draw(4) >= share)
			continue;
		if (codes[i] >> 8 == 0x13)
			server.order_13[newest++] = codes[i];
		else
			server.order[count++] = codes[i];
	}
	if (draw(3) != 0) {
		shuffle(server.order, count);
		shuffle(server.order_13, newest);
	}
	return server;
}

static bool offers(const struct hr_try *try, uint16_t suite)
{
	for (size_t i = 0; i < try->suite_count; i++) {
		if (try->suites[i] == suite)
			return true;
	}
	return false;
}

static bool is_chacha(uint16_t code)
{
	return code == 0x1303 || (code >= 0xcca8 && code <= 0xccaa);
}

/* Not before TLS 1.2. */
static bool is_young(uint16_t code)
{
	return code == 0x003c || code == 0x003d || code == 0x0067 || code == 0x006b ||
	       (code >= 0x009c && code <= 0x009f) || code >= 0xc023;
}

static uint16_t agreed(const struct server *server, const struct hr_try *try)
{
	return try->version > server->highest ? server->highest : try->version;
}

static bool is_common(const struct server *server, const struct hr_try *try, uint16_t suite)
{
	return (agreed(server, try) >= HR_TLS_1_2 || !is_young(suite)) && offers(try, suite);
}

static uint16_t choose(const struct server *server, const struct hr_try *try)
{
	const uint16_t *mine = try->version == HR_TLS_1_3 ? server->order_13 : server->order;
	for (size_t i = 0; server->client_order && i < try->suite_count; i++) {
		for (size_t k = 0; mine[k] != 0; k++) {
			if (mine[k] == try->suites[i] && is_common(server, try, mine[k]))
				return mine[k];
		}
	}
	for (size_t k = 0; server->gives_way && is_chacha(try->suites[0]) && mine[k] != 0; k++) {
		if (is_chacha(mine[k]) && is_common(server, try, mine[k]))
			return mine[k];
	}
	for (size_t k = 0; mine[k] != 0; k++) {
		if (is_common(server, try, mine[k]))
			return mine[k];
	}
	return 0;
}

static struct hr_answer serve(struct server *server, const struct hr_try *try)
{
	server->connections++;
	if (server->fails_every != 0 && server->connections % server->fails_every == 0)
		return (struct hr_answer){.kind = HR_ANSWER_UNREACHED};
	struct hr_answer refusal = {.kind = HR_ANSWER_SERVER, .server = {.kind = HR_SERVER_ALERT, .alert = 40}};
	if (server->closes)
		refusal = (struct hr_answer){.kind = HR_ANSWER_CLOSED};
	if (server->closes_after != 0 && server->connections > server->closes_after)
		return (struct hr_answer){.kind = HR_ANSWER_CLOSED};
	if (try->version < server->lowest || (try->version == HR_TLS_1_3 && server->highest < HR_TLS_1_3))
		return refusal;
	uint16_t suite = choose(server, try);
	if (suite == 0)
		return refusal;
	return (struct hr_answer){.kind = HR_ANSWER_SERVER,
	                          .server = {.kind = HR_SERVER_HELLO, .version = agreed(server, try), .suite = suite}};
}

static struct hr_enumerate e;
static struct hr_spread spread;

/* All that may be asked is asked at once; the answers come in any order. */
static struct result run(struct server server, bool fast)
{
	struct hr_try tries[256];
	struct result result = {.rounds = 0};
	hr_enumerate_begin(&e, suites, COUNT, true);
	spread = (struct hr_spread){.chains = {{.open = 0}}};
	if (fast)
		hr_enumerate_fast(&e, &spread);
	for (;; result.rounds++) {
		size_t count = 0;
		while (count < 256 && hr_enumerate_next(&e, &tries[count]))
			count++;
		if (count == 0)
			break;
		assert_true(result.rounds < 500);
		while (count > 0) {
			size_t i = draw((unsigned)count);
			struct hr_answer answer = serve(&server, &tries[i]);
			hr_enumerate_answer(&e, &tries[i], &answer);
			tries[i] = tries[--count];
		}
	}
	assert_true(hr_enumerate_done(&e));
	hr_enumerate_compare(&e);
	for (unsigned i = 0; i < HR_CHAIN_COUNT; i++) {
		const struct hr_chain *chain = &e.chains[i];
		result.chains[i].seen = chain->seen;
		if (chain->seen != HR_PRESENT)
			continue;
		result.chains[i].count = chain->accepted_count;
		memcpy(result.chains[i].accepted, chain->accepted, chain->accepted_count * sizeof *chain->accepted);
	}
	result.order = hr_enumerate_order(&e);
	result.disagreement = e.disagreement[0] != '\0';
	result.connections = server.connections;
	return result;
}

static void hurry_comes_to_the_same(void **unused)
{
	(void)unused;
	fill_suites();
	unsigned slow = 0, quick = 0, few = 0, many = 0;
	for (unsigned n = 0; n < 4000; n++) {
		state = n;
		struct server server = draw_server();
		struct result polite = run(server, false), fast = run(server, true);
		if (memcmp(polite.chains, fast.chains, sizeof polite.chains) != 0 || polite.order != fast.order ||
		    polite.disagreement != fast.disagreement)
			fail_msg("server %u: order %d and %d, %s", n, (int)polite.order, (int)fast.order,
			         e.disagreement);
		few += polite.connections;
		many += fast.connections;
		slow += polite.rounds;
		quick += fast.rounds;
	}
	assert_true(quick < slow && many < 4 * few); /* in orders that nobody could guess */
}

/* nginx with OpenSSL's defaults, as in tests/bench: 4 + 4 + 13 + 3 suites. */
static void what_servers_usually_have(void **unused)
{
	(void)unused;
	fill_suites();
	struct server server = {.lowest = HR_TLS_1_0,
	                        .highest = HR_TLS_1_3,
	                        .order = {0xc030, 0xcca8, 0xc02f, 0xc028, 0xc027, 0xc014, 0xc013, 0x009d, 0x009c,
	                                  0x003d, 0x003c, 0x0035, 0x002f},
	                        .order_13 = {0x1302, 0x1303, 0x1301}};
	struct result fast = run(server, true);
	assert_int_equal(fast.chains[HR_CHAIN_1_2].count, 13);
	assert_memory_equal(fast.chains[HR_CHAIN_1_2].accepted, server.order, 13 * sizeof *server.order);
	assert_int_equal(fast.order, HR_ORDER_SERVER);
	assert_true(fast.rounds <= 3);
	assert_true(fast.connections <= 87); /* and one for the handshake */
}

/* Connections that fail now and then may leave something unknown, but nothing false. */
static void servers_that_fail_now_and_then(void **unused)
{
	(void)unused;
	fill_suites();
	for (unsigned n = 0; n < 2000; n++) {
		state = n;
		struct server server = draw_server();
		server.closes = false;
		struct result truth = run(server, false);
		server.fails_every = n % 2 == 0 ? 3 + draw(9) : 0;
		server.closes_after = n % 2 == 1 ? 1 + draw(60) : 0;
		struct result fast = run(server, true);
		for (unsigned i = 0; i < HR_CHAIN_SNI; i++) {
			if (fast.chains[i].seen == HR_FAILED)
				continue;
			if (memcmp(&truth.chains[i], &fast.chains[i], sizeof truth.chains[i]) != 0)
				fail_msg("server %u, chain %u: %d instead of %d, %zu and %zu suites", n, i,
				         (int)fast.chains[i].seen, (int)truth.chains[i].seen, fast.chains[i].count,
				         truth.chains[i].count);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(hurry_comes_to_the_same),
	        cmocka_unit_test(what_servers_usually_have),
	        cmocka_unit_test(servers_that_fail_now_and_then),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
