/* What a deep look asks, and what it makes of the answers of servers that are functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/deep.h"

static const struct hr_suite suites[] = {
        {.name = "TLS_RSA_WITH_AES_128_CBC_SHA", .code = 0x002f},
        {.name = "TLS_AES_256_GCM_SHA384", .code = 0x1302, .traits = HR_SUITE_TLS13},
        {.name = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", .code = 0xc02b},
        {.name = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", .code = 0xc02f},
};

struct server {
	uint16_t suite;          /* up to TLS 1.2 */
	uint16_t groups[4];      /* in its order, 0 ends */
	uint16_t signatures[4];  /* the same */
	bool newest;             /* TLS 1.3, too */
	bool always_signs;       /* with the first, whatever is offered */
	bool warns;              /* of a name that it does not know; else it refuses it */
	enum hr_answer_kind way; /* of refusing; UNREACHED = an alert */
	bool hates_versions, hates_length;
	unsigned gone_after; /* hellos: then it answers none; 0 = never */
	bool unreadable;     /* its key exchange does not come */
};

static struct hr_enumerate e;
static struct hr_deep deep;
static unsigned hellos;

static void accept(enum hr_chain_id id, uint16_t suite)
{
	struct hr_chain *chain = &e.chains[id];
	chain->accepted[0] = suite;
	chain->accepted_count = suite == 0 ? 0 : 1;
	hr_chain_end(chain, suite == 0 ? HR_ABSENT : HR_PRESENT, "");
}

static void enumerate(const struct server *server)
{
	hr_enumerate_begin(&e, suites, sizeof suites / sizeof *suites, true);
	for (unsigned i = 0; i < HR_CHAIN_COUNT; i++)
		accept((enum hr_chain_id)i, 0);
	accept(HR_CHAIN_1_2, server->suite);
	accept(HR_CHAIN_1_3, server->newest ? 0x1302 : 0);
	e.known_version = server->suite != 0 ? HR_TLS_1_2 : HR_TLS_1_3;
	e.known_suite = server->suite != 0 ? server->suite : 0x1302;
}

static uint16_t choose(const uint16_t *mine, const uint16_t *offered, size_t count)
{
	for (size_t i = 0; i < 4 && mine[i] != 0; i++) {
		for (size_t k = 0; k < count; k++) {
			if (mine[i] == offered[k])
				return mine[i];
		}
	}
	return 0;
}

static struct hr_answer refuse(const struct server *server)
{
	if (server->way != HR_ANSWER_UNREACHED)
		return (struct hr_answer){.kind = server->way};
	return (struct hr_answer){.kind = HR_ANSWER_SERVER, .server = {.kind = HR_SERVER_ALERT, .alert = 40}};
}

static struct hr_answer serve(const struct server *server, const struct hr_try *try)
{
	static const struct hr_hello_extras none = {.padding = 0};
	const struct hr_hello_extras *extras = try->extras == NULL ? &none : try->extras;
	struct hr_answer answer = {
	        .kind = HR_ANSWER_SERVER,
	        .server = {.kind = HR_SERVER_HELLO, .version = try->version, .suite = try->suites[0]}};
	if (server->gone_after != 0 && hellos > server->gone_after)
		return (struct hr_answer){.kind = HR_ANSWER_TIMEOUT};
	if ((server->hates_versions && (extras->client_version != 0 || extras->unknown_version)) ||
	    (server->hates_length && extras->padding > 0) || (try->host != NULL && !server->warns))
		return refuse(server);
	answer.server.unrecognized_name = try->host != NULL;
	if (server->unreadable && try->exchange)
		return answer;
	uint16_t group = extras->groups == NULL ? 23 : choose(server->groups, extras->groups, extras->group_count);
	uint16_t signature = extras->signatures == NULL || server->always_signs
	                             ? server->signatures[0]
	                             : choose(server->signatures, extras->signatures, extras->signature_count);
	if (group == 0 || (signature == 0 && extras->signatures != NULL))
		return refuse(server);
	answer.server.group = group;
	answer.flight =
	        (struct hr_flight){.state = HR_FLIGHT_WHOLE, .exchanged = true, .group = group, .signature = signature};
	return answer;
}

static void run(const struct server *server)
{
	struct hr_try try;
	enumerate(server);
	hr_deep_begin(&deep, &e);
	hellos = 0;
	while (hr_deep_next(&deep, &try)) {
		hellos++;
		struct hr_answer answer = serve(server, &try);
		hr_deep_answer(&deep, &try, &answer);
		assert_true(hellos <= HR_DEEP_HELLOS_MAX);
	}
	assert_true(hr_deep_done(&deep));
}

static void expect_list(enum hr_deep_id id, enum hr_seen seen, const uint16_t *found, size_t count)
{
	const struct hr_deep_question *q = &deep.questions[id];
	if (q->seen != seen)
		print_error("question %d: %s\n", (int)id, q->why);
	assert_int_equal(q->seen, seen);
	assert_int_equal(q->found_count, count);
	if (count > 0)
		assert_memory_equal(q->found, found, count * sizeof *found);
}
#define LIST(...) (const uint16_t[]){__VA_ARGS__}, sizeof((uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t)

static void expect_word(enum hr_deep_id id, enum hr_seen seen, bool good)
{
	if (deep.questions[id].seen != seen)
		print_error("question %d: %s\n", (int)id, deep.questions[id].why);
	assert_int_equal(deep.questions[id].seen, seen);
	assert_int_equal(deep.questions[id].good, good);
}

static const struct server usual = {
        .suite = 0xc02f, .groups = {29, 23, 24}, .signatures = {0x0804, 0x0401}, .newest = true, .warns = true};

static void a_usual_server(void **state)
{
	(void)state;
	run(&usual);
	expect_list(HR_DEEP_GROUPS, HR_PRESENT, LIST(29, 23, 24));
	expect_list(HR_DEEP_GROUPS_1_3, HR_PRESENT, LIST(29, 23, 24));
	expect_list(HR_DEEP_RSA, HR_PRESENT, LIST(0x0804, 0x0401));
	expect_list(HR_DEEP_ECDSA, HR_NOT_COLLECTED, NULL, 0);
	expect_word(HR_DEEP_NAME, HR_PRESENT, true);
	assert_true(deep.questions[HR_DEEP_NAME].warned);
	expect_word(HR_DEEP_CLIENT_VERSION, HR_PRESENT, true);
	expect_word(HR_DEEP_SUPPORTED_VERSIONS, HR_PRESENT, true);
	expect_word(HR_DEEP_LENGTH, HR_PRESENT, true);
	assert_int_equal(hellos, 4 + 4 + 3 + 4); /* one more than each list, and one for each word */
}

/* Refused without a word, or not answered at all: twice, and then a control each. */
static void a_picky_server(void **state)
{
	(void)state;
	static const enum hr_answer_kind ways[] = {HR_ANSWER_UNREACHED, HR_ANSWER_CLOSED, HR_ANSWER_RESET,
	                                           HR_ANSWER_TIMEOUT};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct server server = usual;
		server.way = ways[i];
		server.hates_versions = server.hates_length = true;
		server.warns = false;
		run(&server);
		if (ways[i] != HR_ANSWER_TIMEOUT)
			expect_list(HR_DEEP_GROUPS, HR_PRESENT, LIST(29, 23, 24));
		else
			expect_list(HR_DEEP_GROUPS, HR_FAILED, LIST(29, 23, 24));
		expect_word(HR_DEEP_NAME, HR_PRESENT, false);
		expect_word(HR_DEEP_CLIENT_VERSION, HR_PRESENT, false);
		expect_word(HR_DEEP_SUPPORTED_VERSIONS, HR_PRESENT, false);
		expect_word(HR_DEEP_LENGTH, HR_PRESENT, false);
	}
}

/* What is not answered any more is not known, and nothing that it was not asked is a no. */
static void a_server_that_goes_away(void **state)
{
	(void)state;
	for (unsigned after = 1; after < 20; after++) {
		struct server server = usual;
		server.gone_after = after;
		run(&server);
		for (unsigned i = 0; i < HR_DEEP_COUNT; i++) {
			const struct hr_deep_question *q = &deep.questions[i];
			if (i > HR_DEEP_ECDSA && q->seen == HR_PRESENT)
				assert_true(q->good);
			if (i <= HR_DEEP_ECDSA && q->seen == HR_PRESENT)
				assert_true(q->found_count == (i == HR_DEEP_RSA ? 2 : 3));
		}
	}
}

static void odd_servers(void **state)
{
	(void)state;
	struct server server = usual;
	server.always_signs = true;
	run(&server);
	expect_list(HR_DEEP_RSA, HR_PRESENT, LIST(0x0804)); /* it does not listen */
	server = usual;
	server.unreadable = true;
	run(&server);
	expect_list(HR_DEEP_GROUPS, HR_FAILED, NULL, 0);
	expect_list(HR_DEEP_RSA, HR_FAILED, NULL, 0);
	/* An elliptic key: its curve must always be offered. */
	server = usual;
	server.suite = 0xc02b;
	server.signatures[0] = 0x0403;
	run(&server);
	expect_list(HR_DEEP_GROUPS, HR_FAILED, NULL, 0);
	expect_list(HR_DEEP_ECDSA, HR_PRESENT, LIST(0x0403));
	/* Nothing to exchange keys with; and TLS 1.3 alone. */
	server.suite = 0x002f;
	run(&server);
	expect_list(HR_DEEP_GROUPS, HR_NOT_COLLECTED, NULL, 0);
	server.suite = 0;
	run(&server);
	expect_list(HR_DEEP_GROUPS_1_3, HR_PRESENT, LIST(29, 23, 24));
	expect_word(HR_DEEP_CLIENT_VERSION, HR_NOT_COLLECTED, false);
	expect_word(HR_DEEP_NAME, HR_PRESENT, true);
}

static void what_is_given_up(void **state)
{
	(void)state;
	struct hr_try try;
	enumerate(&usual);
	hr_deep_begin(&deep, &e);
	assert_true(hr_deep_next(&deep, &try));
	hr_deep_give_up(&deep, "the network is down");
	assert_true(hr_deep_done(&deep));
	struct hr_answer late = serve(&usual, &try);
	hr_deep_answer(&deep, &try, &late);
	expect_list(HR_DEEP_GROUPS, HR_FAILED, NULL, 0);
	assert_string_equal(deep.questions[HR_DEEP_GROUPS].why, "the network is down");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_usual_server),          cmocka_unit_test(a_picky_server),
	        cmocka_unit_test(a_server_that_goes_away), cmocka_unit_test(odd_servers),
	        cmocka_unit_test(what_is_given_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
