/* Tasks that come while the prober runs: each as soon as it is given, the same one again and again, until the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "probe/probe.h"

#define LOOKS 3

struct story {
	struct hr_task task;
	unsigned given, ended, unreached, ticks;
};

static int64_t noon(void)
{
	return 1000;
}

/* The next one when the last has ended: the feed decides, not the prober. */
static const struct hr_task *next(void *context, bool *over)
{
	struct story *story = context;
	*over = story->given == LOOKS;
	if (*over || story->given > story->ended)
		return NULL;
	story->given++;
	return &story->task;
}

static void tick(void *context)
{
	struct story *story = context;
	story->ticks++;
}

static bool observe(void *context, const struct hr_task *task, const struct hr_observation *seen)
{
	struct story *story = context;
	assert_ptr_equal(task, &story->task);
	assert_string_equal(seen->about, "adfs/a.example:443/https");
	story->unreached += seen->key == HR_FACT_REACHED && seen->seen == HR_FAILED;
	return true;
}

static void done(void *context, const struct hr_task *task, const struct hr_probe_counts *counts)
{
	struct story *story = context;
	(void)task;
	story->ended++;
	assert_int_equal(counts->tasks_done, story->ended);
}

/* A port that refuses: bound, but nobody listens. */
static int closed_port(uint16_t *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

static void looks_again_and_again(void **state)
{
	(void)state;
	static const char *const about[] = {"adfs/a.example:443/https"};
	static const struct hr_override here = {.host = "a.example", .address = "127.0.0.1"};
	static const struct hr_suite suites[] = {{.name = "TLS_RSA_WITH_AES_128_CBC_SHA", .code = 0x002F}};
	const struct hr_catalog catalog = {.suites = suites, .suite_count = 1};
	struct story story = {
	        .task = {.host = "a.example", .about = about, .about_count = 1, .tls = true, .quick = true}};
	int fd = closed_port(&story.task.port);
	const struct hr_probe_feed feed = {.context = &story, .next = next, .tick = tick};
	const struct hr_probe_sink sink = {.context = &story, .observe = observe, .done = done};
	struct hr_probe_options options = hr_probe_defaults();
	struct hr_probe_counts counts;
	struct hr_error why = {.text = ""};
	options.feed = &feed;
	options.overrides = &here;
	options.override_count = 1;
	options.timeout_ms = 1000;
	const struct hr_tasks tasks = {.at = &story.task, .count = 1};
	assert_true(hr_probe_run(&tasks, &catalog, &options, noon, &sink, &counts, &why));
	assert_int_equal(story.given, LOOKS);
	assert_int_equal(story.ended, LOOKS);
	assert_int_equal(story.unreached, LOOKS);
	assert_true(story.ticks > 0);
	(void)close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(looks_again_and_again)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
