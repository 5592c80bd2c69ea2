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

/* Effective versions hold 1.2. 1.3 alone is not enough: mail and older peers need 1.2 (Exchange TLS best practices). */
static struct hr_verdict judge_versions(const struct hr_fact *fact, const char *wanted)
{
	if (!hr_known(fact))
		return hr_unknown(fact, wanted);
	return hr_has_word(fact->value, "1.2") ? hr_ready(fact) : hr_not_ready(fact, wanted);
}

struct hr_verdict schannel_client_is_on(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name : judge_versions(hr_find(c, HR_FACT_SCHANNEL_CLIENT), "TLS 1.2 for clients");
}

struct hr_verdict schannel_server_is_on(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name : judge_versions(hr_find(c, HR_FACT_SCHANNEL_SERVER), "TLS 1.2 for servers");
}

/* Programs of either bitness may run on a server, and each has a setting of its own. */
static struct hr_verdict judge_both(const struct hr_case *c, enum hr_fact_key key, const char *wanted)
{
	struct hr_verdict wide = judge_versions(hr_find_of(&c->server->facts, key, "64"), wanted);
	struct hr_verdict narrow = judge_versions(hr_find_of(&c->server->facts, key, "32"), wanted);
	return narrow.outcome > wide.outcome ? narrow : wide;
}

struct hr_verdict winhttp_is_on(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name
	                            : judge_both(c, HR_FACT_WINHTTP_VERSIONS, "TLS 1.2 in WinHTTP, 64-bit and 32-bit");
}

/* A framework that is positively not installed harms nobody. */
static struct hr_verdict judge_dotnet(const struct hr_case *c, enum hr_fact_key key, const char *wanted)
{
	struct hr_verdict name;
	if (hr_is_name(c, &name))
		return name;
	if (hr_missing(hr_find_of(&c->server->facts, key, "64")) &&
	    hr_missing(hr_find_of(&c->server->facts, key, "32")))
		return hr_not_applicable();
	return judge_both(c, key, wanted);
}

struct hr_verdict dotnet4_is_on(const struct hr_case *c)
{
	return judge_dotnet(c, HR_FACT_DOTNET4_VERSIONS, "TLS 1.2 in .NET Framework 4, 64-bit and 32-bit");
}

struct hr_verdict dotnet2_is_on(const struct hr_case *c)
{
	return judge_dotnet(c, HR_FACT_DOTNET2_VERSIONS, "TLS 1.2 in .NET Framework 2.0 and 3.5, 64-bit and 32-bit");
}
