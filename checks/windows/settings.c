/* Effective settings, as the registry over the release's defaults gives them. */
#include "rules.h"

#include "common/outbound.h"
#include "common/standing.h"
#include "common/windows.h"

struct hr_verdict release_is_fit(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name : hr_judge_windows(c);
}

/* The same verdict with what decided it, where the registry told: "1.2 off: Enabled = 0; ...". */
static struct hr_verdict with_reason(const struct hr_case *c, struct hr_verdict verdict, const char *name)
{
	const struct hr_fact *reason = hr_find_of(&c->server->facts, HR_FACT_WINDOWS_BECAUSE, name);
	if (verdict.fact == NULL || verdict.fact->by != HR_BY_REGISTRY || reason == NULL || *reason->value == '\0')
		return verdict;
	if (verdict.outcome == HR_UNKNOWN) {
		verdict.wanted = reason->value;
		return hr_because(verdict, "missing");
	}
	verdict.found = reason->value;
	return verdict;
}

/* Effective versions hold 1.2. 1.3 alone is not enough: mail and older peers need 1.2 (Exchange TLS best practices). */
static struct hr_verdict judge_versions(const struct hr_case *c, const struct hr_fact *fact, const char *wanted,
                                        const char *name)
{
	if (!hr_known(fact))
		return with_reason(c, hr_unknown(fact, wanted), name);
	return with_reason(c, hr_has_word(fact->value, "1.2") ? hr_ready(fact) : hr_not_ready(fact, wanted), name);
}

struct hr_verdict schannel_client_is_on(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name
	                            : judge_versions(c, hr_find(c, HR_FACT_SCHANNEL_CLIENT), "TLS 1.2 for clients",
	                                             "schannel.client");
}

struct hr_verdict schannel_server_is_on(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name
	                            : judge_versions(c, hr_find(c, HR_FACT_SCHANNEL_SERVER), "TLS 1.2 for servers",
	                                             "schannel.server");
}

/* Names of the reasons of one setting: of 64-bit and of 32-bit programs. */
struct reasons {
	const char *wide, *narrow;
};

/* Programs of either bitness may run on a server, and each has a setting of its own. 32-bit Windows has one only. */
static struct hr_verdict judge_both(const struct hr_case *c, enum hr_fact_key key, const char *wanted,
                                    struct reasons reasons)
{
	const struct hr_fact *of_wide = hr_find_of(&c->server->facts, key, "64");
	struct hr_verdict wide = judge_versions(c, of_wide, wanted, reasons.wide);
	struct hr_verdict narrow = judge_versions(c, hr_find_of(&c->server->facts, key, "32"), wanted, reasons.narrow);
	bool only_narrow = hr_missing(of_wide) && hr_same(of_wide->value, "32-bit Windows");
	return narrow.outcome > wide.outcome || only_narrow ? narrow : wide;
}

struct hr_verdict winhttp_is_on(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name
	                            : judge_both(c, HR_FACT_WINHTTP_VERSIONS, "TLS 1.2 in WinHTTP, 64-bit and 32-bit",
	                                         (struct reasons){"winhttp/64", "winhttp/32"});
}

/* A framework that is positively not installed harms nobody. */
static struct hr_verdict judge_dotnet(const struct hr_case *c, enum hr_fact_key key, const char *wanted,
                                      struct reasons reasons)
{
	struct hr_verdict name;
	if (hr_is_name(c, &name))
		return name;
	if (hr_missing(hr_find_of(&c->server->facts, key, "64")) &&
	    hr_missing(hr_find_of(&c->server->facts, key, "32")))
		return hr_not_applicable();
	return judge_both(c, key, wanted, reasons);
}

struct hr_verdict dotnet4_is_on(const struct hr_case *c)
{
	return judge_dotnet(c, HR_FACT_DOTNET4_VERSIONS, "TLS 1.2 in .NET Framework 4, 64-bit and 32-bit",
	                    (struct reasons){"dotnet4/64", "dotnet4/32"});
}

struct hr_verdict dotnet2_is_on(const struct hr_case *c)
{
	return judge_dotnet(c, HR_FACT_DOTNET2_VERSIONS, "TLS 1.2 in .NET Framework 2.0 and 3.5, 64-bit and 32-bit",
	                    (struct reasons){"dotnet2/64", "dotnet2/32"});
}
