#include "checks_support/judge.h"

#define OOS "server office-online oos.contoso.com farm\n"
#define HOST "server office-online wac1.contoso.com member\n"
#define WEB "endpoint 443 https\n"
#define WORKS "tls.handshake/1.2 present X\n"
#define REFUSES "tls.1.2 absent\ntls.1.3 absent\n"
#define VERSION(number) "http.office-version present " number "\n"
#define PAGE "http.wopi-discovery present true\n"
#define KEY "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319\\SchUseStrongCrypto"
#define KEY32 "SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319\\SchUseStrongCrypto"
#define WIDE(seen) "registry registry/HKLM\\" KEY " " seen "\n"
#define NARROW(seen) "registry registry/HKLM\\" KEY32 " " seen "\n"

static const struct hr_line lines[] = {
        {.name = "Office Web Apps Server 2013",
         .release = "2013",
         .from = HR_BUILD(15, 0, 0, 0),
         .to = HR_BUILD(15, 0, 65535, 65535),
         .support_ends = 1681171200,
         .product = HR_OFFICE_ONLINE,
         .verified = true},
        {.name = "Office Online Server",
         .release = "2016",
         .from = HR_BUILD(16, 0, 0, 0),
         .to = HR_BUILD(16, 0, 65535, 65535),
         .support_ends = 1798675200,
         .product = HR_OFFICE_ONLINE,
         .verified = false},
};

static const struct hr_floor floors[] = {
        {.rule = "office-online.update",
         .name = "April 2017",
         .number = HR_BUILD(16, 0, 7766, 8550),
         .line = &lines[1],
         .verified = true},
        {.rule = "office-online.strong-crypto",
         .name = "July 2021",
         .number = HR_BUILD(16, 0, 10338, 30000),
         .line = &lines[1],
         .verified = false},
};

static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .lines = lines,
                                          .line_count = HR_COUNT(lines),
                                          .floors = floors,
                                          .floor_count = HR_COUNT(floors)};

static const struct judge_row rows[] = {
        {"office-online.update", OOS WEB VERSION("16.0.10338.20039"), HR_READY, NULL, NULL, false, false, false},
        {"office-online.update", OOS WEB VERSION("16.0.6814.2226"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"office-online.update", OOS WEB VERSION("15.0.4569.1000"), HR_NOT_READY, "no-update", NULL, false, false,
         false},
        {"office-online.update", OOS WEB VERSION("14.0.1.1"), HR_NOT_READY, "older", NULL, false, false, false},
        {"office-online.update", OOS WEB VERSION("17.0.1.1"), HR_UNKNOWN, "unlisted", NULL, false, false, false},
        {"office-online.update", OOS WEB "http.office-version absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"office-online.update", OOS WEB "address absent", HR_UNKNOWN, "no-address", NULL, false, false, false},
        {"office-online.update", OOS, HR_UNKNOWN, NULL, NULL, false, false, false},
        /* Setup's build in the registry, a later one in the header: updates make it greater, never less. */
        {"office-online.update", HOST "registry build present 16.0.6814.2226\n" WEB VERSION("16.0.10338.20039"),
         HR_READY, NULL, "16.0.10338.20039", false, false, false},
        {"office-online.update", HOST "registry build present 16.0.10338.20039\n" WEB VERSION("16.0.6814.2226"),
         HR_READY, NULL, "16.0.10338.20039", false, false, false},
        {"office-online.update",
         HOST "registry build present 16.0.6814.2226\nregistry build.sources present 16.0.6814.2226 (registry), X\n",
         HR_NOT_READY, NULL, "16.0.6814.2226 (registry), X", false, false, false},

        {"office-online.strong-crypto", HOST WIDE("present 1") NARROW("present 1"), HR_READY, NULL, NULL, false, false,
         false},
        {"office-online.strong-crypto", HOST WIDE("present dword:00000001") NARROW("present 0x1"), HR_READY, NULL, NULL,
         false, false, false},
        {"office-online.strong-crypto", HOST WIDE("present 1") NARROW("absent"), HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"office-online.strong-crypto", HOST WIDE("present 0") NARROW("present 1"), HR_NOT_READY, NULL, NULL, false,
         false, false},
        {"office-online.strong-crypto", HOST WIDE("present 1"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"office-online.strong-crypto", HOST NARROW("present 1"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"office-online.strong-crypto", HOST WIDE("present 1") NARROW("failed access denied"), HR_UNKNOWN, NULL, NULL,
         false, false, false},
        {"office-online.strong-crypto", HOST, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"office-online.strong-crypto", OOS WEB VERSION("16.0.10338.30000"), HR_READY, "not-needed", NULL, false, true,
         false},
        {"office-online.strong-crypto", HOST WIDE("absent") NARROW("absent") WEB VERSION("16.0.10338.30001"), HR_READY,
         "not-needed", NULL, false, true, false},
        {"office-online.strong-crypto", OOS WEB VERSION("16.0.10338.20039"), HR_UNKNOWN, "members", NULL, false, false,
         false},
        {"office-online.strong-crypto", OOS WEB VERSION("16.0.10338.20039") HOST, HR_NOT_APPLICABLE, NULL, NULL, false,
         false, false},

        {"office-online.discovery", OOS WEB WORKS PAGE, HR_READY, NULL, NULL, false, false, false},
        {"office-online.discovery", OOS WEB REFUSES PAGE, HR_NOT_READY, "tls", NULL, false, false, false},
        {"office-online.discovery", OOS WEB WORKS "http.wopi-discovery absent", HR_NOT_READY, "no-page", NULL, false,
         false, false},
        {"office-online.discovery", OOS WEB WORKS "http.wopi-discovery present false", HR_NOT_READY, "no-page", NULL,
         false, false, false},
        {"office-online.discovery", OOS WEB PAGE, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"office-online.discovery", OOS WEB WORKS, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"office-online.discovery", OOS WEB WORKS "http.wopi-discovery failed reset", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"office-online.discovery", OOS, HR_UNKNOWN, "no-endpoint", NULL, false, false, false},
        {"office-online.discovery", OOS WEB "address present 10.0.0.1\nreached failed refused", HR_UNKNOWN,
         "unreachable", NULL, false, false, false},

        {"office-online.support", OOS WEB VERSION("16.0.10338.20039"), HR_READY, NULL, "Office Online Server", false,
         true, false},
        {"office-online.support", OOS WEB VERSION("15.0.4569.1000"), HR_NOT_READY, NULL, "Office Web Apps Server 2013",
         false, false, false},
        {"office-online.support", OOS WEB, HR_UNKNOWN, NULL, NULL, false, false, false},
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
