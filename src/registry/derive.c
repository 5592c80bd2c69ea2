#include "registry/derive.h"

#include <stdio.h>
#include <string.h>

#include "base/build.h"
#include "base/text.h"
#include "model/names.h"
#include "registry/installed.h"
#include "registry/sql.h"
#include "registry/windows.h"

#define CURRENT_VERSION "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define ENVIRONMENT "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment"
#define NDP "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\"
#define SUITES_MAX 16384
#define SOURCES_MAX ((size_t)240)

/* One server on its way. */
struct deriving {
	struct hr_report *report;
	const struct hr_catalog *catalog;
	const struct hr_server *server;
	struct hr_machine machine;
	int64_t at;
};

static bool add(const struct deriving *d, enum hr_fact_key key, const char *of, enum hr_seen seen, const char *value,
                struct hr_error *why)
{
	const struct hr_observation fact = {.about = d->server->id,
	                                    .of = of,
	                                    .value = value,
	                                    .at = d->at,
	                                    .key = key,
	                                    .seen = seen,
	                                    .by = HR_BY_REGISTRY};
	return hr_report_add_fact(d->report, &fact, why);
}

/* --- the release --- */

const struct hr_windows *hr_windows_release(const struct hr_catalog *catalog, uint64_t version, bool server)
{
	const struct hr_windows *best = NULL;
	for (size_t i = 0; i < catalog->windows_count; i++) {
		const struct hr_windows *row = &catalog->windows[i];
		if (row->server == server && row->version <= version && row->version >> 32 == version >> 32 &&
		    (best == NULL || row->version > best->version))
			best = row;
	}
	return best;
}

static const char *text_value(const struct deriving *d, const char *key, const char *name)
{
	const struct hr_fact *fact = hr_machine_value(&d->machine, key, name);
	return hr_known(fact) && *fact->value != '\0' ? fact->value : NULL;
}

/* "6.3" and "9600", or 10 and 0 and "17763". */
static bool version_in_registry(const struct deriving *d, uint64_t *version, char text[static 48])
{
	uint32_t major = 0, minor = 0;
	uint64_t build = 0;
	const char *number = text_value(d, CURRENT_VERSION, "CurrentBuild");
	const char *old = text_value(d, CURRENT_VERSION, "CurrentVersion");
	unsigned a = 0, b = 0;
	if (number == NULL)
		number = text_value(d, CURRENT_VERSION, "CurrentBuildNumber");
	if (number == NULL || !hr_text_number(number, UINT16_MAX, &build))
		return false;
	if (hr_machine_number(&d->machine, CURRENT_VERSION, "CurrentMajorVersionNumber", &major) == HR_VALUE_SET &&
	    hr_machine_number(&d->machine, CURRENT_VERSION, "CurrentMinorVersionNumber", &minor) == HR_VALUE_SET) {
		a = major;
		b = minor;
	} else if (old == NULL || sscanf(old, "%2u.%2u", &a, &b) != 2) {
		return false;
	}
	if (a > UINT16_MAX || b > UINT16_MAX)
		return false;
	*version = HR_BUILD(a, b, build, 0);
	(void)snprintf(text, 48, "%u.%u (%u)", a, b, (unsigned)build);
	return true;
}

/* "10.0 (17763)" of the directory. */
static bool version_in_facts(const struct deriving *d, uint64_t *version)
{
	const struct hr_fact *fact = hr_find_in(&d->server->facts, HR_FACT_OS_VERSION);
	unsigned a = 0, b = 0, build = 0;
	if (!hr_known(fact) || sscanf(fact->value, "%4u.%4u (%5u)", &a, &b, &build) != 3 || build > UINT16_MAX)
		return false;
	*version = HR_BUILD(a, b, build, 0);
	return true;
}

static bool find_release(struct deriving *d, struct hr_error *why)
{
	char text[48];
	uint64_t version = 0;
	const char *kind = text_value(d, CURRENT_VERSION, "InstallationType");
	const char *product = text_value(d, CURRENT_VERSION, "ProductName");
	const struct hr_fact *name = hr_find_in(&d->server->facts, HR_FACT_OS_NAME);
	const char *words = kind != NULL ? kind : product != NULL ? product : hr_known(name) ? name->value : "Server";
	bool server = strstr(words, "Server") != NULL;
	if (version_in_registry(d, &version, text)) {
		if (!add(d, HR_FACT_OS_VERSION, NULL, HR_PRESENT, text, why))
			return false;
		/* Windows 11 still calls itself Windows 10 there. */
		bool eleven = !server && version >= HR_BUILD(10, 0, 22000, 0);
		if (product != NULL && !add(d, HR_FACT_OS_NAME, NULL, HR_PRESENT, eleven ? "Windows 11" : product, why))
			return false;
	} else if (!version_in_facts(d, &version)) {
		return true;
	}
	d->machine.windows = hr_windows_release(d->catalog, version, server);
	const char *architecture = text_value(d, ENVIRONMENT, "PROCESSOR_ARCHITECTURE");
	d->machine.narrow = architecture != NULL && strcmp(architecture, "x86") == 0;
	return true;
}

/* --- effective settings --- */

static bool tell(const struct deriving *d, enum hr_fact_key key, const char *name, const char *of,
                 const struct hr_effective *found, const char *value, struct hr_error *why)
{
	char reason[64];
	(void)snprintf(reason, sizeof reason, *of == '\0' ? "%s" : "%s/%s", name, of);
	enum hr_seen known = found->seen == HR_FAILED ? HR_FAILED : HR_PRESENT;
	return add(d, key, of, found->seen, found->seen == HR_PRESENT ? value : found->because, why) &&
	       add(d, HR_FACT_WINDOWS_BECAUSE, reason, known, found->because, why);
}

static bool tell_versions(const struct deriving *d, enum hr_fact_key key, const char *name, const char *of,
                          const struct hr_effective *found, struct hr_error *why)
{
	char words[64];
	return tell(d, key, name, of, found, hr_version_words(found->versions, words, sizeof words), why);
}

typedef void model(const struct hr_machine *, bool, struct hr_effective *);

/* 64-bit and 32-bit programs. On 32-bit Windows the values of the latter are where those of the former would be. */
static bool tell_both(const struct deriving *d, enum hr_fact_key key, const char *name, model *of_programs,
                      struct hr_error *why)
{
	struct hr_effective wide, narrow;
	of_programs(&d->machine, false, &wide);
	of_programs(&d->machine, !d->machine.narrow, &narrow);
	if (d->machine.narrow)
		wide = (struct hr_effective){.seen = HR_ABSENT, .because = "32-bit Windows"};
	return tell_versions(d, key, name, "64", &wide, why) && tell_versions(d, key, name, "32", &narrow, why);
}

static bool tell_settings(const struct deriving *d, struct hr_error *why)
{
	struct hr_effective client, server, suites;
	char list[SUITES_MAX];
	hr_model_schannel(&d->machine, HR_SIDE_CLIENT, &client);
	hr_model_schannel(&d->machine, HR_SIDE_SERVER, &server);
	hr_model_suites(&d->machine, list, sizeof list, &suites);
	return tell_versions(d, HR_FACT_SCHANNEL_CLIENT, "schannel.client", "", &client, why) &&
	       tell_versions(d, HR_FACT_SCHANNEL_SERVER, "schannel.server", "", &server, why) &&
	       tell(d, HR_FACT_SCHANNEL_SUITES, "schannel.suites", "", &suites, list, why) &&
	       tell_both(d, HR_FACT_WINHTTP_VERSIONS, "winhttp", hr_model_winhttp, why) &&
	       tell_both(d, HR_FACT_DOTNET4_VERSIONS, "dotnet4", hr_model_dotnet4, why) &&
	       tell_both(d, HR_FACT_DOTNET2_VERSIONS, "dotnet2", hr_model_dotnet2, why);
}

static bool tell_dotnet(const struct deriving *d, struct hr_error *why)
{
	const struct hr_fact *release = hr_machine_value(&d->machine, NDP "v4\\Full", "Release");
	return release == NULL || add(d, HR_FACT_DOTNET_RELEASE, NULL, release->seen, release->value, why);
}

/* Does another source show another build? Exchange's registry and directory both leave the security update out. */
static bool differs(const struct deriving *d, const struct hr_fact *other, uint64_t build)
{
	unsigned left_out = d->server->product == HR_EXCHANGE ? 16 : 0;
	return hr_known(other) && other->by != HR_BY_REGISTRY && other->number >> left_out != build >> left_out;
}

static void add_source(const struct deriving *d, const struct hr_facts *facts, enum hr_fact_key key, uint64_t build,
                       struct hr_buffer *sources)
{
	const struct hr_fact *other = NULL;
	while ((other = hr_next(facts, key, other)) != NULL)
		if (differs(d, other, build))
			hr_buffer_printf(sources, ", %s (%s)", other->value, hr_means_name(other->by));
}

/* The registry counts before the directory; what it counts against is told, so that nobody is surprised. */
static bool tell_sources(const struct deriving *d, const char *text, struct hr_error *why)
{
	static const enum hr_fact_key shown[] = {HR_FACT_HTTP_OWA_VERSION, HR_FACT_HTTP_OFFICE_VERSION};
	struct hr_buffer sources = {.ceiling = SOURCES_MAX};
	char told[SOURCES_MAX + HR_BUILD_TEXT_MAX + 16];
	uint64_t build = 0;
	if (!hr_build_parse(text, &build))
		return true;
	add_source(d, &d->server->facts, HR_FACT_BUILD, build, &sources);
	for (size_t i = 0; i < d->server->endpoint_count; i++)
		for (size_t k = 0; k < HR_COUNT(shown) && strcmp(d->server->endpoints[i].host, d->server->name) == 0;
		     k++)
			add_source(d, &d->server->endpoints[i].facts, shown[k], build, &sources);
	bool any = sources.length > 0;
	(void)snprintf(told, sizeof told, "%s (%s)%s", text, hr_means_name(HR_BY_REGISTRY), any ? sources.data : "");
	hr_buffer_free(&sources);
	return add(d, HR_FACT_BUILD_SOURCES, NULL, any ? HR_PRESENT : HR_ABSENT, any ? told : "", why);
}

static bool tell_build(const struct deriving *d, struct hr_error *why)
{
	char text[HR_BUILD_TEXT_MAX];
	return !hr_installed_build(&d->machine, d->server, text) ||
	       (add(d, HR_FACT_BUILD, NULL, HR_PRESENT, text, why) && tell_sources(d, text, why));
}

/* Only Skype for Business brings SQL Server along. */
static bool tell_sql(const struct deriving *d, struct hr_error *why)
{
	struct hr_sql_fact facts[HR_SQL_FACTS_MAX];
	if (d->server->product != HR_SKYPE)
		return true;
	size_t count = hr_sql_conclude(&d->machine, facts);
	for (size_t i = 0; i < count; i++)
		if (!add(d, facts[i].key, facts[i].of, facts[i].seen, facts[i].text, why))
			return false;
	return true;
}

/* --- all servers --- */

static bool derive(struct deriving *d, struct hr_error *why)
{
	bool any = false;
	for (size_t i = 0; i < d->server->facts.count; i++) {
		const struct hr_fact *fact = &d->server->facts.at[i];
		bool value = fact->key == HR_FACT_REGISTRY_VALUE && *fact->of != '\0' && fact->by == HR_BY_REGISTRY;
		any = any || value;
		if (value && fact->at > d->at)
			d->at = fact->at;
	}
	if (!any)
		return true;
	d->machine = (struct hr_machine){.facts = &d->server->facts};
	return find_release(d, why) && tell_settings(d, why) && tell_dotnet(d, why) && tell_build(d, why) &&
	       tell_sql(d, why);
}

bool hr_derive_windows(struct hr_report *report, const struct hr_catalog *catalog, struct hr_error *why)
{
	for (size_t i = 0; i < report->organisation.server_count; i++) {
		struct deriving d = {.report = report, .catalog = catalog, .server = &report->organisation.servers[i]};
		if (!derive(&d, why))
			return false;
	}
	return hr_report_index(report, why);
}
