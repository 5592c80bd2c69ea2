/* What a server offers when it is the client, as somebody recorded it. */
#ifndef HR_CHECKS_COMMON_OUTBOUND_H
#define HR_CHECKS_COMMON_OUTBOUND_H

#include "common/words.h"

static inline bool hr_offers_tls12(const char *versions)
{
	return hr_has_word(versions, "1.2") || hr_has_word(versions, "1.3");
}

/* The first suite in the list that Microsoft 365 or, if asked, Azure Front Door accepts; NULL if none. */
static inline const struct hr_suite *hr_common_suite(const struct hr_catalog *catalog, const char *suites,
                                                     bool front_door)
{
	struct hr_piece word;
	while (hr_next_word(&suites, &word)) {
		const struct hr_suite *suite = hr_suite_named(catalog, word.at, word.length);
		if (suite != NULL && (front_door ? suite->front_door : suite->office365))
			return suite;
	}
	return NULL;
}

/* A capture shows connections to anybody: one with somebody else than Microsoft 365 says nothing of that. */
static inline bool hr_is_elsewhere(const struct hr_case *c, const struct hr_fact *fact)
{
	const struct hr_fact *cloud = NULL;
	while (fact->by == HR_BY_CAPTURE && (cloud = hr_next(&c->server->facts, HR_FACT_OUTBOUND_CLOUD, cloud)) != NULL)
		if (cloud->by == fact->by && hr_same(cloud->of, fact->of))
			return hr_known(cloud) && cloud->number == 0;
	return false;
}

/* One recorded hello: versions and suites of the same means and occurrence. */
static inline struct hr_verdict hr_judge_hello(const struct hr_case *c, const struct hr_fact *versions)
{
	const struct hr_fact *suites = NULL;
	if (!hr_known(versions))
		return hr_unknown(versions, "the server's own hello");
	if (!hr_offers_tls12(versions->value))
		return hr_not_ready(versions, "TLS 1.2");
	while ((suites = hr_next(&c->server->facts, HR_FACT_OUTBOUND_SUITES, suites)) != NULL)
		if (suites->by == versions->by && hr_same(suites->of, versions->of))
			break;
	if (!hr_known(suites) || *suites->value == '\0')
		return hr_unknown(suites != NULL ? suites : versions, "the suites of the server's own hello");
	const struct hr_suite *suite = hr_common_suite(c->catalog, suites->value, false);
	if (suite == NULL)
		return hr_because(hr_not_ready(suites, "a suite of Microsoft 365's list"), "suites");
	return hr_resting_on(hr_ready(versions), suite->verified);
}

/* Every hello recorded: one program of a server may be ready and another not. why: suites. */
static inline struct hr_verdict hr_judge_offered(const struct hr_case *c)
{
	const struct hr_fact *versions = NULL;
	struct hr_verdict worst = hr_unknown(NULL, "the server's own hello");
	bool any = false;
	while ((versions = hr_next(&c->server->facts, HR_FACT_OUTBOUND_VERSIONS, versions)) != NULL) {
		if (hr_missing(versions) || hr_is_elsewhere(c, versions))
			continue; /* later captures no longer show it, or nobody asked */
		struct hr_verdict one = hr_judge_hello(c, versions);
		if (!any || one.outcome > worst.outcome)
			worst = one;
		any = true;
	}
	return worst;
}

#endif
