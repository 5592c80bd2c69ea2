/* Each stylesheet on real and on hostile reports; what a stylesheet may not do. */
#include <sys/stat.h>
#include <sys/wait.h>

#include "report/file.h"
#include "report/render.h"
#include "scratch.h"

/* Runs a program found on the PATH; its exit status. Its output goes to the test's. */
static int run(const char *const *words)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char *arguments[10] = {NULL};
		for (size_t i = 0; words[i] != NULL && i < 9; i++)
			arguments[i] = strdup(words[i]);
		(void)execvp(arguments[0], arguments);
		_exit(127);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void render(const char *input, const char *sheet, const char *output)
{
	struct hr_error why = {.text = ""};
	char path[512];
	(void)snprintf(path, sizeof path, "%s/%s.xsl", REPORTS, sheet);
	if (!hr_render(input, SCHEMA, path, output, &why))
		fail_msg("%s", why.text);
}

static const char *const sheets[] = {"html", "csv", "json", "junit", "markdown"};

static void render_all(const char *report)
{
	for (size_t i = 0; i < HR_COUNT(sheets); i++)
		render(report, sheets[i], at(sheets[i]));
	const char *const words[] = {"python3",  HR_TEST_DATA "/check_rendered.py",
	                             report,     scratch,
	                             "html",     "csv",
	                             "json",     "junit",
	                             "markdown", NULL};
	assert_int_equal(run(words), 0);
	for (size_t i = 0; i < HR_COUNT(sheets); i++)
		assert_int_equal(unlink(at(sheets[i])), 0);
}

static void renders_the_sample(void **state)
{
	(void)state;
	render_all(SAMPLE);
	render_all(HR_TEST_DATA "/../../golden/tailored/expected.xml");
}

static void renders_every_stage(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_report *stages[3] = {NULL, small_report(), judged_report()};
	assert_true(hr_report_new(&stages[0], &why));
	assert_true(hr_report_index(stages[0], &why));
	for (size_t i = 0; i < 3; i++) {
		assert_true(hr_report_write(stages[i], at("in"), &why));
		char input[128];
		(void)snprintf(input, sizeof input, "%s", at("in"));
		render_all(input);
		assert_int_equal(unlink(at("in")), 0);
		hr_report_free(stages[i]);
	}
}

static void renders_hostile_text(void **state)
{
	(void)state;
	static const char *const hostile[] = {
	        "<script>alert(1)</script>",
	        "</script><img src=x onerror=alert(1)>",
	        "\" onmouseover=\"alert(1)",
	        "'; alert(1) //",
	        "=HYPERLINK(\"http://evil.example\",\"x\")",
	        "+1+cmd|' /C calc'!A0",
	        "-2+3",
	        "@SUM(1)",
	        "a,b\"c\"\"d;e",
	        "]]>",
	        "\\\"\\u0022\\",
	        "| a | b |\n# head *bold* `code` [x](javascript:alert(1))",
	        "\xF0\x9F\x98\x80 caf\xC3\xA9",
	};
	char *long_value = malloc(HR_VALUE_MAX + 1);
	assert_non_null(long_value);
	for (size_t i = 0; i < HR_VALUE_MAX; i++)
		long_value[i] = "\"\\|a"[i % 4];
	long_value[HR_VALUE_MAX] = '\0';
	struct hr_error why;
	struct hr_report *report = judged_report();
	for (size_t i = 0; i <= HR_COUNT(hostile); i++) {
		const char *value = i < HR_COUNT(hostile) ? hostile[i] : long_value;
		see(report, "skype/fe01.contoso.com", HR_FACT_REGISTRY_VALUE, value, HR_PRESENT, value);
		see(report, "organisation", HR_FACT_EXCHANGE_ORGANISATION, value, HR_PRESENT, value);
		const struct hr_finding finding = {.rule = "tls.certificate",
		                                   .about = "skype/fe01.contoso.com:5061/sip",
		                                   .fact = "",
		                                   .why = "",
		                                   .message = value,
		                                   .remedy = "skype-install-cu",
		                                   .evidence = "",
		                                   .question = HR_CONNECT,
		                                   .severity = HR_CRITICAL,
		                                   .outcome = HR_NOT_READY};
		const struct hr_legend legend = {"rule", "tls.certificate",    value, value, value,
		                                 value,  "javascript:alert(1)"};
		assert_true(hr_report_add_finding(report, &finding, &why));
		assert_true(hr_report_add_legend(report, &legend, &why));
		assert_true(hr_report_add_source(report, "ldif", value, value, &why));
	}
	assert_true(hr_report_index(report, &why));
	assert_true(hr_report_write(report, at("in"), &why));
	char input[128];
	(void)snprintf(input, sizeof input, "%s", at("in"));
	render_all(input);
	assert_int_equal(unlink(input), 0);
	free(long_value);
	hr_report_free(report);
}

static void speaks_dutch(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_report *report = judged_report();
	report->run.language = "nl";
	assert_true(hr_report_write(report, at("in"), &why));
	render(at("in"), "html", at("out"));
	size_t length = 0;
	char *page = slurp(at("out"), &length);
	assert_non_null(strstr(page, "<html lang=\"nl\">"));
	assert_non_null(strstr(page, "Niet gereed"));
	assert_null(strstr(page, "What to do first"));
	free(page);
	assert_int_equal(unlink(at("in")), 0);
	assert_int_equal(unlink(at("out")), 0);
	hr_report_free(report);
}

/* The same report, the same page: pages are compared and kept. */
static void renders_the_same_bytes_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < HR_COUNT(sheets); i++) {
		size_t first_length = 0;
		size_t second_length = 0;
		render(SAMPLE, sheets[i], at("a"));
		render(SAMPLE, sheets[i], at("b"));
		char *first = slurp(at("a"), &first_length);
		char *second = slurp(at("b"), &second_length);
		assert_int_equal(first_length, second_length);
		assert_memory_equal(first, second, first_length);
		free(first);
		free(second);
		assert_int_equal(unlink(at("a")), 0);
		assert_int_equal(unlink(at("b")), 0);
	}
}

#define SHEET(body)                                                                                                    \
	"<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">"                          \
	"<xsl:output method=\"text\"/>" body "</xsl:stylesheet>"
#define TEMPLATE(body) SHEET("<xsl:template match=\"/\">" body "</xsl:template>")

/* What it would take to leave its folder, write a file, run for ever; and what is plainly broken. */
static void holds_a_stylesheet_in_its_folder(void **state)
{
	(void)state;
	static const struct {
		const char *sheet;
		const char *absent; /* text that must not come out; NULL = rendering must fail */
	} rows[] = {
	        {TEMPLATE("<xsl:value-of select=\"document('/etc/xml/catalog')\"/>"
	                  "<xsl:value-of select=\"document('/etc/hostname')\"/>"),
	         "<catalog"},
	        {TEMPLATE("<xsl:copy-of select=\"document('" REPORTS "/ui-en.xml')\"/>"), "TLS 1.2"},
	        {TEMPLATE("<xsl:value-of select=\"document('http://127.0.0.1:1/x')\"/>"), "x"},
	        {TEMPLATE("<xsl:document href=\"written\">x</xsl:document>"), NULL},
	        {"<xsl:stylesheet version=\"1.1\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" "
	         "xmlns:e=\"http://exslt.org/common\" extension-element-prefixes=\"e\"><xsl:template match=\"/\">"
	         "<e:document href=\"written\">x</e:document></xsl:template></xsl:stylesheet>",
	         NULL},
	        {SHEET("<xsl:include href=\"" REPORTS "/common.xsl\"/>"), NULL},
	        {SHEET("<xsl:template match=\"/\" name=\"t\"><xsl:call-template name=\"t\"/></xsl:template>"), NULL},
	        {TEMPLATE("<xsl:message terminate=\"yes\">stop</xsl:message>"), NULL},
	        {TEMPLATE("<xsl:value-of select=\"no-such-function()\"/>"), NULL},
	        {TEMPLATE("<xsl:value-of select=\"((\"/>"), NULL},
	        {"<!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/hostname\">]>" TEMPLATE("&e;"), NULL},
	        {"<not-xslt/>", NULL},
	        {"not xml", NULL},
	        {"", NULL},
	};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_error why = {.status = HR_E_OK, .text = ""};
		spill(at("s.xsl"), rows[i].sheet, strlen(rows[i].sheet));
		bool done = hr_render(SAMPLE, SCHEMA, at("s.xsl"), at("out"), &why);
		if (rows[i].absent == NULL) {
			if (done)
				fail_msg("applied: %s", rows[i].sheet);
			assert_int_equal(why.status, HR_E_FORMAT);
			assert_non_null(strstr(why.text, "s.xsl"));
			assert_int_not_equal(access(at("out"), F_OK), 0);
		} else if (done) {
			size_t length = 0;
			char *out = slurp(at("out"), &length);
			if (strstr(out, rows[i].absent) != NULL)
				fail_msg("got out of its folder: %s\n%.200s", rows[i].sheet, out);
			free(out);
			assert_int_equal(unlink(at("out")), 0);
		}
		assert_int_not_equal(access("written", F_OK), 0);
		assert_int_not_equal(access(at("written"), F_OK), 0);
		assert_int_equal(unlink(at("s.xsl")), 0);
	}
}

static void says_what_is_missing(void **state)
{
	(void)state;
	struct hr_error why = {.text = ""};
	spill(at("out"), "old", 3);
	assert_false(hr_render(at("nothing"), SCHEMA, REPORTS "/html.xsl", at("out"), &why));
	assert_non_null(strstr(why.text, "nothing"));
	assert_false(hr_render(SAMPLE, at("nothing.xsd"), REPORTS "/html.xsl", at("out"), &why));
	assert_non_null(strstr(why.text, "nothing.xsd"));
	assert_false(hr_render(SAMPLE, SCHEMA, at("nothing.xsl"), at("out"), &why));
	assert_non_null(strstr(why.text, "nothing.xsl"));
	assert_false(hr_render(REPORTS "/ui-en.xml", SCHEMA, REPORTS "/html.xsl", at("out"), &why));
	assert_int_equal(why.status, HR_E_FORMAT);
	assert_false(hr_render(SAMPLE, SCHEMA, REPORTS "/html.xsl", at("no/folder"), &why));
	assert_int_equal(why.status, HR_E_FILE);
	size_t length = 0;
	char *old = slurp(at("out"), &length);
	assert_string_equal(old, "old");
	free(old);
	assert_int_equal(unlink(at("out")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(renders_the_sample),           cmocka_unit_test(renders_every_stage),
	        cmocka_unit_test(renders_hostile_text),         cmocka_unit_test(speaks_dutch),
	        cmocka_unit_test(renders_the_same_bytes_again), cmocka_unit_test(holds_a_stylesheet_in_its_folder),
	        cmocka_unit_test(says_what_is_missing),
	};
	return cmocka_run_group_tests_name("render", tests, make_scratch, drop_scratch);
}
