/* Which cipher suites an endpoint accepts, against the lists of those who connect to it. */
#include "rules.h"

#include "common/tls.h"

#define WEAK                                                                                                           \
	(HR_SUITE_NULL | HR_SUITE_ANON | HR_SUITE_EXPORT | HR_SUITE_RC4 | HR_SUITE_DES | HR_SUITE_3DES | HR_SUITE_RC2)

/* The first suite of the fact that is on the list, or NULL. */
static const struct hr_suite *listed_in(const struct hr_catalog *catalog, const struct hr_fact *fact, bool front_door)
{
	const char *words = hr_known(fact) ? fact->value : "";
	struct hr_piece word;
	while (hr_next_word(&words, &word)) {
		const struct hr_suite *suite = hr_suite_named(catalog, word.at, word.length);
		if (suite != NULL && (front_door ? suite->front_door : suite->office365))
			return suite;
	}
	return NULL;
}

/* Neither refused nor fully known: a version that was accepted without one suite seen is half an answer. */
static bool is_open(const struct hr_fact *fact)
{
	return !hr_missing(fact) && (!hr_known(fact) || *fact->value == '\0');
}

static struct hr_verdict shares_suite(const struct hr_case *c, bool front_door)
{
	const struct hr_fact *v12 = hr_find(c, HR_FACT_TLS_1_2), *v13 = hr_find(c, HR_FACT_TLS_1_3);
	const struct hr_fact *contrary = hr_contrary(c->endpoint), *fact = v12;
	const char *wanted = front_door ? "a suite of Azure Front Door's list" : "a suite of Microsoft 365's list";
	const struct hr_suite *suite = listed_in(c->catalog, fact, front_door);

	if (contrary != NULL)
		return hr_because(hr_unknown(contrary, "the same answer from every server behind this name"),
		                  "disagreement");
	if (suite == NULL)
		suite = listed_in(c->catalog, fact = v13, front_door);
	/* Where the suites were not listed, that of a complete handshake is known to be accepted. */
	for (size_t i = 0; suite == NULL && i < 2; i++) {
		fact = hr_find_of(&c->endpoint->facts, HR_FACT_TLS_HANDSHAKE, i == 0 ? "1.2" : "1.3");
		suite = listed_in(c->catalog, fact, front_door);
	}
	if (suite != NULL) {
		struct hr_verdict verdict = hr_resting_on(hr_ready(fact), suite->verified);
		verdict.found = suite->name;
		return verdict;
	}
	if (is_open(v12) || is_open(v13))
		return hr_unseen(c->endpoint, is_open(v12) ? v12 : v13, "the suites accepted with TLS 1.2");
	if (hr_known(v12) || hr_known(v13))
		return hr_not_ready(hr_known(v12) ? v12 : v13, wanted);
	return hr_because(hr_not_ready(v12, wanted), "no-version");
}

static bool is_not_asked(const struct hr_case *c)
{
	return is_media_relay(c) || is_back_end(c) || hr_missing(hr_find(c, HR_FACT_STARTTLS));
}

struct hr_verdict shares_office365_suite(const struct hr_case *c)
{
	return is_not_asked(c) ? hr_not_applicable() : shares_suite(c, false);
}

struct hr_verdict shares_front_door_suite(const struct hr_case *c)
{
	if (is_not_asked(c) || c->endpoint->service != HR_SERVICE_HTTPS)
		return hr_not_applicable();
	return shares_suite(c, true);
}

enum strength { STRONG, WEAK_SUITE, NOT_IN_CATALOG };

static enum strength strength_of(const struct hr_catalog *catalog, struct hr_piece word, const struct hr_suite **suite)
{
	*suite = hr_suite_named(catalog, word.at, word.length);
	if (*suite == NULL)
		return NOT_IN_CATALOG;
	return ((*suite)->traits & (uint32_t)WEAK) != 0 ? WEAK_SUITE : STRONG;
}

/* A weak suite of one version: true, and *verdict says which. *odd becomes a fact with a suite nobody knows. */
static bool has_weak_suite(const struct hr_case *c, const struct hr_fact *fact, struct hr_verdict *verdict,
                           const struct hr_fact **odd)
{
	const char *words = fact->value;
	struct hr_piece word;
	while (hr_next_word(&words, &word)) {
		const struct hr_suite *suite;
		enum strength strength = strength_of(c->catalog, word, &suite);
		if (strength == NOT_IN_CATALOG)
			*odd = fact;
		if (strength != WEAK_SUITE)
			continue;
		*verdict = hr_not_ready(fact, "only suites that are not broken");
		verdict->found = suite->name;
		return true;
	}
	return false;
}

struct hr_verdict weak_suites_are_off(const struct hr_case *c)
{
	static const enum hr_fact_key versions[] = {HR_FACT_TLS_1_2, HR_FACT_TLS_1_3,  HR_FACT_TLS_1_1,
	                                            HR_FACT_TLS_1_0, HR_FACT_TLS_SSL3, HR_FACT_TLS_SSL2};
	const struct hr_fact *seen = NULL, *open = NULL, *odd = NULL;
	bool complete = true;
	struct hr_verdict verdict;

	if (is_media_relay(c) || hr_missing(hr_find(c, HR_FACT_STARTTLS)))
		return hr_not_applicable();
	for (size_t i = 0; i < HR_COUNT(versions); i++) {
		const struct hr_fact *fact = hr_find(c, versions[i]);
		if (hr_known(fact) && has_weak_suite(c, fact, &verdict, &odd))
			return verdict;
		if (is_open(fact)) {
			complete = false;
			open = open != NULL ? open : fact;
		} else if (hr_known(fact) && seen == NULL) {
			seen = fact;
		}
	}
	if (!complete)
		return hr_unseen(c->endpoint, open, "the suites of every version");
	if (odd != NULL)
		return hr_because(hr_unknown(odd, "what each accepted suite is"), "unlisted");
	/* Nothing at all is accepted: no suite is weak, but none is proven good either. */
	return seen != NULL ? hr_ready(seen) : hr_not_applicable();
}
