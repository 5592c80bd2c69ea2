/* Two reports compared. */
#include <libxml/parser.h>

#include "report/diff.h"
#include "report/file.h"
#include "report/xml.h"
#include "scratch.h"

#define HOST "exchange/ex01.contoso.com"
#define MAIL HOST ":25/smtp"

/* What a report says of one server; zeroed members are left out. */
struct said {
	const char *catalog;
	enum hr_seen tls10, tls12, reached; /* not collected: no fact */
	enum hr_outcome inbound;            /* of tls.inbound-1.2, if `judged` */
	enum hr_severity severity;
	bool judged;
	bool no_server;
	bool second_server; /* with a finding that is not ready */
	bool incomplete;
	const char *banner;
	int64_t later; /* seconds */
};

static void tell(struct hr_report *report, enum hr_fact_key key, enum hr_seen seen, const char *value, int64_t at_)
{
	struct hr_error why;
	const struct hr_observation o = {
	        .about = MAIL, .value = value, .at = at_, .key = key, .seen = seen, .by = HR_BY_PROBE};
	if (seen != HR_NOT_COLLECTED)
		assert_true(hr_report_add_fact(report, &o, &why));
}

static void judge(struct hr_report *report, const char *about, const struct said *said)
{
	struct hr_error why;
	const struct hr_finding finding = {.rule = "tls.inbound-1.2",
	                                   .about = about,
	                                   .fact = said->tls12 == HR_NOT_COLLECTED ? "" : MAIL "#tls.1.2@probe",
	                                   .why = "",
	                                   .message = "It was looked at.",
	                                   .remedy = "",
	                                   .evidence = "",
	                                   .question = HR_CONNECT,
	                                   .severity = said->severity,
	                                   .outcome = said->inbound};
	assert_true(hr_report_add_finding(report, &finding, &why));
	report->assessed = true;
}

static struct hr_report *report_of(const struct said *said)
{
	struct hr_error why;
	struct hr_report *report = NULL;
	size_t i = 0;
	assert_true(hr_report_new(&report, &why));
	report->run.catalog = said->catalog == NULL ? "2026-11-01" : said->catalog;
	report->run.complete = !said->incomplete;
	if (!said->no_server) {
		assert_true(hr_report_add_server(report, HR_EXCHANGE, "ex01.contoso.com", "2019", "mailbox", &i, &why));
		assert_true(hr_report_add_endpoint(report, i, "", 25, HR_SERVICE_SMTP, "", &why));
		tell(report, HR_FACT_TLS_1_0, said->tls10, "A_SUITE", said->later);
		tell(report, HR_FACT_TLS_1_2, said->tls12, "A_SUITE", said->later);
		tell(report, HR_FACT_REACHED, said->reached, "10.0.0.1", said->later);
		if (said->banner != NULL)
			tell(report, HR_FACT_SMTP_BANNER, HR_PRESENT, said->banner, said->later);
		if (said->judged)
			judge(report, MAIL, said);
	}
	if (said->second_server) {
		struct said bad = {.inbound = HR_NOT_READY, .severity = HR_CRITICAL};
		assert_true(hr_report_add_server(report, HR_EXCHANGE, "ex02.contoso.com", "", "", &i, &why));
		judge(report, "exchange/ex02.contoso.com", &bad);
	}
	report->assessed |= said->judged;
	assert_true(hr_report_index(report, &why));
	return report;
}

static void must_be_valid(const struct hr_diff *diff)
{
	struct hr_error why = {.text = ""};
	xmlSchema *schema = NULL;
	assert_true(hr_schema_load(REPORTS "/diff.xsd", &schema, &why));
	assert_true(hr_diff_write(diff, at("d.xml"), &why));
	xmlDoc *document = xmlReadFile(at("d.xml"), NULL, XML_PARSE_NONET);
	assert_non_null(document);
	xmlSchemaValidCtxt *validation = xmlSchemaNewValidCtxt(schema);
	struct hr_complaints complaints = {.name = "d.xml"};
	hr_schema_listen(validation, &complaints);
	if (xmlSchemaValidateDoc(validation, document) != 0)
		fail_msg("%s", complaints.text);
	xmlSchemaFreeValidCtxt(validation);
	xmlFreeDoc(document);
	xmlSchemaFree(schema);
	assert_int_equal(unlink(at("d.xml")), 0);
}

#define P HR_PRESENT
#define A HR_ABSENT
#define F HR_FAILED
#define BAD .judged = true, .inbound = HR_NOT_READY, .severity = HR_CRITICAL, .reached = P
#define FINE .judged = true, .inbound = HR_READY, .severity = HR_CRITICAL, .tls12 = P, .reached = P

static void tells_go_from_no_go(void **state)
{
	(void)state;
	static const struct {
		struct said before, after;
		enum hr_go go;
		size_t count;
		enum hr_bearing first;
		enum hr_cause cause;
		const char *text; /* must be in the text */
	} rows[] = {
	        {{FINE}, {FINE}, HR_GO, 0, 0, 0, "GO: nothing changed"},
	        {{FINE}, {FINE, .later = 2592000}, HR_GO, 0, 0, 0, "GO: nothing changed"},
	        {{FINE, .banner = "220 at 02:10"}, {FINE, .banner = "220 at 02:11"}, HR_GO, 0, 0, 0, "nothing changed"},
	        /* TLS 1.2 is gone: the finding and the fact below it */
	        {{FINE},
	         {.judged = true, .inbound = HR_NOT_READY, .severity = HR_CRITICAL, .tls12 = A, .reached = P},
	         HR_NO_GO,
	         2,
	         HR_WORSE,
	         HR_BY_EVIDENCE,
	         "NO-GO: 2 got worse"},
	        /* the same without an assessment */
	        {{.tls12 = P}, {.tls12 = A}, HR_NO_GO, 1, HR_WORSE, HR_BY_EVIDENCE, "tls.1.2: \"A_SUITE\" -> absent"},
	        {{.reached = P}, {.reached = F}, HR_NO_GO, 1, HR_WORSE, HR_BY_EVIDENCE, "reached"},
	        {{.tls12 = P}, {.tls12 = F}, HR_CANNOT_TELL, 1, HR_UNCLEAR, HR_BY_EVIDENCE, "CANNOT TELL"},
	        {{.tls12 = P},
	         {.tls12 = HR_NOT_COLLECTED},
	         HR_CANNOT_TELL,
	         1,
	         HR_UNCLEAR,
	         HR_BY_EVIDENCE,
	         "not collected"},
	        {{.tls12 = A}, {.tls12 = P}, HR_GO, 1, HR_BETTER, HR_BY_EVIDENCE, "\nBetter\n"},
	        /* the point of the change window */
	        {{FINE, .tls10 = P}, {FINE, .tls10 = A}, HR_GO, 1, HR_OTHER, HR_BY_EVIDENCE, "Changed otherwise"},
	        {{FINE},
	         {.judged = true, .inbound = HR_UNKNOWN, .severity = HR_CRITICAL, .tls12 = P, .reached = P},
	         HR_CANNOT_TELL,
	         1,
	         HR_UNCLEAR,
	         HR_BY_EVIDENCE,
	         "ready -> unknown"},
	        {{.judged = true, .inbound = HR_NOT_READY, .severity = HR_LOW},
	         {.judged = true, .inbound = HR_NOT_READY, .severity = HR_HIGH},
	         HR_NO_GO,
	         1,
	         HR_WORSE,
	         HR_BY_EVIDENCE,
	         "not-ready (low) -> not-ready (high)"},
	        {{.judged = true, .inbound = HR_NOT_READY, .severity = HR_HIGH},
	         {.judged = true, .inbound = HR_READY, .severity = HR_HIGH},
	         HR_GO,
	         1,
	         HR_BETTER,
	         HR_BY_EVIDENCE,
	         "GO: nothing got worse"},
	        /* another catalog on the same evidence is no regression; on other evidence it is */
	        {{FINE},
	         {BAD, .catalog = "2026-12-01", .tls12 = P},
	         HR_GO,
	         1,
	         HR_WORSE,
	         HR_BY_CATALOG,
	         "judged by another catalog"},
	        {{FINE}, {BAD, .catalog = "2026-12-01", .tls12 = A}, HR_NO_GO, 2, HR_WORSE, HR_BY_EVIDENCE, "NO-GO"},
	        /* inventories that differ */
	        {{FINE}, {FINE, .second_server = true}, HR_GO, 2, HR_WORSE, HR_BY_INVENTORY, "is new in the inventory"},
	        {{FINE, .second_server = true},
	         {FINE},
	         HR_CANNOT_TELL,
	         2,
	         HR_UNCLEAR,
	         HR_BY_INVENTORY,
	         "is gone from the inventory"},
	        {{FINE}, {.judged = true, .no_server = true}, HR_CANNOT_TELL, 2, HR_UNCLEAR, HR_BY_INVENTORY, "gone"},
	        {{FINE}, {FINE, .incomplete = true}, HR_CANNOT_TELL, 0, 0, 0, "not complete"},
	        {{FINE, .incomplete = true}, {FINE, .incomplete = true}, HR_GO, 0, 0, 0, "nothing changed"},
	        {{FINE, .incomplete = true, .tls10 = P},
	         {FINE, .incomplete = true, .tls10 = A},
	         HR_CANNOT_TELL,
	         1,
	         HR_OTHER,
	         HR_BY_EVIDENCE,
	         "not complete"},
	        {{FINE}, {.tls12 = P, .reached = P}, HR_CANNOT_TELL, 0, 0, 0, "not been assessed"},
	};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_error why = {.text = ""};
		struct hr_report *before = report_of(&rows[i].before);
		struct hr_report *after = report_of(&rows[i].after);
		struct hr_diff *diff = NULL;
		struct hr_buffer text = {.ceiling = 1 << 20};
		assert_true(hr_diff_make(before, after, &diff, &why));
		assert_true(hr_diff_text(diff, &text, &why));
		if (diff->go != rows[i].go || diff->count != rows[i].count || strstr(text.data, rows[i].text) == NULL)
			fail_msg("row %zu: %zu changes\n%s", i, diff->count, text.data);
		if (diff->count > 0) {
			assert_int_equal(diff->changes[0].bearing, rows[i].first);
			assert_int_equal(diff->changes[0].cause, rows[i].cause);
		}
		must_be_valid(diff);
		hr_buffer_free(&text);
		hr_diff_free(diff);
		hr_report_free(before);
		hr_report_free(after);
	}
}

static void finds_nothing_between_a_report_and_itself(void **state)
{
	(void)state;
	struct hr_error why = {.text = ""};
	struct hr_report *report = NULL;
	struct hr_diff *diff = NULL;
	assert_true(hr_report_read(SAMPLE, SCHEMA, &report, &why));
	assert_true(hr_diff_make(report, report, &diff, &why));
	assert_int_equal(diff->count, 0);
	assert_int_equal(diff->go, HR_GO);
	hr_diff_free(diff);
	hr_report_free(report);
}

/* Every fact and finding of the sample has gone: none is a crash, and it is no "go". */
static void compares_with_nothing(void **state)
{
	(void)state;
	struct hr_error why = {.text = ""};
	struct hr_report *report = NULL;
	struct hr_report *empty = NULL;
	struct hr_diff *diff = NULL;
	struct hr_buffer text = {.ceiling = 1 << 20};
	assert_true(hr_report_read(SAMPLE, SCHEMA, &report, &why));
	assert_true(hr_report_new(&empty, &why));
	assert_true(hr_report_index(empty, &why));
	assert_true(hr_diff_make(report, empty, &diff, &why));
	assert_int_equal(diff->go, HR_CANNOT_TELL);
	assert_true(hr_diff_text(diff, &text, &why));
	must_be_valid(diff);
	hr_buffer_free(&text);
	hr_diff_free(diff);
	assert_true(hr_diff_make(empty, report, &diff, &why));
	assert_int_equal(diff->go, HR_CANNOT_TELL);
	assert_string_equal(diff->reason, "the old report holds no server to compare with");
	struct hr_buffer small = {.ceiling = 40};
	assert_false(hr_diff_text(diff, &small, &why));
	hr_buffer_free(&small);
	hr_diff_free(diff);
	hr_report_free(empty);
	hr_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(tells_go_from_no_go),
	        cmocka_unit_test(finds_nothing_between_a_report_and_itself),
	        cmocka_unit_test(compares_with_nothing),
	};
	return cmocka_run_group_tests_name("diff", tests, make_scratch, drop_scratch);
}
