#include "checks_support/judge.h"

#define FE "server skype fe01.contoso.com registrar+web+front-end\n"
#define EDGE "server skype edge.contoso.com farm+edge\n"
#define POOL "server skype pool.contoso.com farm\n"
#define SIP "endpoint 5061 sip\n"
#define BUILD(number) "registry build present " number "\n"
#define OFF "tls.1.0 absent\ntls.1.1 absent\ntls.1.2 present X\n"

static const struct hr_line lines[] = {
        {.name = "Lync Server 2013",
         .release = "2013",
         .from = HR_BUILD(5, 0, 0, 0),
         .to = HR_BUILD(5, 0, 65535, 65535),
         .support_ends = 1681171200,
         .product = HR_SKYPE,
         .verified = true},
        {.name = "Skype for Business Server 2015",
         .release = "2015",
         .from = HR_BUILD(6, 0, 9319, 0),
         .to = HR_BUILD(6, 0, 9319, 65535),
         .support_ends = 1760400000,
         .product = HR_SKYPE,
         .verified = true},
        {.name = "Skype for Business Server 2019",
         .release = "2019",
         .from = HR_BUILD(7, 0, 2046, 0),
         .to = HR_BUILD(7, 0, 2046, 799),
         .support_ends = 1760400000,
         .product = HR_SKYPE,
         .verified = true},
        {.name = "Skype for Business Server SE",
         .release = "SE",
         .from = HR_BUILD(7, 0, 2046, 800),
         .to = HR_BUILD(7, 0, 2046, 65535),
         .product = HR_SKYPE,
         .verified = false},
};

static const struct hr_floor floors[] = {
        {.rule = "skype.update",
         .name = "CU9 (6.0.9319.548)",
         .number = HR_BUILD(6, 0, 9319, 548),
         .line = &lines[1],
         .verified = true},
        {.rule = "skype.update",
         .name = "CU1 (7.0.2046.123)",
         .number = HR_BUILD(7, 0, 2046, 123),
         .line = &lines[2],
         .verified = true},
        {.rule = "skype.update",
         .name = "RTM",
         .number = HR_BUILD(7, 0, 2046, 800),
         .line = &lines[3],
         .verified = false},
        {.rule = "skype.retire-order",
         .name = "CU9 (6.0.9319.548)",
         .number = HR_BUILD(6, 0, 9319, 548),
         .line = &lines[1],
         .verified = true},
        {.rule = "skype.retire-order",
         .name = "CU1 (7.0.2046.123)",
         .number = HR_BUILD(7, 0, 2046, 123),
         .line = &lines[2],
         .verified = true},
        {.rule = "skype.retire-order",
         .name = "RTM",
         .number = HR_BUILD(7, 0, 2046, 800),
         .line = &lines[3],
         .verified = false},
};

static const struct hr_dotnet dotnets[] = {
        {.name = ".NET Framework 4.7 or later",
         .from = HR_BUILD(6, 0, 0, 0),
         .to = HR_BUILD(7, 65535, 65535, 65535),
         .release_from = 460798,
         .release_to = 999999,
         .product = HR_SKYPE,
         .verified = true},
};

static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .lines = lines,
                                          .line_count = HR_COUNT(lines),
                                          .floors = floors,
                                          .floor_count = HR_COUNT(floors),
                                          .dotnets = dotnets,
                                          .dotnet_count = HR_COUNT(dotnets)};

static const struct judge_row rows[] = {
        {"skype.update", FE BUILD("6.0.9319.548"), HR_READY, NULL, "6.0.9319.548", false, false, false},
        {"skype.update", FE BUILD("6.0.9319.537"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"skype.update", FE BUILD("7.0.2046.0"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"skype.update", FE BUILD("7.0.2046.123"), HR_READY, NULL, NULL, false, false, false},
        {"skype.update", FE BUILD("7.0.2046.826"), HR_READY, NULL, NULL, false, true, false},
        /* Microsoft's page prints 17.0 for 7.0: such a build is nobody's. */
        {"skype.update", FE BUILD("17.0.2046.123"), HR_UNKNOWN, "unlisted", NULL, false, false, false},
        {"skype.update", FE BUILD("5.0.8308.1149"), HR_NOT_READY, "no-update", NULL, false, false, false},
        {"skype.update", FE BUILD("4.0.7577.0"), HR_NOT_READY, "older", NULL, false, false, false},
        {"skype.update", EDGE BUILD("5.0.8308.1149"), HR_UNKNOWN, "lync-edge", NULL, false, false, false},
        {"skype.update", FE "owner build present 6.0.9319.619", HR_READY, NULL, NULL, false, false, false},
        {"skype.update", FE "owner build present 6.0.9319.619\nregistry build present 6.0.9319.516", HR_NOT_READY, NULL,
         "6.0.9319.516", false, false, false},
        {"skype.update", FE "registry build failed", HR_UNKNOWN, NULL, NULL, false, false, false},
        /* No build: the generation can only rule out. */
        {"skype.update", FE, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.update", FE "generation present 8", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.update", FE "generation present 6", HR_NOT_READY, "lync", NULL, false, false, false},
        {"skype.update", FE "generation present x", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.update", FE SIP "sip.server present RTC/5.0", HR_NOT_READY, "lync", "RTC/5.0", false, false, false},
        {"skype.update", FE SIP "sip.server present RTC/6.0", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.update", FE SIP "sip.server present nginx", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.update", FE "generation present 6\n" SIP "sip.server present RTC/6.0", HR_UNKNOWN, "disagreement", NULL,
         false, false, false},
        {"skype.update", EDGE "generation present 6", HR_UNKNOWN, "lync-edge", NULL, false, false, false},
        {"skype.update", EDGE "generation present 5", HR_NOT_READY, "lync", NULL, false, false, false},
        /* A pool's name has no build: its machines have. */
        {"skype.update", POOL "generation present 7\n" FE, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"skype.update", POOL "generation present 7", HR_UNKNOWN, "members", NULL, false, false, false},
        {"skype.update", POOL EDGE, HR_UNKNOWN, "members", NULL, false, false, false},
        {"skype.update", POOL "generation present 6\n" FE, HR_NOT_READY, "lync", NULL, false, false, false},
        {"skype.update", "server skype se.contoso.com farm+registrar+front-end\nregistry build present 6.0.9319.619",
         HR_READY, NULL, NULL, false, false, false},

        {"skype.retire-order", FE BUILD("6.0.9319.548"), HR_READY, NULL, NULL, false, false, false},
        {"skype.retire-order", FE BUILD("6.0.9319.537"), HR_NOT_READY, "not-yet", NULL, false, false, false},
        {"skype.retire-order", FE BUILD("6.0.9319.537") SIP OFF, HR_NOT_READY, "already-off", NULL, false, false,
         false},
        {"skype.retire-order", FE BUILD("6.0.9319.537") "registry schannel.server present 1.2", HR_NOT_READY,
         "already-off", NULL, false, false, false},
        {"skype.retire-order", FE BUILD("6.0.9319.537") SIP OFF "endpoint 443 https\ntls.1.0 present A", HR_NOT_READY,
         "not-yet", NULL, false, false, false},
        {"skype.retire-order", FE BUILD("6.0.9319.537") SIP "tls.1.0 absent\ntls.1.1 absent", HR_NOT_READY, "not-yet",
         NULL, false, false, false},
        {"skype.retire-order", FE SIP OFF, HR_UNKNOWN, "already-off", NULL, false, false, false},
        {"skype.retire-order", FE, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.retire-order", FE BUILD("6.0.9319.548") SIP OFF, HR_READY, NULL, NULL, false, false, false},
        {"skype.retire-order", FE BUILD("6.0.9319.548") SIP OFF EDGE BUILD("6.0.9319.281"), HR_NOT_READY, "neighbour",
         "6.0.9319.281", false, false, false},
        {"skype.retire-order", FE BUILD("6.0.9319.548") EDGE BUILD("6.0.9319.281"), HR_READY, NULL, NULL, false, false,
         false},
        {"skype.retire-order", POOL FE BUILD("6.0.9319.281"), HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"skype.prerequisites", FE "registry dotnet.release present 394802", HR_NOT_READY, NULL, "394802", false, false,
         false},
        {"skype.prerequisites", FE "registry dotnet.release present 528040", HR_UNKNOWN, "dotnet-fits", NULL, false,
         false, false},
        {"skype.prerequisites", FE, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.prerequisites", POOL FE, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"skype.edge-federation", EDGE SIP "tls.handshake/1.2 present X", HR_READY, NULL, NULL, false, false, false},
        {"skype.edge-federation", EDGE SIP "tls.1.2 present X\ntls.client-certificate/1.2 present required", HR_READY,
         "client-certificate", NULL, false, false, false},
        {"skype.edge-federation", EDGE SIP "tls.1.2 absent\ntls.1.3 absent", HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"skype.edge-federation", EDGE SIP "tls.1.2 present X", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.edge-federation", EDGE SIP "reached failed timed out", HR_UNKNOWN, "unreachable", NULL, false, false,
         false},
        {"skype.edge-federation", EDGE, HR_UNKNOWN, "no-endpoint", NULL, false, false, false},
        {"skype.edge-federation", EDGE "endpoint 443 sip federation sip.contoso.com\ntls.1.2 absent\ntls.1.3 absent",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"skype.edge-federation",
         EDGE SIP "tls.handshake/1.2 present X\n"
                  "server skype edge2.contoso.com edge\n" SIP "tls.1.2 absent\ntls.1.3 absent",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"skype.edge-federation", FE SIP "tls.1.2 absent\ntls.1.3 absent", HR_NOT_APPLICABLE, NULL, NULL, false, false,
         false},
        {"skype.edge-federation", "", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"skype.support", FE BUILD("6.0.9319.886"), HR_NOT_READY, NULL, "Skype for Business Server 2015", false, false,
         false},
        {"skype.support", FE BUILD("7.0.2046.849"), HR_READY, NULL, "Skype for Business Server SE", false, true, false},
        {"skype.support", FE "generation present 7", HR_NOT_READY, NULL, NULL, false, false, false},
        {"skype.support", FE "generation present 8", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.support", FE, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.support", POOL FE, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
};

static void test_judges(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

static void test_each_rule_shows_every_outcome(void **state)
{
	static const char *const never[] = {"skype.prerequisites ready"};
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
