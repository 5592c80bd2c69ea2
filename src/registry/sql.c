#include "registry/sql.h"

#include <stdio.h>
#include <string.h>

#include "base/build.h"
#include "hybridready/check.h"

#define SQL_SERVER "HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\"
#define ODBC_DRIVERS "HKLM\\SOFTWARE\\ODBC\\ODBCINST.INI\\ODBC Drivers"
#define ODBC_11 "ODBC Driver 11 for SQL Server"

/* Not known, because that could not be read. */
static void fail(struct hr_sql_fact *out, const char *key, const char *name)
{
	out->seen = HR_FAILED;
	if (snprintf(out->text, sizeof out->text, "%s\\%s", key, name) >= (int)sizeof out->text)
		out->text[0] = '\0';
}

/* A version that a value should hold: present, else failed. */
static void read_version(const struct hr_machine *machine, const char *key, const char *name, struct hr_sql_fact *out)
{
	const struct hr_fact *fact = hr_machine_value(machine, key, name);
	char text[HR_BUILD_TEXT_MAX];
	uint64_t number = 0;
	if (!hr_known(fact) || !hr_build_parse(fact->value, &number)) {
		fail(out, key, name);
		return;
	}
	number &= ~((uint64_t)UINT16_MAX << 32); /* the service pack */
	out->seen = HR_PRESENT;
	(void)snprintf(out->text, sizeof out->text, "%s", hr_build_format(number, text));
}

/* The name of an instance leads to its id ("MSSQL12.RTC"), below which setup keeps its build. */
static void read_instance(const struct hr_machine *machine, const char *name, struct hr_sql_fact *out)
{
	static const char names[] = SQL_SERVER "Instance Names\\SQL";
	const struct hr_fact *id = hr_machine_value(machine, names, name);
	char key[128];
	*out = (struct hr_sql_fact){.of = name, .key = HR_FACT_SQL_BUILD};
	if (id == NULL)
		return;
	if (hr_missing(id))
		out->seen = HR_ABSENT;
	else if (!hr_known(id) || snprintf(key, sizeof key, SQL_SERVER "%s\\Setup", id->value) >= (int)sizeof key)
		fail(out, names, name);
	else
		read_version(machine, key, "PatchLevel", out);
}

/* Its installer and SQL Server's setup each leave its version in a place of their own. */
static void read_native_client(const struct hr_machine *machine, struct hr_sql_fact *out)
{
	static const struct {
		const char *key, *name;
	} places[] = {{"HKLM\\SOFTWARE\\Microsoft\\SQLNCLI11", "InstalledVersion"},
	              {SQL_SERVER "SQLNCLI11\\CurrentVersion", "Version"}};
	*out = (struct hr_sql_fact){.of = "SQL Server Native Client 11.0", .key = HR_FACT_SQL_CLIENT};
	size_t missing = 0;
	for (size_t i = 0; i < HR_COUNT(places) && out->seen != HR_PRESENT; i++) {
		const struct hr_fact *fact = hr_machine_value(machine, places[i].key, places[i].name);
		missing += hr_missing(fact);
		if (fact != NULL && !hr_missing(fact))
			read_version(machine, places[i].key, places[i].name, out);
	}
	if (missing == HR_COUNT(places))
		out->seen = HR_ABSENT;
}

/* That it is installed stands where every ODBC driver is listed; which version, in a key of its own. */
static void read_odbc_11(const struct hr_machine *machine, struct hr_sql_fact *out)
{
	const struct hr_fact *listed = hr_machine_value(machine, ODBC_DRIVERS, ODBC_11);
	*out = (struct hr_sql_fact){.of = ODBC_11, .key = HR_FACT_SQL_CLIENT};
	if (hr_missing(listed))
		out->seen = HR_ABSENT;
	else if (hr_known(listed))
		read_version(machine, "HKLM\\SOFTWARE\\Microsoft\\Microsoft " ODBC_11 "\\CurrentVersion", "Version",
		             out);
	else if (listed != NULL)
		fail(out, ODBC_DRIVERS, ODBC_11);
}

/* Newer ones are enough in every version, so that being listed is. */
static void read_newer_odbc(const struct hr_machine *machine, struct hr_sql_fact *out)
{
	static const char *const drivers[] = {"ODBC Driver 18 for SQL Server", "ODBC Driver 17 for SQL Server",
	                                      "ODBC Driver 13 for SQL Server"};
	*out = (struct hr_sql_fact){.of = "", .key = HR_FACT_SQL_DRIVER};
	size_t missing = 0;
	for (size_t i = 0; i < HR_COUNT(drivers) && out->seen != HR_PRESENT; i++) {
		const struct hr_fact *listed = hr_machine_value(machine, ODBC_DRIVERS, drivers[i]);
		missing += hr_missing(listed);
		if (hr_known(listed)) {
			out->seen = HR_PRESENT;
			(void)snprintf(out->text, sizeof out->text, "%s", drivers[i]);
		} else if (listed != NULL && !hr_missing(listed)) {
			fail(out, ODBC_DRIVERS, drivers[i]);
		}
	}
	if (missing == HR_COUNT(drivers))
		out->seen = HR_ABSENT;
}

size_t hr_sql_conclude(const struct hr_machine *machine, struct hr_sql_fact facts[static HR_SQL_FACTS_MAX])
{
	static const char *const instances[] = {"RTC", "RTCLOCAL", "LYNCLOCAL"};
	size_t count = 0;
	for (size_t i = 0; i < HR_COUNT(instances); i++) {
		read_instance(machine, instances[i], &facts[count]);
		count += facts[count].seen != HR_NOT_COLLECTED;
	}
	read_native_client(machine, &facts[count]);
	count += facts[count].seen != HR_NOT_COLLECTED;
	read_odbc_11(machine, &facts[count]);
	count += facts[count].seen != HR_NOT_COLLECTED;
	read_newer_odbc(machine, &facts[count]);
	count += facts[count].seen != HR_NOT_COLLECTED;
	return count;
}
