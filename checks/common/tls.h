/* Does TLS 1.2 work at an endpoint? Asked by the tls module and by every product's own rules. */
#ifndef HR_CHECKS_COMMON_TLS_H
#define HR_CHECKS_COMMON_TLS_H

#include "common/words.h"

/* Two answers of one address contradict each other about TLS 1.2 or 1.3: unequal members behind one name. */
static inline const struct hr_fact *hr_contrary(const struct hr_endpoint *endpoint)
{
	const struct hr_fact *fact = NULL;
	while ((fact = hr_next(&endpoint->facts, HR_FACT_TLS_DISAGREEMENT, fact)) != NULL)
		if (hr_known(fact) && (*fact->of == '\0' || hr_within(fact->of, "1.2") || hr_within(fact->of, "1.3")))
			return fact;
	return NULL;
}

/* Unknown, with the first thing that stood in the way: no such name, no connection, or `fact`. */
static inline struct hr_verdict hr_unseen(const struct hr_endpoint *endpoint, const struct hr_fact *fact,
                                          const char *wanted)
{
	const struct hr_fact *address = hr_find_in(&endpoint->facts, HR_FACT_ADDRESS);
	if (hr_missing(address))
		return hr_because(hr_unknown(address, wanted), "no-address");
	const struct hr_fact *reached = hr_find_in(&endpoint->facts, HR_FACT_REACHED);
	if (reached != NULL && !hr_known(reached))
		return hr_because(hr_unknown(reached, wanted), "unreachable");
	return hr_unknown(fact != NULL ? fact : reached, wanted);
}

/* The fact of that version being accepted; NULL for a version that no full handshake is made of. */
static inline const struct hr_fact *hr_version_fact(const struct hr_endpoint *endpoint, const char *version)
{
	if (hr_same(version, "1.2"))
		return hr_find_in(&endpoint->facts, HR_FACT_TLS_1_2);
	return hr_same(version, "1.3") ? hr_find_in(&endpoint->facts, HR_FACT_TLS_1_3) : NULL;
}

/*
 * A server that demands a client certificate (mutual TLS between Skype for Business servers) ends the handshake of a
 * client that has none. Its own part was complete by then, certificate and signature included: that proves the version.
 * The prober says so in a fact of its own, or as the reason why the handshake did not complete.
 */
static inline const struct hr_fact *hr_proven_but_for_our_certificate(const struct hr_endpoint *endpoint)
{
	for (size_t i = 0; i < endpoint->facts.count; i++) {
		const struct hr_fact *fact = &endpoint->facts.at[i];
		bool required = fact->key == HR_FACT_TLS_CLIENT_CERTIFICATE && hr_known(fact) &&
		                hr_same(fact->value, "required");
		bool ended = fact->key == HR_FACT_TLS_HANDSHAKE && !hr_known(fact) &&
		             hr_begins(fact->value, "client certificate required");
		if ((required || ended) && hr_known(hr_version_fact(endpoint, fact->of)))
			return hr_version_fact(endpoint, fact->of);
	}
	return NULL;
}

/* No handshake was completed: was one refused, or is it not known? */
static inline struct hr_verdict hr_judge_refusal(const struct hr_endpoint *endpoint)
{
	const struct hr_facts *facts = &endpoint->facts;
	const struct hr_fact *v12 = hr_find_in(facts, HR_FACT_TLS_1_2);
	const struct hr_fact *v13 = hr_find_in(facts, HR_FACT_TLS_1_3);
	const struct hr_fact *h12 = hr_find_of(facts, HR_FACT_TLS_HANDSHAKE, "1.2");
	const struct hr_fact *h13 = hr_find_of(facts, HR_FACT_TLS_HANDSHAKE, "1.3");
	bool no12 = hr_missing(v12) || hr_missing(h12);
	bool no13 = hr_missing(v13) || hr_missing(h13);

	if (no12 && no13)
		return hr_missing(v12) ? hr_not_ready(v12, "TLS 1.2")
		                       : hr_because(hr_not_ready(h12, "TLS 1.2"), "handshake");
	const struct hr_fact *open = !no12 ? (h12 != NULL ? h12 : v12) : (h13 != NULL ? h13 : v13);
	return hr_unseen(endpoint, open, "a complete TLS 1.2 handshake");
}

/*
 * Ready: a whole handshake of TLS 1.2 or 1.3 completed (a ServerHello alone is not enough). Not ready: both were
 * positively refused, or STARTTLS is not offered. Anything else, and contradicting answers, are unknown.
 * why: client-certificate, no-starttls, handshake, disagreement, no-address, unreachable.
 */
static inline struct hr_verdict hr_judge_tls12(const struct hr_endpoint *endpoint)
{
	const struct hr_fact *starttls = hr_find_in(&endpoint->facts, HR_FACT_STARTTLS);
	const struct hr_fact *done = hr_find_of(&endpoint->facts, HR_FACT_TLS_HANDSHAKE, "1.2");
	struct hr_verdict verdict;

	if (!hr_known(done))
		done = hr_find_of(&endpoint->facts, HR_FACT_TLS_HANDSHAKE, "1.3");
	if (hr_missing(starttls))
		return hr_because(hr_not_ready(starttls, "STARTTLS"), "no-starttls");
	if (hr_known(done))
		verdict = hr_ready(done);
	else if ((done = hr_proven_but_for_our_certificate(endpoint)) != NULL)
		verdict = hr_because(hr_ready(done), "client-certificate");
	else
		verdict = hr_judge_refusal(endpoint);
	const struct hr_fact *contrary = hr_contrary(endpoint);
	if (contrary != NULL && verdict.outcome != HR_UNKNOWN)
		return hr_because(hr_unknown(contrary, "the same answer from every server behind this name"),
		                  "disagreement");
	return verdict;
}

#endif
