/* Registry exports in every spelling, whole, cut at any byte, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parse/reg_file.h"

#define CORPUS HR_TEST_DATA "/../../fuzz/corpus/reg_file/"

static struct hr_reg_file file;
static char told[65536];

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	va_list list;
	size_t used = strlen(told);
	va_start(list, format);
	vsnprintf(told + used, sizeof told - used, format, list);
	va_end(list);
}

/* All events as one text: "[key" "name 4 00000000" "-name" "-[key" "skip name" "broken 7 wanted". */
static const char *events(const void *bytes, size_t length)
{
	enum hr_reg_event event;
	told[0] = '\0';
	if (!hr_reg_open(hr_reader_of(bytes, length), &file))
		return "not one";
	while ((event = hr_reg_next(&file)) != HR_REG_END) {
		if (event == HR_REG_KEY || event == HR_REG_KEY_DELETED)
			say("%s[%s|", event == HR_REG_KEY ? "" : "-", file.key);
		else if (event == HR_REG_VALUE && file.type == HR_REG_SZ)
			say("%s=%.*s|", file.name, (int)file.length, (const char *)file.data);
		else if (event == HR_REG_VALUE) {
			say("%s %u%s ", file.name, file.type, file.text_is_wide ? "w" : "");
			for (size_t i = 0; i < file.length; i++)
				say("%02x", file.data[i]);
			say("|");
		} else if (event == HR_REG_VALUE_DELETED)
			say("-%s|", file.name);
		else if (event == HR_REG_SKIPPED)
			say("skip %s|", file.name);
		else
			say("broken %zu %s|", file.line, file.wanted);
	}
	if (file.from.cut)
		say("cut");
	return told;
}

static const char *events_of(const char *text)
{
	return events(text, strlen(text));
}

static void reads_every_kind_of_value(void **state)
{
	(void)state;
	assert_string_equal(events_of("Windows Registry Editor Version 5.00\r\n\r\n"
	                              "[HKEY_LOCAL_MACHINE\\A]\r\n"
	                              "@=\"default\"\r\n"
	                              "\"Text\"=\"C:\\\\x \\\"y\\\"\"\r\n"
	                              "\"Word\"=dword:ffffffff\r\n"
	                              "\"Short\"=dword:a\r\n"
	                              "\"Multi\"=hex(7):41,00,\\\r\n  00,00\r\n"
	                              "\"Bin\"=hex:\r\n"
	                              "\"Gone\"=-\r\n"
	                              "; a comment\r\n"
	                              "\r\n[-HKLM\\B]\r\n"),
	                    "[HKEY_LOCAL_MACHINE\\A|=default|Text=C:\\x \"y\"|Word 4 ffffffff|Short 4 0a000000|"
	                    "Multi 7w 41000000|Bin 3w |-Gone|-[HKLM\\B|");
	assert_string_equal(events_of("REGEDIT4\n[A]\n\"m\"=hex(7):41,00,00\n"), "[A|m 7 410000|");
	assert_string_equal(events_of("\nREGEDIT4\n[A]\n\"two\nlines\"=\"b\nc\"\n\"hex=\\\\\"=dword:1\n"),
	                    "[A|two\nlines=b\nc|hex=\\ 4 01000000|");
}

static void refuses_what_is_wrong(void **state)
{
	static const char *const rows[][2] = {
	        {"", "not one"},
	        {"REGEDIT5\n", "not one"},
	        {"REGEDIT4\n\"a\"=dword:1\n", "broken 2 a key in square brackets before any value|"},
	        {"REGEDIT4\n[A\n", "broken 2 a key in square brackets|"},
	        {"REGEDIT4\n[]\n", "broken 2 a key of 1 to 1023 bytes|"},
	        {"REGEDIT4\n[A]\nnoise\n", "[A|broken 3 [key], \"name\"=value or a comment|"},
	        {"REGEDIT4\n[A]\n\n\"a\"=dword:\n", "[A|broken 4 dword: and up to eight hexadecimal digits|"},
	        {"REGEDIT4\n[A]\n\"a\"=dword:123456789\n", "[A|broken 3 dword: and up to eight hexadecimal digits|"},
	        {"REGEDIT4\n[A]\n\"a\"=hex:0g\n", "[A|broken 3 bytes in hexadecimal, separated by commas|"},
	        {"REGEDIT4\n[A]\n\"a\"=hex(x):00\n", "[A|broken 3 hex(TYPE): and bytes|"},
	        {"REGEDIT4\n[A]\n\"a\"=\"b\"c\n", "[A|broken 3 a text that ends with a quote|"},
	        {"REGEDIT4\n[A]\n\"a\"=yes\n", "[A|broken 3 a text, dword:, hex: or -|"},
	        {"REGEDIT4\n[A]\n\"a\" 1\n", "[A|broken 3 = behind the value's name|"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(events_of(rows[i][0]), rows[i][1]);
}

static char *load(const char *name, size_t *length)
{
	char path[512];
	snprintf(path, sizeof path, "%s%s", CORPUS, name);
	FILE *from = fopen(path, "rb");
	assert_non_null(from);
	char *bytes = malloc(65536);
	assert_non_null(bytes);
	*length = fread(bytes, 1, 65536, from);
	fclose(from);
	return bytes;
}

static void reads_what_samba_exports(void **state)
{
	size_t length;
	char *bytes = load("samba-regedit5.reg", &length);
	(void)state;
	assert_true(hr_reg_is(hr_reader_of(bytes, length)));
	events(bytes, length);
	assert_true(file.from.wide);
	assert_non_null(strstr(told, "\\TLS 1.2\\Client|Enabled 4 ffffffff|DisabledByDefault 4 00000000|"));
	assert_null(strstr(told, "cut"));
	free(bytes);
}

/* Wherever it is cut, what came before is the same, and nobody is told that the file is whole unless a line ended
 * there. */
static void says_that_it_was_cut(void **state)
{
	size_t length;
	char *bytes = load("samba-regedit5.reg", &length);
	char whole[sizeof told];
	(void)state;
	events(bytes, length);
	memcpy(whole, told, sizeof whole);
	for (size_t cut = 80; cut < length; cut++) {
		char *copy = malloc(cut);
		assert_non_null(copy);
		memcpy(copy, bytes, cut);
		events(copy, cut);
		bool wrong = strstr(told, "broken") != NULL;
		const char *end;
		end = strstr(told, "cut");
		bool line_ended = cut % 2 == 0 && copy[cut - 2] == '\n';
		assert_false(wrong);
		assert_true((end != NULL) != line_ended);
		assert_memory_equal(told, whole, end == NULL ? strlen(told) : (size_t)(end - told));
		free(copy);
	}
	free(bytes);
}

static void skips_what_is_too_long(void **state)
{
	static char text[4 * HR_REG_LINE_MAX];
	size_t used = (size_t)snprintf(text, sizeof text, "REGEDIT4\n[A]\n\"long\"=hex:");
	(void)state;
	for (size_t i = 0; i < HR_REG_LINE_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, i % 25 == 24 ? "00,\\\n  " : "00,");
	snprintf(text + used, sizeof text - used, "00\n\"next\"=dword:1\n");
	assert_string_equal(events_of(text), "[A|skip long|next 4 01000000|");
	used = (size_t)snprintf(text, sizeof text, "REGEDIT4\n[A]\n\"");
	memset(text + used, 'n', HR_REG_NAME_MAX);
	used += HR_REG_NAME_MAX;
	snprintf(text + used, sizeof text - used, "\"=dword:1\n");
	assert_string_equal(events_of(text), "[A|broken 3 a value's name of at most 1023 bytes in quotes|");
}

static void recognises(void **state)
{
	(void)state;
	assert_true(hr_reg_is(hr_reader_of("REGEDIT4\n", 9)));
	assert_true(hr_reg_is(hr_reader_of("\xEF\xBB\xBFREGEDIT4", 11)));
	assert_false(hr_reg_is(hr_reader_of("REGEDIT", 7)));
	assert_false(hr_reg_is(hr_reader_of("", 0)));
	assert_false(hr_reg_is(hr_reader_of("\xFF\xFE", 2)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_every_kind_of_value), cmocka_unit_test(refuses_what_is_wrong),
	        cmocka_unit_test(reads_what_samba_exports),  cmocka_unit_test(says_that_it_was_cut),
	        cmocka_unit_test(skips_what_is_too_long),    cmocka_unit_test(recognises),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
