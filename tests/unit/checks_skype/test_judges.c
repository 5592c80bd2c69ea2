#include "checks_support/judge.h"

#define FE "server skype fe01.contoso.com registrar+web+front-end\n"
#define EDGE "server skype edge.contoso.com farm+edge\n"
#define POOL "server skype pool.contoso.com farm\n"
#define SIP "endpoint 5061 sip\n"
#define BUILD(number) "registry build present " number "\n"
#define NET "registry dotnet.release present 528040\n"
#define SQL(instance, build) "registry sql.build/" instance " present " build "\n"
#define NO_SQL(instance) "registry sql.build/" instance " absent\n"
#define LOCAL SQL("RTCLOCAL", "12.0.5000.0") SQL("LYNCLOCAL", "12.0.5000.0")
#define CLIENTS                                                                                                        \
	"registry sql.client/SQL_Server_Native_Client_11.0 present 11.0.7001.0\n"                                      \
	"registry sql.driver present ODBC Driver 17 for SQL Server\n"
#define STANDARD NET LOCAL SQL("RTC", "12.0.5000.0") CLIENTS
#define ENTERPRISE NET LOCAL NO_SQL("RTC") CLIENTS
#define SQL01 "skype.back-end/sql01 present sql01.contoso.com\\rtc\n"
#define ON_SQL01 "server skype sql01.contoso.com back-end\n"
#define FE_2015 FE BUILD("6.0.9319.619")
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

static const struct hr_component components[] = {
        {.kind = "sql-server",
         .name = "SQL Server 2014 SP1 CU5",
         .from = HR_BUILD(12, 0, 4000, 0),
         .to = HR_BUILD(12, 0, 4999, 65535),
         .floor = HR_BUILD(12, 0, 4439, 1),
         .verified = true},
        {.kind = "sql-server",
         .name = "SQL Server 2014 SP2",
         .from = HR_BUILD(12, 0, 5000, 0),
         .to = HR_BUILD(12, 0, 65535, 65535),
         .floor = HR_BUILD(12, 0, 5000, 0),
         .verified = true},
        {.kind = "native-client",
         .name = "SQL Server 2012 Native Client 11.0.7001.0",
         .from = HR_BUILD(11, 0, 0, 0),
         .to = HR_BUILD(11, 0, 65535, 65535),
         .floor = HR_BUILD(11, 0, 7001, 0),
         .verified = true},
        {.kind = "odbc-driver-11",
         .name = "ODBC Driver 11 for SQL Server 12.0.5543.11",
         .from = 0,
         .to = HR_BUILD(12, 0, 65535, 65535),
         .floor = HR_BUILD(12, 0, 5543, 11),
         .verified = false},
};

static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .lines = lines,
                                          .line_count = HR_COUNT(lines),
                                          .floors = floors,
                                          .floor_count = HR_COUNT(floors),
                                          .components = components,
                                          .component_count = HR_COUNT(components),
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
        {"skype.prerequisites", FE, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"skype.prerequisites", POOL FE, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"skype.prerequisites", FE_2015 STANDARD, HR_READY, NULL, "528040", false, false, false},
        {"skype.prerequisites", FE_2015 NET, HR_UNKNOWN, "sql", NULL, false, false, false},
        {"skype.prerequisites", FE_2015 LOCAL SQL("RTC", "12.0.5000.0") CLIENTS, HR_UNKNOWN, NULL, NULL, false, false,
         false},
        /* One old instance is enough to break, whatever else is not known. */
        {"skype.prerequisites", FE_2015 LOCAL SQL("RTC", "12.0.4422.0") CLIENTS, HR_NOT_READY, "sql", "12.0.4422.0",
         false, false, false},
        {"skype.prerequisites", FE_2015 NET LOCAL SQL("RTC", "12.0.4439.1") CLIENTS, HR_READY, NULL, NULL, false, false,
         false},
        {"skype.prerequisites", FE_2015 NET LOCAL SQL("RTC", "16.0.1000.6") CLIENTS, HR_UNKNOWN, "unlisted",
         "16.0.1000.6", false, false, false},
        {"skype.prerequisites", FE_2015 NET LOCAL CLIENTS "registry sql.build/RTC failed\n", HR_UNKNOWN, "sql", NULL,
         false, false, false},
        {"skype.prerequisites",
         FE_2015 NET SQL("RTCLOCAL", "12.0.5000.0") NO_SQL("LYNCLOCAL") SQL("RTC", "12.0.5000.0") CLIENTS, HR_UNKNOWN,
         "no-instance", NULL, false, false, false},
        /* A pool of the Enterprise Edition: its data is elsewhere. */
        {"skype.prerequisites", FE_2015 ENTERPRISE, HR_UNKNOWN, "no-back-end", NULL, false, false, false},
        {"skype.prerequisites", SQL01 FE_2015 ENTERPRISE, HR_UNKNOWN, "back-end", "sql01.contoso.com\\rtc", false,
         false, false},
        {"skype.prerequisites", SQL01 FE_2015 ENTERPRISE ON_SQL01, HR_UNKNOWN, "back-end", NULL, false, false, false},
        {"skype.prerequisites", SQL01 FE_2015 ENTERPRISE ON_SQL01 SQL("RTC", "12.0.5000.0"), HR_READY, NULL, NULL,
         false, false, false},
        {"skype.prerequisites", SQL01 FE_2015 ENTERPRISE ON_SQL01 SQL("RTC", "12.0.4100.1"), HR_NOT_READY, "back-end",
         "12.0.4100.1", false, false, false},
        {"skype.prerequisites", SQL01 FE_2015 ENTERPRISE ON_SQL01 SQL("RTCLOCAL", "12.0.5000.0"), HR_UNKNOWN,
         "back-end", NULL, false, false, false},
        {"skype.prerequisites", SQL01 FE_2015 STANDARD, HR_UNKNOWN, "back-end", NULL, false, false, false},
        /* The store is on another front end, which has a finding of its own. */
        {"skype.prerequisites",
         "skype.store present se.contoso.com\\rtc\n" FE_2015 STANDARD "server skype se.contoso.com farm+front-end",
         HR_READY, NULL, NULL, false, false, false},
        {"skype.prerequisites",
         "skype.store present se.contoso.com\\rtc\n" FE_2015 ENTERPRISE "server skype se.contoso.com farm+front-end",
         HR_UNKNOWN, "no-back-end", NULL, false, false, false},
        {"skype.prerequisites", ON_SQL01 SQL("RTC", "12.0.5000.0"), HR_READY, "sql", NULL, false, false, false},
        {"skype.prerequisites", ON_SQL01 SQL("RTC", "12.0.5000.0") "registry sql.build/RTCLOCAL failed\n", HR_UNKNOWN,
         "sql", NULL, false, false, false},
        {"skype.prerequisites", ON_SQL01 SQL("RTC", "12.0.5000.0") NO_SQL("RTCLOCAL") NO_SQL("LYNCLOCAL"), HR_READY,
         "sql", NULL, false, false, false},
        /* The default instance is not read, whatever others there are. */
        {"skype.prerequisites",
         "skype.back-end/sql01 present sql01.contoso.com\n" FE_2015 ENTERPRISE ON_SQL01 SQL("RTC", "12.0.5000.0"),
         HR_UNKNOWN, "back-end", "sql01.contoso.com", false, false, false},
        {"skype.prerequisites", ON_SQL01, HR_UNKNOWN, "sql", NULL, false, false, false},
        {"skype.update", ON_SQL01, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"skype.retire-order", ON_SQL01, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"skype.support", ON_SQL01, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        /* An Edge has RTCLOCAL alone; a server without a known role is asked for everything. */
        {"skype.prerequisites",
         SQL01 "server skype edge.contoso.com edge\n" BUILD("6.0.9319.619") NET SQL("RTCLOCAL", "12.0.5000.0")
                 NO_SQL("LYNCLOCAL") NO_SQL("RTC") CLIENTS,
         HR_READY, NULL, NULL, false, false, false},
        {"skype.prerequisites",
         "server skype x.contoso.com -\n" BUILD("6.0.9319.619") NET SQL("RTCLOCAL", "12.0.5000.0") NO_SQL("LYNCLOCAL")
                 NO_SQL("RTC") CLIENTS,
         HR_UNKNOWN, "no-instance", NULL, false, false, false},
        /* Clients: what 2019 brings is enough; which ODBC driver 11 is, nobody at Microsoft says. */
        {"skype.prerequisites", FE BUILD("7.0.2046.385") NET LOCAL SQL("RTC", "12.0.5000.0"), HR_READY, NULL, NULL,
         false, false, false},
        {"skype.prerequisites", FE STANDARD, HR_UNKNOWN, "release", NULL, false, false, false},
        {"skype.prerequisites", FE_2015 NET LOCAL SQL("RTC", "12.0.5000.0"), HR_UNKNOWN, "client", NULL, false, false,
         false},
        {"skype.prerequisites",
         FE_2015 NET LOCAL SQL("RTC",
                               "12.0.5000.0") "registry sql.client/SQL_Server_Native_Client_11.0 present 11.0.6020.0\n",
         HR_NOT_READY, "client", "11.0.6020.0", false, false, false},
        {"skype.prerequisites",
         FE_2015 NET LOCAL SQL("RTC", "12.0.5000.0") "registry sql.client/SQL_Server_Native_Client_11.0 absent\n",
         HR_NOT_READY, "no-client", NULL, false, false, false},
        {"skype.prerequisites",
         FE_2015 NET LOCAL SQL(
                 "RTC", "12.0.5000.0") "registry sql.client/SQL_Server_Native_Client_11.0 present "
                                       "11.0.7001.0\nregistry sql.driver absent\n"
                                       "registry sql.client/ODBC_Driver_11_for_SQL_Server present 12.0.5543.11\n",
         HR_READY, NULL, NULL, false, true, false},
        {"skype.prerequisites",
         FE_2015 NET LOCAL SQL("RTC",
                               "12.0.5000.0") "registry sql.client/SQL_Server_Native_Client_11.0 present "
                                              "11.0.7001.0\nregistry sql.driver absent\n"
                                              "registry sql.client/ODBC_Driver_11_for_SQL_Server present 11.0.2270.0\n",
         HR_NOT_READY, "client", NULL, false, true, false},
        {"skype.prerequisites",
         FE_2015 NET LOCAL SQL("RTC",
                               "12.0.5000.0") "registry sql.client/SQL_Server_Native_Client_11.0 present 11.0.7001.0\n"
                                              "registry sql.client/ODBC_Driver_11_for_SQL_Server absent\n",
         HR_UNKNOWN, "client", NULL, false, false, false},

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
