/* Whose call it was, and what is kept of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "observe/roster.h"

static const struct hr_suite suites[] = {
        {.name = "TLS_RSA_WITH_AES_128_CBC_SHA", .code = 0x002f},
        {.name = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", .code = 0xc030, .office365 = true},
};
static const struct hr_catalog catalog = {.suites = suites, .suite_count = 2};
static struct hr_report *report;
static struct hr_roster roster;
static struct hr_error why;

static int begin(void **state)
{
	(void)state;
	size_t index;
	assert_true(hr_report_new(&report, &why));
	assert_true(hr_report_add_server(report, HR_EXCHANGE, "ex01.contoso.com", "", "mailbox", &index, &why));
	assert_true(hr_report_add_server(report, HR_SKYPE, "fe01.contoso.com", "", "front-end", &index, &why));
	assert_true(hr_report_add_server(report, HR_SKYPE, "pool.contoso.com", "", "farm", &index, &why));
	assert_true(hr_report_index(report, &why));
	roster = (struct hr_roster){.arena = report->arena, .organisation = &report->organisation, .catalog = &catalog};
	return 0;
}

static int end(void **state)
{
	(void)state;
	hr_report_free(report);
	return 0;
}

static void call(const char *address, const char *token, const char *name, uint16_t version, uint16_t suite)
{
	static struct hr_client_hello hello;
	memset(&hello, 0, sizeof hello);
	hello.kind = HR_CLIENT_HELLO;
	hello.version = version;
	hello.suites[0] = suite;
	hello.suite_count = 1;
	const struct hr_call one = {.address = address,
	                            .token = token,
	                            .name = name,
	                            .program = "https",
	                            .hello = &hello,
	                            .version = version,
	                            .suite = suite,
	                            .failure = "",
	                            .at = 1000};
	assert_true(hr_roster_note(&roster, &one, &why));
}

/* The fact of a server by its place in the sorted report, the n-th of that key. */
static const char *fact(const char *about, enum hr_fact_key key, size_t n)
{
	for (size_t i = 0; i < report->fact_count; i++) {
		const struct hr_fact *f = &report->facts[i];
		if (f->key == key && strcmp(f->about, about) == 0 && n-- == 0)
			return f->seen == HR_PRESENT ? f->value : "";
	}
	return NULL;
}

static void a_token_decides_before_an_address_and_that_before_a_name(void **state)
{
	(void)state;
	assert_true(hr_roster_place(&roster, 0, "192.0.2.1", &why));
	call("192.0.2.1", "skype/fe01.contoso.com", "", 0x0303, 0xc030);
	call("192.0.2.1", "FE01.contoso.com", "", 0x0303, 0xc030);
	call("192.0.2.1", "", "fe01.contoso.com", 0x0302, 0x002f);
	call("192.0.2.9", "", "fe01.contoso.com", 0x0301, 0x002f);
	call("192.0.2.9", "nobody", "nobody", 0x0303, 0xc030);
	assert_int_equal(roster.stranger_count, 1);
	assert_true(hr_roster_tell(&roster, report, &why) && hr_report_index(report, &why));
	assert_string_equal(fact("exchange/ex01.contoso.com", HR_FACT_OUTBOUND_VERSIONS, 0), "1.1");
	assert_string_equal(fact("exchange/ex01.contoso.com", HR_FACT_OUTBOUND_SUITES, 0),
	                    "TLS_RSA_WITH_AES_128_CBC_SHA");
	assert_null(fact("exchange/ex01.contoso.com", HR_FACT_OUTBOUND_VERSIONS, 1));
	/* Two hellos of one server are two facts; the same one twice is counted. */
	assert_string_equal(fact("skype/fe01.contoso.com", HR_FACT_OUTBOUND_VERSIONS, 0), "1.0");
	assert_string_equal(fact("skype/fe01.contoso.com", HR_FACT_OUTBOUND_VERSIONS, 1), "1.2");
	assert_string_equal(fact("skype/fe01.contoso.com", HR_FACT_OUTBOUND_CALLS, 1), "2");
	assert_string_equal(fact("skype/fe01.contoso.com", HR_FACT_OUTBOUND_NEGOTIATED, 0), "1.0");
	assert_null(fact("skype/pool.contoso.com", HR_FACT_OUTBOUND_VERSIONS, 0));
}

static void the_name_of_an_address_makes_it_a_servers(void **state)
{
	(void)state;
	assert_true(hr_roster_named(&roster, "192.0.2.7", "ex01.contoso.com", &why));
	call("192.0.2.7", "", "", 0x0303, 0xc030);
	assert_int_equal(roster.stranger_count, 0);
	assert_int_equal(roster.offered_count, 1);
	/* A farm's name calls nobody. */
	assert_true(hr_roster_named(&roster, "192.0.2.8", "pool.contoso.com", &why));
	call("192.0.2.8", "", "", 0x0303, 0xc030);
	assert_int_equal(roster.stranger_count, 1);
}

static void what_is_beyond_a_ceiling_is_counted(void **state)
{
	(void)state;
	for (unsigned i = 0; i < HR_ROSTER_OFFERS_PER_SERVER + 3; i++)
		call("192.0.2.1", "ex01.contoso.com", "", 0x0303, (uint16_t)(0x1000 + i));
	assert_int_equal(roster.offered_count, HR_ROSTER_OFFERS_PER_SERVER);
	assert_int_equal(roster.dropped, 3);
	for (unsigned i = 0; i < HR_ROSTER_STRANGERS_MAX + 5; i++) {
		char address[32];
		snprintf(address, sizeof address, "10.0.%u.%u", i / 250, i % 250);
		call(address, "", "", 0x0303, 0xc030);
	}
	assert_int_equal(roster.stranger_count, HR_ROSTER_STRANGERS_MAX);
	assert_int_equal(roster.dropped, 8);
}

static void a_hello_that_the_catalog_knows_names_its_stack(void **state)
{
	(void)state;
	/* The hashes of a hello of suite 0xc030 alone, without extensions. */
	static const struct hr_hello_look looks[] = {
	        {.suites = "d2e4f1a6b7c8", .extensions = "", .stack = "another"},
	        {.suites = "", .extensions = "", .stack = "by suites", .verified = true},
	        {.suites = "", .extensions = "000000000000", .stack = "by both"},
	};
	struct hr_hello_look known[3];
	struct hr_catalog with = catalog;
	memcpy(known, looks, sizeof known);
	call("192.0.2.1", "ex01.contoso.com", "", 0x0303, 0xc030);
	assert_string_equal(roster.offered[0].offer.stack, "");
	static char hash[13];
	memcpy(hash, roster.offered[0].offer.ja4 + 11, 12);
	known[1].suites = known[2].suites = hash;
	with.looks = known;
	with.look_count = 2;
	roster.catalog = &with;
	call("192.0.2.1", "fe01.contoso.com", "", 0x0303, 0xc030);
	assert_string_equal(roster.offered[1].offer.stack, "by suites");
	with.look_count = 3;
	roster.organisation = &report->organisation;
	roster.offered_count = 0;
	call("192.0.2.1", "fe01.contoso.com", "", 0x0303, 0xc030);
	assert_string_equal(roster.offered[0].offer.stack, "by both (unverified)");
}

static void ready_needs_a_version_and_a_suite(void **state)
{
	(void)state;
	static const struct {
		uint16_t version, suite;
		bool ready;
	} rows[] = {{0x0303, 0xc030, true}, {0x0303, 0x002f, false}, {0x0302, 0xc030, false}, {0x0303, 0x1234, false}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static struct hr_client_hello hello;
		hello.version = rows[i].version;
		hello.suites[0] = rows[i].suite;
		hello.suite_count = 1;
		assert_int_equal(hr_offer_is_ready(&catalog, &hello), rows[i].ready);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_token_decides_before_an_address_and_that_before_a_name, begin, end),
	        cmocka_unit_test_setup_teardown(the_name_of_an_address_makes_it_a_servers, begin, end),
	        cmocka_unit_test_setup_teardown(what_is_beyond_a_ceiling_is_counted, begin, end),
	        cmocka_unit_test_setup_teardown(a_hello_that_the_catalog_knows_names_its_stack, begin, end),
	        cmocka_unit_test(ready_needs_a_version_and_a_suite),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
