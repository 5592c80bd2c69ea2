/* The strategy against servers that are functions: what it concludes, and how many connections that took. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/enumerate.h"

static const struct hr_suite suites[] = {
        {.name = "A", .code = 0x0004},
        {.name = "B", .code = 0x000a},
        {.name = "C", .code = 0x002f},
        {.name = "TLS_DHE_G", .code = 0x0033},
        {.name = "D", .code = 0x0035},
        {.name = "T1", .code = 0x1301, .traits = HR_SUITE_TLS13},
        {.name = "T2", .code = 0x1302, .traits = HR_SUITE_TLS13},
        {.name = "T3", .code = 0x1303, .traits = HR_SUITE_TLS13},
        {.name = "T4", .code = 0x1304, .traits = HR_SUITE_TLS13},
        {.name = "E", .code = 0xc02f},
        {.name = "F", .code = 0xc030},
        {.name = "X", .code = 0xcca8},
};
#define SUITES (sizeof suites / sizeof *suites)

/* How a simulated server behaves; zero = a good one that decides itself. */
struct server {
	uint16_t lowest, highest; /* versions */
	uint16_t accepts[8];      /* up to TLS 1.2, in its order, 0 ends */
	uint16_t last[2];         /* its last choices in TLS 1.3, 0 none */
	uint8_t old_alert;        /* for versions that are too old; 0 = protocol_version */
	bool client_order;
	bool gives_way_to_chacha;
	bool ssl2;
	bool requires_name;
	enum hr_answer_kind refuses;          /* CLOSED, RESET or TIMEOUT instead of an alert */
	size_t most_suites;                   /* in one hello; silence above, or ... ; 0 = any */
	uint8_t too_many;                     /* ... this alert */
	unsigned every_nth;                   /* connection fails with ... */
	enum hr_answer_kind nth;              /* ... this */
	unsigned stops_after;                 /* connections: then closes all; 0 = never */
	uint16_t poison;                      /* a suite that it chooses and then cannot serve */
	uint16_t lies_with;                   /* a suite it names whatever is offered */
	uint16_t other_lowest, other_highest; /* of every second connection; 0 = as the first */
	bool two_faced;                       /* every second connection lands on one that accepts only accepts[0] */
	unsigned connections;
};

static bool has(const struct hr_try *try, uint16_t suite)
{
	for (size_t i = 0; i < try->suite_count; i++) {
		if (try->suites[i] == suite)
			return true;
	}
	return false;
}

static uint16_t choose(const struct server *server, const struct hr_try *try)
{
	const uint16_t newest[] = {0x1302, 0x1301, server->last[0], server->last[1], 0};
	const uint16_t *mine = try->version == HR_TLS_1_3 ? newest : server->accepts;
	for (size_t k = 0; server->gives_way_to_chacha && mine[k] != 0; k++) {
		if ((mine[k] == 0xcca8 || mine[k] == 0x1303) && mine[k] == try->suites[0])
			return mine[k];
	}
	for (size_t i = 0; server->client_order && i < try->suite_count; i++) {
		for (size_t k = 0; mine[k] != 0; k++) {
			if (mine[k] == try->suites[i])
				return mine[k];
		}
	}
	size_t count = server->two_faced && server->connections % 2 == 0 ? 1 : 8;
	for (size_t k = 0; !server->client_order && k < count && mine[k] != 0; k++) {
		if (has(try, mine[k]))
			return mine[k];
	}
	return 0;
}

static struct hr_answer hello(uint16_t version, uint16_t suite)
{
	return (struct hr_answer){.kind = HR_ANSWER_SERVER,
	                          .server = {.kind = HR_SERVER_HELLO, .version = version, .suite = suite}};
}

static struct hr_answer refuse(const struct server *server, uint8_t alert)
{
	if (server->refuses != HR_ANSWER_UNREACHED)
		return (struct hr_answer){.kind = server->refuses};
	return (struct hr_answer){.kind = HR_ANSWER_SERVER, .server = {.kind = HR_SERVER_ALERT, .alert = alert}};
}

static struct hr_answer serve(struct server *server, const struct hr_try *try)
{
	bool other = server->other_highest != 0 && server->connections % 2 == 1;
	uint16_t lowest = other ? server->other_lowest : server->lowest;
	uint16_t highest = other ? server->other_highest : server->highest;
	server->connections++;
	if (server->every_nth != 0 && server->connections % server->every_nth == 0)
		return (struct hr_answer){.kind = server->nth};
	if (server->stops_after != 0 && server->connections > server->stops_after)
		return (struct hr_answer){.kind = HR_ANSWER_CLOSED};
	if (try->version == HR_SSL_2_0 && server->ssl2)
		return (struct hr_answer){.kind = HR_ANSWER_SSL2,
		                          .ssl2 = {.kind = HR_SSL2_HELLO, .kinds = {0x010080}, .kind_count = 1}};
	if (try->version == HR_SSL_2_0 || try->version < lowest || (try->without_name && server->requires_name))
		return refuse(server, server->old_alert != 0 ? server->old_alert : 70);
	if (server->most_suites != 0 && try->suite_count > server->most_suites && server->too_many != 0)
		return (struct hr_answer){.kind = HR_ANSWER_SERVER,
		                          .server = {.kind = HR_SERVER_ALERT, .alert = server->too_many}};
	if (server->most_suites != 0 && try->suite_count > server->most_suites)
		return (struct hr_answer){.kind = HR_ANSWER_TIMEOUT};
	if (try->version == HR_TLS_1_3 && highest < HR_TLS_1_3)
		return refuse(server, 70);
	uint16_t version = try->version > highest ? highest : try->version;
	uint16_t suite = server->lies_with != 0 ? server->lies_with : choose(server, try);
	if (suite != 0 && suite == server->poison)
		return (struct hr_answer){.kind = HR_ANSWER_CLOSED};
	return suite == 0 ? refuse(server, 40) : hello(version, suite);
}

static struct hr_enumerate e;

/* All hellos, one after the other as a single connection at a time would have it. */
static void run(struct server *server)
{
	hr_enumerate_begin(&e, suites, SUITES, true);
	struct hr_try try;
	while (hr_enumerate_next(&e, &try)) {
		struct hr_answer answer = serve(server, &try);
		hr_enumerate_answer(&e, &try, &answer);
		assert_true(server->connections < 400);
	}
	assert_true(hr_enumerate_done(&e));
}

static void expect(enum hr_chain_id id, enum hr_seen seen, const uint16_t *accepted)
{
	const struct hr_chain *chain = &e.chains[id];
	if (chain->seen != seen)
		print_error("chain %d: %s\n", (int)id, chain->why);
	assert_int_equal(chain->seen, seen);
	size_t count = 0;
	while (accepted != NULL && accepted[count] != 0)
		count++;
	if (accepted == NULL)
		return;
	assert_true(chain->accepted_count == count);
	assert_memory_equal(chain->accepted, accepted, count * sizeof *accepted);
}

static const uint16_t usual[] = {0xc030, 0xc02f, 0x0035, 0x002f, 0};

static struct server good(void)
{
	struct server server = {.lowest = HR_TLS_1_0, .highest = HR_TLS_1_3};
	memcpy(server.accepts, usual, sizeof usual);
	return server;
}

static void a_server_that_decides(void **state)
{
	(void)state;
	struct server server = good();
	run(&server);
	expect(HR_CHAIN_1_2, HR_PRESENT, usual);
	expect(HR_CHAIN_1_0, HR_PRESENT, usual);
	expect(HR_CHAIN_1_3, HR_PRESENT, (const uint16_t[]){0x1302, 0x1301, 0});
	expect(HR_CHAIN_SSL3, HR_ABSENT, NULL);
	expect(HR_CHAIN_SSL2, HR_ABSENT, NULL);
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_SERVER);
	bool required = true;
	assert_int_equal(hr_enumerate_sni(&e, &required), HR_PRESENT);
	assert_false(required);
	/* k + 1 for four versions, whose order leaves no doubt; SSL 3.0 twice. */
	assert_true(server.connections <= 5 + 5 + 5 + 3 + 1 + 1 + 1 + 1);
	assert_string_equal(e.disagreement, "");
}

static void a_server_that_lets_the_client_decide(void **state)
{
	(void)state;
	struct server server = good();
	server.client_order = true;
	run(&server);
	expect(HR_CHAIN_1_2, HR_PRESENT, (const uint16_t[]){0x002f, 0x0035, 0xc02f, 0xc030, 0});
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_CLIENT);
}

static void a_server_that_gives_way_to_chacha(void **state)
{
	(void)state;
	struct server server = good();
	server.accepts[4] = 0xcca8;
	server.gives_way_to_chacha = true;
	run(&server);
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_MIXED);
}

/* TLS 1.2 of this one has no ChaCha20, so that only TLS 1.3 shows it. */
static void a_server_that_gives_way_in_the_newest_version(void **state)
{
	(void)state;
	struct server server = good();
	server.last[0] = 0x1304;
	server.last[1] = 0x1303;
	run(&server);
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_SERVER);
	server.gives_way_to_chacha = true;
	run(&server);
	expect(HR_CHAIN_1_3, HR_PRESENT, (const uint16_t[]){0x1302, 0x1301, 0x1304, 0x1303, 0});
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_MIXED);
}

/* Its order is that of the codes, and what it gives way to is what a turned list begins with: a client's order, nearly.
 */
static void a_server_that_gives_way_in_an_order_like_the_codes(void **state)
{
	(void)state;
	static const uint16_t ascending[] = {0x002f, 0xc02f, 0xcca8, 0};
	struct server server = {.lowest = HR_TLS_1_2, .highest = HR_TLS_1_2, .gives_way_to_chacha = true};
	memcpy(server.accepts, ascending, sizeof ascending);
	run(&server);
	expect(HR_CHAIN_1_2, HR_PRESENT, ascending);
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_MIXED);
	server.gives_way_to_chacha = false;
	run(&server);
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_SERVER);
	server.client_order = true;
	run(&server);
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_CLIENT);
	memcpy(server.accepts, ascending + 1, sizeof ascending - sizeof *ascending);
	run(&server);
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_CLIENT);
	server.client_order = false;
	run(&server);
	assert_int_equal(hr_enumerate_order(&e), HR_ORDER_SERVER);
}

static void an_old_server(void **state)
{
	(void)state;
	struct server server = good();
	server.lowest = HR_SSL_3_0;
	server.highest = HR_TLS_1_0;
	server.ssl2 = true;
	run(&server);
	expect(HR_CHAIN_1_2, HR_ABSENT, (const uint16_t[]){0});
	assert_string_equal(e.chains[HR_CHAIN_1_2].why, "answered with TLS 1.0");
	expect(HR_CHAIN_1_0, HR_PRESENT, usual);
	expect(HR_CHAIN_SSL3, HR_PRESENT, usual);
	expect(HR_CHAIN_SSL2, HR_PRESENT, NULL);
	assert_int_equal(e.chains[HR_CHAIN_SSL2].kinds[0], 0x010080);
}

/* Dovecot closes, Schannel behind HTTP.SYS resets: believed, since other hellos go on being answered. */
static void servers_that_refuse_without_a_word(void **state)
{
	(void)state;
	static const enum hr_answer_kind ways[] = {HR_ANSWER_CLOSED, HR_ANSWER_RESET};
	for (size_t i = 0; i < 2; i++) {
		struct server server = good();
		server.lowest = HR_TLS_1_2;
		server.refuses = ways[i];
		run(&server);
		expect(HR_CHAIN_1_2, HR_PRESENT, usual);
		expect(HR_CHAIN_1_0, HR_ABSENT, NULL);
		expect(HR_CHAIN_1_1, HR_ABSENT, NULL);
		expect(HR_CHAIN_SSL3, HR_ABSENT, NULL);
	}
}

/* Nothing is known of a server that never answered in TLS: neither that it speaks a version nor that it does not. */
static void servers_that_never_answer(void **state)
{
	(void)state;
	static const enum hr_answer_kind ways[] = {HR_ANSWER_CLOSED, HR_ANSWER_RESET, HR_ANSWER_TIMEOUT, HR_ANSWER_CUT};
	for (size_t i = 0; i < 4; i++) {
		struct server server = {.every_nth = 1, .nth = ways[i]};
		run(&server);
		for (unsigned id = 0; id < HR_CHAIN_COUNT; id++)
			expect((enum hr_chain_id)id, HR_FAILED, NULL);
	}
}

static void a_server_that_hangs_on_what_it_refuses(void **state)
{
	(void)state;
	struct server server = good();
	server.lowest = HR_TLS_1_1;
	server.refuses = HR_ANSWER_TIMEOUT;
	run(&server);
	expect(HR_CHAIN_1_0, HR_FAILED, NULL);
	/* The list itself is not complete without a refusal of the rest. */
	expect(HR_CHAIN_1_2, HR_FAILED, NULL);
	assert_non_null(strstr(e.chains[HR_CHAIN_1_2].why, "list incomplete"));
}

static void a_server_that_fails_now_and_then(void **state)
{
	(void)state;
	static const enum hr_answer_kind ways[] = {HR_ANSWER_RESET, HR_ANSWER_CLOSED, HR_ANSWER_TIMEOUT,
	                                           HR_ANSWER_UNREACHED};
	for (size_t way = 0; way < 4; way++) {
		for (unsigned n = 3; n < 9; n++) {
			struct server server = good();
			server.every_nth = n;
			server.nth = ways[way];
			run(&server);
			expect(HR_CHAIN_1_2, HR_PRESENT, usual);
			expect(HR_CHAIN_1_1, HR_PRESENT, usual);
			expect(HR_CHAIN_1_0, HR_PRESENT, usual);
			expect(HR_CHAIN_SSL3, HR_ABSENT, NULL);
		}
	}
}

/* A device that has had enough after some connections: what was not asked by then is not known. */
static void a_device_that_shuts_the_door(void **state)
{
	(void)state;
	for (unsigned n = 1; n < 12; n++) {
		struct server server = good();
		server.stops_after = n;
		run(&server);
		for (unsigned id = 0; id < HR_CHAIN_SNI; id++) {
			const struct hr_chain *chain = &e.chains[id];
			if (chain->seen == HR_PRESENT && chain->version <= HR_TLS_1_2)
				expect((enum hr_chain_id)id, HR_PRESENT, usual);
			assert_false(chain->seen == HR_ABSENT && chain->version >= HR_TLS_1_0);
		}
		expect(HR_CHAIN_1_0, HR_FAILED, NULL);
	}
}

static void a_server_that_lies(void **state)
{
	(void)state;
	struct server server = good();
	server.lies_with = 0x00ab;
	run(&server);
	for (unsigned id = 0; id < HR_CHAIN_SSL3; id++)
		expect((enum hr_chain_id)id, HR_FAILED, NULL);
	assert_non_null(strstr(e.chains[HR_CHAIN_1_2].why, "0x00AB, which was not offered"));
}

/* Dovecot without parameters for Diffie-Hellman: whatever else it accepts must be found nonetheless. */
static void a_server_that_chooses_what_it_cannot_serve(void **state)
{
	(void)state;
	for (int client = 0; client < 2; client++) {
		struct server server = {.lowest = HR_TLS_1_2,
		                        .highest = HR_TLS_1_2,
		                        .accepts = {0x0033, 0xc030, 0xc02f, 0x0035, 0x002f},
		                        .client_order = client == 1,
		                        .poison = 0x0033};
		run(&server);
		expect(HR_CHAIN_1_2, HR_PRESENT,
		       client == 1 ? (const uint16_t[]){0x002f, 0x0035, 0xc02f, 0xc030, 0} : usual);
		assert_int_equal(hr_enumerate_order(&e), client == 1 ? HR_ORDER_CLIENT : HR_ORDER_SERVER);
	}
}

static void a_server_that_needs_a_name(void **state)
{
	(void)state;
	struct server server = good();
	server.requires_name = true;
	run(&server);
	bool required = false;
	assert_int_equal(hr_enumerate_sni(&e, &required), HR_PRESENT);
	assert_true(required);
}

static void unequal_servers_behind_one_address(void **state)
{
	(void)state;
	struct server server = good();
	server.two_faced = true;
	server.client_order = false;
	run(&server);
	/* Whether it shows depends on who answers what; a version that was seen is never called absent. */
	expect(HR_CHAIN_1_2, HR_PRESENT, NULL);
	assert_true(e.chains[HR_CHAIN_1_2].accepted_count >= 1);
}

/* Two servers take turns behind one address: whatever they differ in, it is noticed. */
static void unlike_members_behind_one_address(void **state)
{
	(void)state;
	static const struct server members[] = {
	        {.lowest = HR_TLS_1_2, .highest = HR_TLS_1_3, .other_lowest = HR_TLS_1_0, .other_highest = HR_TLS_1_2},
	        {.lowest = HR_TLS_1_0, .highest = HR_TLS_1_2, .other_lowest = HR_TLS_1_2, .other_highest = HR_TLS_1_3},
	        {.lowest = HR_TLS_1_0, .highest = HR_TLS_1_0, .other_lowest = HR_TLS_1_2, .other_highest = HR_TLS_1_2},
	        {.lowest = HR_TLS_1_2, .highest = HR_TLS_1_2, .other_lowest = HR_TLS_1_0, .other_highest = HR_TLS_1_0},
	        {.lowest = HR_TLS_1_0, .highest = HR_TLS_1_3, .other_lowest = HR_TLS_1_2, .other_highest = HR_TLS_1_3},
	};
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		for (unsigned phase = 0; phase < 2; phase++) {
			struct server server = members[i];
			memcpy(server.accepts, (const uint16_t[]){0xc02f, 0xc030, 0x002f}, 3 * sizeof(uint16_t));
			server.connections = phase;
			run(&server);
			hr_enumerate_compare(&e);
			if (e.disagreement[0] == '\0')
				print_error("members %zu, phase %u\n", i, phase);
			assert_true(e.disagreement[0] != '\0');
		}
	}
}

static struct hr_suite many[300];

static void a_server_that_stumbles_over_many_suites(void **state)
{
	(void)state;
	for (size_t i = 0; i < 300; i++)
		many[i] = (struct hr_suite){.name = "M", .code = (uint16_t)(0x1000 + i)};
	many[40].code = 0x1028;
	static const struct {
		enum hr_answer_kind refuses;
		uint8_t too_many;
	} ways[] = {
	        {HR_ANSWER_UNREACHED, 0}, {HR_ANSWER_CLOSED, 0}, {HR_ANSWER_UNREACHED, 40}, {HR_ANSWER_UNREACHED, 80}};
	struct server server = {
	        .lowest = HR_TLS_1_0, .highest = HR_TLS_1_2, .most_suites = 128, .accepts = {0x1100, 0x1028}};
	for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
		server.refuses = ways[way].refuses;
		server.too_many = ways[way].too_many;
		server.connections = 0;
		hr_enumerate_begin(&e, many, 300, true);
		struct hr_try try;
		while (hr_enumerate_next(&e, &try)) {
			struct hr_answer answer = serve(&server, &try);
			hr_enumerate_answer(&e, &try, &answer);
			assert_true(server.connections < 400);
		}
		expect(HR_CHAIN_1_2, HR_PRESENT, (const uint16_t[]){0x1028, 0x1100, 0});
		expect(HR_CHAIN_1_0, HR_PRESENT, (const uint16_t[]){0x1028, 0x1100, 0});
		expect(HR_CHAIN_SSL3, HR_ABSENT, NULL);
		assert_true(e.small_only && !e.big_ok);
	}
	/* If one version takes the big hello, a refusal of another is not about its size, and costs nothing more. */
	server = (struct server){.lowest = HR_TLS_1_2, .highest = HR_TLS_1_2, .accepts = {0x1028}, .old_alert = 40};
	hr_enumerate_begin(&e, many, 300, true);
	struct hr_try try;
	while (hr_enumerate_next(&e, &try)) {
		struct hr_answer answer = serve(&server, &try);
		hr_enumerate_answer(&e, &try, &answer);
	}
	expect(HR_CHAIN_1_0, HR_ABSENT, NULL);
	assert_true(server.connections <= 2 + 1 + 1 + 1 + 1 + 1 + 1 + 3);
}

static void what_is_given_up(void **state)
{
	(void)state;
	hr_enumerate_begin(&e, suites, SUITES, true);
	struct hr_try try;
	assert_true(hr_enumerate_next(&e, &try));
	hr_enumerate_give_up(&e, "connection refused");
	assert_true(hr_enumerate_done(&e));
	struct hr_answer late = hello(HR_TLS_1_2, 0x002f);
	hr_enumerate_answer(&e, &try, &late);
	expect(HR_CHAIN_1_2, HR_FAILED, NULL);
	assert_string_equal(e.chains[HR_CHAIN_1_2].why, "connection refused");
}

/* A quick look costs one hello per version, and what answers to none of them in words is not called absent. */
static void asks_only_for_versions_when_in_a_hurry(void **state)
{
	(void)state;
	struct server good = {.lowest = HR_TLS_1_0, .highest = HR_TLS_1_3, .accepts = {0xc02f, 0x002f}};
	struct server silent = {
	        .lowest = HR_TLS_1_2, .highest = HR_TLS_1_2, .accepts = {0xc02f}, .refuses = HR_ANSWER_RESET};
	struct server *const servers[] = {&good, &silent};
	for (size_t i = 0; i < 2; i++) {
		hr_enumerate_begin(&e, suites, SUITES, true);
		hr_enumerate_quick(&e);
		struct hr_try try;
		while (servers[i]->connections < 6 && hr_enumerate_next(&e, &try)) {
			struct hr_answer answer = serve(servers[i], &try);
			hr_enumerate_answer(&e, &try, &answer);
		}
		assert_int_equal(servers[i]->connections, 6);
		hr_enumerate_hurry(&e, "in a hurry");
		assert_true(hr_enumerate_done(&e));
		assert_int_equal(e.chains[HR_CHAIN_1_2].seen, HR_PRESENT);
		assert_int_equal(e.chains[HR_CHAIN_SNI].seen, HR_NOT_COLLECTED);
	}
	assert_int_equal(e.chains[HR_CHAIN_1_0].seen, HR_FAILED);
	assert_int_equal(e.chains[HR_CHAIN_SSL2].seen, HR_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(unlike_members_behind_one_address),
	        cmocka_unit_test(asks_only_for_versions_when_in_a_hurry),
	        cmocka_unit_test(a_server_that_decides),
	        cmocka_unit_test(a_server_that_lets_the_client_decide),
	        cmocka_unit_test(a_server_that_gives_way_to_chacha),
	        cmocka_unit_test(a_server_that_gives_way_in_the_newest_version),
	        cmocka_unit_test(a_server_that_gives_way_in_an_order_like_the_codes),
	        cmocka_unit_test(an_old_server),
	        cmocka_unit_test(servers_that_refuse_without_a_word),
	        cmocka_unit_test(servers_that_never_answer),
	        cmocka_unit_test(a_server_that_hangs_on_what_it_refuses),
	        cmocka_unit_test(a_server_that_fails_now_and_then),
	        cmocka_unit_test(a_device_that_shuts_the_door),
	        cmocka_unit_test(a_server_that_lies),
	        cmocka_unit_test(a_server_that_chooses_what_it_cannot_serve),
	        cmocka_unit_test(a_server_that_needs_a_name),
	        cmocka_unit_test(unequal_servers_behind_one_address),
	        cmocka_unit_test(a_server_that_stumbles_over_many_suites),
	        cmocka_unit_test(what_is_given_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
