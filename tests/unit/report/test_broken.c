/* Reports that are not what they should be: each gets a clear error, and nothing is taken over. */
#include "report/file.h"
#include "report/read.h"
#include "report/xml.h"
#include "scratch.h"

#define HEAD                                                                                                           \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                                 \
	"<readiness-report xmlns=\"urn:hybridready:report:1\" version=\"1.0\" xml:lang=\"en\">\n"                      \
	"<run id=\"r\" tool=\"t\" started=\"2026-11-24T02:10:00Z\" complete=\"true\"/>\n"
#define SERVER                                                                                                         \
	"<server id=\"skype/a.b\" name=\"a.b\" product=\"skype\"><endpoint id=\"skype/a.b:5061/sip\" host=\"a.b\" "    \
	"port=\"5061\" service=\"sip\"/></server>"
#define FACT(about, key, of, value)                                                                                    \
	"<fact id=\"x\" about=\"" about "\" key=\"" key "\" " of " seen=\"present\" by=\"probe\" "                     \
	"at=\"2026-11-24T02:10:00Z\">" value "</fact>"
#define WHOLE(inventory, evidence, rest)                                                                               \
	HEAD "<inventory>" inventory "</inventory>\n<evidence>" evidence "</evidence>\n" rest "</readiness-report>\n"
#define VERDICTS "<verdict question=\"connect\" outcome=\"ready\"/><verdict question=\"retire\" outcome=\"ready\"/>"
#define FINDING(about, fact)                                                                                           \
	"<findings><finding rule=\"a.b\" about=\"" about                                                               \
	"\" question=\"connect\" severity=\"high\" outcome=\"ready\" "                                                 \
	"fact=\"" fact "\"><message>m</message></finding></findings><plan/>" VERDICTS

static xmlSchema *schema;

static int load_schema(void **state)
{
	struct hr_error why;
	(void)state;
	return hr_schema_load(SCHEMA, &schema, &why) ? 0 : -1;
}

static int drop_schema(void **state)
{
	(void)state;
	xmlSchemaFree(schema);
	xmlCleanupParser();
	return 0;
}

static bool read_bytes(const char *bytes, size_t length, struct hr_report **report, struct hr_error *why)
{
	/* fmemopen() takes no empty buffer. */
	FILE *file = length == 0 ? fopen("/dev/null", "rb") : fmemopen((void *)(uintptr_t)bytes, length, "rb");
	assert_non_null(file);
	bool held = hr_report_read_stream(file, "broken.xml", schema, report, why);
	(void)fclose(file);
	return held;
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		const char *said; /* NULL = it is fine */
	} rows[] = {
	        {WHOLE("", "", ""), NULL},
	        {WHOLE(SERVER, FACT("skype/a.b", "build", "", "6.0.9319.516"), ""), NULL},
	        {WHOLE(SERVER, FACT("skype/a.b", "build", "", "1.2.3.4"), FINDING("organisation", "")), NULL},
	        {"", "the file is empty"},
	        {"\n", "broken.xml:"},
	        {"not xml at all", "broken.xml:1: Document is empty"},
	        {"<a/>", "root element is not <readiness-report>"},
	        {"<probes xmlns=\"urn:hybridready:report:1\"/>", "root element is not <readiness-report>"},
	        {"<readiness-report/>", "No matching global declaration"},
	        {"<readiness-report xmlns=\"urn:hybridready:report:2\"/>", "No matching global declaration"},
	        {"<!DOCTYPE readiness-report><readiness-report/>", "has no DOCTYPE"},
	        {"<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
	         "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]>" HEAD
	         "<inventory>&d;</inventory>",
	         "has no DOCTYPE"},
	        {"<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/x.dtd\"><r/>", "has no DOCTYPE"},
	        {WHOLE("&undefined;", "", ""), "undefined"},
	        {WHOLE("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\"/>", "", ""),
	         "broken.xml:4: Element '{http://www.w3.org/2001/XInclude}include'"},
	        {WHOLE("<unheard-of/>", "", ""), "broken.xml:4: Element 'unheard-of'"},
	        {WHOLE("<server id=\"skype/a.b\" name=\"a.b\" product=\"sharepoint\"/>", "", ""), "sharepoint"},
	        {WHOLE("<server id=\"skype/a.b\" name=\"a b\" product=\"skype\"/>", "", ""), "attribute 'name'"},
	        {WHOLE("<server id=\"skype/other\" name=\"a.b\" product=\"skype\"/>", "", ""),
	         "id=\"skype/other\" should be \"skype/a.b\""},
	        {WHOLE(SERVER SERVER, "", ""), "\"skype/a.b\" is there twice"},
	        {WHOLE("<server id=\"skype/a.b\" name=\"a.b\" product=\"skype\"><endpoint id=\"e\" host=\"a.b\" "
	               "port=\"65536\" service=\"sip\"/></server>",
	               "", ""),
	         "65536"},
	        {WHOLE(SERVER, FACT("skype/c.d", "build", "", "1.2.3.4"), ""), "about=\"skype/c.d\""},
	        {WHOLE(SERVER, FACT("skype/a.b", "no.such-key", "", "1"), ""), "key=\"no.such-key\""},
	        {WHOLE(SERVER, FACT("skype/a.b", "build", "", "1.2.3.4") FACT("skype/a.b", "build", "", "1.2.3.5"), ""),
	         "twice"},
	        {WHOLE(SERVER,
	               "<fact id=\"x\" about=\"skype/a.b\" key=\"build\" seen=\"maybe\" by=\"probe\" "
	               "at=\"2026-11-24T02:10:00Z\"/>",
	               ""),
	         "maybe"},
	        {WHOLE(SERVER,
	               "<fact id=\"x\" about=\"skype/a.b\" key=\"build\" seen=\"absent\" by=\"probe\" "
	               "at=\"2026-11-24 02:10:00\"/>",
	               ""),
	         "2026-11-24 02:10:00"},
	        {WHOLE(SERVER,
	               "<fact id=\"x\" about=\"skype/a.b\" key=\"build\" seen=\"absent\" by=\"probe\" "
	               "at=\"2026-02-30T02:10:00Z\"/>",
	               ""),
	         "2026-02-30"},
	        {WHOLE(SERVER, "", FINDING("skype/c.d", "")), "about=\"skype/c.d\""},
	        {WHOLE(SERVER, "", FINDING("skype/a.b", "skype/a.b#build@probe")), "no fact of that id"},
	        {WHOLE(SERVER, "", "<findings/><plan/><verdict question=\"connect\" outcome=\"ready\"/>"), "verdict"},
	        {WHOLE(SERVER, "",
	               "<findings/><plan/><verdict question=\"connect\" outcome=\"ready\"/>"
	               "<verdict question=\"connect\" outcome=\"ready\"/>"),
	         "the verdict on \"connect\" is there twice"},
	        {WHOLE(SERVER, "",
	               "<findings/><plan/><verdict question=\"connect\" outcome=\"fine\"/>"
	               "<verdict question=\"retire\" outcome=\"ready\"/>"),
	         "fine"},
	        {WHOLE(SERVER, "", "<plan/>"), "Element 'plan'"},
	        {WHOLE(SERVER, "text", ""), "Element 'evidence'"},
	        {WHOLE("", "", "") "<more/>", "Extra content"},
	        {HEAD "<inventory>\xFF\xFE</inventory>", "UTF-8"},
	        {HEAD "<inventory>\x01</inventory>", "broken.xml:4"},
	};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_error why = {.status = HR_E_OK, .text = ""};
		struct hr_report *report = NULL;
		bool held = read_bytes(rows[i].bytes, strlen(rows[i].bytes), &report, &why);
		if (held != (rows[i].said == NULL))
			fail_msg("%s: %s\n%s", held ? "taken" : "refused", why.text, rows[i].bytes);
		if (held) {
			hr_report_free(report);
			continue;
		}
		assert_null(report);
		assert_int_equal(why.status, HR_E_FORMAT);
		if (strstr(why.text, rows[i].said) == NULL || strstr(why.text, "broken.xml") == NULL)
			fail_msg("wanted \"%s\", said \"%s\"", rows[i].said, why.text);
		assert_null(strchr(why.text, '\n'));
		assert_null(strstr(why.text, "report:1}"));
	}
}

static void shows_three_complaints_and_says_that_there_are_more(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_report *report = NULL;
	const char *bytes = WHOLE("", "<fact/>\n<fact/>\n<fact/>\n<fact/>", "");
	assert_false(read_bytes(bytes, strlen(bytes), &report, &why));
	size_t lines = 0;
	for (const char *at_ = why.text; (at_ = strstr(at_, "broken.xml:")) != NULL; at_++)
		lines++;
	assert_int_equal(lines, 3);
}

/* Wherever the sample ends too early it is refused; at every byte of its first part, then at every 97th. */
static void refuses_what_is_cut(void **state)
{
	(void)state;
	size_t length = 0;
	char *bytes = slurp(SAMPLE, &length);
	for (size_t cut = 0; cut < length - 1; cut += cut < 600 ? 1 : 997) {
		struct hr_error why;
		struct hr_report *report = NULL;
		if (read_bytes(bytes, cut, &report, &why))
			fail_msg("taken, cut after %zu of %zu", cut, length);
		assert_int_equal(why.status, HR_E_FORMAT);
	}
	free(bytes);
}

/* Nothing but the errors of ours, whatever byte is changed. */
static void survives_changed_bytes(void **state)
{
	(void)state;
	size_t length = 0;
	char *bytes = slurp(SAMPLE, &length);
	static const char changes[] = "\0<>&\"'/ =\xFF\x80"
	                              "a9]!";
	size_t taken = 0;
	for (size_t i = 0; i < 400; i++) {
		size_t place = i * 7919 % length;
		char old = bytes[place];
		bytes[place] = changes[i % (sizeof changes - 1)];
		struct hr_error why;
		struct hr_report *report = NULL;
		if (read_bytes(bytes, length, &report, &why)) {
			taken++;
			hr_report_free(report);
		} else {
			assert_int_equal(why.status, HR_E_FORMAT);
		}
		bytes[place] = old;
	}
	assert_true(taken < 200);
	free(bytes);
}

static void keeps_to_its_ceilings(void **state)
{
	(void)state;
	/* Deeper than any parser should follow, and one text larger than any value. */
	size_t size = (size_t)12 << 20;
	char *bytes = malloc(size + 4096);
	assert_non_null(bytes);
	int head = snprintf(bytes, 4096, "%s<inventory/><evidence>", HEAD);
	memset(bytes + head, ' ', size);
	(void)snprintf(bytes + (size_t)head + size, 64, "</evidence></readiness-report>");
	struct hr_error why;
	struct hr_report *report = NULL;
	assert_false(read_bytes(bytes, strlen(bytes), &report, &why));
	assert_non_null(strstr(why.text, "a text of more than"));
	size_t at_ = (size_t)head;
	while (at_ < size - 4)
		memcpy(bytes + at_, "<a>", 4), at_ += 3;
	assert_false(read_bytes(bytes, at_, &report, &why));
	free(bytes);
}

static void names_the_file_it_cannot_read(void **state)
{
	(void)state;
	struct hr_error why;
	struct hr_report *report = NULL;
	assert_false(hr_report_read("/no/such/file", SCHEMA, &report, &why));
	assert_int_equal(why.status, HR_E_FILE);
	assert_non_null(strstr(why.text, "/no/such/file"));
	assert_false(hr_report_read("/tmp", SCHEMA, &report, &why));
	assert_int_equal(why.status, HR_E_FILE);
	assert_false(hr_report_read(SAMPLE, "/no/such/schema", &report, &why));
	assert_int_equal(why.status, HR_E_FILE);
	assert_non_null(strstr(why.text, "/no/such/schema"));
	assert_null(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(says_what_is_wrong),
	        cmocka_unit_test(shows_three_complaints_and_says_that_there_are_more),
	        cmocka_unit_test(refuses_what_is_cut),
	        cmocka_unit_test(survives_changed_bytes),
	        cmocka_unit_test(keeps_to_its_ceilings),
	        cmocka_unit_test(names_the_file_it_cannot_read),
	};
	return cmocka_run_group_tests_name("broken", tests, load_schema, drop_schema);
}
