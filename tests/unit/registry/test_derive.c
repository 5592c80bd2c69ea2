/* From registry values in a report to effective settings, releases and builds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/catalog.h"
#include "hybridready/check.h"
#include "registry/derive.h"
#include "registry/export.h"

#define CURRENT "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n"
#define START "Windows Registry Editor Version 5.00\r\n\r\n"

static struct hr_catalog_set *set;

/* A report of one server whose registry export is this text. */
static struct hr_report *report_of(enum hr_product product, const char *text)
{
	struct hr_report *report = NULL;
	struct hr_error why = {.text = ""};
	size_t index = 0;
	assert_true(hr_report_new(&report, &why));
	assert_true(hr_report_add_server(report, product, "a.contoso.com", "", "", &index, &why));
	assert_true(hr_report_index(report, &why));
	const char *id = report->organisation.servers[0].id;
	struct hr_brought brought = {.path = "a.reg",
	                             .servers = &id,
	                             .server_count = 1,
	                             .at = 1000,
	                             .catalog = hr_catalog_rows(set),
	                             .report = report};
	struct hr_hive *hive = hr_hive_new(report->arena, brought.catalog);
	struct hr_hive_counts counts;
	bool whole;
	assert_non_null(hive);
	if (!hr_export_put(hive, report->arena, "a.reg", hr_reader_of(text, strlen(text)), &whole, &why))
		fail_msg("%s", why.text);
	assert_true(hr_hive_tell(hive, &brought, &counts, &why));
	assert_true(hr_report_index(report, &why));
	assert_true(hr_derive_windows(report, brought.catalog, &why));
	return report;
}

/* "present 1.0 1.1", "absent", "failed why", or "none". */
static const char *told(const struct hr_report *report, enum hr_fact_key key, const char *of)
{
	static char text[2048];
	static const char *const words[] = {"not-collected", "present", "absent", "failed"};
	const struct hr_fact *fact = hr_find_of(&report->organisation.servers[0].facts, key, of);
	if (fact == NULL)
		return "none";
	snprintf(text, sizeof text, "%s%s%s", words[fact->seen], *fact->value == '\0' ? "" : " ", fact->value);
	return text;
}

static void reads_the_release(void **state)
{
	(void)state;
	struct hr_report *report =
	        report_of(HR_EXCHANGE, START CURRENT "\"ProductName\"=\"Windows Server 2019 Standard\"\r\n"
	                                             "\"InstallationType\"=\"Server\"\r\n"
	                                             "\"CurrentVersion\"=\"6.3\"\r\n\"CurrentBuild\"=\"17763\"\r\n"
	                                             "\"CurrentMajorVersionNumber\"=dword:0000000a\r\n"
	                                             "\"CurrentMinorVersionNumber\"=dword:00000000\r\n");
	assert_string_equal(told(report, HR_FACT_OS_VERSION, ""), "present 10.0 (17763)");
	assert_string_equal(told(report, HR_FACT_OS_NAME, ""), "present Windows Server 2019 Standard");
	/* The release alone says nothing of what was set. */
	assert_non_null(strstr(told(report, HR_FACT_SCHANNEL_CLIENT, ""), "failed HKLM\\SYSTEM\\CurrentControlSet"));
	hr_report_free(report);
	report = report_of(HR_EXCHANGE, START CURRENT "\"CurrentVersion\"=\"6.3\"\r\n\"CurrentBuild\"=\"9600\"\r\n");
	assert_string_equal(told(report, HR_FACT_OS_VERSION, ""), "present 6.3 (9600)");
	hr_report_free(report);
	report = report_of(HR_EXCHANGE, START CURRENT "\"CurrentBuild\"=\"x\"\r\n");
	assert_string_equal(told(report, HR_FACT_OS_VERSION, ""), "none");
	assert_string_equal(told(report, HR_FACT_SCHANNEL_CLIENT, ""), "failed the Windows release");
	hr_report_free(report);
}

static const char schannel[] =
        "\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL]\r\n"
        "\"EventLogging\"=dword:1\r\n";
static const char server2019[] = START CURRENT "\"InstallationType\"=\"Server Core\"\r\n\"CurrentBuild\"=\"17763\"\r\n"
                                               "\"CurrentMajorVersionNumber\"=dword:0000000a\r\n"
                                               "\"CurrentMinorVersionNumber\"=dword:00000000\r\n";

static const char *join(const char *a, const char *b, const char *c)
{
	static char text[8192];
	snprintf(text, sizeof text, "%s%s%s", a, b, c);
	return text;
}

static void concludes_what_is_in_force(void **state)
{
	(void)state;
	struct hr_report *report = report_of(HR_SKYPE, join(server2019, schannel, ""));
	assert_string_equal(told(report, HR_FACT_SCHANNEL_CLIENT, ""), "present 1.0 1.1 1.2");
	assert_string_equal(
	        told(report, HR_FACT_WINDOWS_BECAUSE, "schannel.client"),
	        "present 1.2 on: default of Windows Server 2019; 1.1 on: default of Windows Server 2019; 1.0 on: "
	        "default of Windows Server 2019; ssl3 off: default of Windows Server 2019");
	assert_non_null(strstr(told(report, HR_FACT_WINHTTP_VERSIONS, "64"), "failed HKLM\\SOFTWARE\\Microsoft"));
	hr_report_free(report);
	/* Only one protocol's key was exported: nothing is known of the others. */
	report = report_of(HR_SKYPE,
	                   join(server2019,
	                        "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL"
	                        "\\Protocols\\TLS 1.2]\r\n",
	                        ""));
	assert_non_null(strstr(told(report, HR_FACT_SCHANNEL_CLIENT, ""), "failed HKLM"));
	hr_report_free(report);
	/* A file that is meant to be applied proves nothing about what it does not mention. */
	report = report_of(HR_SKYPE, join(server2019, schannel, "\"X\"=-\r\n"));
	assert_non_null(strstr(told(report, HR_FACT_SCHANNEL_CLIENT, ""), "failed HKLM"));
	hr_report_free(report);
	/* A text where a number belongs is not what Windows reads. */
	report = report_of(HR_SKYPE,
	                   join(server2019, schannel,
	                        "[HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\Control\\SecurityProviders\\Schannel"
	                        "\\Protocols\\TLS 1.2\\Client]\r\n\"enabled\"=\"1\"\r\n"));
	assert_non_null(strstr(told(report, HR_FACT_SCHANNEL_CLIENT, ""), "failed HKLM"));
	hr_report_free(report);
}

static void thirty_two_bits(void **state)
{
	(void)state;
	struct hr_report *report = report_of(
	        HR_ADFS,
	        join(server2019, schannel,
	             "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment]\r\n"
	             "\"PROCESSOR_ARCHITECTURE\"=\"x86\"\r\n"
	             "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet "
	             "Settings\\WinHttp]\r\n"
	             "\"DefaultSecureProtocols\"=dword:00000800\r\n"));
	assert_string_equal(told(report, HR_FACT_WINHTTP_VERSIONS, "64"), "absent 32-bit Windows");
	assert_string_equal(told(report, HR_FACT_WINHTTP_VERSIONS, "32"), "present 1.2");
	hr_report_free(report);
}

/* The directory's word beside the registry's: of Exchange, security updates aside, which neither shows. */
static void tells_sources(void **state)
{
	static const char setup[] = START "[HKLM\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup]\r\n"
	                                  "\"MsiProductMajor\"=dword:f\r\n\"MsiProductMinor\"=dword:1\r\n"
	                                  "\"MsiBuildMajor\"=dword:9cb\r\n\"MsiBuildMinor\"=dword:6\r\n";
	static const struct {
		const char *recorded, *told;
	} table[] = {
	        {"15.1.2507.6", "absent"},
	        {"15.1.2507.39", "absent"},
	        {"15.1.1979.3", "present 15.1.2507.6 (registry), 15.1.1979.3 (directory)"},
	};
	struct hr_error why = {.text = ""};
	(void)state;
	struct hr_report *report = report_of(HR_EXCHANGE, setup);
	assert_string_equal(told(report, HR_FACT_BUILD_SOURCES, ""), "absent");
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct hr_observation recorded = {.about = report->organisation.servers[0].id,
		                                        .value = table[i].recorded,
		                                        .key = HR_FACT_BUILD,
		                                        .seen = HR_PRESENT,
		                                        .by = HR_BY_DIRECTORY};
		assert_true(hr_report_add_fact(report, &recorded, &why) && hr_report_index(report, &why) &&
		            hr_derive_windows(report, hr_catalog_rows(set), &why));
		assert_string_equal(told(report, HR_FACT_BUILD_SOURCES, ""), table[i].told);
	}
	hr_report_free(report);
}

static void reads_builds(void **state)
{
	(void)state;
	struct hr_report *report =
	        report_of(HR_EXCHANGE, START "[HKLM\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup]\r\n"
	                                     "\"MsiProductMajor\"=dword:f\r\n\"MsiProductMinor\"=dword:1\r\n"
	                                     "\"MsiBuildMajor\"=dword:9cb\r\n\"MsiBuildMinor\"=dword:6\r\n");
	assert_string_equal(told(report, HR_FACT_BUILD, ""), "present 15.1.2507.6");
	hr_report_free(report);
	static const char uninstall[] =
	        START "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{11111111-0000-"
	              "0000-0000-000000000000}]\r\n"
	              "\"DisplayName\"=\"Something else\"\r\n\"DisplayVersion\"=\"1.0.0.0\"\r\n"
	              "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{22222222-0000-"
	              "0000-0000-000000000000}]\r\n"
	              "\"DisplayVersion\"=\"7.0.2046.123\"\r\n\"DisplayName\"=\"Skype for Business Server 2019, Core "
	              "Components\"\r\n"
	              "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{33333333-0000-"
	              "0000-0000-000000000000}]\r\n"
	              "\"DisplayName\"=\"Private things\"\r\n\"DisplayVersion\"=\"2.0.0.0\"\r\n";
	report = report_of(HR_SKYPE, uninstall);
	assert_string_equal(told(report, HR_FACT_BUILD, ""), "present 7.0.2046.123");
	for (size_t i = 0; i < report->fact_count; i++)
		assert_null(strstr(report->facts[i].value, "Private"));
	hr_report_free(report);
	report = report_of(HR_EXCHANGE, uninstall);
	assert_string_equal(told(report, HR_FACT_BUILD, ""), "none");
	hr_report_free(report);
}

#define APPS "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore\\Applications\\"

static void reads_what_is_installed(void **state)
{
	(void)state;
	struct hr_report *report = report_of(
	        HR_OFFICE_ONLINE, START
	        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\office16.wacserver]\r\n"
	        "\"DisplayName\"=\"Microsoft Office Online Server\"\r\n\"DisplayVersion\"=\"16.0.8471.8525\"\r\n");
	assert_string_equal(told(report, HR_FACT_BUILD, ""), "present 16.0.8471.8525");
	hr_report_free(report);
	static const char apps[] =
	        START APPS "Microsoft.SkypeRoomSystem_4.0.64.0_x64__8wekyb3d8bbwe]\r\n\"Path\"=\"C:\\\\new\"\r\n" APPS
	                   "Microsoft.SkypeRoomSystem_3.1.115.0_x64__8wekyb3d8bbwe]\r\n\"Path\"=\"C:\\\\old\"\r\n" APPS
	                   "Microsoft.ZuneMusic_10.0.0.0_x64__8wekyb3d8bbwe]\r\n\"Path\"=\"C:\\\\other\"\r\n" APPS
	                   "Microsoft.SkypeRoomSystem_nonsense]\r\n\"Path\"=\"C:\\\\odd\"\r\n";
	report = report_of(HR_ROOMS, apps);
	assert_string_equal(told(report, HR_FACT_BUILD, ""), "present 4.0.64.0");
	for (size_t i = 0; i < report->fact_count; i++)
		assert_null(strstr(report->facts[i].of, "Zune"));
	hr_report_free(report);
}

#define SQL_SERVER "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Microsoft SQL Server"

/* As on a front end of 2015: 2014 SP2 beside an instance of 2012 SP4, and an instance of a release nobody asks about.
 */
static const char sql_server[] =
        START SQL_SERVER "]\r\n" SQL_SERVER "\\Instance Names\\SQL]\r\n"
                         "\"RTCLOCAL\"=\"MSSQL12.RTCLOCAL\"\r\n\"LYNCLOCAL\"=\"MSSQL11.LYNCLOCAL\"\r\n"
                         "\"SECRETS\"=\"MSSQL12.SECRETS\"\r\n" SQL_SERVER "\\MSSQL12.RTCLOCAL\\Setup]\r\n"
                         "\"PatchLevel\"=\"12.2.5000.0\"\r\n" SQL_SERVER "\\MSSQL11.LYNCLOCAL\\Setup]\r\n"
                         "\"PatchLevel\"=\"11.4.7001.0\"\r\n" SQL_SERVER "\\MSSQL12.SECRETS\\Setup]\r\n"
                         "\"PatchLevel\"=\"12.1.4100.1\"\r\n" SQL_SERVER "\\SQLNCLI11\\CurrentVersion]\r\n"
                         "\"Version\"=\"11.2.5058.0\"\r\n";

static void reads_sql_server(void **state)
{
	(void)state;
	struct hr_report *report = report_of(HR_SKYPE, sql_server);
	assert_string_equal(told(report, HR_FACT_SQL_BUILD, "RTC"), "absent");
	assert_string_equal(told(report, HR_FACT_SQL_BUILD, "RTCLOCAL"), "present 12.0.5000.0");
	assert_string_equal(told(report, HR_FACT_SQL_BUILD, "LYNCLOCAL"), "present 11.0.7001.0");
	assert_string_equal(told(report, HR_FACT_SQL_BUILD, "SECRETS"), "none");
	assert_string_equal(told(report, HR_FACT_SQL_CLIENT, "SQL Server Native Client 11.0"), "present 11.0.5058.0");
	assert_string_equal(told(report, HR_FACT_SQL_CLIENT, "ODBC Driver 11 for SQL Server"), "none");
	assert_string_equal(told(report, HR_FACT_SQL_DRIVER, ""), "none");
	for (size_t i = 0; i < report->fact_count; i++)
		assert_null(strstr(report->facts[i].of, "SECRETS"));
	hr_report_free(report);
	/* Nobody else's rules ask. */
	report = report_of(HR_EXCHANGE, sql_server);
	assert_string_equal(told(report, HR_FACT_SQL_BUILD, "RTCLOCAL"), "none");
	hr_report_free(report);
	/* An instance that an upgrade took beyond what is read, one whose build is none, and an id that is no id. */
	report = report_of(
	        HR_SKYPE, START SQL_SERVER
	        "\\Instance Names\\SQL]\r\n\"RTC\"=\"MSSQL16.RTC\"\r\n\"RTCLOCAL\"=\"MSSQL12.RTCLOCAL\"\r\n"
	        "\"LYNCLOCAL\"=\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\r\n" SQL_SERVER
	        "\\MSSQL12.RTCLOCAL\\Setup]\r\n\"PatchLevel\"=\"twelve\"\r\n");
	assert_string_equal(told(report, HR_FACT_SQL_BUILD, "RTC"),
	                    "failed HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL16.RTC\\Setup\\PatchLevel");
	assert_string_equal(
	        told(report, HR_FACT_SQL_BUILD, "RTCLOCAL"),
	        "failed HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL12.RTCLOCAL\\Setup\\PatchLevel");
	assert_string_equal(told(report, HR_FACT_SQL_BUILD, "LYNCLOCAL"),
	                    "failed HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\Instance Names\\SQL\\LYNCLOCAL");
	hr_report_free(report);
}

static void reads_sql_clients(void **state)
{
#define ODBC "[HKEY_LOCAL_MACHINE\\SOFTWARE\\ODBC\\ODBCINST.INI\\ODBC Drivers]\r\n"
	static const char own_key[] =
	        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Microsoft ODBC Driver 11 for SQL Server"
	        "\\CurrentVersion]\r\n\"Version\"=\"12.0.5543.11\"\r\n";
	static const char eleven[] = "\"ODBC Driver 11 for SQL Server\"=\"Installed\"\r\n";
	(void)state;
	struct hr_report *report = report_of(HR_SKYPE, join(START ODBC, eleven, own_key));
	assert_string_equal(told(report, HR_FACT_SQL_CLIENT, "ODBC Driver 11 for SQL Server"), "present 12.0.5543.11");
	assert_string_equal(told(report, HR_FACT_SQL_DRIVER, ""), "absent");
	hr_report_free(report);
	report = report_of(HR_SKYPE, join(START ODBC, eleven, "\"ODBC Driver 13 for SQL Server\"=\"Installed\"\r\n"));
	assert_string_equal(told(report, HR_FACT_SQL_CLIENT, "ODBC Driver 11 for SQL Server"),
	                    "failed HKLM\\SOFTWARE\\Microsoft\\Microsoft ODBC Driver 11 for SQL Server\\CurrentVersion"
	                    "\\Version");
	assert_string_equal(told(report, HR_FACT_SQL_DRIVER, ""), "present ODBC Driver 13 for SQL Server");
	hr_report_free(report);
	report = report_of(HR_SKYPE, join(START ODBC, "\"SQL Server\"=\"Installed\"\r\n",
	                                  "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SQLNCLI11]\r\n"
	                                  "\"InstalledVersion\"=\"11.4.7001.0\"\r\n"));
	assert_string_equal(told(report, HR_FACT_SQL_CLIENT, "ODBC Driver 11 for SQL Server"), "absent");
	assert_string_equal(told(report, HR_FACT_SQL_CLIENT, "SQL Server Native Client 11.0"), "present 11.0.7001.0");
	hr_report_free(report);
	/* Not in the one place, and nobody looked in the other. */
	report = report_of(HR_SKYPE, START SQL_SERVER "]\r\n");
	assert_string_equal(told(report, HR_FACT_SQL_CLIENT, "SQL Server Native Client 11.0"), "none");
	hr_report_free(report);
	report = report_of(HR_SKYPE,
	                   START "[HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n");
	assert_string_equal(told(report, HR_FACT_SQL_CLIENT, "SQL Server Native Client 11.0"), "absent");
	hr_report_free(report);
}

static int load(void **state)
{
	struct hr_error why = {.text = ""};
	(void)state;
	return hr_catalog_load(HR_TEST_DATA "/../../../checks/catalog", "worldwide", &set, &why) ? 0 : 1;
}

static int unload(void **state)
{
	(void)state;
	hr_catalog_free(set);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_the_release), cmocka_unit_test(concludes_what_is_in_force),
	        cmocka_unit_test(thirty_two_bits),   cmocka_unit_test(tells_sources),
	        cmocka_unit_test(reads_builds),      cmocka_unit_test(reads_what_is_installed),
	        cmocka_unit_test(reads_sql_server),  cmocka_unit_test(reads_sql_clients),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
