/* Tailoring files: the example of the manual, and what is refused, where and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "catalog/tailoring.h"

#define SOURCE HR_TEST_DATA "/../../.."
#define HEAD "<tailoring xmlns=\"urn:hybridready:tailoring:1\">\n"
#define TAIL "</tailoring>"

static struct hr_error why;
static struct hr_xml_schema *schema;
static struct hr_arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = hr_arena_new(0);
	return arena != NULL && hr_xml_schema_load(SOURCE "/reports/tailoring.xsd", &schema, &why) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	hr_xml_schema_free(schema);
	hr_arena_free(arena);
	return 0;
}

static bool parse(const char *text, struct hr_tailoring **t)
{
	return hr_tailoring_parse("folder/t.xml", "00ff", text, strlen(text), schema, arena, t, &why);
}

static void the_example_is_read(void **state)
{
	(void)state;
	char *bytes = NULL;
	size_t size = 0;
	struct hr_tailoring *t = NULL;
	if (!hr_xml_read_file(SOURCE "/docs/tailoring-example.xml", &bytes, &size, &why) ||
	    !hr_tailoring_parse("docs/tailoring-example.xml", "00ff", bytes, size, schema, arena, &t, &why))
		fail_msg("%s", why.text);
	free(bytes);
	assert_string_equal(t->file, "tailoring-example.xml");
	assert_int_equal(t->phase, HR_LEGACY_FORBIDDEN);
	assert_int_equal(t->adjustment_count, 2);
	assert_true(t->adjustments[0].off && !t->adjustments[0].graded);
	assert_int_equal(t->adjustments[1].severity, HR_HIGH);
	assert_int_equal(t->phase_count, 1);
	assert_int_equal(t->expectation_count, 3);
	assert_int_equal(t->expectations[0].key, HR_FACT_TLS_1_0);
	assert_int_equal(t->expectations[2].outcome, HR_READY);
	assert_int_equal(t->waiver_count, 1);
	assert_int_equal(t->waivers[0].until, hr_time_of(2027, 1, 31, 0, 0, 0));
	assert_int_equal(t->waivers[0].line, 18);
}

static void an_empty_one_is_one(void **state)
{
	(void)state;
	struct hr_tailoring *t = NULL;
	assert_true(parse(HEAD TAIL, &t));
	assert_int_equal(t->phase, HR_LEGACY_ALLOWED);
	assert_int_equal(t->waiver_count + t->adjustment_count + t->phase_count + t->expectation_count, 0);
}

#define WAIVER "<waiver rule=\"tls.sni\" about=\"ex01\" who=\"J. J.\" why=\"for now\" until=\"2027-01-31\"/>\n"
#define EXPECT "<expect about=\"ex01\" fact=\"tls.1.0\" seen=\"present\" why=\"for now\"/>\n"

static void mistakes_are_told_with_their_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} table[] = {
	        {"", "t.xml:"},
	        {"<x/>", "t.xml:1: does not fit"},
	        {"<!DOCTYPE tailoring []>" HEAD TAIL, "DOCTYPE"},
	        {HEAD WAIVER WAIVER TAIL, "t.xml:3: a waiver of that rule there is there already, in line 2"},
	        {HEAD EXPECT EXPECT TAIL, "t.xml:3: what is expected of that is there already, in line 2"},
	        {HEAD "<rule id=\"tls.sni\" off=\"true\" why=\"for now\"/>\n"
	              "<rule id=\"tls.sni\" severity=\"low\" why=\"for now\"/>" TAIL,
	         "t.xml:3: tls.sni is there already, in line 2"},
	        {HEAD "<server name=\"ex01\" phase=\"disabled\"/>\n<server name=\"EX01\" phase=\"enabling\"/>" TAIL,
	         "t.xml:3: EX01 is there already, in line 2"},
	        {HEAD "<rule id=\"tls.sni\" why=\"for now\"/>" TAIL, "t.xml:2: rule \"tls.sni\": wanted off"},
	        {HEAD "<rule id=\"tls.sni\" off=\"true\" severity=\"low\" why=\"for now\"/>" TAIL, "and not both"},
	        {HEAD "<rule id=\"tls.sni\" off=\"true\"/>" TAIL, "t.xml:2: does not fit"},
	        {HEAD "<rule id=\"tls.sni\" off=\"true\" why=\"   \"/>" TAIL, "t.xml:2: does not fit"},
	        {HEAD "\n\n<waiver rule=\"a\" about=\"b\" who=\"J. J.\" why=\"for now\" until=\"2026-02-29\"/>" TAIL,
	         "t.xml:4: until=\"2026-02-29\" is no day"},
	        {HEAD "<waiver rule=\"a\" about=\"b\" who=\"J. J.\" why=\"for now\" until=\"tomorrow\"/>" TAIL,
	         "t.xml:2: does not fit"},
	        {HEAD "<waiver rule=\"a\" about=\"b\" who=\"J. J.\" why=\"for now\"/>" TAIL, "t.xml:2: does not fit"},
	        {HEAD "<waiver rule=\"a\" about=\"b\" why=\"for now\" until=\"2026-02-28\"/>" TAIL,
	         "t.xml:2: does not fit"},
	        {HEAD "<waiver rule=\"a\" about=\"ex*\" who=\"J. J.\" why=\"for now\" until=\"2026-02-28\"/>" TAIL,
	         "t.xml:2: does not fit"},
	        {HEAD "<expect about=\"b\" fact=\"tls.9\" seen=\"absent\" why=\"for now\"/>" TAIL, "no fact \"tls.9\""},
	        {HEAD "<expect about=\"organisation\" fact=\"tls.1.0\" seen=\"absent\" why=\"for now\"/>" TAIL,
	         "found \"organisation\", wanted a server"},
	        {HEAD "<server name=\"organisation\" phase=\"disabled\"/>" TAIL, "t.xml:2: found \"organisation\""},
	        {HEAD "<expect about=\"b\" fact=\"tls.1.0\" why=\"for now\"/>" TAIL, "t.xml:2: wanted either"},
	        {HEAD "<expect about=\"b\" rule=\"tls.sni\" outcome=\"unknown\" why=\"for now\"/>" TAIL,
	         "does not fit"},
	        {HEAD "<expect about=\"b\" rule=\"tls.sni\" outcome=\"ready\" fact=\"tls.1.0\" seen=\"absent\" "
	              "why=\"for now\"/>" TAIL,
	         "wanted either"},
	        {HEAD
	         "<expect about=\"b\" rule=\"tls.sni\" outcome=\"ready\" question=\"retire\" why=\"for now\"/>" TAIL,
	         "wanted either"},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		struct hr_tailoring *t = NULL;
		if (parse(table[i].text, &t))
			fail_msg("row %zu was taken", i);
		assert_null(t);
		if (strstr(why.text, table[i].says) == NULL || strstr(why.text, "t.xml") == NULL)
			fail_msg("row %zu: \"%s\" does not say \"%s\"", i, why.text, table[i].says);
	}
}

static void a_day_is_over_when_it_is_over(void **state)
{
	(void)state;
	int64_t day = hr_time_of(2026, 11, 24, 0, 0, 0);
	assert_false(hr_tailoring_is_over(day, day));
	assert_false(hr_tailoring_is_over(day, hr_time_of(2026, 11, 24, 23, 59, 59)));
	assert_true(hr_tailoring_is_over(day, hr_time_of(2026, 11, 25, 0, 0, 0)));
	assert_false(hr_tailoring_is_over(0, day));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_example_is_read),
	        cmocka_unit_test(an_empty_one_is_one),
	        cmocka_unit_test(mistakes_are_told_with_their_line),
	        cmocka_unit_test(a_day_is_over_when_it_is_over),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
