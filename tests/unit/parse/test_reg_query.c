#include "parse/reg_query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\X"

static struct hr_reg_query query;

/* All events in one line: "asked K N; value K N TYPE HEX; says TEXT; end" or "broken LINE". */
static const char *read_all(const char *text)
{
	static char told[1024];
	size_t used = 0;
	told[0] = '\0';
	hr_reg_query_open(hr_reader_of(text, strlen(text)), &query);
	for (;;) {
		char *at = told + used;
		size_t room = sizeof told - used;
		enum hr_reg_query_event event = hr_reg_query_next(&query);
		if (event == HR_REG_QUERY_ASKED)
			used += (size_t)snprintf(at, room, "asked %s %s; ", query.key, query.name);
		else if (event == HR_REG_QUERY_MESSAGE)
			used += (size_t)snprintf(at, room, "says %.*s; ", (int)query.message.length, query.message.at);
		else if (event == HR_REG_QUERY_BROKEN)
			used += (size_t)snprintf(at, room, "broken %zu", query.line);
		else if (event == HR_REG_QUERY_END)
			used += (size_t)snprintf(at, room, "end");
		else
			used += (size_t)snprintf(at, room, "value %s %s %u ", query.key, query.name, query.type);
		for (size_t i = 0; event == HR_REG_QUERY_VALUE && i < query.length; i++)
			used += (size_t)snprintf(told + used, sizeof told - used, "%02x", query.data[i]);
		if (event == HR_REG_QUERY_VALUE)
			used += (size_t)snprintf(told + used, sizeof told - used, "; ");
		if (event == HR_REG_QUERY_BROKEN || event == HR_REG_QUERY_END)
			break;
	}
	assert_int_equal(hr_reg_query_next(&query), HR_REG_QUERY_END);
	return told;
}

static void reads_answers(void **state)
{
	static const struct {
		const char *text, *told;
	} rows[] = {
	        {"? end", "end"},
	        {"? HKLM\\A\\b c\r\n\r\n" KEY "\r\n    b c    REG_DWORD    0x1F4\r\n\r\n? end\r\n",
	         "asked HKLM\\A b c; value " KEY " b c 4 f4010000; end"},
	        {"? *\n" KEY "\n    n    REG_SZ    a \\0 b\n? end\n", "asked  ; value " KEY " n 1 61205c30206200; end"},
	        {KEY "\n    n    REG_SZ    \n? end", "value " KEY " n 1 00; end"},
	        {KEY "\n    n    REG_SZ\n? end", "value " KEY " n 1 00; end"},
	        {KEY "\n    n    REG_MULTI_SZ    a\\0b\n? end", "value " KEY " n 7 6100620000; end"},
	        {KEY "\n    n    REG_QWORD    0x1\n? end", "value " KEY " n 11 0100000000000000; end"},
	        {KEY "\n    n    REG_NONE    \n? end", "value " KEY " n 0 00; end"},
	        /* what is no value is something that was said */
	        {KEY "\n    n    REG_DWORD    1\n? end", "says     n    REG_DWORD    1; end"},
	        {KEY "\n    n    REG_DWORD    0x123456789\n? end", "says     n    REG_DWORD    0x123456789; end"},
	        {KEY "\n    n    REG_DWORD    0x1g\n? end", "says     n    REG_DWORD    0x1g; end"},
	        {"    n    REG_DWORD    0x1\n? end", "says     n    REG_DWORD    0x1; end"},
	        {"? HKLM\\A\\b\r\nERROR: Access is denied.\r\r\n? end",
	         "asked HKLM\\A b; says ERROR: Access is denied.; end"},
	        /* nothing behind the end counts; without it, the file was cut */
	        {"? end\n? HKLM\\A\\b\n", "end"},
	        {"", "broken 0"},
	        {"? HKLM\\A\\b\n", "asked HKLM\\A b; broken 1"},
	        {"? nonsense\n? end", "broken 1"},
	        {"? HKLM\\A\\\n? end", "broken 1"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(read_all(rows[i].text), rows[i].told);
}

static void bounds_lines(void **state)
{
	static char text[3 * HR_REG_LINE_MAX];
	(void)state;
	int start = snprintf(text, sizeof text, KEY "\n    n    REG_SZ    ");
	memset(text + start, 'x', sizeof text - (size_t)start - 10);
	memcpy(text + sizeof text - 10, "\n? end\n", 8);
	hr_reg_query_open(hr_reader_of(text, strlen(text)), &query);
	assert_int_equal(hr_reg_query_next(&query), HR_REG_QUERY_MESSAGE);
	assert_int_equal(hr_reg_query_next(&query), HR_REG_QUERY_END);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_answers),
	        cmocka_unit_test(bounds_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
