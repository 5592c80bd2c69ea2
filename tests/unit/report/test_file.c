/* Writing a report and reading it back. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "report/file.h"
#include "report/json.h"
#include "report/probes.h"
#include "scratch.h"

/* Writes it, reads that, writes again: the same bytes. Returns them. */
static char *round_trip(const struct hr_report *report)
{
	struct hr_error why = {.text = ""};
	struct hr_report *back = NULL;
	size_t first_length = 0;
	size_t second_length = 0;
	if (!hr_report_write(report, at("a.xml"), &why) || !hr_report_read(at("a.xml"), SCHEMA, &back, &why) ||
	    !hr_report_write(back, at("b.xml"), &why))
		fail_msg("%s", why.text);
	char *first = slurp(at("a.xml"), &first_length);
	char *second = slurp(at("b.xml"), &second_length);
	assert_string_equal(first, second);
	assert_int_equal(first_length, second_length);
	assert_int_equal(first[first_length - 1], '\n');
	free(second);
	hr_report_free(back);
	(void)unlink(at("a.xml"));
	(void)unlink(at("b.xml"));
	return first;
}

static void keeps_every_stage(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_report *stages[3] = {NULL, small_report(), judged_report()};
	assert_true(hr_report_new(&stages[0], &why));
	assert_true(hr_report_index(stages[0], &why));
	for (size_t i = 0; i < 3; i++) {
		char *bytes = round_trip(stages[i]);
		assert_int_equal(strstr(bytes, "<verdict") != NULL, i == 2);
		assert_int_equal(strstr(bytes, "<findings") != NULL, i == 2);
		free(bytes);
		hr_report_free(stages[i]);
	}
}

static void writes_what_the_contract_shows(void **state)
{
	(void)state;
	static const char *const lines[] = {
	        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
	        "<readiness-report xmlns=\"urn:hybridready:report:1\" version=\"1.0\" xml:lang=\"en\">\n",
	        "  <run id=\"run-1\" tool=\"hybridready 0.1.0\" started=\"2026-11-24T02:29:20Z\" "
	        "finished=\"2026-11-24T02:30:00Z\" complete=\"true\" catalog=\"2026-11-01\" cloud=\"worldwide\"/>\n",
	        "    <source kind=\"ldap\" uri=\"ldaps://dc1.contoso.com\" base=\"DC=contoso,DC=com\"/>\n",
	        "    <server id=\"skype/fe01.contoso.com\" name=\"fe01.contoso.com\" product=\"skype\" "
	        "release=\"2015\" "
	        "roles=\"front-end\" site=\"\" dn=\"\">\n",
	        "      <endpoint id=\"skype/fe01.contoso.com:5061/sip\" host=\"fe01.contoso.com\" port=\"5061\" "
	        "service=\"sip\"/>\n",
	        "    <fact id=\"skype/fe01.contoso.com#build@probe\" about=\"skype/fe01.contoso.com\" key=\"build\" "
	        "seen=\"present\" by=\"probe\" at=\"2026-11-24T02:29:25Z\">6.0.9319.516</fact>\n",
	        "    <finding rule=\"skype.update\" about=\"skype/fe01.contoso.com\" question=\"connect\" "
	        "severity=\"high\" outcome=\"not-ready\" fact=\"skype/fe01.contoso.com#build@probe\" why=\"old\" "
	        "remedy=\"skype-install-cu\" unverified=\"true\">\n"
	        "      <message>Build 6.0.9319.516 is below CU9.</message>\n",
	        "    <step n=\"1\" about=\"skype/fe01.contoso.com\" remedy=\"skype-install-cu\" after=\"\" "
	        "rules=\"skype.update\">\n"
	        "      <effect rule=\"skype.update\" about=\"skype/fe01.contoso.com\" from=\"not-ready\" "
	        "to=\"ready\"/>\n"
	        "    </step>\n",
	        "  <verdict question=\"connect\" outcome=\"not-ready\"/>\n"
	        "  <verdict question=\"retire\" outcome=\"unknown\"/>\n"
	        "</readiness-report>\n",
	};
	struct hr_report *report = judged_report();
	char *bytes = round_trip(report);
	for (size_t i = 0; i < HR_COUNT(lines); i++)
		if (strstr(bytes, lines[i]) == NULL)
			fail_msg("not there: %s\n%s", lines[i], bytes);
	free(bytes);
	hr_report_free(report);
}

static void keeps_hostile_values(void **state)
{
	(void)state;
	char *long_value = malloc(HR_VALUE_MAX + 100);
	assert_non_null(long_value);
	memset(long_value, '"', HR_VALUE_MAX + 99);
	long_value[HR_VALUE_MAX + 99] = '\0';
	char *wide_value = malloc(HR_VALUE_MAX + 100); /* three bytes a character: the cut falls between two */
	assert_non_null(wide_value);
	for (size_t i = 0; i < HR_VALUE_MAX + 96; i += 3)
		memcpy(wide_value + i, "\xE2\x82\xAC", 4);
	const char *const values[] = {
	        "]]>",
	        "</fact><fact/>",
	        "\"'&<>",
	        "&lt;&#10;&amp;amp;",
	        "  spaces  around  ",
	        "\xF0\x9F\x98\x80 caf\xC3\xA9 \xD7\x90",
	        "line\nbreak\r\ttab \x1B[31m \x01",
	        "\xFF\xFE broken",
	        "\xE2\x80\xAE turned",
	        "<!DOCTYPE x><?php ?><![CDATA[",
	        "\\x41 \\",
	        "%s%n%d",
	        long_value,
	        wide_value,
	};
	for (size_t i = 0; i < HR_COUNT(values); i++) {
		struct hr_report *report = small_report();
		struct hr_error why;
		see(report, "skype/fe01.contoso.com", HR_FACT_OS_NAME, "", HR_PRESENT, values[i]);
		see(report, "skype/fe01.contoso.com", HR_FACT_REGISTRY_VALUE, values[i], HR_ABSENT, "");
		assert_true(hr_report_add_source(report, "ldif", values[i], values[i], &why));
		assert_true(hr_report_index(report, &why));
		free(round_trip(report));
		/* And the value comes back as it was taken in. */
		struct hr_report *back = NULL;
		assert_true(hr_report_write(report, at("v.xml"), &why));
		assert_true(hr_report_read(at("v.xml"), SCHEMA, &back, &why));
		const struct hr_facts mine = report->organisation.servers[0].facts;
		const struct hr_facts theirs = back->organisation.servers[0].facts;
		assert_int_equal(mine.count, theirs.count);
		for (size_t k = 0; k < mine.count; k++) {
			assert_string_equal(mine.at[k].value, theirs.at[k].value);
			assert_string_equal(mine.at[k].of, theirs.at[k].of);
			assert_string_equal(mine.at[k].id, theirs.at[k].id);
		}
		(void)unlink(at("v.xml"));
		hr_report_free(back);
		hr_report_free(report);
	}
	free(long_value);
	free(wide_value);
}

static void keeps_the_sample(void **state)
{
	(void)state;
	struct hr_error why = {.text = ""};
	struct hr_report *report = NULL;
	if (!hr_report_read(SAMPLE, SCHEMA, &report, &why))
		fail_msg("%s", why.text);
	size_t length = 0;
	char *sample = slurp(SAMPLE, &length);
	char *bytes = round_trip(report);
	assert_string_equal(sample, bytes);
	free(sample);
	free(bytes);
	hr_report_free(report);
}

static void refuses_places_it_cannot_write(void **state)
{
	(void)state;
	struct hr_report *report = small_report();
	struct hr_error why = {.text = ""};
	assert_false(hr_report_write(report, at("no/such/folder/left"), &why));
	assert_int_equal(why.status, HR_E_FILE);
	assert_non_null(strstr(why.text, "no/such/folder/left"));
	assert_false(hr_report_write(report, scratch, &why));
	assert_int_equal(why.status, HR_E_FILE);
	assert_non_null(strstr(why.text, "directory"));
	assert_false(hr_report_write(report, "", &why));
	assert_false(hr_report_write(report, "/proc/left", &why)); /* not even root may */
	assert_int_equal(why.status, HR_E_FILE);
	hr_report_free(report);
}

/* A file size limit is the same to write() as a disk that runs full. */
static void keeps_the_old_file_when_the_disk_is_full(void **state)
{
	(void)state;
	struct hr_report *report = judged_report();
	struct hr_error why = {.text = ""};
	spill(at("old.xml"), "what was here", 13);
	struct rlimit before;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	struct rlimit small = {.rlim_cur = 1024, .rlim_max = before.rlim_max};
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	bool written = hr_report_write(report, at("old.xml"), &why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_false(written);
	assert_int_equal(why.status, HR_E_FILE);
	assert_non_null(strstr(why.text, strerror(EFBIG)));
	size_t length = 0;
	char *old = slurp(at("old.xml"), &length);
	assert_string_equal(old, "what was here");
	free(old);
	assert_int_equal(unlink(at("old.xml")), 0);
	hr_report_free(report);
}

static void replaces_what_a_link_leads_to_and_keeps_its_mode(void **state)
{
	(void)state;
	struct hr_report *report = small_report();
	struct hr_error why;
	struct stat status;
	mode_t mask = umask(027);
	assert_true(hr_report_write(report, at("new.xml"), &why));
	(void)umask(mask);
	assert_int_equal(stat(at("new.xml"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	assert_int_equal(chmod(at("new.xml"), 0600), 0);
	assert_int_equal(symlink("new.xml", at("link.xml")), 0);
	assert_true(hr_report_write(report, at("link.xml"), &why));
	assert_int_equal(lstat(at("link.xml"), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(stat(at("new.xml"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(unlink(at("link.xml")), 0);
	assert_int_equal(unlink(at("new.xml")), 0);
	hr_report_free(report);
}

static void writes_into_a_device_as_it_is(void **state)
{
	(void)state;
	struct hr_report *report = small_report();
	struct hr_error why;
	struct stat status;
	assert_true(hr_report_write(report, "/dev/null", &why));
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
	if (access("/dev/full", W_OK) == 0) {
		assert_false(hr_report_write(report, "/dev/full", &why));
		assert_int_equal(why.status, HR_E_FILE);
	}
	hr_report_free(report);
}

/* Every endpoint of a report that has any. */
static void write_all_probes(const struct hr_report *report, const char *path, enum hr_probes_format format)
{
	struct hr_error why;
	struct hr_probes *probes = NULL;
	assert_true(hr_probes_open(path, format, &probes, &why));
	for (size_t i = 0; i < report->organisation.server_count; i++)
		for (size_t k = 0; k < report->organisation.servers[i].endpoint_count; k++)
			assert_true(hr_probes_add(probes, &report->organisation.servers[i].endpoints[k]));
	assert_true(hr_probes_close(probes, &why));
}

static void writes_probes_as_json(void **state)
{
	(void)state;
	struct hr_report *report = small_report();
	struct hr_error why;
	see(report, "skype/fe01.contoso.com:5061/sip", HR_FACT_SMTP_BANNER, "", HR_PRESENT,
	    "220 \"a\\b\" \xE2\x80\xA8 {");
	assert_true(hr_report_index(report, &why));
	write_all_probes(report, at("p.json"), HR_PROBES_JSON);
	size_t length = 0;
	char *bytes = slurp(at("p.json"), &length);
	static const char beginning[] = "{\"probes\":[\n{\"host\":\"fe01.contoso.com\",\"port\":5061,";
	assert_int_equal(strncmp(bytes, beginning, strlen(beginning)), 0);
	assert_non_null(strstr(bytes, "\"key\":\"tls.1.2\",\"seen\":\"absent\""));
	assert_non_null(strstr(bytes, "\"value\":\"220 \\\"a\\\\b\\\" "));
	assert_string_equal(bytes + length - 5, "]}]}\n");
	free(bytes);
	assert_int_equal(unlink(at("p.json")), 0);
	struct hr_probes *probes = NULL;
	assert_true(hr_probes_open(at("p.json"), HR_PROBES_JSON, &probes, &why));
	hr_probes_abort(probes); /* then there is no file */
	assert_int_equal(access(at("p.json"), F_OK), -1);
	if (access("/dev/full", W_OK) == 0) {
		assert_true(hr_probes_open("/dev/full", HR_PROBES_JSON, &probes, &why));
		assert_false(hr_probes_add(probes, &report->organisation.servers[0].endpoints[0]));
		assert_false(hr_probes_close(probes, &why));
		assert_int_equal(why.status, HR_E_FILE);
	}
	hr_report_free(report);
}

static void escapes_for_json(void **state)
{
	(void)state;
	static const struct {
		const char *text, *json;
	} rows[] = {{"", "\"\""},
	            {"plain", "\"plain\""},
	            {"\"\\/", "\"\\\"\\\\/\""},
	            {"\x01\x1f\x7f\t\r\n", "\"\\u0001\\u001f\\u007f\\t\\r\\n\""},
	            {"a\xE2\x80\xA8\xE2\x80\xA9z", "\"a\\u2028\\u2029z\""},
	            {"\xC3\xA9\xE2\x80", "\"\xC3\xA9\xE2\x80\""}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct hr_buffer out = {.ceiling = 1000};
		hr_json_string(&out, rows[i].text);
		assert_string_equal(out.data, rows[i].json);
		hr_buffer_free(&out);
	}
}

static void writes_probes(void **state)
{
	(void)state;
	struct hr_report *report = small_report();
	struct hr_error why;
	see(report, "skype/fe01.contoso.com:5061/sip", HR_FACT_ADDRESS, "", HR_PRESENT, "10.0.0.5 fd00::5");
	assert_true(hr_report_index(report, &why));
	write_all_probes(report, at("p.xml"), HR_PROBES_XML);
	size_t length = 0;
	char *bytes = slurp(at("p.xml"), &length);
	assert_non_null(strstr(bytes, "<probes xmlns=\"urn:hybridready:report:1\">\n"
	                              "  <probe host=\"fe01.contoso.com\" port=\"5061\" service=\"sip\" "
	                              "address=\"10.0.0.5\">\n"));
	assert_non_null(strstr(bytes, "key=\"tls.1.2\" seen=\"absent\""));
	assert_null(strstr(bytes, "key=\"build\"")); /* about the server, not the endpoint */
	/* It is no report. */
	struct hr_report *back = NULL;
	assert_false(hr_report_read(at("p.xml"), SCHEMA, &back, &why));
	assert_int_equal(why.status, HR_E_FORMAT);
	free(bytes);
	assert_int_equal(unlink(at("p.xml")), 0);
	hr_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(keeps_every_stage),
	        cmocka_unit_test(writes_what_the_contract_shows),
	        cmocka_unit_test(keeps_hostile_values),
	        cmocka_unit_test(keeps_the_sample),
	        cmocka_unit_test(refuses_places_it_cannot_write),
	        cmocka_unit_test(keeps_the_old_file_when_the_disk_is_full),
	        cmocka_unit_test(replaces_what_a_link_leads_to_and_keeps_its_mode),
	        cmocka_unit_test(writes_into_a_device_as_it_is),
	        cmocka_unit_test(writes_probes),
	        cmocka_unit_test(writes_probes_as_json),
	        cmocka_unit_test(escapes_for_json),
	};
	return cmocka_run_group_tests_name("file", tests, make_scratch, drop_scratch);
}
