#include "checks_support/judge.h"

#define EX "server exchange ex01.contoso.com mailbox\n"
#define EDGE "server exchange edge1.contoso.com edge\n"
#define NAME "server exchange mail.contoso.com farm\n"
#define WEB "endpoint 443 https\n"
#define REG(key, value) "registry " key " present " value "\n"

static const struct hr_suite suites[] = {
        {.name = "BOTH", .office365 = true, .front_door = true, .verified = true},
        {.name = "MAIL", .office365 = true, .verified = false},
        {.name = "OLD", .verified = true},
};

static const struct hr_windows windows[] = {
        {.name = "Windows Server 2003", .version = HR_BUILD(5, 2, 3790, 0), .server = true, .verified = true},
        {.name = "Windows Server 2016",
         .version = HR_BUILD(10, 0, 14393, 0),
         .server = true,
         .tls12 = true,
         .tls12_default = true,
         .support_ends = 1799712000,
         .verified = true},
        {.name = "Windows Server vNext",
         .version = HR_BUILD(10, 0, 30000, 0),
         .server = true,
         .tls12 = true,
         .tls12_default = true,
         .verified = false},
};

static const struct hr_line lines[] = {
        {.name = "Exchange 2016",
         .release = "2016",
         .from = HR_BUILD(15, 1, 0, 0),
         .to = HR_BUILD(15, 1, 65535, 65535),
         .product = HR_EXCHANGE,
         .verified = true},
        {.name = "Skype for Business Server 2015",
         .release = "2015",
         .from = HR_BUILD(6, 0, 9319, 0),
         .to = HR_BUILD(6, 0, 9319, 65535),
         .product = HR_SKYPE,
         .verified = true},
};

static const struct hr_floor floors[] = {
        {.rule = "exchange.update-retire",
         .name = "CU9",
         .number = HR_BUILD(15, 1, 1466, 3),
         .line = &lines[0],
         .verified = true},
        {.rule = "skype.retire-order",
         .name = "CU9",
         .number = HR_BUILD(6, 0, 9319, 548),
         .line = &lines[1],
         .verified = true},
};

static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .suites = suites,
                                          .suite_count = HR_COUNT(suites),
                                          .windows = windows,
                                          .windows_count = HR_COUNT(windows),
                                          .lines = lines,
                                          .line_count = HR_COUNT(lines),
                                          .floors = floors,
                                          .floor_count = HR_COUNT(floors)};

static const struct judge_row rows[] = {
        {"windows.release", EX "os.version present 10.0 (14393)", HR_READY, NULL, "Windows Server 2016", false, false,
         false},
        {"windows.release", EX REG("os.version", "10.0.14393"), HR_READY, NULL, NULL, false, false, false},
        {"windows.release", EX "os.version present 5.2 (3790)", HR_NOT_READY, "no-tls12", NULL, false, false, false},
        {"windows.release", EX "os.version present 10.0 (30001)", HR_UNKNOWN, "unlisted", NULL, false, true, false},
        {"windows.release", EX "os.version absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.release", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.schannel-client", EX REG("schannel.client", "1.0 1.1 1.2"), HR_READY, NULL, NULL, false, false,
         false},
        {"windows.schannel-client", EX REG("schannel.client", "1.0 1.1"), HR_NOT_READY, NULL, "1.0 1.1", false, false,
         false},
        {"windows.schannel-client", EX "registry schannel.client present\n", HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"windows.schannel-client", EX REG("schannel.client", "1.3"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.schannel-client", EX "registry schannel.client failed\n", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"windows.schannel-client", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.schannel-client", NAME, HR_UNKNOWN, "members", NULL, false, false, false},
        {"windows.schannel-client", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.schannel-server", EX REG("schannel.server", "1.0 1.1 1.2"), HR_READY, NULL, NULL, false, false,
         false},
        {"windows.schannel-server", EX REG("schannel.server", "1.0 1.1"), HR_NOT_READY, NULL, "1.0 1.1", false, false,
         false},
        {"windows.schannel-server", EX "registry schannel.server present\n", HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"windows.schannel-server", EX REG("schannel.server", "1.3"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.schannel-server", EX "registry schannel.server failed\n", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"windows.schannel-server", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.schannel-server", NAME, HR_UNKNOWN, "members", NULL, false, false, false},
        {"windows.schannel-server", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.2") REG("winhttp/32", "1.0 1.2"), HR_READY, NULL, NULL, false,
         false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.2") REG("winhttp/32", "1.0"), HR_NOT_READY, NULL, "1.0", false,
         false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.0"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.2"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.2") "registry winhttp/32 failed", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.winhttp", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.winhttp", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.2") REG("dotnet4/32", "1.0 1.2"), HR_READY, NULL, NULL, false,
         false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.2") REG("dotnet4/32", "1.0"), HR_NOT_READY, NULL, "1.0", false,
         false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.0"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.2"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.2") "registry dotnet4/32 failed", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.dotnet4", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.dotnet4", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.2") REG("dotnet2/32", "1.0 1.2"), HR_READY, NULL, NULL, false,
         false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.2") REG("dotnet2/32", "1.0"), HR_NOT_READY, NULL, "1.0", false,
         false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.0"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.2"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.2") "registry dotnet2/32 failed", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.dotnet2", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.dotnet2", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.dotnet2", EX "registry dotnet2/64 absent\nregistry dotnet2/32 absent", HR_NOT_APPLICABLE, NULL, NULL,
         false, false, false},
        {"windows.dotnet2", EX "registry dotnet2/64 absent\n" REG("dotnet2/32", "1.2"), HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.winhttp", EX "registry winhttp/64 absent 32-bit Windows\n" REG("winhttp/32", "1.2"), HR_READY, NULL, NULL,
         false, false, false},
        {"windows.winhttp",
         EX REG("winhttp/64", "1.0") REG("winhttp/32", "1.2") REG("windows.because/winhttp/64", "set to 0x80"),
         HR_NOT_READY, NULL, "set to 0x80", false, false, false},
        {"windows.schannel-client",
         EX "registry schannel.client failed HKLM\\X\n"
            "registry windows.because/schannel.client failed HKLM\\X",
         HR_UNKNOWN, "missing", NULL, false, false, false},
        {"windows.winhttp", EX "registry winhttp/64 absent\nregistry winhttp/32 absent", HR_UNKNOWN, NULL, NULL, false,
         false, false},

        {"windows.suites-outbound", EX REG("schannel.suites", "OLD BOTH"), HR_READY, NULL, "BOTH", false, false, false},
        {"windows.suites-outbound", EX REG("schannel.suites", "MAIL BOTH"), HR_READY, NULL, "MAIL", false, true, false},
        {"windows.suites-outbound", EX REG("schannel.suites", "OLD"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.suites-outbound", EX REG("schannel.suites", "MAIL OLD"), HR_NOT_READY, "front-door", NULL, false,
         false, false},
        {"windows.suites-outbound", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.suites-outbound", EX "registry schannel.suites present", HR_UNKNOWN, NULL, NULL, false, false, false},

        {"outbound.offered", EX "canary outbound.versions present 1.0 1.2\ncanary outbound.suites present OLD BOTH",
         HR_READY, NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.3\ncanary outbound.suites present BOTH", HR_READY,
         NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.0 1.1\ncanary outbound.suites present BOTH",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.2\ncanary outbound.suites present OLD",
         HR_NOT_READY, "suites", NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.2", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.2\ncapture outbound.suites present BOTH",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.offered",
         EX "canary outbound.versions/smtp present 1.2\ncanary outbound.suites/smtp present BOTH\ncanary "
            "outbound.versions/https present 1.0",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"outbound.offered", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions not-collected", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.offered", NAME, HR_UNKNOWN, "members", NULL, false, false, false},

        {"outbound.negotiated", EX "log outbound.negotiated present 1.2", HR_READY, NULL, NULL, false, false, false},
        {"outbound.negotiated", EX "log outbound.negotiated/a present 1.2\nlog outbound.negotiated/b present 1.0",
         HR_NOT_READY, NULL, "1.0", false, false, false},
        {"outbound.negotiated", EX "log outbound.negotiated/a present 1.3\nlog outbound.negotiated/b failed",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.negotiated", EX "log outbound.negotiated absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.negotiated", EX, HR_UNKNOWN, NULL, NULL, false, false, false},

        {"windows.retired", EX REG("schannel.server", "1.2") "build present 15.1.1466.3", HR_READY, NULL, NULL, false,
         false, false},
        {"windows.retired", EX REG("schannel.server", "1.2") "build present 15.1.1415.2", HR_NOT_READY, NULL,
         "15.1.1415.2", false, false, false},
        {"windows.retired",
         EX REG("schannel.server", "1.0 1.1 1.2") REG("schannel.client", "1.2") "build present 15.1.1415.2",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.retired",
         EX REG("schannel.server", "1.0 1.1 1.2") REG("schannel.client", "1.0 1.1 1.2") "build present 15.1.1415.2",
         HR_READY, "still-on", NULL, false, false, false},
        {"windows.retired", EX REG("schannel.server", "1.0 1.1 1.2") "build present 15.1.1415.2", HR_UNKNOWN, NULL,
         NULL, false, false, false},
        {"windows.retired", EX REG("schannel.server", "1.2"), HR_UNKNOWN, "no-build", NULL, false, false, false},
        {"windows.retired", EX "build present 15.1.1415.2", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.retired", EDGE REG("schannel.server", "1.2") "build present 15.1.1415.2", HR_UNKNOWN, "no-build",
         NULL, false, false, false},
        {"windows.retired", EDGE REG("schannel.server", "1.2") REG("build", "15.1.1415.2"), HR_NOT_READY, NULL, NULL,
         false, false, false},
        {"windows.retired",
         "server skype fe01.contoso.com front-end\n" REG("schannel.server", "1.2") REG("build", "6.0.9319.537"),
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.retired", "server adfs adfs1.contoso.com federation\n" REG("schannel.server", "1.2"), HR_READY, NULL,
         NULL, false, false, false},
        {"windows.retired", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"windows.reboot", EX REG("schannel.server", "1.2") WEB "tls.1.0 absent\ntls.1.1 absent\ntls.1.2 present X",
         HR_READY, NULL, NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.2") WEB "tls.1.0 present X\ntls.1.1 absent\ntls.1.2 present X",
         HR_NOT_READY, "still-seen", NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.0 1.2") WEB "tls.1.0 absent\ntls.1.1 absent\ntls.1.2 present X",
         HR_NOT_READY, "not-seen", NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.2") WEB "tls.1.0 absent\ntls.1.1 failed\ntls.1.2 present X",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.2") WEB, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.2"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.reboot", EX WEB "tls.1.0 absent\ntls.1.1 absent\ntls.1.2 present X", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.reboot",
         EX REG("schannel.server",
                "1.2") "endpoint 443 https - mail.contoso.com\ntls.1.0 present X\ntls.1.1 absent\ntls.1.2 present X",
         HR_UNKNOWN, NULL, NULL, false, false, false},
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
