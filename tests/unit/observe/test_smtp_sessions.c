/* Sessions of send logs and clients of receive logs, more of them than are kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "observe/smtp_sessions.h"

static const struct hr_cloud cloud = {.sip_domain = "sipfed.online.lync.com",
                                      .mail_domain = "mail.protection.outlook.com",
                                      .routing_domain = "mail.onmicrosoft.com"};
static const struct hr_service_endpoint endpoints[] = {{.host = "outlook.office365.com"}};
static const struct hr_catalog catalog = {.cloud = &cloud, .service_endpoints = endpoints, .service_endpoint_count = 1};

struct world {
	struct hr_report *report;
	struct hr_arena *arena;
	struct hr_log_book *book;
	struct hr_log_owner *owner;
	struct hr_smtp_sessions *sessions;
};

static struct hr_error why;

static int begin(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	const struct hr_observation space = {.about = HR_ORGANISATION,
	                                     .of = "Hybrid",
	                                     .value = "SMTP:contoso.mail.onmicrosoft.com;1",
	                                     .key = HR_FACT_SEND_SPACES,
	                                     .seen = HR_PRESENT,
	                                     .by = HR_BY_DIRECTORY};
	size_t index = 0;
	assert_true(hr_report_new(&w->report, &why));
	assert_true(hr_report_add_server(w->report, HR_EXCHANGE, "mbx01.contoso.com", "", "mailbox", &index, &why));
	assert_true(hr_report_add_fact(w->report, &space, &why) && hr_report_index(w->report, &why));
	w->arena = hr_arena_new(0);
	w->book = hr_log_book_new(w->arena, w->report, "smtp", HR_BY_LOG, HR_EXCHANGE);
	assert_true(hr_log_book_named(w->book, (struct hr_span){.at = "MBX01", .length = 5}, &w->owner, &why));
	assert_non_null(w->owner);
	w->sessions = hr_smtp_sessions_new(w->arena, w->book, &catalog, &w->report->organisation, 0);
	*state = w;
	return 0;
}

static int end(void **state)
{
	struct world *w = *state;
	hr_arena_free(w->arena);
	hr_report_free(w->report);
	free(w);
	return 0;
}

static void say(struct world *w, const char *connector, unsigned id, const char *event, const char *data,
                const char *context)
{
	char session[32];
	(void)snprintf(session, sizeof session, "08DB%012X", id);
	const char *texts[HR_SMTP_COLUMN_COUNT] = {
	        "2026-10-01T00:00:00.000Z", connector, session, "203.0.113.9:25", event, data, context};
	struct hr_smtp_line line = {.cut = false};
	for (size_t i = 0; i < HR_SMTP_COLUMN_COUNT; i++)
		line.text[i] = (struct hr_span){.at = texts[i], .length = strlen(texts[i])};
	assert_true(hr_smtp_sessions_line(w->sessions, w->owner, &line, &why));
}

static const char *value(const struct world *w, enum hr_fact_key key, const char *of)
{
	const struct hr_fact *fact = hr_find_of(&w->report->organisation.servers[0].facts, key, of);
	return hr_known(fact) ? fact->value : NULL;
}

#define GREETING "220 AM5.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready"
#define AGREED "TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded"

static void counts_more_sessions_than_it_keeps(void **state)
{
	struct world *w = *state;
	const unsigned many = (unsigned)HR_SMTP_SESSIONS_OPEN * 2;
	for (unsigned i = 0; i < many; i++) {
		say(w, "Hybrid", i, "+", "", "");
		say(w, "Hybrid", i, "<", GREETING, "");
		say(w, "Hybrid", i, "*", "", AGREED);
	}
	assert_true(hr_smtp_sessions_tell(w->sessions, w->report, &why) && hr_report_index(w->report, &why));
	char wanted[16];
	(void)snprintf(wanted, sizeof wanted, "%u", many);
	assert_string_equal(value(w, HR_FACT_OUTBOUND_CALLS, "smtp 1.2 Hybrid"), wanted);
	assert_int_equal(hr_smtp_sessions_totals(w->sessions).cloud, many);
}

static void knows_who_is_microsoft(void **state)
{
	static const struct {
		const char *connector, *greeting;
		bool cloud;
	} table[] = {
	        {"A", GREETING, true},
	        {"B", "220 AM0PR02CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready", true},
	        {"C", "220 mail.protection.outlook.com.evil.example ESMTP", false},
	        {"Hybrid", "220 ****************", true}, /* masked: the connector leads there */
	        {"Hybrid", "220 edge.contoso.com ESMTP", false},
	        {"Internet", "220 ****************", false},
	        {"Internet", "421 4.3.2 Service not available", false},
	        {"Outbound to Office 365 - 1234", "220", true},
	};
	struct world *w = *state;
	uint64_t before = 0;
	for (unsigned i = 0; i < sizeof table / sizeof table[0]; i++) {
		say(w, table[i].connector, i, "+", "", "");
		say(w, table[i].connector, i, "<", table[i].greeting, "");
		say(w, table[i].connector, i, "<", "220 2.0.0 SMTP server ready", "");
		say(w, table[i].connector, i, "*", "", AGREED);
		say(w, table[i].connector, i, "-", "", "Local");
		uint64_t now = hr_smtp_sessions_totals(w->sessions).cloud;
		if (now - before != (table[i].cloud ? 1 : 0))
			fail_msg("%s, %s", table[i].connector, table[i].greeting);
		before = now;
	}
}

static void keeps_sums_beyond_the_ceiling(void **state)
{
	struct world *w = *state;
	const unsigned many = 70000; /* more than HR_LOG_CLIENTS_MAX */
	for (unsigned i = 0; i < many; i++) {
		char name[32];
		(void)snprintf(name, sizeof name, "10.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
		const struct hr_span client = {.at = name, .length = strlen(name)};
		assert_true(hr_log_book_add(w->book, w->owner, HR_LOG_VERSION_1_0, client, 1000 + i));
	}
	assert_true(hr_log_book_tell(w->book, &why) && hr_report_index(w->report, &why));
	const struct hr_facts *facts = &w->report->organisation.servers[0].facts;
	const struct hr_fact *fact = NULL;
	uint64_t sum = 0, count = 0;
	while ((fact = hr_next(facts, HR_FACT_CLIENTS_LEGACY, fact)) != NULL) {
		sum += fact->number;
		count++;
	}
	assert_int_equal(sum, many);
	assert_int_equal(count, HR_LOG_CLIENTS_TOLD + 1);
	assert_non_null(value(w, HR_FACT_CLIENTS_LEGACY, "smtp others"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(counts_more_sessions_than_it_keeps, begin, end),
	        cmocka_unit_test_setup_teardown(knows_who_is_microsoft, begin, end),
	        cmocka_unit_test_setup_teardown(keeps_sums_beyond_the_ceiling, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
