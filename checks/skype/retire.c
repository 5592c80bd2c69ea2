/*
 * Turning TLS 1.0 and 1.1 off before the update is in breaks the deployment: it is worse than leaving them on
 * (ms-tls12, note on Skype for Business Server).
 */
#include "rules.h"

static const struct hr_rule this_rule = {.id = "skype.retire-order"};

/* What the update rule would say of a server of the organisation, with the floor of this rule. */
static struct hr_verdict update_of(const struct hr_case *c, const struct hr_server *server)
{
	struct hr_case other = *c;
	other.rule = &this_rule;
	other.server = server;
	other.endpoint = NULL;
	return update_is_current(&other);
}

/* Every endpoint of the machine that answers refuses both versions, and at least one of them speaks a newer one. */
static const struct hr_fact *off_by_probe(const struct hr_server *server)
{
	const struct hr_fact *off = NULL;
	for (size_t i = 0; i < server->endpoint_count; i++) {
		const struct hr_facts *facts = &server->endpoints[i].facts;
		const struct hr_fact *v10 = hr_find_in(facts, HR_FACT_TLS_1_0),
		                     *v11 = hr_find_in(facts, HR_FACT_TLS_1_1);
		if (hr_known(v10) || hr_known(v11))
			return NULL;
		if (hr_missing(v10) && hr_missing(v11) &&
		    (hr_known(hr_find_in(facts, HR_FACT_TLS_1_2)) || hr_known(hr_find_in(facts, HR_FACT_TLS_1_3))))
			off = v10;
	}
	return off;
}

static const struct hr_fact *off_by_registry(const struct hr_server *server)
{
	static const enum hr_fact_key sides[] = {HR_FACT_SCHANNEL_SERVER, HR_FACT_SCHANNEL_CLIENT};
	for (size_t i = 0; i < HR_COUNT(sides); i++) {
		const struct hr_fact *fact = hr_find_in(&server->facts, sides[i]);
		if (hr_known(fact) && !hr_has_word(fact->value, "1.0") && !hr_has_word(fact->value, "1.1"))
			return fact;
	}
	return NULL;
}

/* A server that this one works with, and that would be cut off. */
static const struct hr_fact *neighbour_below(const struct hr_case *c)
{
	for (size_t i = 0; i < c->organisation->server_count; i++) {
		const struct hr_server *other = &c->organisation->servers[i];
		if (other == c->server || other->product != HR_SKYPE)
			continue;
		struct hr_verdict verdict = update_of(c, other);
		if (verdict.outcome == HR_NOT_READY)
			return verdict.fact;
	}
	return NULL;
}

struct hr_verdict order_is_kept(const struct hr_case *c)
{
	const struct hr_fact *off = off_by_registry(c->server);
	struct hr_verdict verdict = update_of(c, c->server);

	if (off == NULL)
		off = off_by_probe(c->server);
	if (verdict.outcome == HR_NOT_APPLICABLE)
		return verdict;
	if (verdict.outcome == HR_NOT_READY)
		return hr_because(verdict, off != NULL ? "already-off" : "not-yet");
	if (verdict.outcome == HR_UNKNOWN)
		return off != NULL ? hr_because(verdict, "already-off") : verdict;
	const struct hr_fact *neighbour = off != NULL ? neighbour_below(c) : NULL;
	if (neighbour != NULL)
		return hr_because(hr_not_ready(neighbour, "the update on every server of the deployment"), "neighbour");
	return verdict;
}
