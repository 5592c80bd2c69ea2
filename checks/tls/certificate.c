/* The certificates an endpoint shows: one per key type, each of which a client may be given. */
#include "rules.h"

#include "common/tls.h"

/* Is the server one that mail from Microsoft 365 comes in through? */
static bool receives_hybrid_mail(const struct hr_case *c)
{
	static const enum hr_fact_key lists[] = {HR_FACT_HYBRID_RECEIVING, HR_FACT_HYBRID_EDGE};
	if (hr_known(hr_find_in(&c->server->facts, HR_FACT_RECEIVE_TLS_DOMAINS)))
		return true;
	for (size_t i = 0; i < HR_COUNT(lists); i++) {
		const struct hr_fact *fact = NULL;
		while ((fact = hr_next(&c->organisation->facts, lists[i], fact)) != NULL)
			if (hr_known(fact) && *c->server->dn != '\0' && hr_same_nocase(fact->value, c->server->dn))
				return true;
	}
	return false;
}

/* Must Microsoft 365, its users at home or a partner trust the certificate? */
static bool is_trusted_outside(const struct hr_case *c)
{
	const char *purpose = c->endpoint->purpose;
	if (hr_same(purpose, "external") || hr_same(purpose, "hybrid-mail") || hr_same(purpose, "federation"))
		return true;
	switch (c->server->product) {
	case HR_ADFS:
		return true;
	case HR_EXCHANGE:
		return hr_has_role(c->server, "edge") ||
		       (hr_has_role(c->server, "farm") && c->endpoint->service == HR_SERVICE_HTTPS) ||
		       (c->endpoint->service == HR_SERVICE_SMTP && c->endpoint->port == 25 && receives_hybrid_mail(c));
	case HR_SKYPE:
		return hr_has_role(c->server, "edge");
	case HR_PRODUCT_NONE:
	case HR_OFFICE_ONLINE:
	case HR_ROOMS:
		break;
	}
	return false;
}

static bool covers(const char *names, const char *host)
{
	struct hr_piece name;
	while (hr_next_word(&names, &name))
		if (hr_covers(name, host))
			return true;
	return false;
}

/*
 * A member of a farm may carry the farm's certificate only: its clients come by the farm's name. The same goes for a
 * server that was asked for by address.
 */
static bool covers_what_clients_ask_for(const struct hr_case *c, const char *names)
{
	if (covers(names, c->server->name))
		return true;
	if (hr_has_role(c->server, "farm") || c->server->product == HR_SKYPE)
		return false;
	for (size_t i = 0; i < c->organisation->server_count; i++) {
		const struct hr_server *other = &c->organisation->servers[i];
		if (other->product == c->server->product && hr_has_role(other, "farm") && covers(names, other->name))
			return true;
	}
	return false;
}

static struct hr_verdict judge_name(const struct hr_case *c, const char *of)
{
	const struct hr_fact *match = hr_find_of(&c->endpoint->facts, HR_FACT_CERT_NAME_MATCH, of);
	const struct hr_fact *names = hr_find_of(&c->endpoint->facts, HR_FACT_CERT_NAMES, of);

	if (!hr_known(match))
		return hr_unknown(match, "whether the certificate carries this name");
	if (match->number == 1 || (hr_known(names) && covers_what_clients_ask_for(c, names->value)))
		return hr_ready(match);
	return hr_because(hr_not_ready(hr_known(names) ? names : match, c->endpoint->host), "wrong-name");
}

static struct hr_verdict judge_dates(const struct hr_case *c, const char *of)
{
	const struct hr_fact *from = hr_find_of(&c->endpoint->facts, HR_FACT_CERT_NOT_BEFORE, of);
	const struct hr_fact *until = hr_find_of(&c->endpoint->facts, HR_FACT_CERT_NOT_AFTER, of);

	if (hr_known(until) && (int64_t)until->number <= c->now)
		return hr_because(hr_not_ready(until, "a certificate that is valid today"), "expired");
	if (hr_known(from) && (int64_t)from->number > c->now)
		return hr_because(hr_not_ready(from, "a certificate that is valid today"), "not-yet-valid");
	if (!hr_known(from) || !hr_known(until))
		return hr_unknown(hr_known(until) ? from : until, "from when until when the certificate is valid");
	return hr_ready(until);
}

static struct hr_verdict judge_strength(const struct hr_case *c, const char *of)
{
	const struct hr_fact *key = hr_find_of(&c->endpoint->facts, HR_FACT_CERT_KEY, of);
	const struct hr_fact *signature = hr_find_of(&c->endpoint->facts, HR_FACT_CERT_SIGNATURE, of);
	uint64_t bits = 0;

	if (hr_known(key) && hr_begins(key->value, "RSA ")) {
		const char *text = key->value + 4;
		if (!hr_read_number(&text, 65536, &bits))
			return hr_unknown(key, "the size of the key");
		if (bits < 2048)
			return hr_because(hr_not_ready(key, "RSA 2048"), "weak-key");
	}
	if (hr_known(signature) && (hr_within(signature->value, "sha1") || hr_within(signature->value, "sha-1") ||
	                            hr_within(signature->value, "md5") || hr_within(signature->value, "md2")))
		return hr_because(hr_not_ready(signature, "SHA-256"), "weak-signature");
	if (!hr_known(key))
		return hr_unknown(key, "the size of the key");
	/* RSASSA-PSS names its hash in parameters that the fact may leave out: the default would be SHA-1. */
	if (!hr_known(signature) || hr_same_nocase(signature->value, "rsassaPss"))
		return hr_unknown(signature, "the hash of the signature");
	return hr_ready(key);
}

static struct hr_verdict judge_chain(const struct hr_case *c, const char *of)
{
	const struct hr_fact *chain = hr_find_of(&c->endpoint->facts, HR_FACT_CERT_CHAIN, of);
	bool outside = is_trusted_outside(c);

	if (!hr_known(chain))
		return hr_unknown(chain, "whether the chain of the certificate is complete");
	if (hr_same(chain->value, "trusted"))
		return hr_ready(chain);
	if (hr_same(chain->value, "self-signed"))
		return hr_because(outside ? hr_not_ready(chain, "a certificate of a trusted authority")
		                          : hr_ready(chain),
		                  "self-signed");
	if (hr_same(chain->value, "untrusted-root"))
		return hr_because(outside ? hr_unknown(chain, "whether those who connect trust this authority")
		                          : hr_ready(chain),
		                  "private-ca");
	/* A server with a certificate straight from a private root shows the same as one that forgot an intermediate.
	 */
	if (hr_same(chain->value, "incomplete") && !outside)
		return hr_because(hr_unknown(chain, "the certificate of the authority"), "private-ca");
	return hr_because(hr_not_ready(chain, "a complete chain"), "chain");
}

/* The worst answer about one certificate; of equals the first, and the chain's word when all is well. */
static struct hr_verdict judge_one(const struct hr_case *c, const char *of)
{
	const struct hr_verdict parts[] = {judge_dates(c, of), judge_name(c, of), judge_strength(c, of),
	                                   judge_chain(c, of)};
	struct hr_verdict worst = parts[0];
	for (size_t i = 1; i < HR_COUNT(parts); i++)
		if (parts[i].outcome > worst.outcome || (worst.outcome == HR_READY && parts[i].why != NULL))
			worst = parts[i];
	return worst;
}

struct hr_verdict certificate_is_good(const struct hr_case *c)
{
	const struct hr_facts *facts = &c->endpoint->facts;
	const struct hr_fact *end = NULL, *starttls = hr_find_in(facts, HR_FACT_STARTTLS);
	struct hr_verdict worst = {.outcome = HR_READY};
	bool any = false;

	if (is_media_relay(c) || is_back_end(c) || hr_missing(starttls))
		return hr_not_applicable();
	while ((end = hr_next(facts, HR_FACT_CERT_NOT_AFTER, end)) != NULL) {
		struct hr_verdict one = judge_one(c, end->of);
		if (!any || one.outcome > worst.outcome)
			worst = one;
		any = true;
	}
	return any ? worst : hr_unseen(c->endpoint, NULL, "the certificate");
}
