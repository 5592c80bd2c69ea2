#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "discover/stub.h"

#define FOREST HR_TEST_DATA "/data/forest.ldif"

static size_t told;

static void count_progress(void *context, const char *search, size_t entries)
{
	(void)context;
	(void)entries;
	told += *search != '\0';
}

static struct hr_report *discover(const char *path, struct hr_error *why, bool *ok)
{
	struct hr_report *report = NULL;
	assert_true(hr_report_new(&report, why));
	const struct hr_discovery discovery = {
	        .report = report, .modules = &stub_modules, .now = 1700000000, .progress = count_progress};
	stub_foreign = 0;
	stub_members = 0;
	*ok = hr_discover_ldif(&discovery, path, why);
	if (*ok)
		assert_true(hr_report_index(report, why));
	return report;
}

static const struct hr_server *server_named(const struct hr_report *report, const char *name)
{
	for (size_t i = 0; i < report->organisation.server_count; i++)
		if (strcmp(report->organisation.servers[i].name, name) == 0)
			return &report->organisation.servers[i];
	return NULL;
}

static const char *value_of(const struct hr_facts *facts, enum hr_fact_key key, const char *of)
{
	const struct hr_fact *fact = hr_find_of(facts, key, of);
	return fact != NULL && fact->seen == HR_PRESENT ? fact->value : NULL;
}

static bool noticed(const struct hr_report *report, const char *id, const char *detail)
{
	for (size_t i = 0; i < report->notice_count; i++)
		if (strcmp(report->notices[i].id, id) == 0 && strstr(report->notices[i].detail, detail) != NULL)
			return true;
	return false;
}

static void finds_the_forest(const char *path)
{
	struct hr_error why = {0};
	bool ok = false;
	struct hr_report *report = discover(path, &why, &ok);
	if (!ok)
		fail_msg("%s", why.text);
	assert_int_equal(report->organisation.server_count, 2);
	const struct hr_server *ex = server_named(report, "ex01.contoso.com");
	assert_non_null(ex);
	assert_string_equal(ex->release, "2016");
	assert_string_equal(value_of(&ex->facts, HR_FACT_EXCHANGE_VERSION_TEXT, ""), "Version 15.1 (Build 32507.6)");
	assert_string_equal(value_of(&ex->facts, HR_FACT_OS_VERSION, ""), "10.0 (14393)");
	assert_string_equal(value_of(&ex->facts, HR_FACT_CERT_SUBJECT, "internal"), "CN=ex01");
	assert_string_equal(value_of(&ex->facts, HR_FACT_CERT_NAMES, "internal"), "ex01 ex01.contoso.com 10.0.0.1");
	assert_string_equal(value_of(&ex->facts, HR_FACT_CERT_KEY, "internal"), "RSA 2048");
	assert_string_equal(value_of(&ex->facts, HR_FACT_CERT_SIGNATURE, "internal"), "sha256WithRSAEncryption");
	assert_int_equal(strlen(value_of(&ex->facts, HR_FACT_CERT_SHA256, "internal")), 64);
	const struct hr_server *fe = server_named(report, "fe01.contoso.com");
	assert_non_null(fe);
	assert_int_equal(fe->endpoint_count, 1);
	assert_string_equal(value_of(&fe->facts, HR_FACT_OS_NAME, ""), "Windows Server 2012 R2 Standard");
	const struct hr_facts *all = &report->organisation.facts;
	assert_string_equal(value_of(all, HR_FACT_WINDOWS7_COMPUTERS, ""), "2");
	assert_string_equal(value_of(all, HR_FACT_AZURE_AD_TENANT, ""),
	                    "contoso.onmicrosoft.com 72f988bf-0000-0000-0000-2d7cd011db47");
	assert_string_equal(value_of(all, HR_FACT_AZURE_AD_CONNECT, "MSOL_0123456789ab"), "MSOL_0123456789ab");
	assert_string_equal(value_of(all, HR_FACT_DIRECTORY_DOMAIN, "dc=contoso,dc=com"), "contoso.com");
	const struct hr_fact *child = hr_find_of(all, HR_FACT_DIRECTORY_DOMAIN, "dc=child,dc=contoso,dc=com");
	assert_int_equal(child->seen, HR_FAILED);
	assert_true(noticed(report, "domain-not-read", "dc=child"));
	assert_true(noticed(report, "computer-without-name", "CN=GONE"));
	assert_true(noticed(report, "server-name-refused", "not a host name"));
	assert_int_equal(stub_foreign, 0);
	assert_int_equal(stub_members, 2);
	assert_true(told > 0);
	assert_int_equal(report->source_count, 1);
	assert_string_equal(report->sources[0].kind, "ldif");
	hr_report_free(report);
}

static void finds_what_is_there(void **state)
{
	(void)state;
	finds_the_forest(FOREST);
}

/* The data file in another dress, in a file of its own; its name in `path`. */
static void write_copy(char path[static 64], void (*dress)(FILE *out, const char *text, size_t length))
{
	FILE *in = fopen(FOREST, "rb");
	assert_non_null(in);
	static char text[65536];
	size_t length = fread(text, 1, sizeof text, in);
	assert_true(length > 0 && length < sizeof text);
	(void)fclose(in);
	(void)snprintf(path, 64, "/tmp/hr-ldif-XXXXXX");
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	FILE *out = fdopen(fd, "wb");
	assert_non_null(out);
	dress(out, text, length);
	assert_int_equal(fclose(out), 0);
}

static void as_ldifde_unicode(FILE *out, const char *text, size_t length)
{
	(void)fwrite("\xFF\xFE", 1, 2, out);
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n')
			(void)fwrite("\r\0", 1, 2, out);
		(void)fputc(text[i], out);
		(void)fputc('\0', out);
		/* ldifde writes every entry as one that is to be added. */
		if (text[i] == '\n' && i > 0 && strncmp(text + i + 1, "objectClass", 11) == 0 &&
		    strncmp(text + i - 6, "DC=com", 6) == 0)
			for (const char *c = "changetype: add\r\n"; *c != '\0'; c++) {
				(void)fputc(*c, out);
				(void)fputc('\0', out);
			}
	}
}

static void as_utf16_cut(FILE *out, const char *text, size_t length)
{
	(void)length;
	(void)fwrite("\xFF\xFE"
	             "d",
	             1, 3, out);
	(void)text;
}

static void cut_in_the_middle(FILE *out, const char *text, size_t length)
{
	(void)fwrite(text, 1, length / 2, out);
}

static void ended_by_size_limit(FILE *out, const char *text, size_t length)
{
	(void)fprintf(out, "# extended LDIF\n\n");
	(void)fwrite(text, 1, length, out);
	(void)fprintf(out, "\nsearch: 2\nresult: 4 Size limit exceeded\n");
}

static void with_a_second_forest(FILE *out, const char *text, size_t length)
{
	(void)fwrite(text, 1, length, out);
	(void)fprintf(out, "\ndn: CN=Configuration,DC=fabrikam,DC=com\nobjectClass: configuration\n");
}

static void empty(FILE *out, const char *text, size_t length)
{
	(void)out;
	(void)text;
	(void)length;
}

static void reads_ldifde_unicode(void **state)
{
	(void)state;
	char path[64];
	write_copy(path, as_ldifde_unicode);
	finds_the_forest(path);
	(void)unlink(path);
}

static void says_that_an_export_was_cut(void **state)
{
	(void)state;
	char path[64];
	struct hr_error why = {0};
	bool ok = false;
	write_copy(path, ended_by_size_limit);
	struct hr_report *report = discover(path, &why, &ok);
	assert_true(ok);
	assert_true(noticed(report, "search-cut", "result 4"));
	const struct hr_facts *all = &report->organisation.facts;
	assert_int_equal(hr_find_of(all, HR_FACT_DIRECTORY_DOMAIN, "dc=contoso,dc=com")->seen, HR_FAILED);
	hr_report_free(report);
	(void)unlink(path);
}

static void refuses_and_changes_nothing(void **state)
{
	(void)state;
	static const struct {
		void (*dress)(FILE *out, const char *text, size_t length);
		enum hr_status status;
		const char *says;
	} table[] = {
	        {cut_in_the_middle, HR_E_FORMAT, "cut off"},
	        {as_utf16_cut, HR_E_FORMAT, "UTF-16"},
	        {with_a_second_forest, HR_E_FORMAT, "second forest"},
	        {empty, HR_E_FORMAT, "no directory entry"},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		char path[64];
		struct hr_error why = {0};
		bool ok = true;
		write_copy(path, table[i].dress);
		struct hr_report *report = discover(path, &why, &ok);
		assert_false(ok);
		assert_int_equal(why.status, table[i].status);
		if (strstr(why.text, table[i].says) == NULL || strstr(why.text, path) == NULL)
			fail_msg("case %zu: %s", i, why.text);
		assert_int_equal(report->server_count + report->fact_count + report->notice_count, 0);
		assert_int_equal(report->source_count, 0);
		hr_report_free(report);
		(void)unlink(path);
	}
}

static void refuses_files_it_cannot_read(void **state)
{
	(void)state;
	static const char *const paths[] = {"/nonexistent/x.ldif", HR_TEST_DATA};
	for (size_t i = 0; i < HR_COUNT(paths); i++) {
		struct hr_error why = {0};
		bool ok = true;
		hr_report_free(discover(paths[i], &why, &ok));
		assert_false(ok);
		assert_int_equal(why.status, HR_E_FILE);
		assert_non_null(strstr(why.text, paths[i]));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(finds_what_is_there),          cmocka_unit_test(reads_ldifde_unicode),
	        cmocka_unit_test(says_that_an_export_was_cut),  cmocka_unit_test(refuses_and_changes_nothing),
	        cmocka_unit_test(refuses_files_it_cannot_read),
	};
	return cmocka_run_group_tests_name("discover ldif", tests, NULL, NULL);
}
