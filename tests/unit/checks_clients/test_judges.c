#include "checks_support/judge.h"

#define EX "server exchange ex01.contoso.com mailbox\n"
#define NAME "server exchange mail.contoso.com farm\n"
#define WEB "endpoint 443 https\n"
#define READ "directory.domain/dc=contoso present contoso.com\n"

#define GCM "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
#define CBC "TLS_RSA_WITH_AES_128_CBC_SHA"
#define AES "TLS_AES_128_GCM_SHA256"
#define OFF11 "tls.1.1 absent\ntls.1.0 absent\n"

/* An old and a current Windows, one with TLS 1.2 for those who ask, a browser and a mail program. */
static const struct hr_windows windows[] = {
        {.name = "Old Windows",
         .tls12 = true,
         .client_on = "1.0",
         .client_off = "1.1 1.2",
         .server_on = "",
         .server_off = "",
         .suites = CBC,
         .support_ends = TEST_NOW - 1,
         .verified = true},
        {.name = "Ancient Windows",
         .tls12 = false,
         .client_on = "1.0",
         .client_off = "",
         .suites = CBC,
         .support_ends = 1,
         .verified = true},
        {.name = "New Windows",
         .tls12 = true,
         .client_on = "1.2",
         .client_off = "",
         .suites = GCM " " CBC,
         .support_ends = TEST_NOW + 1,
         .verified = true},
};
static const struct hr_known_client known_clients[] = {
        {.name = "Browser",
         .versions = "1.2 1.3",
         .suites = AES " " GCM,
         .services = "https",
         .current = true,
         .verified = true},
        {.name = "Mailer", .versions = "1.0 1.2", .suites = GCM, .services = "smtp imap", .verified = false},
};
static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .windows = windows,
                                          .windows_count = HR_COUNT(windows),
                                          .known_clients = known_clients,
                                          .known_client_count = HR_COUNT(known_clients)};

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
        {"clients.weak", EX "capture clients.legacy/capture absent", HR_UNKNOWN, "partly", NULL, false, false, false},
        {"clients.weak", EX "capture clients.legacy absent", HR_READY, NULL, NULL, false, false, false},
        {"clients.weak", EX "capture clients.legacy absent\ncapture clients.legacy/capture failed", HR_UNKNOWN, NULL,
         NULL, false, false, false},
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

        {"clients.simulated", EX WEB "tls.1.3 absent\ntls.1.2 present " GCM " " CBC "\n" OFF11, HR_READY, NULL, NULL,
         false, false, false},
        {"clients.simulated", EX WEB "tls.1.3 present " AES "\ntls.1.2 present " CBC "\n" OFF11, HR_READY, NULL, NULL,
         false, false, false},
        /* What an old one loses, it loses by the change; what it never had is nobody's concern. */
        {"clients.simulated", EX WEB "tls.1.3 absent\ntls.1.2 present " GCM "\ntls.1.1 absent\ntls.1.0 present " CBC,
         HR_NOT_READY, NULL, "Old Windows", false, false, false},
        {"clients.simulated", EX WEB "tls.1.3 absent\ntls.1.2 present " GCM "\n" OFF11, HR_READY, NULL, NULL, false,
         false, false},
        {"clients.simulated", EX WEB "tls.1.3 present " AES "\ntls.1.2 absent\n" OFF11, HR_NOT_READY, "already",
         "New Windows", false, false, false},
        {"clients.simulated", EX WEB "tls.1.3 absent\ntls.1.2 present " CBC "\n" OFF11, HR_NOT_READY, "already",
         "Browser", false, false, false},
        {"clients.simulated", EX WEB "tls.1.3 absent\ntls.1.2 absent\ntls.1.1 absent\ntls.1.0 present " CBC,
         HR_NOT_READY, NULL, "Old Windows", false, false, false},
        /* The mail program is tried where mail is, and nobody vouches for its row. */
        {"clients.simulated", EX "endpoint 25 smtp\ntls.1.3 absent\ntls.1.2 present " GCM " " CBC "\n" OFF11, HR_READY,
         NULL, NULL, false, true, false},
        {"clients.simulated",
         EX "endpoint 25 smtp\ntls.1.3 absent\ntls.1.2 present " CBC "\ntls.1.1 absent\ntls.1.0 present " GCM,
         HR_NOT_READY, NULL, "Mailer", false, true, false},
        {"clients.simulated", EX WEB, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"clients.simulated", EX WEB "tls.enumeration present quick\ntls.1.3 absent\ntls.1.2 present\n" OFF11,
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"clients.simulated", EX WEB "tls.1.3 failed\ntls.1.2 present " CBC "\n" OFF11, HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"clients.simulated", EX WEB "tls.1.3 absent\ntls.1.2 present " GCM "\ntls.1.1 absent\ntls.1.0 failed",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"clients.simulated", EX WEB "address absent", HR_UNKNOWN, "no-address", NULL, false, false, false},
        {"clients.simulated", EX WEB "tls.disagreement/1.2 present a and b\ntls.1.3 absent\ntls.1.2 present " GCM,
         HR_UNKNOWN, "disagreement", NULL, false, false, false},
        {"clients.simulated", EX "endpoint 25 smtp\nstarttls absent", HR_NOT_APPLICABLE, NULL, NULL, false, false,
         false},
        {"clients.simulated", EX "endpoint 444 https back-end", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
};

static void test_judges(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

static void test_each_rule_shows_every_outcome(void **state)
{
	(void)state;
	judge_coverage(rows, HR_COUNT(rows), NULL, 0);
}

/* A catalog of somebody's own may name none: then nobody was tried, and nobody got in. */
static void test_no_client_is_no_evidence(void **state)
{
	static const struct hr_catalog empty = {.date = "2026-11-01"};
	static const struct judge_row row = {"clients.simulated",
	                                     EX WEB "tls.1.3 absent\ntls.1.2 present " GCM "\n" OFF11,
	                                     HR_UNKNOWN,
	                                     "no-clients",
	                                     NULL,
	                                     false,
	                                     false,
	                                     false};
	(void)state;
	judge_rows(&row, 1, &empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_judges),
	        cmocka_unit_test(test_each_rule_shows_every_outcome),
	        cmocka_unit_test(test_no_client_is_no_evidence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
