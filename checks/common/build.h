/* Builds against the catalog's lines and floors. */
#ifndef HR_CHECKS_COMMON_BUILD_H
#define HR_CHECKS_COMMON_BUILD_H

#include "common/words.h"

/* The fact of that key by those means, a present one before all others; NULL if there is none. */
static inline const struct hr_fact *hr_find_by(const struct hr_facts *facts, enum hr_fact_key key, enum hr_means by)
{
	const struct hr_fact *first = NULL, *fact = NULL;
	while ((fact = hr_next(facts, key, fact)) != NULL) {
		if (fact->by != by)
			continue;
		if (hr_known(fact))
			return fact;
		first = first != NULL ? first : fact;
	}
	return first;
}

/* Is the build below every line that the catalog has for the product? Newer than all is another matter. */
static inline bool hr_is_older_than_all(const struct hr_catalog *catalog, enum hr_product product, uint64_t number)
{
	bool any = false;
	for (size_t i = 0; i < catalog->line_count; i++) {
		if (catalog->lines[i].product != product)
			continue;
		any = true;
		if (number >= catalog->lines[i].from)
			return false;
	}
	return any;
}

/* No line holds the build: too old for any, or not in this catalog (newer, or a typing error). */
static inline struct hr_verdict hr_judge_unlisted(const struct hr_case *c, const struct hr_fact *fact, uint64_t number)
{
	if (hr_is_older_than_all(c->catalog, c->server->product, number))
		return hr_because(hr_not_ready(fact, "a release that is maintained"), "older");
	return hr_because(hr_unknown(fact, "a build that the catalog lists"), "unlisted");
}

/*
 * Does build `number`, which `fact` shows, reach the floor of the case's rule? why: older, unlisted, no-update (the
 * line has no build that does).
 */
static inline struct hr_verdict hr_judge_build(const struct hr_case *c, const struct hr_fact *fact, uint64_t number)
{
	const struct hr_line *line = hr_line_of(c->catalog, c->server->product, number);
	const struct hr_floor *floor = hr_floor(c, number);

	if (line == NULL)
		return hr_judge_unlisted(c, fact, number);
	if (floor == NULL)
		return hr_resting_on(hr_because(hr_not_ready(fact, "a newer release"), "no-update"), line->verified);
	return hr_resting_on(number >= floor->number ? hr_ready(fact) : hr_not_ready(fact, floor->name),
	                     floor->verified);
}

/* The same verdict, telling all builds where the registry's, which counts, is not the only one. */
static inline struct hr_verdict hr_with_sources(const struct hr_case *c, struct hr_verdict verdict)
{
	const struct hr_fact *sources = hr_find_in(&c->server->facts, HR_FACT_BUILD_SOURCES);
	if (hr_known(sources) && verdict.fact != NULL && verdict.found == NULL)
		verdict.found = sources->value;
	return verdict;
}

/* Is the release line of that build in support on the day of the run? why: older, unlisted. */
static inline struct hr_verdict hr_judge_support(const struct hr_case *c, const struct hr_fact *fact)
{
	if (!hr_known(fact))
		return hr_unknown(fact, "a build number");
	const struct hr_line *line = hr_line_of(c->catalog, c->server->product, fact->number);
	if (line == NULL)
		return hr_judge_unlisted(c, fact, fact->number);
	struct hr_verdict verdict = line->support_ends != 0 && c->now >= line->support_ends
	                                    ? hr_not_ready(fact, "a release that is in support")
	                                    : hr_ready(fact);
	verdict.found = line->name;
	return hr_resting_on(verdict, line->verified);
}

#endif
