/* The module's searches and mappers over a file, as discovery runs them. */
#include "checks_support/judge.h"

#include <string.h>

#include "discover/discover.h"

struct hr_modules {
	int unused;
};

size_t hr_modules_count(const struct hr_modules *modules)
{
	(void)modules;
	return 1;
}

const struct hr_module *hr_modules_at(const struct hr_modules *modules, size_t index)
{
	(void)modules;
	(void)index;
	return &hybridready_module;
}

static const struct hr_server *server_named(const struct hr_report *report, const char *name)
{
	for (size_t i = 0; i < report->organisation.server_count; i++)
		if (strcmp(report->organisation.servers[i].name, name) == 0)
			return &report->organisation.servers[i];
	return NULL;
}

/* A connector stands in the file before its server, and knows it by DN only. */
static void test_connector_finds_its_server(void **state)
{
	struct hr_report *report = NULL;
	struct hr_error why;
	const struct hr_modules modules = {0};
	(void)state;
	assert_true(hr_report_new(&report, &why));
	const struct hr_discovery discovery = {.report = report, .modules = &modules, .now = TEST_NOW};
	if (!hr_discover_ldif(&discovery, HR_TEST_DATA "/data/contoso.ldif", &why))
		fail_msg("%s", why.text);
	assert_true(hr_report_index(report, &why));

	assert_int_equal(report->organisation.server_count, 2);
	const struct hr_server *ex01 = server_named(report, "ex01.contoso.com");
	assert_non_null(ex01);
	assert_string_equal(ex01->roles, "mailbox");
	assert_string_equal(ex01->release, "2016");
	bool bound = false;
	for (size_t i = 0; i < ex01->endpoint_count; i++)
		bound = bound || (ex01->endpoints[i].port == 2526 && ex01->endpoints[i].service == HR_SERVICE_SMTP);
	assert_true(bound);
	assert_true(hr_known(hr_find_of(&ex01->facts, HR_FACT_RECEIVE_AUTH, "Receive")));
	assert_string_equal(hr_find_in(&ex01->facts, HR_FACT_OS_VERSION)->value, "10.0 (14393)");
	const struct hr_server *oos = server_named(report, "oos.contoso.com");
	assert_non_null(oos);
	assert_int_equal(oos->product, HR_OFFICE_ONLINE);
	hr_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_connector_finds_its_server)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
