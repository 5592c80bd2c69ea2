/* The server as a client of Microsoft 365. */
#include "rules.h"

#include "common/outbound.h"
#include "common/standing.h"

/* Microsoft 365's own list decides; without a suite of Front Door's, what stands behind Front Door is out of reach. */
struct hr_verdict client_suites_are_shared(const struct hr_case *c)
{
	const struct hr_fact *suites = hr_find(c, HR_FACT_SCHANNEL_SUITES);
	struct hr_verdict name;

	if (hr_is_name(c, &name))
		return name;
	if (suites != NULL && suites->seen == HR_FAILED && *suites->value != '\0')
		return hr_because(hr_unknown(suites, suites->value), "missing");
	if (!hr_known(suites))
		return hr_unknown(suites, "the suites that Schannel offers");
	if (*suites->value == '\0') /* each of the list in force has an algorithm that is switched off */
		return hr_because(hr_not_ready(suites, "a suite of Microsoft 365's list"), "none");
	const struct hr_suite *mail = hr_common_suite(c->catalog, suites->value, false);
	const struct hr_suite *front = hr_common_suite(c->catalog, suites->value, true);
	if (mail == NULL)
		return hr_not_ready(suites, "a suite of Microsoft 365's list");
	if (front == NULL)
		return hr_because(hr_not_ready(suites, "a suite of Azure Front Door's list"), "front-door");
	struct hr_verdict verdict = hr_resting_on(hr_ready(suites), mail->verified && front->verified);
	verdict.found = mail->name;
	return verdict;
}

/*
 * What was seen beside what is set. A server that offers or agrees on less than its settings allow is not ready for
 * another reason than its settings; one that was seen to do what they forbid will not after its next restart.
 */
static struct hr_verdict beside_settings(const struct hr_case *c, struct hr_verdict verdict)
{
	const struct hr_fact *set = hr_find(c, HR_FACT_SCHANNEL_CLIENT);
	if (!hr_known(set) || verdict.fact == NULL)
		return verdict;
	if (verdict.outcome == HR_NOT_READY && verdict.why == NULL && hr_offers_tls12(set->value))
		return hr_because(verdict, "settings-allow");
	if (verdict.outcome == HR_READY && !hr_offers_tls12(set->value))
		return hr_because(hr_unknown(verdict.fact, "settings that allow what was seen"), "settings-forbid");
	return verdict;
}

struct hr_verdict hello_is_enough(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name : beside_settings(c, hr_judge_offered(c));
}

static struct hr_verdict judge_connection(const struct hr_fact *fact)
{
	if (!hr_known(fact))
		return hr_unknown(fact, "a connection to Microsoft 365");
	if (hr_same(fact->value, "none"))
		return hr_because(hr_not_ready(fact, "TLS 1.2"), "plain");
	if (!hr_same(fact->value, "1.2") && !hr_same(fact->value, "1.3"))
		return hr_not_ready(fact, "TLS 1.2");
	return fact->by == HR_BY_CANARY ? hr_because(hr_ready(fact), "canary") : hr_ready(fact);
}

/* The canary stands in for Microsoft 365: a server may refuse it for its certificate, which says nothing. */
static bool is_beside_the_point(const struct hr_case *c, const struct hr_fact *fact, bool seen_for_real)
{
	return hr_missing(fact) || hr_is_elsewhere(c, fact) ||
	       (seen_for_real && fact->by == HR_BY_CANARY && !hr_known(fact));
}

/* The less was agreed, the worse; what is known nothing of is neither. */
static int worth(const struct hr_fact *fact)
{
	static const char *const versions[] = {"none", "ssl2", "ssl3", "1.0", "1.1", "1.2", "1.3"};
	for (size_t i = 0; hr_known(fact) && i < HR_COUNT(versions); i++)
		if (hr_same(fact->value, versions[i]))
			return (int)i;
	return (int)HR_COUNT(versions);
}

/* Of two that come to the same, the lower version is told, and rather one with Microsoft 365 than with the canary. */
static bool is_worse(struct hr_verdict one, struct hr_verdict worst)
{
	if (one.outcome != worst.outcome || worst.fact == NULL || one.fact == NULL)
		return one.outcome > worst.outcome;
	bool real = one.fact->by != HR_BY_CANARY, was_real = worst.fact->by != HR_BY_CANARY;
	return real != was_real ? real : worth(one.fact) < worth(worst.fact);
}

/* Every connection that was seen; one below 1.2 is one that Microsoft 365 no longer accepts. */
struct hr_verdict connection_was_enough(const struct hr_case *c)
{
	const struct hr_fact *fact = NULL;
	struct hr_verdict worst = hr_unknown(hr_find(c, HR_FACT_OUTBOUND_NEGOTIATED), "a connection to Microsoft 365"),
	                  name;
	bool any = false, real = false;

	if (hr_is_name(c, &name))
		return name;
	while ((fact = hr_next(&c->server->facts, HR_FACT_OUTBOUND_NEGOTIATED, fact)) != NULL)
		real = real || (hr_known(fact) && fact->by != HR_BY_CANARY && !hr_is_elsewhere(c, fact));
	while ((fact = hr_next(&c->server->facts, HR_FACT_OUTBOUND_NEGOTIATED, fact)) != NULL) {
		struct hr_verdict one = judge_connection(fact);
		if (is_beside_the_point(c, fact, real))
			continue;
		if (!any || is_worse(one, worst))
			worst = one;
		any = true;
	}
	return beside_settings(c, worst);
}
