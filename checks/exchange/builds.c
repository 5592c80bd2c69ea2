/* Which update a server runs, by every means that shows it, and what that update can do. */
#include "rules.h"

#include "common/build.h"
#include "common/standing.h"

#define EXACT_MAX 4

/* X-OWA-Version, as the server itself sent it: not what came by a farm's name. */
static const struct hr_fact *shown_by(const struct hr_server *server, enum hr_fact_key key)
{
	for (size_t i = 0; i < server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &server->endpoints[i];
		const struct hr_fact *fact = hr_find_in(&endpoint->facts, key);
		if (hr_known(fact) && hr_same(endpoint->host, server->name))
			return fact;
	}
	return NULL;
}

/* The directory's word about an Edge was true when it was subscribed: since then the build can only have grown. */
static bool is_edge(const struct hr_case *c)
{
	return hr_has_role(c->server, "edge");
}

/* Facts that say exactly which update is there, the most reliable first. Returns how many. */
static size_t find_exact(const struct hr_case *c, const struct hr_fact *exact[static EXACT_MAX])
{
	const struct hr_fact *candidates[EXACT_MAX] = {
	        hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_REGISTRY),
	        shown_by(c->server, HR_FACT_HTTP_OWA_VERSION),
	        hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_OWNER),
	        is_edge(c) ? NULL : hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_DIRECTORY),
	};
	size_t count = 0;
	for (size_t i = 0; i < EXACT_MAX; i++)
		if (hr_known(candidates[i]))
			exact[count++] = candidates[i];
	return count;
}

static bool decides(struct hr_verdict verdict)
{
	return verdict.outcome == HR_READY || verdict.outcome == HR_NOT_READY;
}

/*
 * Two facts on different sides of the floor: the registry is the server's own record and outranks what setup once wrote
 * into the directory; anything else may be another server's answer or a rewritten header.
 */
static struct hr_verdict weigh(const struct hr_case *c, const struct hr_fact *const *exact, size_t count)
{
	struct hr_verdict verdict = hr_judge_build(c, exact[0], exact[0]->number);
	for (size_t i = 1; i < count; i++) {
		struct hr_verdict other = hr_judge_build(c, exact[i], exact[i]->number);
		if (exact[0]->by == HR_BY_REGISTRY && exact[i]->by == HR_BY_DIRECTORY)
			continue;
		if (decides(other) && other.outcome != verdict.outcome)
			return hr_because(hr_unknown(exact[i], "one build that all sources agree on"), "disagreement");
	}
	return verdict;
}

/* Evidence that shows the least build that can be there: it can prove a floor, and can never miss one. */
static bool is_proven(const struct hr_case *c, const struct hr_fact *fact, uint64_t number, struct hr_verdict *verdict)
{
	if (!hr_known(fact))
		return false;
	*verdict = hr_judge_build(c, fact, number);
	return verdict->outcome == HR_READY;
}

struct hr_verdict update_is_current(const struct hr_case *c)
{
	const struct hr_fact *exact[EXACT_MAX];
	struct hr_verdict verdict;

	if (hr_is_name(c, &verdict))
		return verdict;
	size_t count = find_exact(c, exact);
	if (count > 0)
		return hr_with_sources(c, weigh(c, exact, count));
	/* The path of the logon page's themes names the cumulative update, not the revision. */
	const struct hr_fact *themes = shown_by(c->server, HR_FACT_HTTP_OWA_THEMES);
	if (hr_known(themes))
		return hr_judge_build(c, themes, themes->number | UINT16_MAX);
	const struct hr_fact *tool = shown_by(c->server, HR_FACT_HTTP_EXPORTTOOL);
	const struct hr_fact *recorded = hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_DIRECTORY);
	const struct hr_fact *mailed = hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_LOG);
	if (is_proven(c, tool, hr_known(tool) ? tool->number : 0, &verdict) ||
	    is_proven(c, mailed, hr_known(mailed) ? mailed->number : 0, &verdict) ||
	    is_proven(c, recorded, hr_known(recorded) ? recorded->number : 0, &verdict))
		return verdict;
	if (hr_known(recorded))
		return hr_because(hr_unknown(recorded, "the build that is installed today"), "edge-record");
	if (hr_known(tool))
		return hr_because(hr_unknown(tool, "the build that is installed today"), "lower-bound");
	return hr_unknown(recorded, "a build number");
}

struct hr_verdict release_is_supported(const struct hr_case *c)
{
	const struct hr_fact *exact[EXACT_MAX], *fact;
	struct hr_verdict verdict;

	if (hr_is_name(c, &verdict))
		return verdict;
	if (find_exact(c, exact) > 0)
		return hr_judge_support(c, exact[0]);
	fact = shown_by(c->server, HR_FACT_HTTP_OWA_THEMES);
	if (fact == NULL)
		fact = hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_DIRECTORY);
	verdict = hr_judge_support(c, fact);
	/* An Edge may have been upgraded since the directory heard of it. */
	if (is_edge(c) && verdict.outcome == HR_NOT_READY)
		return hr_because(hr_unknown(fact, "the build that is installed today"), "edge-record");
	return verdict;
}

/* A build may have several rows: releases that it supports need not follow each other. */
static struct hr_verdict judge_dotnet(const struct hr_case *c, const struct hr_fact *installed, uint64_t build)
{
	const struct hr_dotnet *any = NULL;
	for (size_t i = 0; i < c->catalog->dotnet_count; i++) {
		const struct hr_dotnet *row = &c->catalog->dotnets[i];
		if (row->product != c->server->product || build < row->from || build > row->to)
			continue;
		if (installed->number >= row->release_from && installed->number <= row->release_to)
			return hr_resting_on(hr_ready(installed), row->verified);
		any = row;
	}
	if (any == NULL)
		return hr_because(hr_unknown(installed, "what this build supports"), "unlisted");
	return hr_resting_on(hr_not_ready(installed, any->name), any->verified);
}

struct hr_verdict dotnet_fits_build(const struct hr_case *c)
{
	const struct hr_fact *installed = hr_find(c, HR_FACT_DOTNET_RELEASE), *exact[EXACT_MAX];
	struct hr_verdict verdict;

	if (hr_is_name(c, &verdict))
		return verdict;
	if (!hr_known(installed))
		return hr_unknown(installed, "the release of the .NET Framework");
	if (find_exact(c, exact) == 0)
		return hr_because(hr_unknown(installed, "a build number"), "no-build");
	return judge_dotnet(c, installed, exact[0]->number);
}

/* Only cumulative updates reach the directory, so revisions do not count. */
struct hr_verdict edge_record_is_current(const struct hr_case *c)
{
	const struct hr_fact *recorded = hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_DIRECTORY),
	                     *exact[EXACT_MAX];
	struct hr_verdict verdict;

	if (!is_edge(c))
		return hr_not_applicable();
	if (hr_is_name(c, &verdict))
		return verdict;
	if (find_exact(c, exact) == 0)
		return hr_unknown(recorded, "the build that the Edge itself shows");
	if (!hr_known(recorded))
		return hr_unknown(recorded, "the build that the directory records");
	return exact[0]->number >> 16 == recorded->number >> 16 ? hr_ready(exact[0])
	                                                        : hr_not_ready(recorded, exact[0]->value);
}
