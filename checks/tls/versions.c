/* Which versions of TLS an endpoint speaks. */
#include "rules.h"

#include "common/tls.h"

struct hr_verdict inbound_works(const struct hr_case *c)
{
	return is_media_relay(c) ? hr_not_applicable() : hr_judge_tls12(c->endpoint);
}

/* An endpoint that speaks 1.3 alone passes every modern test, and yet mail servers and older peers stay away. */
struct hr_verdict older_peers_can_connect(const struct hr_case *c)
{
	const struct hr_fact *v12 = hr_find(c, HR_FACT_TLS_1_2);
	const struct hr_fact *v13 = hr_find(c, HR_FACT_TLS_1_3);

	if (is_media_relay(c) || hr_missing(hr_find(c, HR_FACT_STARTTLS)))
		return hr_not_applicable();
	if (hr_known(v12))
		return hr_ready(v12);
	if (!hr_missing(v12))
		return hr_unseen(c->endpoint, v12, "whether TLS 1.2 is accepted");
	if (hr_known(v13))
		return hr_not_ready(v13, "TLS 1.2 beside TLS 1.3");
	/* Neither version: that is what tls.inbound-1.2 reports. */
	return hr_missing(v13) ? hr_not_applicable() : hr_unseen(c->endpoint, v13, "whether TLS 1.3 alone is accepted");
}

/* The sentence names the version; the suites stand in the evidence. */
static struct hr_verdict still_accepts(const struct hr_fact *version, const char *wanted)
{
	struct hr_verdict verdict = hr_not_ready(version, wanted);

	verdict.found = version->key == HR_FACT_TLS_SSL2   ? "SSL 2.0"
	                : version->key == HR_FACT_TLS_SSL3 ? "SSL 3.0"
	                : version->key == HR_FACT_TLS_1_0  ? "TLS 1.0"
	                                                   : "TLS 1.1";
	return verdict;
}

/* Are both versions positively refused? The deciding fact is the first that is accepted, or the first not known. */
static struct hr_verdict both_are_off(const struct hr_case *c, enum hr_fact_key newer, enum hr_fact_key older,
                                      const char *wanted)
{
	const struct hr_fact *a = hr_find(c, newer), *b = hr_find(c, older);

	if (is_media_relay(c) || hr_missing(hr_find(c, HR_FACT_STARTTLS)))
		return hr_not_applicable();
	if (hr_known(b))
		return still_accepts(b, wanted);
	if (hr_known(a))
		return still_accepts(a, wanted);
	if (!hr_missing(a) || !hr_missing(b))
		return hr_unseen(c->endpoint, !hr_missing(a) ? a : b, wanted);
	return hr_ready(a);
}

/* Contradicting answers about one of these versions: a member behind the name may still accept it. */
static struct hr_verdict unless_members_differ(const struct hr_case *c, struct hr_verdict verdict, const char *one,
                                               const char *other)
{
	const struct hr_fact *fact = NULL;
	while (verdict.outcome == HR_READY &&
	       (fact = hr_next(&c->endpoint->facts, HR_FACT_TLS_DISAGREEMENT, fact)) != NULL)
		if (hr_known(fact) && (*fact->of == '\0' || hr_within(fact->of, one) || hr_within(fact->of, other)))
			verdict = hr_because(hr_unknown(fact, "the same answer from every server behind this name"),
			                     "disagreement");
	return verdict;
}

struct hr_verdict ssl_is_off(const struct hr_case *c)
{
	struct hr_verdict verdict = both_are_off(c, HR_FACT_TLS_SSL3, HR_FACT_TLS_SSL2, "SSL 2.0 and 3.0 off");
	return unless_members_differ(c, verdict, "ssl2", "ssl3");
}

struct hr_verdict legacy_is_off(const struct hr_case *c)
{
	struct hr_verdict verdict = both_are_off(c, HR_FACT_TLS_1_1, HR_FACT_TLS_1_0, "TLS 1.0 and 1.1 off");
	/* Until the day on which they are meant to be off, that they are on is news, not a fault. */
	verdict.lighter = verdict.outcome == HR_NOT_READY && !c->disabled_phase;
	return unless_members_differ(c, verdict, "1.0", "1.1");
}

/* What decides: a client that names no server, else that nobody can tell, else that there is none. NULL: no capture. */
static const struct hr_fact *clients_without_name(const struct hr_case *c)
{
	const struct hr_fact *fact = NULL, *decides = NULL;
	while ((fact = hr_next(&c->server->facts, HR_FACT_CLIENTS_WITHOUT_SNI, fact)) != NULL) {
		if (hr_known(fact) && fact->number > 0)
			return fact;
		if (decides == NULL || !hr_missing(fact))
			decides = fact;
	}
	return decides;
}

/*
 * AD FS binds by host name: a hello without server_name is dropped unless there is a fallback binding. Harmless as long
 * as every client sends the name, and only a capture shows whether they do.
 */
struct hr_verdict clients_send_sni(const struct hr_case *c)
{
	const struct hr_fact *sni = hr_find(c, HR_FACT_TLS_SNI);
	const struct hr_fact *nameless = clients_without_name(c);

	if (c->endpoint->service != HR_SERVICE_HTTPS)
		return hr_not_applicable();
	if (!hr_known(sni))
		return hr_unseen(c->endpoint, sni, "whether a hello without a server name is served");
	if (!hr_same(sni->value, "required"))
		return hr_same(sni->value, "optional") ? hr_ready(sni) : hr_unknown(sni, "required or optional");
	if (hr_known(nameless) && nameless->number > 0)
		return hr_not_ready(sni, "a fallback binding, or clients that name the server");
	if (hr_missing(nameless))
		return hr_because(hr_ready(nameless), "all-send");
	return hr_because(hr_unknown(sni, "whether every client names the server"), "required");
}
