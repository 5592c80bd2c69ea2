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
	if (!hr_known(suites) || *suites->value == '\0')
		return hr_unknown(suites, "the suites that Schannel offers");
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

struct hr_verdict hello_is_enough(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name : hr_judge_offered(c);
}

/* Every connection that was seen; one below 1.2 is one that Microsoft 365 no longer accepts. */
struct hr_verdict connection_was_enough(const struct hr_case *c)
{
	const struct hr_fact *fact = NULL;
	struct hr_verdict worst = hr_unknown(NULL, "a connection to Microsoft 365"), name;
	bool any = false;

	if (hr_is_name(c, &name))
		return name;
	while ((fact = hr_next(&c->server->facts, HR_FACT_OUTBOUND_NEGOTIATED, fact)) != NULL) {
		struct hr_verdict one = !hr_known(fact) ? hr_unknown(fact, "a connection to Microsoft 365")
		                        : hr_same(fact->value, "1.2") || hr_same(fact->value, "1.3")
		                                ? hr_ready(fact)
		                                : hr_not_ready(fact, "TLS 1.2");
		if (!any || one.outcome > worst.outcome)
			worst = one;
		any = true;
	}
	return worst;
}
