/* Merging: what agrees, what only one side saw, what contradicts, and that the order of the parts is no matter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/merge.h"
#include "model/names.h"

#define SERVER "exchange/ex01.contoso.com"
#define HTTPS SERVER ":443/https"

static struct hr_error why;

static struct hr_report *empty(const char *id, int64_t started)
{
	struct hr_report *report = NULL;
	assert_true(hr_report_new(&report, &why));
	report->run.id = id;
	report->run.started = started;
	report->run.finished = started + 60;
	report->run.complete = true;
	return report;
}

static void add_server(struct hr_report *report, const char *release, const char *roles, const char *purpose)
{
	size_t at = 0;
	assert_true(hr_report_add_server(report, HR_EXCHANGE, "ex01.contoso.com", release, roles, &at, &why));
	assert_true(hr_report_add_endpoint(report, at, NULL, 443, HR_SERVICE_HTTPS, purpose, &why));
}

static void add_fact(struct hr_report *report, enum hr_fact_key key, enum hr_means by, enum hr_seen seen,
                     const char *value)
{
	const struct hr_observation fact = {.about = hr_fact_key_type(key) == HR_BUILD_NUMBER ? SERVER : HTTPS,
	                                    .value = value,
	                                    .at = report->run.started + 10,
	                                    .key = key,
	                                    .seen = seen,
	                                    .by = by};
	assert_true(hr_report_add_fact(report, &fact, &why));
}

/* A report that says one thing. */
static struct hr_report *saying(int64_t started, enum hr_fact_key key, enum hr_seen seen, const char *value)
{
	struct hr_report *report = empty("run", started);
	add_server(report, "2019", "mailbox", "");
	if (value != NULL)
		add_fact(report, key, HR_BY_PROBE, seen, value);
	assert_true(hr_report_index(report, &why));
	return report;
}

static struct hr_report *merged(const struct hr_report *a, const struct hr_report *b, size_t *conflicts)
{
	struct hr_merge_part parts[] = {{.report = a, .name = "a.xml"}, {.report = b, .name = "b.xml"}};
	struct hr_merge_result result;
	if (!hr_merge(parts, 2, &result, &why))
		fail_msg("%s", why.text);
	if (conflicts != NULL)
		*conflicts = result.conflicts;
	return result.report;
}

static const struct hr_fact *fact_of(const struct hr_report *report, enum hr_fact_key key)
{
	for (size_t i = 0; i < report->fact_count; i++)
		if (report->facts[i].key == key)
			return &report->facts[i];
	return NULL;
}

static bool has_notice(const struct hr_report *report, const char *id, const char *about, const char *detail)
{
	for (size_t i = 0; i < report->notice_count; i++)
		if (strcmp(report->notices[i].id, id) == 0 && strcmp(report->notices[i].about, about) == 0 &&
		    strstr(report->notices[i].detail, detail) != NULL)
			return true;
	return false;
}

static void sides(void **state)
{
	(void)state;
	enum { SAME, PARTLY, CONFLICT };
	static const struct {
		enum hr_fact_key key;
		enum hr_seen a;
		const char *a_value;
		enum hr_seen b;
		const char *b_value;
		enum hr_seen seen;
		const char *value;
		int what;
	} table[] = {
	        {HR_FACT_TLS_1_0, HR_PRESENT, "A B", HR_PRESENT, "A B", HR_PRESENT, "A B", SAME},
	        {HR_FACT_TLS_1_0, HR_PRESENT, "A B", HR_NOT_COLLECTED, NULL, HR_PRESENT, "A B", SAME},
	        {HR_FACT_TLS_1_0, HR_PRESENT, "A B", HR_NOT_COLLECTED, "", HR_PRESENT, "A B", SAME},
	        {HR_FACT_TLS_1_0, HR_PRESENT, "A B", HR_FAILED, "timeout", HR_PRESENT, "A B", PARTLY},
	        {HR_FACT_TLS_1_0, HR_ABSENT, "alert", HR_FAILED, "timeout", HR_ABSENT, "alert", PARTLY},
	        {HR_FACT_TLS_1_0, HR_ABSENT, "alert", HR_ABSENT, "closed", HR_ABSENT, "closed", SAME},
	        {HR_FACT_TLS_1_0, HR_FAILED, "reset", HR_FAILED, "timeout", HR_FAILED, "timeout", SAME},
	        {HR_FACT_TLS_1_0, HR_FAILED, "reset", HR_NOT_COLLECTED, "", HR_FAILED, "reset", SAME},
	        {HR_FACT_TLS_1_0, HR_PRESENT, "A B", HR_ABSENT, "alert", HR_FAILED,
	         HR_REPORTS_DIFFER "absent | present A B", CONFLICT},
	        {HR_FACT_TLS_1_0, HR_PRESENT, "A B", HR_PRESENT, "B A", HR_FAILED,
	         HR_REPORTS_DIFFER "present A B | present B A", CONFLICT},
	        {HR_FACT_SMTP_BANNER, HR_PRESENT, "220 at nine", HR_PRESENT, "220 at ten", HR_PRESENT, "220 at ten",
	         SAME},
	        {HR_FACT_REACHED, HR_PRESENT, "192.0.2.1", HR_PRESENT, "192.0.2.2", HR_PRESENT, "192.0.2.2", SAME},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		struct hr_report *a = saying(100000, table[i].key, table[i].a, table[i].a_value);
		struct hr_report *b = saying(200000, table[i].key, table[i].b, table[i].b_value);
		size_t conflicts = 0;
		struct hr_report *both = merged(a, b, &conflicts);
		struct hr_report *back = merged(b, a, NULL);
		const struct hr_fact *fact = fact_of(both, table[i].key);
		if (fact == NULL || fact->seen != table[i].seen || strcmp(fact->value, table[i].value) != 0)
			fail_msg("row %zu: %s", i, fact == NULL ? "none" : fact->value);
		assert_int_equal(conflicts, table[i].what == CONFLICT);
		assert_int_equal(has_notice(both, HR_MERGE_CONFLICT, HTTPS, "tls.1.0"), table[i].what == CONFLICT);
		assert_int_equal(has_notice(both, HR_MERGE_PARTLY_SEEN, HTTPS, "tls.1.0: timeout"),
		                 table[i].what == PARTLY);
		assert_int_equal(hr_merge_compare(both, back), 0);
		assert_int_equal(both->run.started, 100000);
		assert_int_equal(both->run.finished, 200060);
		/* What is in conflict stays so when one side is merged in once more. */
		struct hr_report *again = merged(both, b, NULL);
		fact = fact_of(again, table[i].key);
		assert_int_equal(fact->seen, table[i].seen);
		assert_string_equal(fact->value, table[i].value);
		hr_report_free(again);
		hr_report_free(back);
		hr_report_free(both);
		hr_report_free(a);
		hr_report_free(b);
	}
}

/* Logs that were brought to one report or the other: the one that shows more shows more. */
static void counts_grow(void **state)
{
	(void)state;
	struct hr_report *parts[2];
	for (int i = 0; i < 2; i++) {
		parts[i] = empty("run", 100000 + i);
		add_server(parts[i], "2019", "mailbox", "");
		add_fact(parts[i], HR_FACT_CLIENTS_LEGACY, HR_BY_LOG, HR_PRESENT, i == 0 ? "17" : "5");
		assert_true(hr_report_index(parts[i], &why));
	}
	struct hr_report *both = merged(parts[0], parts[1], NULL);
	assert_string_equal(fact_of(both, HR_FACT_CLIENTS_LEGACY)->value, "17");
	hr_report_free(both);
	hr_report_free(parts[0]);
	hr_report_free(parts[1]);
}

static void properties(void **state)
{
	(void)state;
	struct hr_report *a = empty("run-a", 100000);
	struct hr_report *b = empty("run-b", 200000);
	struct hr_report *c = empty("run-c", 300000);
	add_server(a, "2016", "mailbox", "");
	add_server(b, "2019", "edge", "back-end");
	add_server(c, "", "", "");
	assert_true(hr_report_add_source(a, "ldif", "a.ldf", "", &why));
	assert_true(hr_report_add_source(b, "ldif", "a.ldf", "", &why));
	assert_true(hr_report_add_source(b, "ldif", "b.ldf", "", &why));
	assert_true(hr_report_index(a, &why) && hr_report_index(b, &why) && hr_report_index(c, &why));
	size_t conflicts = 0;
	struct hr_report *both = merged(b, a, &conflicts);
	const struct hr_server *server = &both->organisation.servers[0];
	assert_int_equal(both->organisation.server_count, 1);
	assert_int_equal(both->source_count, 2);
	assert_int_equal(conflicts, 1);
	assert_string_equal(server->release, "");
	assert_string_equal(server->roles, "mailbox edge");
	assert_string_equal(server->endpoints[0].purpose, "back-end");
	assert_string_equal(both->run.id, "");
	assert_true(has_notice(both, HR_MERGE_CONFLICT, SERVER, "release: 2016 | 2019"));
	struct hr_report *again = merged(both, a, NULL);
	assert_string_equal(again->organisation.servers[0].release, "");
	struct hr_report *filled = merged(c, a, &conflicts);
	assert_string_equal(filled->organisation.servers[0].release, "2016");
	assert_int_equal(conflicts, 0);
	hr_report_free(filled);
	hr_report_free(again);
	hr_report_free(both);
	hr_report_free(a);
	hr_report_free(b);
	hr_report_free(c);
}

static void with_itself(void **state)
{
	(void)state;
	struct hr_report *a = saying(100000, HR_FACT_TLS_1_2, HR_PRESENT, "A");
	add_fact(a, HR_FACT_BUILD, HR_BY_DIRECTORY, HR_PRESENT, "15.2.1544.4");
	assert_true(hr_report_add_notice(a, "log-of-unknown-server", SERVER, "x", &why));
	assert_true(hr_report_index(a, &why));
	size_t conflicts = 1;
	struct hr_report *both = merged(a, a, &conflicts);
	assert_int_equal(conflicts, 0);
	assert_int_equal(hr_merge_compare(a, both), 0);
	assert_string_equal(both->run.id, "run");
	hr_report_free(both);
	hr_report_free(a);
}

/* Any order of any number, with one side missing, one failing and two contradicting. */
static void any_order(void **state)
{
	(void)state;
	static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	struct hr_report *three[] = {saying(100000, HR_FACT_TLS_1_0, HR_PRESENT, "A"),
	                             saying(100000, HR_FACT_TLS_1_0, HR_PRESENT, "B"),
	                             saying(100000, HR_FACT_TLS_1_0, HR_FAILED, "timeout")};
	struct hr_report *first = NULL;
	for (size_t i = 0; i < HR_COUNT(orders); i++) {
		struct hr_merge_part parts[3];
		struct hr_merge_result result;
		for (size_t k = 0; k < 3; k++)
			parts[k] = (struct hr_merge_part){.report = three[orders[i][k]], .name = "x.xml"};
		assert_true(hr_merge(parts, 3, &result, &why));
		if (first == NULL) {
			first = result.report;
			continue;
		}
		assert_int_equal(hr_merge_compare(first, result.report), 0);
		hr_report_free(result.report);
	}
	assert_string_equal(fact_of(first, HR_FACT_TLS_1_0)->value, HR_REPORTS_DIFFER "present A | present B");
	hr_report_free(first);
	for (size_t i = 0; i < 3; i++)
		hr_report_free(three[i]);
}

static void clouds_are_not_mixed(void **state)
{
	(void)state;
	struct hr_report *a = empty("run-a", 100000);
	struct hr_report *b = empty("run-b", 200000);
	b->run.cloud = "gcc-high";
	assert_true(hr_report_index(a, &why) && hr_report_index(b, &why));
	struct hr_merge_part parts[] = {{.report = a, .name = "a.xml"}, {.report = b, .name = "b.xml"}};
	struct hr_merge_result result;
	assert_false(hr_merge(parts, 2, &result, &why));
	assert_non_null(strstr(why.text, "a.xml is about the cloud worldwide, b.xml about gcc-high"));
	hr_report_free(a);
	hr_report_free(b);
}

static void shards_add_up(void **state)
{
	(void)state;
	struct hr_report *parts[3];
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = {"1/3", "2/3", "3/3"};
		parts[i] = empty(names[i], 100000 + i);
		parts[i]->run.shard = names[i];
		assert_true(hr_report_index(parts[i], &why));
	}
	struct hr_report *two = merged(parts[0], parts[2], NULL);
	assert_false(two->run.complete);
	assert_string_equal(two->run.shard, "1/3 3/3");
	assert_true(has_notice(two, HR_MERGE_MISSING_SHARDS, "", "2/3"));
	struct hr_report *all = merged(two, parts[1], NULL);
	assert_true(all->run.complete);
	assert_string_equal(all->run.shard, "");
	assert_false(has_notice(all, HR_MERGE_MISSING_SHARDS, "", ""));
	hr_report_free(all);
	hr_report_free(two);
	for (size_t i = 0; i < 3; i++)
		hr_report_free(parts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(sides),         cmocka_unit_test(counts_grow), cmocka_unit_test(properties),
	        cmocka_unit_test(with_itself),   cmocka_unit_test(any_order),   cmocka_unit_test(clouds_are_not_mixed),
	        cmocka_unit_test(shards_add_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
