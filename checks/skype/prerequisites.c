/*
 * What has to be in before TLS 1.0 and 1.1 go, beside the product's own update: the .NET Framework, and SQL Server with
 * its clients, on the server itself and where its pool keeps its data (skype-disable-tls). What Windows needs is judged
 * by the rules on Windows. The management objects and CLR types of SQL Server, which that page lists too, are not read.
 */
#include "rules.h"

#include "common/build.h"
#include "common/standing.h"

#define NATIVE_CLIENT "SQL Server Native Client 11.0"
#define ODBC_11 "ODBC Driver 11 for SQL Server"

bool is_sql_server(const struct hr_server *server)
{
	return hr_same(server->roles, "back-end");
}

/* The worse of both; of two that are ready one that rests on the rows of both. */
static struct hr_verdict worse(struct hr_verdict a, struct hr_verdict b)
{
	if (b.outcome > a.outcome)
		return b;
	a.unverified = a.unverified || (a.outcome == HR_READY && b.outcome == HR_READY && b.unverified);
	return a;
}

static struct hr_verdict judge_dotnet(const struct hr_case *c)
{
	const struct hr_fact *installed = hr_find(c, HR_FACT_DOTNET_RELEASE);
	for (size_t i = 0; hr_known(installed) && i < c->catalog->dotnet_count; i++) {
		const struct hr_dotnet *row = &c->catalog->dotnets[i];
		if (row->product == HR_SKYPE)
			return hr_resting_on(installed->number < row->release_from ? hr_not_ready(installed, row->name)
			                                                           : hr_ready(installed),
			                     row->verified);
	}
	return hr_unknown(installed, "the .NET Framework");
}

/* The row of that kind for a build, for 0 the first of the kind; NULL if there is none. */
static const struct hr_component *component_of(const struct hr_catalog *catalog, const char *kind, uint64_t number)
{
	for (size_t i = 0; i < catalog->component_count; i++) {
		const struct hr_component *row = &catalog->components[i];
		if (hr_same(row->kind, kind) && (number == 0 || (number >= row->from && number <= row->to)))
			return row;
	}
	return NULL;
}

/* A build that is known, or a version: `why` picks the sentence. */
static struct hr_verdict judge_component(const struct hr_case *c, const struct hr_fact *fact, const char *kind,
                                         const char *why)
{
	const struct hr_component *row = component_of(c->catalog, kind, fact->number);
	if (row == NULL)
		return hr_because(hr_unknown(fact, "a build that the catalog lists"), "unlisted");
	return hr_resting_on(fact->number >= row->floor ? hr_ready(fact)
	                                                : hr_because(hr_not_ready(fact, row->name), why),
	                     row->verified);
}

/* --- SQL Server --- */

static struct hr_verdict judge_instance(const struct hr_case *c, const char *name, bool needed)
{
	const struct hr_fact *build = hr_find_of(&c->server->facts, HR_FACT_SQL_BUILD, name);
	if (hr_known(build))
		return judge_component(c, build, "sql-server", "sql");
	if (!hr_missing(build))
		return hr_because(hr_unknown(build, name), "sql");
	return needed ? hr_because(hr_unknown(build, name), "no-instance") : hr_not_applicable();
}

/* Is `text`, "sql01.contoso.com\rtc", on that server? *instance: "rtc", "" for the default one, which is not read. */
static bool is_on(const char *text, const struct hr_server *server, const char **instance)
{
	size_t length = hr_length(server->name);
	*instance = hr_begins(text, server->name) && text[length] == '\\' ? text + length + 1 : "";
	return **instance != '\0' || hr_same_nocase(text, server->name);
}

/* That instance of a server, NULL for all; not applicable if it is not among those that are read, or not there. */
static struct hr_verdict judge_instances(const struct hr_case *c, const struct hr_server *server, const char *instance)
{
	struct hr_verdict verdict = hr_not_applicable();
	const struct hr_fact *build = NULL;
	while ((build = hr_next(&server->facts, HR_FACT_SQL_BUILD, build)) != NULL) {
		if (hr_missing(build) || (instance != NULL && !hr_same_nocase(build->of, instance)))
			continue;
		verdict = worse(verdict, hr_known(build) ? judge_component(c, build, "sql-server", "sql")
		                                         : hr_because(hr_unknown(build, build->of), "sql"));
	}
	return verdict;
}

/* One place where data is kept. A server of the product that keeps it itself has a finding of its own. */
static struct hr_verdict judge_place(const struct hr_case *c, const struct hr_fact *place)
{
	struct hr_verdict verdict = hr_not_applicable();
	for (size_t i = 0; i < c->organisation->server_count; i++) {
		const struct hr_server *server = &c->organisation->servers[i];
		const char *instance;
		if (server->product != HR_SKYPE || !is_on(place->value, server, &instance))
			continue;
		if (!is_sql_server(server))
			return hr_not_applicable();
		verdict = judge_instances(c, server, instance);
	}
	bool judged = verdict.outcome == HR_READY || verdict.outcome == HR_NOT_READY;
	if (!judged)
		verdict = hr_unknown(place, "its SQL Server");
	return verdict.outcome == HR_READY ? verdict : hr_because(verdict, "back-end");
}

/* Wherever else pools of the organisation keep their data; not applicable if nobody has said. */
static struct hr_verdict judge_back_ends(const struct hr_case *c)
{
	static const enum hr_fact_key keys[] = {HR_FACT_SKYPE_BACK_END, HR_FACT_SKYPE_STORE};
	struct hr_verdict verdict = hr_not_applicable();
	for (size_t i = 0; i < HR_COUNT(keys); i++) {
		const struct hr_fact *place = NULL;
		while ((place = hr_next(&c->organisation->facts, keys[i], place)) != NULL)
			if (hr_known(place))
				verdict = worse(verdict, judge_place(c, place));
	}
	return verdict;
}

/* The servers that keep their users' data in SQL Server. Of one whose role nobody knows the most is asked. */
static bool keeps_data(const struct hr_server *server)
{
	return *server->roles == '\0' || hr_has_role(server, "front-end") || hr_has_role(server, "persistent-chat");
}

/* Every server has RTCLOCAL; front ends LYNCLOCAL besides, and their data in RTC (Standard Edition) or elsewhere. */
static struct hr_verdict judge_sql_server(const struct hr_case *c)
{
	bool keeps = keeps_data(c->server);
	bool lync = *c->server->roles == '\0' || hr_has_role(c->server, "front-end");
	struct hr_verdict verdict = worse(judge_instance(c, "RTCLOCAL", true), judge_instance(c, "LYNCLOCAL", lync));
	struct hr_verdict own = judge_instance(c, "RTC", false);
	struct hr_verdict elsewhere = keeps ? judge_back_ends(c) : hr_not_applicable();
	if (keeps && own.outcome == HR_NOT_APPLICABLE && elsewhere.outcome == HR_NOT_APPLICABLE)
		elsewhere = hr_because(hr_unknown(NULL, "the SQL Server of its pool"), "no-back-end");
	return worse(verdict, worse(own, elsewhere));
}

/* --- its clients --- */

static struct hr_verdict judge_client(const struct hr_case *c, const char *name, const char *kind)
{
	const struct hr_fact *version = hr_find_of(&c->server->facts, HR_FACT_SQL_CLIENT, name);
	const struct hr_component *row = component_of(c->catalog, kind, 0);
	if (hr_known(version))
		return judge_component(c, version, kind, "client");
	if (hr_missing(version) && row != NULL)
		return hr_resting_on(hr_because(hr_not_ready(version, row->name), "no-client"), row->verified);
	return hr_because(hr_unknown(version, name), "client");
}

static struct hr_verdict judge_odbc(const struct hr_case *c)
{
	const struct hr_fact *newer = hr_find(c, HR_FACT_SQL_DRIVER);
	if (hr_known(newer))
		return hr_ready(newer);
	struct hr_verdict verdict = judge_client(c, ODBC_11, "odbc-driver-11");
	if (verdict.outcome == HR_NOT_READY && !hr_missing(newer))
		return hr_because(hr_unknown(newer, "newer ODBC drivers for SQL Server"), "client");
	return verdict;
}

/* Release 2015 needs its clients updated; 2019 and later are ready as they are installed (skype-disable-tls). */
static struct hr_verdict judge_clients(const struct hr_case *c)
{
	const struct hr_fact *build = build_of(c);
	if (!hr_known(build))
		return hr_because(hr_unknown(build, "the build of the Core Components"), "release");
	if (build->number >= HR_BUILD(7, 0, 0, 0))
		return hr_not_applicable();
	return worse(judge_client(c, NATIVE_CLIENT, "native-client"), judge_odbc(c));
}

struct hr_verdict prerequisites_are_there(const struct hr_case *c)
{
	struct hr_verdict verdict;
	if (hr_is_name(c, &verdict))
		return verdict;
	if (is_sql_server(c->server)) {
		verdict = judge_instances(c, c->server, NULL);
		if (verdict.outcome == HR_NOT_APPLICABLE)
			verdict = hr_unknown(NULL, c->server->name);
		return verdict.why == NULL ? hr_because(verdict, "sql") : verdict;
	}
	return worse(judge_dotnet(c), worse(judge_sql_server(c), judge_clients(c)));
}
