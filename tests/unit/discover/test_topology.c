#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "discover/scratch.h"

static struct hr_report *read_data(const char *name)
{
	char path[1024];
	struct hr_error why = {0};
	struct hr_report *report = NULL;
	(void)snprintf(path, sizeof path, "%s/data/%s", HR_TEST_DATA, name);
	assert_true(hr_report_new(&report, &why));
	const struct hr_discovery discovery = {.report = report, .modules = &stub_modules, .now = 1700000000};
	if (!hr_discover_topology(&discovery, path, &why))
		fail_msg("%s", why.text);
	assert_true(hr_report_index(report, &why));
	return report;
}

/* The pool that a server says it is a member of, "" for none. */
static const char *pool_of(const struct hr_report *report, const char *id)
{
	const struct hr_organisation *all = &report->organisation;
	const struct hr_server *server = &all->servers[hr_report_server_of(report, id)];
	const struct hr_fact *fact = hr_find_in(&server->facts, HR_FACT_POOL);
	return fact == NULL ? "" : fact->value;
}

static void reads_published(void **state)
{
	(void)state;
	struct hr_report *report = read_data("published.xml");
	assert_string_equal(
	        scratch_inventory(report),
	        "office-online/office.fabrikam.example [farm]  443/https\n"
	        "skype/access.fabrikam.example [farm edge] 8 444/tls=external 5061/sip=federation\n"
	        "skype/dir.fabrikam.example [director] 20157\n"
	        "skype/edge1.fabrikam.example [edge] 8 5061/sip=back-end 5062/sip=back-end\n"
	        "skype/fe1.fabrikam.example [front-end web] 8 443/https 444/tls=back-end 4443/https 5061/sip\n"
	        "skype/fe2.fabrikam.example [front-end web] 8 443/https 444/tls=back-end 4443/https 5061/sip\n"
	        "skype/pool.fabrikam.example [farm] 8 443/https 4443/https 5061/sip\n"
	        "skype/web.fabrikam.example [farm]  443/https=external\n");
	assert_int_equal(report->notice_count, 1);
	assert_string_equal(report->notices[0].id, "skype-sql-server");
	assert_string_equal(report->notices[0].detail, "sql.fabrikam.example");
	assert_string_equal(hr_find_in(&report->organisation.facts, HR_FACT_SKYPE_BACK_END)->value,
	                    "sql.fabrikam.example\\rtc");
	assert_int_equal(report->organisation.servers[1].facts.at[0].by, HR_BY_TOPOLOGY);
	assert_string_equal(pool_of(report, "skype/fe1.fabrikam.example"), "pool.fabrikam.example");
	assert_string_equal(pool_of(report, "skype/fe2.fabrikam.example:5061/sip"), "pool.fabrikam.example");
	assert_string_equal(pool_of(report, "skype/pool.fabrikam.example"), "");
	assert_string_equal(pool_of(report, "skype/dir.fabrikam.example"), ""); /* a pool of one is no pool */
	assert_string_equal(report->sources[0].kind, "topology");
	hr_report_free(report);
}

static void reads_topology_builder(void **state)
{
	(void)state;
	struct hr_report *report = read_data("builder.tbxml");
	assert_string_equal(
	        scratch_inventory(report),
	        "skype/e1.fabrikam.example [edge] 20157 5061/sip=back-end\n"
	        "skype/e2.fabrikam.example [edge] 20157 5061/sip=back-end\n"
	        "skype/edgepool.fabrikam.example [farm edge] 20157 5061/sip=back-end\n"
	        "skype/se.fabrikam.example [front-end mediation back-end] 20157 5061/sip 5070/sip=back-end\n");
	assert_int_equal(report->notice_count, 1);
	assert_string_equal(report->notices[0].id, "office-online-url");
	hr_report_free(report);
}

static void refuses_what_is_none(void **state)
{
	(void)state;
#define NS "xmlns=\"urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008\""
	static const struct {
		const char *text;
		enum hr_status status;
		const char *says;
	} table[] = {
	        {"", HR_E_FORMAT, "well-formed"},
	        {"Fqdn,Pool\n", HR_E_FORMAT, "well-formed"},
	        {"<Topology " NS "><Clusters><Cluster Fqdn=\"a\"", HR_E_FORMAT, "well-formed"},
	        {"<Topology/>", HR_E_FORMAT, "root element"},
	        {"<html/>", HR_E_FORMAT, "<html>"},
	        {"<Topology " NS "/>", HR_E_FORMAT, "empty topology"},
	        {"<Topology " NS "><Cluster/></Topology>", HR_E_FORMAT, "without Fqdn"},
	        {"<Topology " NS
	         "><Cluster Fqdn=\"a.b\" UniqueId=\"1\"/><Service RoleName=\"Registrar\" InstalledOn=\"2\"/>"
	         "</Topology>",
	         HR_E_FORMAT, "installed on no cluster"},
	        {"<!DOCTYPE Topology [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Topology " NS ">&x;</Topology>",
	         HR_E_FORMAT, "DOCTYPE"},
	        {"<!DOCTYPE Topology [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><Topology " NS ">&b;</Topology>",
	         HR_E_FORMAT, "DOCTYPE"},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		struct hr_error why = {0};
		bool ok = true;
		struct hr_report *report =
		        scratch_run(hr_discover_topology, table[i].text, strlen(table[i].text), &ok, &why);
		if (ok || why.status != table[i].status || strstr(why.text, table[i].says) == NULL)
			fail_msg("case %zu: %s", i, ok ? "accepted" : why.text);
		assert_int_equal(report->server_count + report->source_count + report->notice_count, 0);
		hr_report_free(report);
	}
}

static void hides_no_document_type(void **state)
{
	(void)state;
	/* The same in UTF-16, where a search for the word in bytes finds nothing. */
	static const char text[] = "<!DOCTYPE Topology [<!ENTITY x \"y\">]><Topology " NS "/>";
	char wide[2 * sizeof text];
	wide[0] = (char)0xFF;
	wide[1] = (char)0xFE;
	for (size_t i = 0; i + 1 < sizeof text; i++) {
		wide[2 + 2 * i] = text[i];
		wide[3 + 2 * i] = '\0';
	}
	struct hr_error why = {0};
	bool ok = true;
	hr_report_free(scratch_run(hr_discover_topology, wide, 2 * sizeof text, &ok, &why));
	assert_false(ok);
	assert_non_null(strstr(why.text, "DOCTYPE"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_published),
	        cmocka_unit_test(reads_topology_builder),
	        cmocka_unit_test(refuses_what_is_none),
	        cmocka_unit_test(hides_no_document_type),
	};
	return cmocka_run_group_tests_name("topology", tests, NULL, NULL);
}
