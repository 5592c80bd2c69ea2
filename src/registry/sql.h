/* Which SQL Server, and which of its clients, a machine's registry shows. */
#ifndef HR_REGISTRY_SQL_H
#define HR_REGISTRY_SQL_H

#include "registry/windows.h"

#define HR_SQL_FACTS_MAX 6
#define HR_SQL_TEXT_MAX ((size_t)160)

/* What one of the facts sql.build, sql.client or sql.driver says. */
struct hr_sql_fact {
	const char *of; /* static */
	enum hr_fact_key key;
	enum hr_seen seen;
	char text[HR_SQL_TEXT_MAX]; /* present: its value; failed: why */
};

/*
 * The facts that the values allow, of the instances that Skype for Business sets up and of the clients that it uses;
 * nothing of what was not looked for. Returns how many. A service pack stands in the second part of what setup writes
 * ("12.2.5000.0"), but not in Microsoft's lists of builds: it is told as "12.0.5000.0" (sql-instances, sql-tls12).
 */
size_t hr_sql_conclude(const struct hr_machine *machine, struct hr_sql_fact facts[static HR_SQL_FACTS_MAX]);

#endif
