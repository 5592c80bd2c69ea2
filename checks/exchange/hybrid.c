/* The hybrid configuration: is it there, does it name servers that exist, and does its certificate answer on port 25?
 */
#include "rules.h"

#include "common/names.h"
#include "common/tls.h"

#define FEATURE_SECURE_MAIL UINT64_C(64)

static const struct hr_fact *organisation_fact(const struct hr_case *c, enum hr_fact_key key)
{
	return hr_find_in(&c->organisation->facts, key);
}

/* True, and *verdict is set, if there is no hybrid configuration to judge. */
static bool has_no_hybrid(const struct hr_case *c, struct hr_verdict *verdict)
{
	const struct hr_fact *hybrid = organisation_fact(c, HR_FACT_HYBRID_CONFIGURATION);
	const struct hr_fact *organisation = organisation_fact(c, HR_FACT_EXCHANGE_ORGANISATION);
	if (hr_known(hybrid))
		return false;
	/* The directory was read and its Exchange organisation seen: what is not in it is missing, not unknown. */
	if (hr_missing(hybrid) || hr_known(organisation))
		*verdict = hr_because(
		        hr_not_ready(hr_missing(hybrid) ? hybrid : organisation, "a hybrid configuration"), "missing");
	else
		*verdict = hr_unknown(hybrid, "the hybrid configuration");
	return true;
}

static bool has_exchange(const struct hr_case *c)
{
	for (size_t i = 0; i < c->organisation->server_count; i++)
		if (c->organisation->servers[i].product == HR_EXCHANGE)
			return true;
	return hr_known(organisation_fact(c, HR_FACT_EXCHANGE_ORGANISATION));
}

static bool uses_secure_mail(const struct hr_case *c)
{
	const struct hr_fact *features = organisation_fact(c, HR_FACT_HYBRID_FEATURES);
	return !hr_known(features) || (features->number & FEATURE_SECURE_MAIL) != 0;
}

struct hr_verdict hybrid_is_whole(const struct hr_case *c)
{
	static const enum hr_fact_key lists[] = {HR_FACT_HYBRID_SENDING, HR_FACT_HYBRID_RECEIVING, HR_FACT_HYBRID_EDGE};
	struct hr_verdict verdict;
	bool any = false;

	if (!has_exchange(c))
		return hr_not_applicable();
	if (has_no_hybrid(c, &verdict))
		return verdict;
	for (size_t i = 0; i < HR_COUNT(lists); i++) {
		const struct hr_fact *fact = NULL;
		while ((fact = hr_next(&c->organisation->facts, lists[i], fact)) != NULL) {
			if (!hr_known(fact))
				continue;
			any = true;
			if (hr_server_of_dn(c->organisation, fact->value) == NULL)
				return hr_because(hr_not_ready(fact, "a server that the directory still has"), "gone");
		}
	}
	const struct hr_fact *hybrid = organisation_fact(c, HR_FACT_HYBRID_CONFIGURATION);
	if (!any && uses_secure_mail(c))
		return hr_because(hr_not_ready(hybrid, "servers that send and receive hybrid mail"), "no-servers");
	return hr_ready(hybrid);
}

/* The certificate of one key type that a server shows on port 25, against the hybrid certificate. */
static struct hr_verdict judge_shown(const struct hr_case *c, const struct hr_facts *facts,
                                     const struct hr_fact *subject, const struct hr_fact *wanted)
{
	const struct hr_fact *issuer = hr_find_of(facts, HR_FACT_CERT_ISSUER, subject->of);
	const struct hr_fact *end = hr_find_of(facts, HR_FACT_CERT_NOT_AFTER, subject->of);

	if (!hr_known(subject) || !hr_known(issuer))
		return hr_unknown(hr_known(subject) ? issuer : subject, "the certificate on port 25");
	switch (hr_compare_certificate(wanted->value, issuer->value, subject->value)) {
	case HR_LIKENESS_OTHER:
		return hr_because(hr_not_ready(subject, wanted->value), "other");
	case HR_LIKENESS_UNSURE:
		return hr_because(hr_unknown(subject, wanted->value), "spelling");
	case HR_LIKENESS_SAME:
		break;
	}
	if (!hr_known(end))
		return hr_unknown(end, "until when the hybrid certificate is valid");
	if ((int64_t)end->number <= c->now)
		return hr_because(hr_not_ready(end, "a certificate that is valid today"), "expired");
	return hr_ready(subject);
}

/* A server may show one certificate per key type: the hybrid certificate has to be among them. */
static struct hr_verdict judge_endpoint(const struct hr_case *c, const struct hr_endpoint *endpoint,
                                        const struct hr_fact *wanted)
{
	const struct hr_fact *subject = NULL;
	struct hr_verdict best = hr_unseen(endpoint, NULL, "the certificate on port 25");
	bool any = false;

	while ((subject = hr_next(&endpoint->facts, HR_FACT_CERT_SUBJECT, subject)) != NULL) {
		struct hr_verdict one = judge_shown(c, &endpoint->facts, subject, wanted);
		if (!any || one.outcome < best.outcome)
			best = one;
		any = true;
	}
	return best;
}

static struct hr_verdict judge_server(const struct hr_case *c, const struct hr_fact *dn, const struct hr_fact *wanted)
{
	const struct hr_server *server = hr_server_of_dn(c->organisation, dn->value);
	struct hr_verdict verdict = hr_because(hr_unknown(dn, "the server that receives hybrid mail"), "gone");
	bool any = false;

	for (size_t i = 0; server != NULL && i < server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &server->endpoints[i];
		if (endpoint->service != HR_SERVICE_SMTP || endpoint->port != 25)
			continue;
		struct hr_verdict one = judge_endpoint(c, endpoint, wanted);
		if (!any || one.outcome > verdict.outcome)
			verdict = one;
		any = true;
	}
	if (server != NULL && !any)
		return hr_because(hr_unknown(dn, "a receive connector on port 25"), "no-connector");
	return verdict;
}

struct hr_verdict hybrid_certificate_is_shown(const struct hr_case *c)
{
	static const enum hr_fact_key lists[] = {HR_FACT_HYBRID_RECEIVING, HR_FACT_HYBRID_EDGE};
	const struct hr_fact *wanted = organisation_fact(c, HR_FACT_HYBRID_CERTIFICATE);
	struct hr_verdict worst = {.outcome = HR_NOT_APPLICABLE};

	if (!has_exchange(c) || !uses_secure_mail(c))
		return hr_not_applicable();
	if (has_no_hybrid(c, &worst))
		return worst.outcome == HR_NOT_READY ? hr_not_applicable() : worst;
	if (hr_missing(wanted))
		return hr_because(hr_not_ready(wanted, "a certificate in the hybrid configuration"), "unset");
	if (!hr_known(wanted))
		return hr_unknown(wanted, "the certificate of the hybrid configuration");
	for (size_t i = 0; i < HR_COUNT(lists); i++) {
		const struct hr_fact *dn = NULL;
		while ((dn = hr_next(&c->organisation->facts, lists[i], dn)) != NULL) {
			struct hr_verdict one = judge_server(c, dn, wanted);
			if (one.outcome > worst.outcome)
				worst = one;
		}
	}
	if (worst.outcome == HR_NOT_APPLICABLE)
		return hr_because(hr_unknown(wanted, "servers that receive hybrid mail"), "no-servers");
	return hr_resting_on(worst, ENCODING_IS_DOCUMENTED);
}
