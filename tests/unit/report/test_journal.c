/* The journal: what is kept when a process is killed, a disk is full, or bytes are torn off or garbled. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "report/file.h"
#include "report/journal.h"
#include "scratch.h"

#define SERVER "skype/fe01.contoso.com"
#define ENDPOINT SERVER ":5061/sip"
#define REPORT at("r.xml")
#define JOURNAL at("r.xml.journal")

static const struct hr_journal_head head = {.verb = "collect", .run = "run-1", .options = "cloud=worldwide"};

static int64_t noon(void)
{
	return 1795487365;
}

static struct hr_journal *opened(enum hr_journal_state wanted)
{
	struct hr_journal *journal = NULL;
	struct hr_error why = {.text = ""};
	if (!hr_journal_open(REPORT, noon, &journal, &why))
		fail_msg("%s", why.text);
	assert_int_equal(hr_journal_found(journal), wanted);
	return journal;
}

static struct hr_journal *begun(void)
{
	struct hr_error why = {.text = ""};
	struct hr_journal *journal = opened(HR_JOURNAL_NEW);
	if (!hr_journal_begin(journal, &head, &why))
		fail_msg("%s", why.text);
	return journal;
}

static struct hr_journal *resumed(void)
{
	struct hr_error why = {.text = ""};
	struct hr_journal *journal = opened(HR_JOURNAL_UNFINISHED);
	assert_string_equal(hr_journal_head(journal)->verb, "collect");
	assert_string_equal(hr_journal_head(journal)->run, "run-1");
	assert_string_equal(hr_journal_head(journal)->options, "cloud=worldwide");
	if (!hr_journal_resume(journal, &why))
		fail_msg("%s", why.text);
	return journal;
}

static void log_about(struct hr_journal *journal, const char *task, const char *about, enum hr_fact_key key,
                      const char *value)
{
	struct hr_error why = {.text = ""};
	const struct hr_observation seen = {
	        .about = about, .value = value, .at = 1795487365, .key = key, .seen = HR_PRESENT, .by = HR_BY_PROBE};
	if (!hr_journal_fact(journal, task, &seen, &why))
		fail_msg("%s", why.text);
}

static void log_fact(struct hr_journal *journal, const char *task, enum hr_fact_key key, const char *value)
{
	log_about(journal, task, ENDPOINT, key, value);
}

static void log_done(struct hr_journal *journal, const char *task)
{
	struct hr_error why = {.text = ""};
	if (!hr_journal_done(journal, task, &why))
		fail_msg("%s", why.text);
}

/* "key=value" of each fact about the endpoint that the journal adds, in the report's order. */
static const char *folded(struct hr_journal *journal, size_t *strays)
{
	static char text[4096];
	struct hr_error why = {.text = ""};
	struct hr_report *report = small_report();
	report->fact_count = 0;
	size_t left_out = 0;
	text[0] = '\0';
	if (!hr_journal_fold(journal, report, &left_out, &why) || !hr_report_index(report, &why))
		fail_msg("%s", why.text);
	for (size_t i = 0; i < report->fact_count; i++) {
		size_t used = strlen(text);
		(void)snprintf(text + used, sizeof text - used, "%d=%s ", (int)report->facts[i].key,
		               report->facts[i].value);
	}
	if (strays != NULL)
		*strays = left_out;
	hr_report_free(report);
	return text;
}

static const char *fact(enum hr_fact_key key, const char *value)
{
	static char text[2][128];
	static unsigned turn;
	turn ^= 1;
	(void)snprintf(text[turn], sizeof text[turn], "%d=%s ", (int)key, value);
	return text[turn];
}

static void remove_all(struct hr_journal *journal)
{
	struct hr_error why = {.text = ""};
	assert_true(hr_journal_remove(journal, &why));
	hr_journal_close(journal);
	assert_int_equal(access(JOURNAL, F_OK), -1);
}

static void keeps_what_is_done(void **state)
{
	(void)state;
	struct hr_journal *journal = begun();
	uint64_t offset = 0;
	log_fact(journal, "a", HR_FACT_TLS_1_2, "whole");
	log_fact(journal, "b", HR_FACT_TLS_1_3, "half");
	log_done(journal, "a");
	assert_string_equal(folded(journal, NULL), fact(HR_FACT_TLS_1_2, "whole"));
	hr_journal_close(journal);
	journal = resumed();
	assert_int_equal(hr_journal_damage(journal, &offset), 0);
	assert_true(hr_journal_is_done(journal, "a"));
	assert_false(hr_journal_is_done(journal, "b"));
	assert_false(hr_journal_is_done(journal, "aa"));
	assert_string_equal(folded(journal, NULL), fact(HR_FACT_TLS_1_2, "whole"));
	assert_string_equal(folded(journal, NULL), fact(HR_FACT_TLS_1_2, "whole")); /* once more: the same */
	remove_all(journal);
}

/* What an interrupted try saw is replaced by the next one, also where that sees less. */
static void replaces_what_was_half_done(void **state)
{
	(void)state;
	struct hr_journal *journal = begun();
	log_fact(journal, "a", HR_FACT_TLS_1_0, "stale");
	log_fact(journal, "a", HR_FACT_TLS_1_2, "old");
	log_done(journal, "b");
	hr_journal_close(journal);
	journal = resumed();
	log_fact(journal, "a", HR_FACT_TLS_1_2, "new");
	log_done(journal, "a");
	assert_string_equal(folded(journal, NULL), fact(HR_FACT_TLS_1_2, "new"));
	hr_journal_close(journal);
	journal = resumed();
	assert_true(hr_journal_is_done(journal, "a"));
	assert_true(hr_journal_is_done(journal, "b"));
	assert_string_equal(folded(journal, NULL), fact(HR_FACT_TLS_1_2, "new"));
	remove_all(journal);
}

/* One who looks again and again: the last whole look counts. */
static void counts_the_last_whole_time(void **state)
{
	(void)state;
	struct hr_journal *journal = begun();
	log_fact(journal, "a", HR_FACT_TLS_1_0, "first");
	log_done(journal, "a");
	log_fact(journal, "a", HR_FACT_TLS_1_2, "second");
	log_done(journal, "a");
	log_fact(journal, "a", HR_FACT_TLS_1_3, "third, under way");
	assert_string_equal(folded(journal, NULL), fact(HR_FACT_TLS_1_2, "second"));
	remove_all(journal);
}

static void leaves_strays_out(void **state)
{
	(void)state;
	size_t strays = 0;
	struct hr_journal *journal = begun();
	log_about(journal, "a", "skype/gone.contoso.com", HR_FACT_BUILD, "6.0.9319.516");
	log_about(journal, "a", HR_ORGANISATION, HR_FACT_ACCEPTED_DOMAIN, "contoso.com");
	log_done(journal, "a");
	assert_string_equal(folded(journal, &strays), fact(HR_FACT_ACCEPTED_DOMAIN, "contoso.com"));
	assert_int_equal(strays, 1);
	remove_all(journal);
}

/* By way of the journal a value ends up in the report as it would have directly. */
static void keeps_hostile_values(void **state)
{
	(void)state;
	static char longest[3 * HR_VALUE_MAX];
	memset(longest, 'x', sizeof longest - 1);
	memcpy(longest + HR_VALUE_MAX - 2, "\xE2\x82\xAC", 3); /* a character across the ceiling */
	const char *const values[] = {"", "\x1B[2J\xFF\xC3", "two\nlines\t<&>\"", longest, "\xE2\x80\xAE"};
	for (size_t i = 0; i < HR_COUNT(values); i++) {
		struct hr_error why;
		size_t strays = 0;
		struct hr_report *direct = small_report(), *by_way = small_report();
		struct hr_journal *journal = begun();
		see(direct, ENDPOINT, HR_FACT_SMTP_BANNER, values[i], HR_PRESENT, values[i]);
		const struct hr_observation seen = {.about = ENDPOINT,
		                                    .of = values[i],
		                                    .value = values[i],
		                                    .at = 1795487365,
		                                    .key = HR_FACT_SMTP_BANNER,
		                                    .seen = HR_PRESENT,
		                                    .by = HR_BY_PROBE};
		assert_true(hr_journal_fact(journal, "a", &seen, &why));
		log_done(journal, "a");
		assert_true(hr_journal_fold(journal, by_way, &strays, &why));
		assert_int_equal(direct->fact_count, by_way->fact_count);
		const struct hr_fact *a = &direct->facts[direct->fact_count - 1],
		                     *b = &by_way->facts[by_way->fact_count - 1];
		assert_string_equal(a->value, b->value);
		assert_string_equal(a->of, b->of);
		assert_int_equal(a->at, b->at);
		remove_all(journal);
		hr_report_free(direct);
		hr_report_free(by_way);
	}
}

static bool join(void *context, const char *const *fields, size_t count, struct hr_error *why)
{
	char *text = context;
	(void)why;
	for (size_t i = 0; i < count; i++)
		(void)snprintf(text + strlen(text), 64, "%s,", fields[i]);
	return true;
}

static void tells_notes_in_order(void **state)
{
	(void)state;
	char text[256] = "";
	struct hr_error why;
	struct hr_journal *journal = begun();
	assert_true(hr_journal_note(journal, (const char *const[]){"offer", "fe01", "1.2"}, 3, &why));
	log_fact(journal, "a", HR_FACT_TLS_1_2, "x");
	hr_journal_close(journal);
	journal = resumed();
	assert_true(hr_journal_note(journal, (const char *const[]){"offer", ""}, 2, &why));
	assert_true(hr_journal_notes(journal, join, text, &why));
	assert_string_equal(text, "offer,fe01,1.2,offer,,");
	remove_all(journal);
}

/* --- torn and garbled --- */

enum { TASKS = 5 };

static char *small_journal(size_t *length, size_t ends[static TASKS], size_t *start)
{
	struct stat status;
	struct hr_journal *journal = begun();
	assert_int_equal(stat(JOURNAL, &status), 0);
	*start = (size_t)status.st_size;
	for (size_t i = 0; i < TASKS; i++) {
		const char name[2] = {(char)('a' + i), '\0'};
		log_fact(journal, name, (enum hr_fact_key)(HR_FACT_TLS_SSL3 + i), "x");
		log_done(journal, name);
		assert_int_equal(stat(JOURNAL, &status), 0);
		ends[i] = (size_t)status.st_size;
	}
	hr_journal_close(journal);
	char *bytes = slurp(JOURNAL, length);
	assert_int_equal(*length, ends[TASKS - 1]);
	return bytes;
}

/* The first `tasks` tasks count, the rest is damage, and one can go on from there. */
static void check_rest(size_t length, size_t tasks)
{
	uint64_t offset = 0;
	struct hr_journal *journal = opened(HR_JOURNAL_UNFINISHED);
	uint64_t damage = hr_journal_damage(journal, &offset);
	assert_int_equal(offset + damage, length);
	for (size_t i = 0; i < TASKS; i++)
		assert_int_equal(hr_journal_is_done(journal, (const char[]){(char)('a' + i), '\0'}), i < tasks);
	hr_journal_close(journal);
	journal = resumed();
	for (size_t i = tasks; i < TASKS; i++) {
		const char name[2] = {(char)('a' + i), '\0'};
		log_fact(journal, name, (enum hr_fact_key)(HR_FACT_TLS_SSL3 + i), "x");
		log_done(journal, name);
	}
	char wanted[TASKS * 16] = "";
	for (size_t i = 0; i < TASKS; i++)
		(void)snprintf(wanted + strlen(wanted), 16, "%d=x ", (int)HR_FACT_TLS_SSL3 + (int)i);
	assert_string_equal(folded(journal, NULL), wanted);
	hr_journal_close(journal);
	journal = resumed();
	assert_int_equal(hr_journal_damage(journal, &offset), 0);
	hr_journal_close(journal);
}

static void survives_a_cut_at_any_byte(void **state)
{
	(void)state;
	size_t length = 0, start = 0, ends[TASKS];
	char *bytes = small_journal(&length, ends, &start);
	for (size_t i = 0; i <= length; i++) {
		size_t tasks = 0;
		spill(JOURNAL, bytes, i);
		while (tasks < TASKS && ends[tasks] <= i)
			tasks++;
		if (i < start) {
			hr_journal_close(opened(i == 0 ? HR_JOURNAL_NEW : HR_JOURNAL_UNREADABLE));
			assert_int_equal(access(JOURNAL, F_OK), i == 0 ? -1 : 0);
		} else {
			check_rest(i, tasks);
		}
	}
	free(bytes);
	(void)unlink(JOURNAL);
}

static void survives_garbling_of_any_byte(void **state)
{
	(void)state;
	size_t length = 0, start = 0, ends[TASKS];
	char *bytes = small_journal(&length, ends, &start);
	for (size_t i = 0; i < length; i++) {
		const char before = bytes[i];
		size_t tasks = 0;
		bytes[i] = (char)(before ^ (1 << i % 8));
		spill(JOURNAL, bytes, length);
		bytes[i] = before;
		while (tasks < TASKS && ends[tasks] <= i)
			tasks++;
		if (i < start)
			hr_journal_close(opened(HR_JOURNAL_UNREADABLE));
		else
			check_rest(length, tasks);
	}
	free(bytes);
	(void)unlink(JOURNAL);
}

/* One that cannot be read, or is not wanted, can be begun anew. */
static void begins_anew(void **state)
{
	(void)state;
	struct hr_error why = {.text = ""};
	spill(JOURNAL, "something else altogether", 25);
	struct hr_journal *journal = opened(HR_JOURNAL_UNREADABLE);
	assert_true(hr_journal_begin(journal, &head, &why));
	log_done(journal, "a");
	hr_journal_close(journal);
	journal = opened(HR_JOURNAL_UNFINISHED);
	assert_true(hr_journal_is_done(journal, "a"));
	assert_true(hr_journal_begin(journal, &head, &why));
	assert_false(hr_journal_is_done(journal, "a"));
	hr_journal_close(journal);
	journal = resumed();
	assert_false(hr_journal_is_done(journal, "a"));
	remove_all(journal);
}

/* --- the system says no --- */

/* In a process of its own, whose files may not grow beyond `size` bytes: what a full disk does. */
static int fill_up(rlim_t size)
{
	struct hr_error why = {.text = ""};
	const struct rlimit limit = {size, size};
	const struct hr_observation seen = {.about = ENDPOINT, .value = "0123456789", .key = HR_FACT_TLS_1_2};
	(void)signal(SIGXFSZ, SIG_IGN);
	struct hr_journal *journal = begun();
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 1;
	for (int i = 0; i < 1000; i++) {
		char name[16];
		(void)snprintf(name, sizeof name, "%d", i);
		if (!hr_journal_fact(journal, name, &seen, &why) || !hr_journal_done(journal, name, &why)) {
			bool named =
			        strstr(why.text, "r.xml.journal") != NULL && strstr(why.text, strerror(EFBIG)) != NULL;
			bool closed = !hr_journal_done(journal, "later", &why);
			hr_journal_close(journal);
			return named && closed && why.status == HR_E_FILE ? i : 255;
		}
	}
	return 254;
}

static void says_when_the_disk_is_full(void **state)
{
	(void)state;
	for (rlim_t size = 1000; size < 1200; size += 7) {
		int status = 0;
		uint64_t offset = 0;
		pid_t child = fork();
		if (child == 0)
			_exit(fill_up(size));
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		int done = WEXITSTATUS(status);
		assert_in_range(done, 5, 20);
		struct hr_journal *journal = resumed();
		assert_int_equal(hr_journal_damage(journal, &offset), 0);
		char name[16];
		(void)snprintf(name, sizeof name, "%d", done - 1);
		assert_true(hr_journal_is_done(journal, name));
		(void)snprintf(name, sizeof name, "%d", done);
		assert_false(hr_journal_is_done(journal, name));
		remove_all(journal);
	}
}

/* Killed between two writes: what is done is kept, whatever was pending is not. */
static void survives_a_kill(void **state)
{
	(void)state;
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		struct hr_journal *journal = begun();
		log_fact(journal, "a", HR_FACT_TLS_1_2, "x");
		log_done(journal, "a");
		log_fact(journal, "b", HR_FACT_TLS_1_2, "x");
		(void)raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	struct hr_journal *journal = resumed();
	assert_true(hr_journal_is_done(journal, "a"));
	assert_false(hr_journal_is_done(journal, "b"));
	remove_all(journal);
}

static void names_who_has_it(void **state)
{
	(void)state;
	int ready[2], over[2], status = 0;
	char byte = 0, wanted[64];
	struct hr_journal *journal = NULL;
	struct hr_error why = {.text = ""};
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(over), 0);
	pid_t child = fork();
	if (child == 0) {
		(void)close(over[1]);
		journal = begun();
		(void)!write(ready[1], "x", 1);
		(void)!read(over[0], &byte, 1);
		_exit(0); /* not closed: the system takes the lock back */
	}
	(void)close(over[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_false(hr_journal_open(REPORT, noon, &journal, &why));
	(void)snprintf(wanted, sizeof wanted, "process %ld", (long)child);
	assert_non_null(strstr(why.text, wanted));
	(void)close(over[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	remove_all(opened(HR_JOURNAL_UNFINISHED));
	(void)close(ready[0]);
	(void)close(ready[1]);
}

static void refuses_what_is_no_file(void **state)
{
	(void)state;
	struct hr_journal *journal = NULL;
	struct hr_error why = {.text = ""};
	assert_int_equal(symlink("elsewhere", JOURNAL), 0);
	assert_false(hr_journal_open(REPORT, noon, &journal, &why));
	assert_int_equal(why.status, HR_E_FILE);
	assert_int_equal(unlink(JOURNAL), 0);
	assert_int_equal(mkfifo(JOURNAL, 0600), 0);
	assert_false(hr_journal_open(REPORT, noon, &journal, &why));
	assert_int_equal(unlink(JOURNAL), 0);
	assert_false(hr_journal_open("/nowhere/r.xml", noon, &journal, &why));
	assert_non_null(strstr(why.text, "/nowhere/r.xml.journal"));
}

/* Standard output and devices have no folder of ours beside them: a journal without a name serves the same. */
static void works_without_a_name(void **state)
{
	(void)state;
	const char *const paths[] = {"-", "/dev/null"};
	for (size_t i = 0; i < HR_COUNT(paths); i++) {
		struct hr_journal *journal = NULL;
		struct hr_error why = {.text = ""};
		assert_true(hr_journal_open(paths[i], noon, &journal, &why));
		assert_int_equal(hr_journal_found(journal), HR_JOURNAL_NEW);
		assert_string_equal(hr_journal_path(journal), "");
		assert_true(hr_journal_begin(journal, &head, &why));
		log_fact(journal, "a", HR_FACT_TLS_1_2, "x");
		log_done(journal, "a");
		assert_string_equal(folded(journal, NULL), fact(HR_FACT_TLS_1_2, "x"));
		assert_true(hr_journal_remove(journal, &why));
		hr_journal_close(journal);
	}
	assert_int_equal(access("/dev/null.journal", F_OK), -1);
}

/* In memory where there is such a folder: each journal begun is synced. */
static int make_folder(void **state)
{
	(void)snprintf(scratch, sizeof scratch, "/dev/shm/hr-journal-XXXXXX");
	return mkdtemp(scratch) != NULL ? 0 : make_scratch(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(keeps_what_is_done),
	        cmocka_unit_test(replaces_what_was_half_done),
	        cmocka_unit_test(counts_the_last_whole_time),
	        cmocka_unit_test(leaves_strays_out),
	        cmocka_unit_test(keeps_hostile_values),
	        cmocka_unit_test(tells_notes_in_order),
	        cmocka_unit_test(survives_a_cut_at_any_byte),
	        cmocka_unit_test(survives_garbling_of_any_byte),
	        cmocka_unit_test(begins_anew),
	        cmocka_unit_test(says_when_the_disk_is_full),
	        cmocka_unit_test(survives_a_kill),
	        cmocka_unit_test(names_who_has_it),
	        cmocka_unit_test(refuses_what_is_no_file),
	        cmocka_unit_test(works_without_a_name),
	};
	return cmocka_run_group_tests(tests, make_folder, drop_scratch);
}
