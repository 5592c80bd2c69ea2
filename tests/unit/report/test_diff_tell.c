/* A comparison in words: what is said, what is said together, and what goes without saying. */
#include <sys/wait.h>

#include "report/diff.h"
#include "report/file.h"
#include "scratch.h"

#define FE "skype/fe01.contoso.com"
#define WEB FE ":443/https"
#define SIP FE ":5061/sip"
#define DAY 86400

static struct hr_error why;

static struct hr_report *new_report(int64_t day)
{
	struct hr_report *report = NULL;
	size_t i = 0;
	assert_true(hr_report_new(&report, &why));
	report->run.started = day * DAY;
	report->run.complete = true;
	assert_true(hr_report_add_server(report, HR_SKYPE, "fe01.contoso.com", "2015", "front-end", &i, &why));
	assert_true(hr_report_add_endpoint(report, i, "", 443, HR_SERVICE_HTTPS, "", &why));
	assert_true(hr_report_add_endpoint(report, i, "", 5061, HR_SERVICE_SIP, "", &why));
	return report;
}

static void judge_why(struct hr_report *report, const char *rule, const char *about, enum hr_outcome outcome,
                      const char *reason)
{
	const struct hr_finding finding = {.rule = rule,
	                                   .about = about,
	                                   .fact = "",
	                                   .why = reason,
	                                   .message = "It is so.",
	                                   .remedy = "tls-disable-legacy",
	                                   .evidence = "",
	                                   .severity = HR_HIGH,
	                                   .outcome = outcome};
	assert_true(hr_report_add_finding(report, &finding, &why));
	report->assessed = true;
}

static void judge(struct hr_report *report, const char *rule, const char *about, enum hr_outcome outcome)
{
	judge_why(report, rule, about, outcome, "");
}

static void plan(struct hr_report *report, unsigned n)
{
	const struct hr_step step = {n, FE, "tls-disable-legacy", "", "tls.legacy-versions", "", true};
	assert_true(hr_report_add_step(report, &step, &why));
}

static struct hr_lang *language(const char *code)
{
	struct hr_lang *lang = NULL;
	if (!hr_lang_load(REPORTS "/lang", code, &lang, &why))
		fail_msg("%s", why.text);
	return lang;
}

/* Compares, tells, and frees the reports; the text is the caller's. */
static struct hr_buffer told(struct hr_report *before, struct hr_report *after, const char *code, enum hr_go go)
{
	struct hr_diff *diff = NULL;
	struct hr_lang *lang = language(code);
	struct hr_buffer text = {.ceiling = 1 << 20};
	assert_true(hr_report_index(before, &why));
	assert_true(hr_report_index(after, &why));
	assert_true(hr_diff_make(before, after, &diff, &why));
	assert_true(hr_diff_tell(diff, lang, code, &why));
	assert_true(hr_diff_text(diff, &text, &why));
	if (diff->go != go)
		fail_msg("%s", text.data);
	hr_diff_free(diff);
	hr_lang_free(lang);
	hr_report_free(before);
	hr_report_free(after);
	return text;
}

static void must_say(const struct hr_buffer *text, const char *wanted)
{
	if (strstr(text->data, wanted) == NULL)
		fail_msg("not said: %s\nsaid:\n%s", wanted, text->data);
}

static void says_what_a_step_asked_for(void **state)
{
	(void)state;
	static const struct {
		const char *code, *sentence;
	} rows[] = {
	        {"en", "  * fe01.contoso.com no longer accepts TLS 1.0 and TLS 1.1 on 443 (https) and 5061 (sip). That "
	               "is what "
	               "step 7 asked for.\n"},
	        {"nl", "  * fe01.contoso.com accepteert TLS 1.0 en TLS 1.1 niet meer op 443 (https) en 5061 (sip). Dat "
	               "is wat "
	               "stap 7 vroeg.\n"},
	};
	static const char *const places[] = {WEB, SIP};
	for (size_t row = 0; row < HR_COUNT(rows); row++) {
		struct hr_report *before = new_report(1);
		struct hr_report *after = new_report(31);
		plan(before, 7);
		for (size_t i = 0; i < HR_COUNT(places); i++) {
			see(before, places[i], HR_FACT_TLS_1_0, "", HR_PRESENT, "A_SUITE");
			see(before, places[i], HR_FACT_TLS_1_1, "", HR_PRESENT, "A_SUITE");
			see(after, places[i], HR_FACT_TLS_1_0, "", HR_ABSENT, "alert");
			see(after, places[i], HR_FACT_TLS_1_1, "", HR_ABSENT, "reset");
			judge(before, "tls.legacy-versions", places[i], HR_NOT_READY);
			judge(after, "tls.legacy-versions", places[i], HR_READY);
		}
		struct hr_buffer text = told(before, after, rows[row].code, HR_GO);
		must_say(&text, rows[row].sentence);
		hr_buffer_free(&text);
	}
}

/* One fact then and now; what is said of it. NULL: nothing at all. */
static void puts_facts_into_words(void **state)
{
	(void)state;
	static const struct {
		enum hr_fact_key key;
		const char *of;
		enum hr_seen seen_before;
		const char *before;
		enum hr_seen seen_after;
		const char *after;
		enum hr_go go;
		const char *sentence;
	} rows[] = {
	        {HR_FACT_TLS_1_2, "", HR_PRESENT, "A", HR_ABSENT, "", HR_NO_GO,
	         "fe01.contoso.com no longer accepts TLS 1.2 on 443 (https)."},
	        {HR_FACT_TLS_1_2, "", HR_PRESENT, "A", HR_FAILED, "timeout", HR_CANNOT_TELL,
	         "Whether fe01.contoso.com accepts TLS 1.2 on 443 (https) can no longer be told: timeout."},
	        {HR_FACT_TLS_1_3, "", HR_ABSENT, "", HR_PRESENT, "A", HR_GO,
	         "fe01.contoso.com accepts TLS 1.3 on 443 (https) now."},
	        {HR_FACT_TLS_1_2, "", HR_PRESENT, "A B", HR_PRESENT, "B C", HR_GO,
	         "accepts other cipher suites with TLS 1.2 on 443 (https): now also C, no longer A."},
	        {HR_FACT_TLS_1_2, "", HR_PRESENT, "A B", HR_PRESENT, "B A", HR_GO, "the same ones in another order."},
	        {HR_FACT_TLS_HANDSHAKE, "1.2", HR_PRESENT, "A", HR_FAILED, "reset", HR_CANNOT_TELL,
	         "A whole handshake with TLS 1.2 no longer completes at fe01.contoso.com on 443 (https): reset."},
	        {HR_FACT_REACHED, "", HR_PRESENT, "10.0.0.1", HR_FAILED, "refused", HR_NO_GO,
	         "fe01.contoso.com no longer answers on 443 (https): refused."},
	        {HR_FACT_STARTTLS, "", HR_ABSENT, "", HR_PRESENT, "STARTTLS", HR_GO,
	         "fe01.contoso.com offers STARTTLS on 443 (https) now."},
	        {HR_FACT_CERT_NAME_MATCH, "rsa", HR_PRESENT, "true", HR_PRESENT, "false", HR_NO_GO,
	         "The certificate of fe01.contoso.com on 443 (https) is no longer valid for the name asked for."},
	        {HR_FACT_TLS_ORDER, "", HR_PRESENT, "client", HR_PRESENT, "server", HR_GO,
	         "who decides the suite is \xe2\x80\x9cserver\xe2\x80\x9d now; it was \xe2\x80\x9c"
	         "client\xe2\x80\x9d."},
	        {HR_FACT_HTTP_SERVER, "/", HR_PRESENT, "IIS", HR_ABSENT, "", HR_GO,
	         "\xe2\x80\x9chttp.server\xe2\x80\x9d / is not there now; it was \xe2\x80\x9cIIS\xe2\x80\x9d."},
	        /* what differs with every look */
	        {HR_FACT_REACHED, "", HR_PRESENT, "10.0.0.1", HR_PRESENT, "10.0.0.2", HR_GO, NULL},
	        {HR_FACT_ADDRESS, "", HR_PRESENT, "10.0.0.1 10.0.0.2", HR_PRESENT, "10.0.0.2 10.0.0.1", HR_GO, NULL},
	        {HR_FACT_SMTP_BANNER, "", HR_PRESENT, "at 02:10", HR_PRESENT, "at 02:11", HR_GO, NULL},
	        {HR_FACT_HTTP_FE_SERVER, "/", HR_PRESENT, "EX01", HR_PRESENT, "EX02", HR_GO, NULL},
	        {HR_FACT_CLIENTS_LAST, "x", HR_PRESENT, "2026-10-01T00:00:00Z", HR_PRESENT, "2026-11-01T00:00:00Z",
	         HR_GO, NULL},
	        {HR_FACT_CLIENTS_LEGACY, "x", HR_PRESENT, "12", HR_PRESENT, "1500", HR_GO, NULL},
	        {HR_FACT_OUTBOUND_CALLS, "x", HR_PRESENT, "1", HR_PRESENT, "2", HR_GO, NULL},
	        {HR_FACT_TLS_1_0, "", HR_ABSENT, "alert", HR_ABSENT, "reset", HR_GO, NULL},
	        {HR_FACT_OUTBOUND_FAILURES, "x", HR_PRESENT, "0", HR_PRESENT, "40", HR_GO,
	         "is \xe2\x80\x9c"
	         "40"},
	};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_report *before = new_report(1);
		struct hr_report *after = new_report(31);
		see(before, WEB, rows[i].key, rows[i].of, rows[i].seen_before, rows[i].before);
		see(after, WEB, rows[i].key, rows[i].of, rows[i].seen_after, rows[i].after);
		struct hr_buffer text = told(before, after, "en", rows[i].go);
		must_say(&text, rows[i].sentence == NULL ? "GO: Nothing changed. Without findings on both sides, only "
		                                           "what was seen was compared.\n"
		                                         : rows[i].sentence);
		hr_buffer_free(&text);
	}
}

/* A new certificate, an endpoint that is dead: one sentence, whatever else differs with it. */
static void says_one_thing_once(void **state)
{
	(void)state;
	static const struct {
		enum hr_fact_key key;
		const char *before, *after;
	} facts[] = {
	        {HR_FACT_CERT_SUBJECT, "CN=old", "CN=new"},
	        {HR_FACT_CERT_NOT_AFTER, "2026-12-01T00:00:00Z", "2028-12-01T00:00:00Z"},
	        {HR_FACT_CERT_SHA1, "AA", "BB"},
	        {HR_FACT_CERT_SHA256, "aa", "bb"},
	};
	struct hr_report *before = new_report(1);
	struct hr_report *after = new_report(31);
	for (size_t i = 0; i < HR_COUNT(facts); i++) {
		see(before, WEB, facts[i].key, "rsa", HR_PRESENT, facts[i].before);
		see(after, WEB, facts[i].key, "rsa", HR_PRESENT, facts[i].after);
		see(before, SIP, facts[i].key, "rsa", HR_PRESENT, facts[i].before);
	}
	see(before, SIP, HR_FACT_REACHED, "", HR_PRESENT, "10.0.0.1");
	see(before, SIP, HR_FACT_TLS_1_2, "", HR_PRESENT, "A");
	see(after, SIP, HR_FACT_REACHED, "", HR_FAILED, "refused");
	struct hr_buffer text = told(before, after, "en", HR_NO_GO);
	must_say(&text, "\n  * fe01.contoso.com no longer answers on 5061 (sip): refused.\n");
	must_say(&text,
	         "\n  * fe01.contoso.com shows another certificate on 443 (https): CN=new, valid until 2028-12-01.\n");
	size_t sentences = 0;
	for (const char *at = text.data; (at = strstr(at, "\n  * ")) != NULL; at++)
		sentences++;
	assert_int_equal(sentences, 2);
	hr_buffer_free(&text);
}

static void puts_findings_into_words(void **state)
{
	(void)state;
	static const struct {
		enum hr_outcome before;
		const char *why_before;
		enum hr_outcome after;
		const char *why_after;
		enum hr_go go;
		const char *sentence;
	} rows[] = {
	        {HR_READY, "", HR_NOT_READY, "", HR_NO_GO,
	         "fe01.contoso.com was ready and is not ready any more: What TLS 1.2 alone needs besides. It is so."},
	        {HR_UNKNOWN, "", HR_NOT_READY, "", HR_NO_GO, "fe01.contoso.com turns out not to be ready: "},
	        {HR_READY, "", HR_UNKNOWN, "", HR_CANNOT_TELL,
	         "Whether fe01.contoso.com is ready can no longer be told; it was ready: "},
	        {HR_NOT_READY, "", HR_READY, "", HR_GO, "fe01.contoso.com is ready now; it was not ready: "},
	        {HR_NOT_READY, "a", HR_NOT_READY, "b", HR_GO, "is not ready as before, for another reason: "},
	        /* TLS 1.0 went off although the update is missing: the warning itself was there before. */
	        {HR_NOT_READY, "not-yet", HR_NOT_READY, "already-off", HR_NO_GO,
	         "fe01.contoso.com: what the report warned of has happened: "},
	        {HR_NOT_READY, "already-off", HR_NOT_READY, "not-yet", HR_GO, "for another reason: "},
	        {HR_NOT_READY, "", HR_NOT_APPLICABLE, "", HR_GO, "This does not apply to fe01.contoso.com any more"},
	};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_report *before = new_report(1);
		struct hr_report *after = new_report(1);
		judge_why(before, "skype.prerequisites", FE, rows[i].before, rows[i].why_before);
		judge_why(after, "skype.prerequisites", FE, rows[i].after, rows[i].why_after);
		struct hr_buffer text = told(before, after, "en", rows[i].go);
		must_say(&text, rows[i].sentence);
		hr_buffer_free(&text);
	}
}

/* A waiver that ends changes what counts, and no outcome. */
static void tells_what_is_waived_no_more(void **state)
{
	(void)state;
	struct hr_report *before = new_report(1);
	struct hr_report *after = new_report(31);
	judge(before, "tls.certificate", WEB, HR_NOT_READY);
	judge(after, "tls.certificate", WEB, HR_NOT_READY);
	before->findings[0].waiver = 1;
	struct hr_buffer text = told(before, after, "en", HR_GO);
	must_say(&text, "fe01.contoso.com is not ready on 443 (https) as before, and nobody answers for it any more: ");
	must_say(&text, "\nTurning TLS 1.0 and 1.1 off: unknown, as before.\n");
	hr_buffer_free(&text);
}

/* A certificate that was fine and has expired: nothing was changed, and it is worse all the same. */
static void tells_what_only_the_day_changed(void **state)
{
	(void)state;
	for (int moved = 0; moved <= 1; moved++) {
		struct hr_report *before = new_report(1);
		struct hr_report *after = new_report(31);
		judge(before, "tls.certificate", WEB, HR_READY);
		judge(after, "tls.certificate", WEB, HR_NOT_READY);
		see(before, WEB, HR_FACT_HTTP_SERVER, "/", HR_PRESENT, "a");
		see(after, WEB, HR_FACT_HTTP_SERVER, "/", HR_PRESENT, moved ? "b" : "a");
		struct hr_buffer text = told(before, after, "en", HR_NO_GO);
		must_say(&text, "NO-GO: One thing got worse.");
		must_say(&text, moved ? "Changed otherwise" : "\nChanged by the date alone\n");
		hr_buffer_free(&text);
	}
}

/* The old evidence, judged anew, tells what the catalog did from what happened. */
static void tells_the_catalog_from_what_happened(void **state)
{
	(void)state;
	struct hr_report *before = new_report(1);
	struct hr_report *again = new_report(1);
	struct hr_report *after = new_report(31);
	struct hr_diff *diff = NULL;
	judge(before, "skype.update", FE, HR_READY); /* an older catalog asked for less */
	judge(again, "skype.update", FE, HR_NOT_READY);
	judge(after, "skype.update", FE, HR_NOT_READY);
	judge(before, "tls.sni", WEB, HR_NOT_READY); /* and was wrong here: what is new is that it broke */
	judge(again, "tls.sni", WEB, HR_READY);
	judge(after, "tls.sni", WEB, HR_NOT_READY);
	see(after, WEB, HR_FACT_HTTP_SERVER, "/", HR_PRESENT, "b");
	before->run.catalog = "2026-01-01";
	after->run.catalog = again->run.catalog = "2026-11-01";
	assert_true(hr_report_index(before, &why) && hr_report_index(again, &why) && hr_report_index(after, &why));
	assert_true(hr_diff_make_fair(before, again, after, &diff, &why));
	size_t by_catalog = 0;
	size_t worse = 0;
	for (size_t i = 0; i < diff->count; i++) {
		by_catalog += diff->changes[i].cause == HR_BY_CATALOG;
		worse += diff->changes[i].cause != HR_BY_CATALOG && diff->changes[i].bearing == HR_WORSE;
	}
	assert_int_equal(by_catalog, 2);
	assert_int_equal(worse, 1);
	assert_int_equal(diff->bearings[HR_WORSE], 1);
	assert_int_equal(diff->go, HR_NO_GO);
	hr_diff_free(diff);
	/* Without it, the deciding facts have to do: both are taken for the catalog's doing. */
	assert_true(hr_diff_make(before, after, &diff, &why));
	assert_int_equal(diff->bearings[HR_WORSE], 0);
	hr_diff_free(diff);
	hr_report_free(before);
	hr_report_free(again);
	hr_report_free(after);
}

static void check_page(const char *code)
{
	struct hr_report *before = NULL;
	struct hr_report *after = NULL;
	struct hr_diff *diff = NULL;
	struct hr_lang *lang = language(code);
	const char *folder = HR_TEST_DATA "/../../golden/diff-a-month";
	char old_path[512];
	char new_path[512];
	(void)snprintf(old_path, sizeof old_path, "%s/old.xml", folder);
	(void)snprintf(new_path, sizeof new_path, "%s/new.xml", folder);
	assert_true(hr_report_read(old_path, SCHEMA, &before, &why));
	assert_true(hr_report_read(new_path, SCHEMA, &after, &why));
	assert_true(hr_diff_make(before, after, &diff, &why));
	assert_true(hr_diff_tell(diff, lang, code, &why));
	assert_true(hr_diff_write(diff, at("d.xml"), &why));
	char xml[512];
	(void)snprintf(xml, sizeof xml, "%s", at("d.xml"));
	if (!hr_diff_render(diff, REPORTS "/diff.xsl", at("d.html"), &why))
		fail_msg("%s", why.text);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)execlp("python3", "python3", HR_TEST_DATA "/check_diff.py", xml, at("d.html"), (char *)NULL);
		_exit(127);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(unlink(xml), 0);
	assert_int_equal(unlink(at("d.html")), 0);
	hr_diff_free(diff);
	hr_report_free(before);
	hr_report_free(after);
	hr_lang_free(lang);
}

static void makes_a_page(void **state)
{
	(void)state;
	check_page("en");
	check_page("nl");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(says_what_a_step_asked_for),
	        cmocka_unit_test(puts_facts_into_words),
	        cmocka_unit_test(says_one_thing_once),
	        cmocka_unit_test(puts_findings_into_words),
	        cmocka_unit_test(tells_what_only_the_day_changed),
	        cmocka_unit_test(tells_what_is_waived_no_more),
	        cmocka_unit_test(tells_the_catalog_from_what_happened),
	        cmocka_unit_test(makes_a_page),
	};
	return cmocka_run_group_tests_name("diff_tell", tests, make_scratch, drop_scratch);
}
