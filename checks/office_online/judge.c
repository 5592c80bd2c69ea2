/* Judging Office Online Server and Office Web Apps Server 2013. */
#include "rules.h"

#include "common/build.h"
#include "common/standing.h"
#include "common/tls.h"

/* What the server, or the farm if it is one, said of itself when it was asked. */
static const struct hr_fact *shown_by(const struct hr_server *server)
{
	for (size_t i = 0; i < server->endpoint_count; i++) {
		const struct hr_fact *fact = hr_find_in(&server->endpoints[i].facts, HR_FACT_HTTP_OFFICE_VERSION);
		if (hr_known(fact))
			return fact;
	}
	return NULL;
}

/*
 * The registry shows what setup installed, the header what answered. Updates make the build greater and never less, so
 * that the greater of the two is the one.
 */
static const struct hr_fact *build_of(const struct hr_case *c)
{
	const struct hr_fact *shown = shown_by(c->server);
	const struct hr_fact *installed = hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_REGISTRY);
	const struct hr_fact *owner = hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_OWNER);
	if (hr_known(installed))
		return shown != NULL && shown->number > installed->number ? shown : installed;
	return hr_known(owner) ? owner : shown;
}

/* No build: what stood in the way at the first endpoint. */
static struct hr_verdict no_build(const struct hr_case *c)
{
	if (c->server->endpoint_count == 0)
		return hr_unknown(NULL, "a build number");
	const struct hr_endpoint *endpoint = &c->server->endpoints[0];
	return hr_unseen(endpoint, hr_find_in(&endpoint->facts, HR_FACT_HTTP_OFFICE_VERSION), "a build number");
}

struct hr_verdict update_is_current(const struct hr_case *c)
{
	const struct hr_fact *build = build_of(c);
	return build != NULL ? hr_with_sources(c, hr_judge_build(c, build, build->number)) : no_build(c);
}

struct hr_verdict release_is_supported(const struct hr_case *c)
{
	const struct hr_fact *build = build_of(c);
	return build != NULL ? hr_judge_support(c, build) : no_build(c);
}

static bool is_strong_crypto(const struct hr_fact *fact, bool wow)
{
	return hr_ends(fact->of, "\\Microsoft\\.NETFramework\\v4.0.30319\\SchUseStrongCrypto") &&
	       (hr_within(fact->of, "\\Wow6432Node\\") != NULL) == wow;
}

static bool is_one(const char *value)
{
	return hr_same(value, "1") || hr_same(value, "0x1") || hr_same(value, "0x00000001") ||
	       hr_same_nocase(value, "dword:00000001");
}

/* One bitness. Absent means off: that is why Microsoft has it set. */
static struct hr_verdict judge_value(const struct hr_case *c, bool wow)
{
	const struct hr_fact *fact = NULL;
	while ((fact = hr_next(&c->server->facts, HR_FACT_REGISTRY_VALUE, fact)) != NULL) {
		if (!is_strong_crypto(fact, wow))
			continue;
		if (hr_known(fact) && is_one(fact->value))
			return hr_ready(fact);
		if (hr_known(fact) || hr_missing(fact))
			return hr_not_ready(fact, "SchUseStrongCrypto = 1, 64-bit and 32-bit");
		return hr_unknown(fact, "SchUseStrongCrypto");
	}
	return hr_unknown(NULL, "SchUseStrongCrypto");
}

/* From the July 2021 update on the value is no longer needed. */
struct hr_verdict crypto_is_strong(const struct hr_case *c)
{
	const struct hr_fact *build = build_of(c);
	const struct hr_floor *floor = build != NULL ? hr_floor(c, build->number) : NULL;
	struct hr_verdict name;

	if (floor != NULL && build->number >= floor->number)
		return hr_resting_on(hr_because(hr_ready(build), "not-needed"), floor->verified);
	if (hr_is_name(c, &name))
		return name;
	struct hr_verdict wide = judge_value(c, false), narrow = judge_value(c, true);
	return narrow.outcome > wide.outcome ? narrow : wide;
}

static struct hr_verdict judge_discovery(const struct hr_endpoint *endpoint)
{
	const struct hr_fact *page = hr_find_in(&endpoint->facts, HR_FACT_HTTP_WOPI_DISCOVERY);
	struct hr_verdict tls = hr_judge_tls12(endpoint);

	if (tls.outcome == HR_NOT_READY)
		return hr_because(tls, "tls");
	if (hr_missing(page) || (hr_known(page) && page->number == 0))
		return hr_because(hr_not_ready(page, "the discovery page"), "no-page");
	if (!hr_known(page))
		return hr_unseen(endpoint, page, "the discovery page");
	return tls.outcome == HR_READY ? hr_ready(page) : tls;
}

struct hr_verdict discovery_comes(const struct hr_case *c)
{
	struct hr_verdict worst = hr_because(hr_unknown(NULL, "port 443 of the farm"), "no-endpoint");
	bool any = false;
	for (size_t i = 0; i < c->server->endpoint_count; i++) {
		if (c->server->endpoints[i].service != HR_SERVICE_HTTPS)
			continue;
		struct hr_verdict one = judge_discovery(&c->server->endpoints[i]);
		if (!any || one.outcome > worst.outcome)
			worst = one;
		any = true;
	}
	return worst;
}
