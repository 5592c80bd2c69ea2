#include "parse/ldif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

/* A transcript of what the parser gave: "dn=..|a=..|.|result 4|end", or "line N: ..." where it stopped. */
static char *transcript(const char *text, size_t length, char out[static 4096])
{
	struct hr_buffer said = {.ceiling = 4000};
	struct hr_ldif ldif = hr_ldif_of(hr_reader_of(text, length), 1);
	struct hr_ldif_item item = {.kind = HR_LDIF_RECORD_END};
	bool ok = true;
	while (ok && item.kind != HR_LDIF_END) {
		ok = hr_ldif_next(&ldif, &item);
		if (!ok)
			break;
		uint8_t value[1024];
		size_t size = hr_left(&item.raw) <= sizeof value ? hr_ldif_value(&item, value) : 0;
		if (item.kind == HR_LDIF_DN || item.kind == HR_LDIF_ATTRIBUTE)
			hr_buffer_printf(&said, "%s=%.*s|", item.name, (int)size, (const char *)value);
		else if (item.kind == HR_LDIF_RESULT)
			hr_buffer_printf(&said, "result %u|", item.result);
		else
			hr_buffer_text(&said, item.kind == HR_LDIF_END ? "end" : ".|");
	}
	if (!ok)
		hr_buffer_printf(&said, "line %zu: %s", ldif.line, ldif.wrong);
	assert_false(said.failed);
	(void)snprintf(out, 4096, "%s", said.data);
	hr_buffer_free(&said);
	return out;
}

static void reads_what_directories_write(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} table[] = {
	        {"", "end"},
	        {"version: 1\n\ndn: CN=a\ncn: a\n\n", "dn=CN=a|cn=a|.|end"},
	        {"dn: CN=a\r\ncn: a\r\n\r\ndn: CN=b\r\ncn: b\r\n", "dn=CN=a|cn=a|.|dn=CN=b|cn=b|.|end"},
	        {"\xEF\xBB\xBF"
	         "dn: CN=a\ncn: a\n",
	         "dn=CN=a|cn=a|.|end"},
	        {"dn: CN=a,D\n C=x\nserialNumber: Version 15.1 \n (Build 32507.6)\n\n",
	         "dn=CN=a,DC=x|serialNumber=Version 15.1 (Build 32507.6)|.|end"},
	        {"dn: CN=a\r\nlong: 12\r\n 34\r\n 56\r\n", "dn=CN=a|long=123456|.|end"},
	        {"dn: CN=a\nvery\n Long: 1\n", "dn=CN=a|veryLong=1|.|end"},
	        {"dn:: Q049w6Q=\ncn:: w6Q=\n", "dn=CN=\xC3\xA4|cn=\xC3\xA4|.|end"},
	        {"dn: CN=a\nb:: AAEC\n AwQ=\n", "dn=CN=a|b=|.|end"}, /* bytes 0 1 2 3 4 print as nothing */
	        {"# extended LDIF\n#\n# base <x> with\n  scope\n\n# a\ndn: CN=a\ncn: a\n\n# search result\nsearch: 2\n"
	         "result: 0 Success\n\n# numResponses: 2\n",
	         "dn=CN=a|cn=a|.|result 0|end"},
	        {"# extended LDIF\ndn: CN=a\ncn: a\n\n# search reference\nref: ldap://b/DC=b\n\nsearch: 2\n"
	         "result: 4 Size limit exceeded\ntext: more\ncontrol: 1.2.840.113556.1.4.319 false MAUCAQAEAA==\n"
	         "pagedresults: cookie=\n",
	         "dn=CN=a|cn=a|.|result 4|end"},
	        {"dn: CN=a\nchangetype: add\nobjectClass: top\nobjectClass: server\n\n",
	         "dn=CN=a|objectClass=top|objectClass=server|.|end"},
	        {"dn: CN=a\nmember;range=0-1: CN=x\nuserCertificate;binary:: MA==\n",
	         "dn=CN=a|member;range=0-1=CN=x|userCertificate;binary=0|.|end"},
	        {"dn: CN=a\nempty:\nspaces:   two  words \n", "dn=CN=a|empty=|spaces=two  words |.|end"},
	        {"dn: CN=a\n\n\n\ndn: CN=b\ncn: b\n", "dn=CN=a|.|dn=CN=b|cn=b|.|end"}, /* nothing readable in a */
	        {"dn:\nnamingContexts: DC=x\n\n", "dn=|namingContexts=DC=x|.|end"},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char got[4096];
		assert_string_equal(transcript(table[i].text, strlen(table[i].text), got), table[i].want);
	}
}

static void refuses_with_the_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t line;
		const char *says;
	} table[] = {
	        {"dn: CN=a\ncn: a\n\ndn: CN=b\nserialNumber: Version 15.1 (Bui", 5, "middle of a line"},
	        {"dn: CN=a\ncn: a\n\ndn: CN=b\n", 5, "after a \"dn:\""},
	        {"dn: CN=a\ncn: a\nserialNum\n", 3, "no \"attribute: value\""},
	        {"dn: CN=a\ncert:: MIIB\n AAA\n", 2, "base64"},
	        {"dn: CN=a\ncert:: MI*B\n", 2, "base64"},
	        {"dn: CN=a\ncert:: MA=A\n", 2, "base64"},
	        {"dn: CN=a\ncert:: ====\n", 2, "base64"},
	        {"dn: CN=a\nchangetype: modify\nreplace: x\nx: 1\n-\n", 2, "change record"},
	        {"dn: CN=a\nchangetype: delete\n", 2, "change record"},
	        {"dn: CN=a\nchangetype: modrdn\n", 2, "change record"},
	        {"dn: CN=a\nchangetype: addition\n", 2, "change record"},
	        {"dn: CN=a\ncontrol: 1.2.3 true\nchangetype: add\n", 2, "change record"},
	        {"dn: CN=a\nphoto:< file:///etc/passwd\n", 2, "URL"},
	        {"cn: a\n", 1, "must begin with \"dn:\""},
	        {"version: 2\n", 1, "version"},
	        {"dn: CN=a\ncn: a\ndn: CN=b\n", 3, "second \"dn:\""},
	        {"# extended LDIF\n\ndn: CN=a\ncn: a\n\n", 6, "result:"},
	        {"<html>\n", 1, "no \"attribute: value\""},
	        {"dn: CN=a\n-\n", 2, "no \"attribute: value\""},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char got[4096];
		char line[32];
		(void)snprintf(line, sizeof line, "line %zu: ", table[i].line);
		(void)transcript(table[i].text, strlen(table[i].text), got);
		if (strstr(got, line) == NULL || strstr(got, table[i].says) == NULL)
			fail_msg("case %zu: %s", i, got);
	}
}

static void refuses_nul_bytes(void **state)
{
	(void)state;
	static const char text[] = "d\0n\0:\0 \0a\0\n\0";
	char got[4096];
	assert_non_null(strstr(transcript(text, sizeof text - 1, got), "NUL byte"));
}

/* Cut anywhere, a file is either read up to a whole line or refused; it never reads past its end. */
static void survives_every_cut(void **state)
{
	(void)state;
	static const char text[] =
	        "version: 1\n\ndn: CN=a,\n DC=x\ncn:: w6Q=\nb: c\n\n# c\ndn: CN=b\r\nd: e\r\n f\r\n\r\n";
	for (size_t cut = 0; cut < sizeof text; cut++) {
		char *exact = malloc(cut + 1);
		assert_non_null(exact);
		memcpy(exact, text, cut);
		char got[4096];
		(void)transcript(exact, cut, got);
		bool whole = strcmp(got + strlen(got) - 3, "end") == 0;
		if (cut > 0 && text[cut - 1] != '\n')
			assert_false(whole);
		free(exact);
	}
}

static void refuses_endless_lines(void **state)
{
	(void)state;
	size_t length = HR_LDIF_LINE_MAX + 100;
	char *text = malloc(length);
	assert_non_null(text);
	memset(text, 'x', length);
	memcpy(text, "dn: CN=a\nv: x\n ", 15);
	text[length - 1] = '\n';
	struct hr_ldif ldif = hr_ldif_of(hr_reader_of(text, length), 1);
	struct hr_ldif_item item;
	assert_true(hr_ldif_next(&ldif, &item));
	assert_false(hr_ldif_next(&ldif, &item));
	assert_int_equal(ldif.line, 2);
	assert_non_null(strstr(ldif.wrong, "16 MiB"));
	assert_false(hr_ldif_next(&ldif, &item)); /* failure is sticky */
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_what_directories_write),
	        cmocka_unit_test(refuses_with_the_line),
	        cmocka_unit_test(refuses_nul_bytes),
	        cmocka_unit_test(survives_every_cut),
	        cmocka_unit_test(refuses_endless_lines),
	};
	return cmocka_run_group_tests_name("ldif", tests, NULL, NULL);
}
