/* The plan: what comes before what, on one server, in a pool, everywhere; with the remedies that ship. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prelude.h"

#include "engine/steps.h"

#define FE1 "skype/fe01.contoso.com"
#define FE2 "skype/fe02.contoso.com"
#define EDGE "skype/edge.contoso.com"
#define POOL "skype/pool.contoso.com"
#define OTHER "skype/other.contoso.com"

static struct hr_error why;
static struct hr_catalog_set *catalog;

static int set_up(void **state)
{
	(void)state;
	return hr_catalog_load(HR_SOURCE "/checks/catalog", "worldwide", &catalog, &why) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	hr_catalog_free(catalog);
	return 0;
}

static struct hr_report *new_report(void)
{
	struct hr_report *report = NULL;
	assert_true(hr_report_new(&report, &why));
	return report;
}

static void add_server(struct hr_report *report, const char *name, const char *roles, const char *pool)
{
	size_t place = 0;
	char id[300];
	assert_true(hr_report_add_server(report, HR_SKYPE, name, "2015", roles, &place, &why));
	assert_true(hr_report_add_endpoint(report, place, NULL, 5061, HR_SERVICE_SIP, "", &why));
	(void)snprintf(id, sizeof id, "skype/%s", name);
	const struct hr_observation seen = {
	        .about = id, .value = pool, .key = HR_FACT_POOL, .seen = HR_PRESENT, .by = HR_BY_TOPOLOGY};
	if (pool != NULL)
		assert_true(hr_report_add_fact(report, &seen, &why));
}

static void judge(struct hr_report *report, const char *rule, const char *about, enum hr_outcome outcome,
                  const char *remedy)
{
	const struct hr_finding finding = {.rule = rule,
	                                   .about = about,
	                                   .fact = "",
	                                   .why = "",
	                                   .message = "",
	                                   .remedy = outcome > HR_READY ? remedy : "",
	                                   .evidence = "",
	                                   .outcome = outcome};
	assert_true(hr_report_add_finding(report, &finding, &why));
}

static void plan(struct hr_report *report)
{
	if (!hr_steps_make(report, catalog, &why))
		fail_msg("%s", why.text);
}

static const struct hr_step *step(const struct hr_report *report, const char *remedy, const char *about)
{
	for (size_t i = 0; i < report->step_count; i++)
		if (strcmp(report->steps[i].remedy, remedy) == 0 && strcmp(report->steps[i].about, about) == 0)
			return &report->steps[i];
	return NULL;
}

static bool comes_after(const struct hr_step *later, const struct hr_step *earlier)
{
	char number[12];
	assert_non_null(later);
	assert_non_null(earlier);
	(void)snprintf(number, sizeof number, "%u", earlier->n);
	return earlier->n < later->n && hr_has_word(later->after, number);
}

/* The directory names a pool by its object. */
static void finds_a_pool_by_its_place(void **state)
{
	(void)state;
	struct hr_report *report = new_report();
	size_t place = 0;
	add_server(report, "fe01.contoso.com", "front-end", "cn=1:1,CN=Pools");
	add_server(report, "fe02.contoso.com", "front-end", "CN=1:1,CN=Pools");
	assert_true(hr_report_add_server(report, HR_SKYPE, "pool.contoso.com", "2015", "farm", &place, &why));
	assert_true(hr_report_place_server(report, place, "CN=1:1,CN=Pools", "", &why));
	assert_true(hr_report_index(report, &why));
	judge(report, "windows.schannel-server", FE1, HR_NOT_READY, "windows-enable-tls12-server");
	judge(report, "skype.update", FE2, HR_NOT_READY, "skype-install-cu");
	plan(report);
	assert_true(
	        comes_after(step(report, "windows-enable-tls12-server", FE1), step(report, "skype-install-cu", FE2)));
	hr_report_free(report);
}

/* Two front ends and their pool, an Edge, and a server of another pool; the update is in on fe01 alone. */
static struct hr_report *deployment(void)
{
	struct hr_report *report = new_report();
	add_server(report, "edge.contoso.com", "edge", NULL);
	add_server(report, "fe01.contoso.com", "front-end", "POOL.contoso.com");
	add_server(report, "fe02.contoso.com", "front-end", "pool.contoso.com");
	add_server(report, "other.contoso.com", "front-end", "nowhere.contoso.com");
	add_server(report, "pool.contoso.com", "farm", NULL);
	assert_true(hr_report_add_notice(report, "skype-sql-server", "", "sql01.contoso.com", &why));
	assert_true(hr_report_add_notice(report, "skype-sql-server", "", "sql02.contoso.com", &why));
	assert_true(hr_report_index(report, &why));
	judge(report, "skype.update", FE1, HR_READY, "skype-install-cu");
	judge(report, "skype.update", FE2, HR_NOT_READY, "skype-install-cu");
	judge(report, "skype.update", EDGE, HR_UNKNOWN, "skype-install-cu");
	judge(report, "skype.update", OTHER, HR_UNKNOWN, "skype-install-cu");
	judge(report, "windows.schannel-server", FE1, HR_NOT_READY, "windows-enable-tls12-server");
	judge(report, "tls.legacy-versions", FE1 ":5061/sip", HR_NOT_READY, "tls-disable-legacy");
	judge(report, "tls.legacy-versions", FE2 ":5061/sip", HR_NOT_READY, "tls-disable-legacy");
	judge(report, "tls.legacy-versions", EDGE ":5061/sip", HR_NOT_READY, "tls-disable-legacy");
	judge(report, "tls.legacy-versions", POOL ":5061/sip", HR_NOT_READY, "tls-disable-legacy");
	plan(report);
	return report;
}

/* ms-tls12: Skype for Business needs its update before TLS 1.0 and 1.1 go, on every server, not only on this one. */
static void every_update_comes_before_every_switch_off(void **state)
{
	(void)state;
	static const char *const off[] = {FE1, FE2, EDGE, POOL};
	static const char *const updated[] = {FE2, EDGE, OTHER};
	struct hr_report *report = deployment();
	for (size_t i = 0; i < HR_COUNT(off); i++)
		for (size_t k = 0; k < HR_COUNT(updated); k++)
			assert_true(comes_after(step(report, "tls-disable-legacy", off[i]),
			                        step(report, "skype-install-cu", updated[k])));
	assert_null(step(report, "skype-install-cu", FE1)); /* is in */
	assert_true(step(report, "skype-install-cu", FE2)->certain);
	assert_false(step(report, "skype-install-cu", EDGE)->certain);
	hr_report_free(report);
}

static void a_pool_is_updated_before_one_of_it_is_changed(void **state)
{
	(void)state;
	struct hr_report *report = deployment();
	const struct hr_step *enable = step(report, "windows-enable-tls12-server", FE1);
	assert_true(comes_after(enable, step(report, "skype-install-cu", FE2)));
	assert_false(comes_after(enable, step(report, "skype-install-cu", OTHER))); /* another pool */
	const struct hr_step *name = step(report, "tls-disable-legacy", POOL);
	assert_true(comes_after(name, step(report, "tls-disable-legacy", FE1)));
	assert_true(comes_after(name, step(report, "tls-disable-legacy", FE2)));
	assert_false(comes_after(name, step(report, "tls-disable-legacy", EDGE)));
	/* The Edge after those that it works for. */
	assert_true(step(report, "skype-install-cu", EDGE)->n > step(report, "skype-install-cu", FE2)->n);
	hr_report_free(report);
}

/* Updates, then TLS 1.2 on, proof, clients, and only then the old versions off. */
static void goes_phase_by_phase(void **state)
{
	(void)state;
	struct hr_report *report = deployment();
	enum hr_phase before = HR_PHASE_RESTORE;
	for (size_t i = 0; i < report->step_count; i++) {
		assert_int_equal(report->steps[i].n, i + 1);
		enum hr_phase phase = hr_catalog_remedy(catalog, report->steps[i].remedy)->phase;
		assert_true(phase >= before);
		before = phase;
	}
	assert_int_equal(before, HR_PHASE_DISABLE);
	hr_report_free(report);
}

static void sql_servers_are_in_it(void **state)
{
	(void)state;
	struct hr_report *report = deployment();
	const struct hr_step *prepare = step(report, "skype-prepare-back-ends", HR_ORGANISATION);
	const struct hr_step *retire = step(report, "skype-retire-back-ends", HR_ORGANISATION);
	const struct hr_step *off = step(report, "tls-disable-legacy", FE1);
	assert_true(comes_after(off, prepare));
	assert_true(comes_after(retire, off));
	assert_false(prepare->certain || retire->certain);
	assert_string_equal(prepare->detail, "sql01.contoso.com sql02.contoso.com");
	assert_null(step(report, "skype-find-edges", HR_ORGANISATION)); /* no notice asks for it */
	hr_report_free(report);
}

static void says_what_it_changes(void **state)
{
	(void)state;
	struct hr_report *report = new_report();
	add_server(report, "fe01.contoso.com", "front-end", NULL);
	assert_true(hr_report_index(report, &why));
	judge(report, "tls.legacy-versions", FE1 ":5061/sip", HR_READY, "");
	judge(report, "windows.retired", FE1, HR_NOT_READY, "windows-put-legacy-back");
	judge(report, "skype.update", FE1, HR_NOT_READY, "skype-install-cu");
	judge(report, "skype.retire-order", FE1, HR_NOT_READY, "skype-install-cu");
	plan(report);
	static const struct hr_effect wanted[] = {
	        {1, "windows.retired", FE1, HR_NOT_READY, HR_READY},
	        {1, "tls.legacy-versions", FE1 ":5061/sip", HR_READY, HR_NOT_READY},
	        {2, "skype.update", FE1, HR_NOT_READY, HR_READY},
	        {2, "skype.retire-order", FE1, HR_NOT_READY, HR_READY},
	};
	assert_int_equal(report->effect_count, HR_COUNT(wanted));
	for (size_t i = 0; i < HR_COUNT(wanted); i++) {
		const struct hr_effect *found = &report->effects[i];
		assert_int_equal(found->step, wanted[i].step);
		assert_string_equal(found->rule, wanted[i].rule);
		assert_string_equal(found->about, wanted[i].about);
		assert_int_equal(found->from, wanted[i].from);
		assert_int_equal(found->to, wanted[i].to);
	}
	assert_string_equal(report->steps[1].rules, "skype.update skype.retire-order");
	hr_report_free(report);
}

/* Is `wanted` among what must be done before, directly or behind checkpoints? */
static bool is_behind(const struct hr_report *report, const struct hr_step *later, unsigned wanted)
{
	for (const char *at = later->after; *at != '\0';) {
		char *end = NULL;
		unsigned n = (unsigned)strtoul(at, &end, 10);
		if (n == wanted)
			return true;
		const struct hr_step *before = &report->steps[n - 1];
		if (strcmp(before->remedy, HR_CHECKPOINT) == 0 && is_behind(report, before, wanted))
			return true;
		at = end + strspn(end, " ");
	}
	return false;
}

/* All in one pool, none updated: every step naming all updates would be 25 million numbers. */
static void stays_small_for_many_servers(void **state)
{
	(void)state;
	struct hr_report *report = new_report();
	const size_t servers = 5000;
	char name[64];
	add_server(report, "pool.contoso.com", "farm", NULL);
	for (size_t i = 0; i < servers; i++) {
		(void)snprintf(name, sizeof name, "fe%05zu.contoso.com", i);
		add_server(report, name, "front-end", "pool.contoso.com");
	}
	assert_true(hr_report_index(report, &why));
	for (size_t i = 0; i < servers; i++) {
		char id[80];
		(void)snprintf(id, sizeof id, "skype/fe%05zu.contoso.com", i);
		judge(report, "skype.update", id, HR_UNKNOWN, "skype-install-cu");
		judge(report, "windows.winhttp", id, HR_UNKNOWN, "windows-enable-winhttp");
		judge(report, "tls.legacy-versions", id, HR_NOT_READY, "tls-disable-legacy");
	}
	plan(report);
	assert_true(report->step_count > 3 * servers && report->step_count < 3 * servers + 20);
	size_t bytes = 0;
	for (size_t i = 0; i < report->step_count; i++) {
		assert_true(strlen(report->steps[i].after) < HR_VALUE_MAX);
		bytes += strlen(report->steps[i].after);
	}
	assert_true(bytes < 100 * servers);
	const struct hr_step *last = step(report, "tls-disable-legacy", "skype/fe04999.contoso.com");
	/* The warning stands where the switch is, also when a checkpoint names all the others. */
	assert_true(comes_after(last, step(report, "skype-install-cu", last->about)));
	for (unsigned n = 1; n < last->n; n += 53)
		if (strcmp(report->steps[n - 1].remedy, "skype-install-cu") == 0 ||
		    strcmp(report->steps[n - 1].remedy, "windows-enable-winhttp") == 0)
			assert_true(is_behind(report, last, n));
	hr_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_update_comes_before_every_switch_off),
	        cmocka_unit_test(a_pool_is_updated_before_one_of_it_is_changed),
	        cmocka_unit_test(finds_a_pool_by_its_place),
	        cmocka_unit_test(goes_phase_by_phase),
	        cmocka_unit_test(sql_servers_are_in_it),
	        cmocka_unit_test(says_what_it_changes),
	        cmocka_unit_test(stays_small_for_many_servers),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
