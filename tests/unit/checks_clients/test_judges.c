#include "checks_support/judge.h"

#define EX "server exchange ex01.contoso.com mailbox\n"
#define NAME "server exchange mail.contoso.com farm\n"
#define WEB "endpoint 443 https\n"
#define READ "directory.domain/dc=contoso present contoso.com\n"

static const struct hr_catalog catalog = {.date = "2026-11-01"};

static const struct judge_row rows[] = {
        {"clients.weak", EX "log clients.legacy absent", HR_READY, NULL, NULL, false, false, false},
        {"clients.weak", EX "log clients.legacy/10.0.0.9 present 17", HR_NOT_READY, NULL, "17", false, false, false},
        {"clients.weak", EX "log clients.legacy/10.0.0.8 present 17\ncapture clients.legacy/10.0.0.9 present 40",
         HR_NOT_READY, "several", "40", false, false, false},
        {"clients.weak", EX "log clients.legacy absent\ncapture clients.legacy/10.0.0.9 present 2", HR_NOT_READY, NULL,
         NULL, false, false, false},
        {"clients.weak", EX "log clients.legacy absent\ncapture clients.legacy failed", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"clients.weak", EX "log clients.legacy/10.0.0.9 present 0", HR_UNKNOWN, NULL, NULL, false, false, false},
        /* A log shows one way in. */
        {"clients.weak", EX "log clients.legacy/smtp absent", HR_UNKNOWN, "partly", NULL, false, false, false},
        {"clients.weak", EX "log clients.legacy/iis absent", HR_UNKNOWN, "partly", NULL, false, false, false},
        {"clients.weak", EX "log clients.legacy/iis absent\nlog clients.legacy/smtp absent", HR_READY, NULL, NULL,
         false, false, false},
        {"clients.weak", EX "log clients.legacy/iis absent\nlog clients.legacy/smtp failed", HR_UNKNOWN, NULL, NULL,
         false, false, false},
        {"clients.weak",
         EX "log clients.legacy/iis absent\nlog clients.legacy/smtp absent\nlog clients.legacy/smtp+10.0.0.9 present 1",
         HR_NOT_READY, NULL, "1", false, false, false},
        {"clients.weak", "server exchange edge1.contoso.com edge\nlog clients.legacy/smtp absent", HR_READY, NULL, NULL,
         false, false, false},
        {"clients.weak", "server skype fe01.contoso.com front-end\nlog clients.legacy/iis absent", HR_UNKNOWN, "partly",
         NULL, false, false, false},
        {"clients.weak", "server office-online oos.contoso.com member\nlog clients.legacy/iis absent", HR_READY, NULL,
         NULL, false, false, false},
        {"clients.weak", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"clients.weak", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"clients.weak", NAME, HR_UNKNOWN, "members", NULL, false, false, false},
        {"clients.unable", EX "log clients.unable absent", HR_READY, NULL, NULL, false, false, false},
        {"clients.unable", EX "log clients.unable/10.0.0.9 present Android 4.3", HR_NOT_READY, NULL, "Android 4.3",
         false, false, false},
        {"clients.unable", EX "log clients.unable/iis absent", HR_READY, NULL, NULL, false, false, false},
        {"clients.unable", EX "log clients.unable/iis absent\nlog clients.unable/iis+10.0.0.9 absent", HR_READY, NULL,
         NULL, false, false, false},
        {"clients.unable", EX "log clients.unable/smtp absent", HR_UNKNOWN, "partly", NULL, false, false, false},
        {"clients.unable", EX, HR_UNKNOWN, NULL, NULL, false, false, false},

        {"clients.windows7", "clients.windows7 present 12", HR_NOT_READY, NULL, "12", false, false, false},
        {"clients.windows7",
         "clients.windows7 present 12\nregistry winhttp/64 present 1.2\nregistry winhttp/32 present 1.1 1.2", HR_READY,
         "set", NULL, false, false, false},
        {"clients.windows7", "clients.windows7 present 12\nregistry winhttp/64 present 1.2", HR_NOT_READY, NULL, NULL,
         false, false, false},
        {"clients.windows7",
         "clients.windows7 present 12\nregistry winhttp/64 present 1.2\nregistry winhttp/32 present 1.0", HR_NOT_READY,
         NULL, NULL, false, false, false},
        {"clients.windows7", READ, HR_READY, NULL, NULL, false, false, false},
        {"clients.windows7", "directory.domain/dc=a present a\ndirectory.domain/dc=b failed cut short", HR_UNKNOWN,
         NULL, NULL, false, false, false},
        {"clients.windows7", "", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"clients.windows7", "clients.windows7 present 0", HR_READY, NULL, NULL, false, false, false},

        {"clients.simulated", EX WEB "tls.1.2 present X", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"clients.simulated", EX "endpoint 444 https back-end", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
};

static void test_judges(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

static void test_each_rule_shows_every_outcome(void **state)
{
	static const char *const never[] = {"clients.simulated ready", "clients.simulated not-ready"};
	(void)state;
	judge_coverage(rows, HR_COUNT(rows), never, HR_COUNT(never));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_judges),
	        cmocka_unit_test(test_each_rule_shows_every_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
