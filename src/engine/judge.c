#include "engine/judge.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

#define DOCKET_MAX ((size_t)HR_FINDINGS_MAX)
#define SAID_MAX 2000 /* bytes of one string of a verdict */

/* One verdict on the wire, followed by the three strings. Parent and child are the same program. */
struct wire {
	uint32_t fact; /* index + 1 */
	int8_t outcome;
	uint8_t unverified;
	uint8_t lighter;
	uint8_t unused;
	uint16_t length[3];
};

/* --- the docket --- */

struct maker {
	const struct hr_report *report;
	struct hr_arena *arena;
	struct hr_docket *cases;
	size_t count, capacity;
};

static bool put(struct maker *maker, const struct hr_rule *rule, const struct hr_server *server,
                const struct hr_endpoint *endpoint)
{
	struct hr_docket *grown =
	        hr_arena_grow(maker->arena, maker->cases, maker->count, &maker->capacity, sizeof *grown, DOCKET_MAX);
	if (grown == NULL)
		return false;
	maker->cases = grown;
	grown[maker->count++] = (struct hr_docket){
	        .rule = rule,
	        .server = server,
	        .endpoint = endpoint,
	        .disabled_phase = hr_tailoring_phase(maker->report->tailoring, server) == HR_LEGACY_FORBIDDEN};
	return true;
}

static bool put_rule(struct maker *maker, const struct hr_rule *rule)
{
	const struct hr_organisation *o = &maker->report->organisation;
	if (rule->scope == HR_PER_ORGANISATION)
		return put(maker, rule, NULL, NULL);
	for (size_t s = 0; s < o->server_count; s++) {
		const struct hr_server *server = &o->servers[s];
		if (rule->products != 0 && (rule->products & HR_ON(server->product)) == 0)
			continue;
		if (rule->scope == HR_PER_SERVER && !put(maker, rule, server, NULL))
			return false;
		for (size_t e = 0; rule->scope == HR_PER_ENDPOINT && e < server->endpoint_count; e++)
			if (!put(maker, rule, server, &server->endpoints[e]))
				return false;
	}
	return true;
}

bool hr_docket_make(const struct hr_report *report, const struct hr_module *module, struct hr_arena *arena,
                    const struct hr_docket **docket, size_t *count, struct hr_error *why)
{
	struct maker maker = {.report = report, .arena = arena};
	for (size_t i = 0; i < module->rule_count; i++)
		if (!put_rule(&maker, &module->rules[i]))
			return hr_fail_memory(why);
	*docket = maker.cases;
	*count = maker.count;
	return true;
}

/* --- the child --- */

static bool write_all(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;
	while (length > 0) {
		ssize_t written = write(fd, at, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		at += written;
		length -= (size_t)written;
	}
	return true;
}

/* Which fact of the report it is, counted from 1; 0 for none of them. Compared as addresses: the pointer may be
 * anything. */
static uint32_t fact_number(const struct hr_report *report, const struct hr_fact *fact)
{
	uintptr_t first = (uintptr_t)report->facts;
	uintptr_t given = (uintptr_t)fact;
	if (fact == NULL || given < first || (given - first) % sizeof *fact != 0)
		return 0;
	uintptr_t index = (given - first) / sizeof *fact;
	return index < report->fact_count ? (uint32_t)index + 1 : 0;
}

static bool say(int fd, const struct hr_report *report, const struct hr_verdict *verdict)
{
	const char *said[3] = {verdict->wanted, verdict->found, verdict->why};
	struct wire wire = {.fact = fact_number(report, verdict->fact),
	                    .outcome = (int8_t)verdict->outcome,
	                    .unverified = verdict->unverified,
	                    .lighter = verdict->lighter};
	for (size_t i = 0; i < 3; i++)
		wire.length[i] = (uint16_t)(said[i] == NULL ? 0 : strnlen(said[i], SAID_MAX));
	if (!write_all(fd, &wire, sizeof wire))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (wire.length[i] > 0 && !write_all(fd, said[i], wire.length[i]))
			return false;
	return true;
}

static _Noreturn void judge_all(int fd, const struct hr_report *report, const struct hr_catalog *catalog,
                                const struct hr_docket *docket, size_t count)
{
	/* No core file: it would hold the whole report. */
	const struct rlimit none = {0, 0};
	const struct rlimit seconds = {HR_JUDGE_SECONDS, HR_JUDGE_SECONDS};
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)setrlimit(RLIMIT_CPU, &seconds);
	(void)alarm(2 * HR_JUDGE_SECONDS); /* one that waits instead of computing */
	/* Signals are the default's again, so that one that the caller catches still ends this process. */
	for (int signal_number = 1; signal_number < 32; signal_number++)
		(void)signal(signal_number, SIG_DFL);
	for (size_t i = 0; i < count; i++) {
		struct hr_case c = {.rule = docket[i].rule,
		                    .organisation = &report->organisation,
		                    .server = docket[i].server,
		                    .endpoint = docket[i].endpoint,
		                    .catalog = catalog,
		                    .now = report->run.started,
		                    .disabled_phase = docket[i].disabled_phase};
		struct hr_verdict verdict = c.rule->judge(&c);
		if (!say(fd, report, &verdict))
			_exit(1);
	}
	_exit(0);
}

/* --- the parent --- */

static bool read_all(int fd, void *bytes, size_t length)
{
	char *at = bytes;
	while (length > 0) {
		ssize_t got = read(fd, at, length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

/* A verdict is believed only as far as the evidence carries it. */
static enum hr_outcome believed(const struct wire *wire, const struct hr_fact *fact)
{
	switch (wire->outcome) {
	case HR_READY:
		return fact != NULL && (fact->seen == HR_PRESENT || fact->seen == HR_ABSENT) ? HR_READY : HR_UNKNOWN;
	case HR_NOT_APPLICABLE:
	case HR_NOT_READY:
		return (enum hr_outcome)wire->outcome;
	default:
		return HR_UNKNOWN;
	}
}

/* The next opinion from the pipe; false when the child is gone or talks nonsense. */
static bool hear(int fd, const struct hr_report *report, struct hr_arena *arena, struct hr_opinion *opinion)
{
	struct wire wire;
	const char *said[3];
	if (!read_all(fd, &wire, sizeof wire) || wire.fact > report->fact_count)
		return false;
	for (size_t i = 0; i < 3; i++) {
		char text[SAID_MAX];
		if (wire.length[i] > sizeof text || !read_all(fd, text, wire.length[i]))
			return false;
		said[i] = hr_text_printable(arena, text, wire.length[i], SAID_MAX);
		if (said[i] == NULL)
			return false;
	}
	const struct hr_fact *fact = wire.fact == 0 ? NULL : &report->facts[wire.fact - 1];
	*opinion = (struct hr_opinion){.fact = fact,
	                               .wanted = said[0],
	                               .found = said[1],
	                               .why = said[2],
	                               .outcome = believed(&wire, fact),
	                               .unverified = wire.unverified != 0,
	                               .lighter = wire.lighter != 0};
	return true;
}

static const char *describe_end(struct hr_arena *arena, const struct hr_docket *at, int status)
{
	const char *subject = at->endpoint != NULL ? at->endpoint->id
	                      : at->server != NULL ? at->server->id
	                                           : HR_ORGANISATION;
	const char *text = NULL;
	if (WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGKILL))
		text = hr_arena_printf(arena, "the check module did not come to an end while judging %s on %s",
		                       at->rule->id, subject);
	else if (WIFSIGNALED(status))
		text = hr_arena_printf(arena, "the check module crashed (signal %d) while judging %s on %s",
		                       WTERMSIG(status), at->rule->id, subject);
	else
		text = hr_arena_printf(arena, "the check module ended early (status %d) while judging %s on %s",
		                       WEXITSTATUS(status), at->rule->id, subject);
	return text == NULL ? "the check module crashed" : text;
}

static const char *collect(int fd, pid_t child, const struct hr_report *report, const struct hr_docket *docket,
                           size_t count, struct hr_arena *arena, struct hr_opinion *opinions)
{
	size_t heard = 0;
	while (heard < count && hear(fd, report, arena, &opinions[heard]))
		heard++;
	if (heard < count)
		(void)kill(child, SIGKILL); /* already dead, or not to be listened to any longer */
	int status = 0;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (heard == count)
		return "";
	for (size_t i = 0; i < count; i++)
		opinions[i] = (struct hr_opinion){.wanted = "", .found = "", .why = ""};
	return describe_end(arena, &docket[heard], status);
}

bool hr_judge(const struct hr_report *report, const struct hr_catalog *catalog, const struct hr_docket *docket,
              size_t count, struct hr_arena *arena, struct hr_opinion *opinions, const char **crash,
              struct hr_error *why)
{
	*crash = "";
	if (count == 0)
		return true;
	int ends[2];
	if (pipe(ends) != 0)
		return hr_fail(why, HR_E_SYSTEM, "no pipe to a judging process: %s", strerror(errno));
	pid_t child = fork();
	if (child == 0) {
		(void)close(ends[0]);
		judge_all(ends[1], report, catalog, docket, count);
	}
	int fork_error = errno;
	(void)close(ends[1]);
	if (child > 0)
		*crash = collect(ends[0], child, report, docket, count, arena, opinions);
	(void)close(ends[0]);
	return child > 0 || hr_fail(why, HR_E_SYSTEM, "no process to judge in: %s", strerror(fork_error));
}
