#include "checks_support/judge.h"

#define STS "server adfs sts.contoso.com farm\n"
#define HOST "server adfs adfs1.contoso.com federation\n"
#define PROXY "server adfs wap1.contoso.com proxy\n"
#define WEB "endpoint 443 https\n"
#define PORT "endpoint 49443 https client-certificate\n"
#define WORKS "tls.handshake/1.2 present X\n"
#define REFUSES "tls.1.2 absent\ntls.1.3 absent\n"
#define PAGE "http.federation-metadata present true\n"
#define SIGNED "http.signing-not-after/1 present 2027-01-01T00:00:00Z\n"
#define OLD_KEY "http.signing-not-after/2 present 2026-11-24T00:00:00Z\n"
#define HELLO "canary outbound.versions present 1.0 1.2\ncanary outbound.suites present GOOD BAD\n"
#define DKM "adfs.dkm/1 present CN=ADFS\n"
#define READ "directory.domain/dc=contoso present contoso.com\n"

static const struct hr_suite suites[] = {{.name = "GOOD", .office365 = true, .verified = true}, {.name = "BAD"}};

static const struct hr_windows windows[] = {
        {.name = "Windows Server 2008",
         .version = HR_BUILD(6, 0, 6001, 0),
         .server = true,
         .support_ends = 1578960000,
         .verified = true},
        {.name = "Windows Server 2012 R2",
         .version = HR_BUILD(6, 3, 9600, 0),
         .server = true,
         .tls12 = true,
         .tls12_default = true,
         .support_ends = 1696896000,
         .verified = true},
        {.name = "Windows Server 2019",
         .version = HR_BUILD(10, 0, 17763, 0),
         .server = true,
         .tls12 = true,
         .tls12_default = true,
         .support_ends = 1862697600,
         .verified = true},
        {.name = "Windows 10 22H2", .version = HR_BUILD(10, 0, 19045, 0), .tls12 = true, .verified = true},
};

static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .suites = suites,
                                          .suite_count = HR_COUNT(suites),
                                          .windows = windows,
                                          .windows_count = HR_COUNT(windows)};

static const struct judge_row rows[] = {
        {"adfs.found", DKM STS, HR_READY, NULL, NULL, false, false, false},
        {"adfs.found", DKM "server exchange ex01.contoso.com mailbox", HR_NOT_READY, NULL, NULL, false, false, false},
        {"adfs.found", "adfs.spn/x present host/x.contoso.com", HR_NOT_READY, NULL, NULL, false, false, false},
        {"adfs.found", "", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"adfs.found", READ, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"adfs.found", "directory.domain/dc=a present a\ndirectory.domain/dc=b failed cut short", HR_UNKNOWN, NULL,
         NULL, false, false, false},
        {"adfs.found", STS, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"adfs.metadata", STS WEB WORKS PAGE SIGNED, HR_READY, NULL, NULL, false, false, false},
        {"adfs.metadata", STS WEB REFUSES PAGE SIGNED, HR_NOT_READY, "tls", NULL, false, false, false},
        {"adfs.metadata", STS WEB WORKS "http.federation-metadata absent", HR_NOT_READY, "no-metadata", NULL, false,
         false, false},
        {"adfs.metadata", STS WEB WORKS "http.federation-metadata present false", HR_NOT_READY, "no-metadata", NULL,
         false, false, false},
        {"adfs.metadata", STS WEB WORKS PAGE OLD_KEY, HR_NOT_READY, "signing-expired", NULL, false, false, false},
        {"adfs.metadata", STS WEB WORKS PAGE SIGNED OLD_KEY, HR_UNKNOWN, "signing-mixed", NULL, false, false, false},
        {"adfs.metadata", STS WEB WORKS PAGE, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"adfs.metadata", STS WEB WORKS PAGE "http.signing-not-after absent", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"adfs.metadata", STS WEB PAGE SIGNED, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"adfs.metadata", STS WEB WORKS "http.federation-metadata failed reset", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"adfs.metadata", STS WEB "address absent", HR_UNKNOWN, "no-address", NULL, false, false, false},
        {"adfs.metadata", STS, HR_UNKNOWN, "no-endpoint", NULL, false, false, false},
        {"adfs.metadata", STS WEB WORKS PAGE SIGNED PORT REFUSES, HR_READY, NULL, NULL, false, false, false},

        {"adfs.client-certificate-port", STS WEB WORKS PORT WORKS, HR_READY, NULL, NULL, false, false, false},
        {"adfs.client-certificate-port", STS WEB WORKS PORT REFUSES, HR_NOT_READY, NULL, NULL, false, false, false},
        {"adfs.client-certificate-port",
         STS PORT REFUSES "endpoint 443 https client-certificate certauth.sts.contoso.com\n" WORKS, HR_READY, NULL,
         NULL, false, false, false},
        {"adfs.client-certificate-port", STS PORT "reached failed timed out", HR_UNKNOWN, "in-use", NULL, false, false,
         false},
        {"adfs.client-certificate-port", STS PORT "tls.1.2 present X", HR_UNKNOWN, "in-use", NULL, false, false, false},
        {"adfs.client-certificate-port", STS WEB WORKS, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"adfs.client-certificate-port", HOST WEB WORKS, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"adfs.release", HOST "os.version present 10.0 (17763)\nos.name present Windows Server 2019 Standard", HR_READY,
         NULL, "Windows Server 2019", false, false, false},
        {"adfs.release", HOST "os.version present 6.3 (9600)", HR_NOT_READY, "out-of-support", NULL, false, false,
         false},
        {"adfs.release", HOST "os.version present 6.0 (6002)", HR_NOT_READY, "no-tls12", NULL, false, false, false},
        {"adfs.release", HOST "os.version present 12.0 (1)", HR_UNKNOWN, "unlisted", NULL, false, false, false},
        {"adfs.release", HOST "os.version present Vista", HR_UNKNOWN, "unlisted", NULL, false, false, false},
        {"adfs.release", HOST "os.version present 10.0 (19045)\nos.name present Windows 10 Pro", HR_UNKNOWN, "unlisted",
         NULL, false, false, false},
        {"adfs.release", HOST, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"adfs.release", STS HOST, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"adfs.release", STS, HR_UNKNOWN, "members", NULL, false, false, false},
        {"adfs.release", STS PROXY, HR_UNKNOWN, "members", NULL, false, false, false},

        {"adfs.inbound-outbound", HOST HELLO WEB WORKS, HR_READY, NULL, NULL, false, false, false},
        {"adfs.inbound-outbound", HOST HELLO WEB REFUSES, HR_NOT_READY, "inbound", NULL, false, false, false},
        {"adfs.inbound-outbound", HOST WEB WORKS "about adfs1.contoso.com\ncanary outbound.versions present 1.0",
         HR_NOT_READY, "outbound", NULL, false, false, false},
        {"adfs.inbound-outbound", HOST WEB WORKS "about adfs1.contoso.com\nregistry schannel.client present 1.0 1.1",
         HR_NOT_READY, "outbound", NULL, false, false, false},
        {"adfs.inbound-outbound", HOST WEB WORKS "about adfs1.contoso.com\nregistry dotnet4/32 present 1.0",
         HR_NOT_READY, "outbound", NULL, false, false, false},
        {"adfs.inbound-outbound", HOST WEB WORKS "about adfs1.contoso.com\nregistry schannel.client present 1.2",
         HR_UNKNOWN, "outbound", NULL, false, false, false},
        {"adfs.inbound-outbound", HOST WEB WORKS, HR_UNKNOWN, "outbound", NULL, false, false, false},
        {"adfs.inbound-outbound", HOST HELLO, HR_UNKNOWN, "inbound", NULL, false, false, false},
        {"adfs.inbound-outbound", HOST HELLO WEB, HR_UNKNOWN, "inbound", NULL, false, false, false},
        {"adfs.inbound-outbound", HOST HELLO WEB WORKS PORT REFUSES, HR_READY, NULL, NULL, false, false, false},
        {"adfs.inbound-outbound", STS WEB REFUSES, HR_NOT_READY, "inbound", NULL, false, false, false},
        {"adfs.inbound-outbound", STS WEB WORKS, HR_UNKNOWN, "members", NULL, false, false, false},
        {"adfs.inbound-outbound", STS WEB REFUSES HOST, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_judges),
	        cmocka_unit_test(test_each_rule_shows_every_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
