/* Courtesy to production: two rules that want the same thing cause one probe. */
#include "prelude.h"

#include "engine/plan.h"

static struct hr_error why;

static void equal_asks_are_one_task(void **state)
{
	(void)state;
	struct hr_modules *modules = NULL;
	struct hr_report *report = NULL;
	struct hr_tasks tasks = {.count = 0};
	size_t server = 0;
	/* The modules that ship: several of them ask for TLS of an https endpoint. */
	if (!hr_modules_load(HR_FIXTURES "/../../../../lib/hybridready/checks", &modules, &why))
		fail_msg("%s", why.text);
	assert_true(hr_report_new(&report, &why));
	assert_true(hr_report_add_server(report, HR_EXCHANGE, "ex01.contoso.com", "", "mailbox", &server, &why));
	assert_true(hr_report_add_endpoint(report, server, "mail.contoso.com", 443, HR_SERVICE_HTTPS, "", &why));
	assert_true(hr_report_add_endpoint(report, server, NULL, 25, HR_SERVICE_SMTP, "", &why));
	assert_true(hr_report_add_server(report, HR_EXCHANGE, "ex02.contoso.com", "", "mailbox", &server, &why));
	assert_true(hr_report_add_endpoint(report, server, "mail.contoso.com", 443, HR_SERVICE_HTTPS, "", &why));
	assert_true(hr_report_add_server(report, HR_SKYPE, "fe01.contoso.com", "", "front-end", &server, &why));
	assert_true(hr_report_add_endpoint(report, server, NULL, 5061, HR_SERVICE_SIP, "", &why));
	assert_true(hr_report_index(report, &why));
	assert_true(hr_plan_tasks(report, modules, report->arena, &tasks, &why));
	assert_int_equal(tasks.count, 3);
	for (size_t i = 0; i < tasks.count; i++) {
		const struct hr_task *task = &tasks.at[i];
		bool shared = strcmp(task->host, "mail.contoso.com") == 0;
		assert_true(task->tls);
		assert_int_equal(task->about_count, shared ? 2 : 1);
		assert_true(shared ? task->http_count > 0 : task->http_count == 0);
		for (size_t a = 0; a < task->http_count; a++)
			for (size_t b = 0; b < a; b++)
				assert_string_not_equal(task->http[a].path, task->http[b].path);
	}
	hr_report_free(report);
	hr_modules_free(modules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(equal_asks_are_one_task)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
