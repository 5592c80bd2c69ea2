/* Connectors that carry hybrid mail, and the certificate of transport inside the organisation. */
#include "rules.h"

#include "common/standing.h"
#include "common/tls.h"

#define REQUIRE_TLS UINT64_C(0x4)
#define IGNORE_STARTTLS UINT64_C(0x800000)
#define CLOUD_SERVICES_MAIL UINT64_C(0x20000)
#define AUTH_TLS UINT64_C(0x1)

enum auth_level { AUTH_CERTIFICATE = 2, AUTH_DOMAIN = 4 };

static const struct hr_fact *of_connector(const struct hr_case *c, enum hr_fact_key key, const char *of)
{
	return hr_find_of(&c->organisation->facts, key, of);
}

static bool holds(const struct hr_fact *fact, const char *part)
{
	return hr_known(fact) && *part != '\0' && hr_within(fact->value, part) != NULL;
}

/* Does it carry mail to Microsoft 365: by address space, smart host, TLS domain or the flag that says so? */
static bool goes_to_cloud(const struct hr_case *c, const char *of)
{
	const struct hr_cloud *cloud = c->catalog->cloud;
	const struct hr_fact *flags = of_connector(c, HR_FACT_SEND_FLAGS, of);
	const struct hr_fact *tls_domain = of_connector(c, HR_FACT_SEND_TLS_DOMAIN, of);
	const struct hr_fact *smart_host = of_connector(c, HR_FACT_SEND_SMART_HOST, of);

	if (hr_known(flags) && (flags->number & CLOUD_SERVICES_MAIL) != 0)
		return true;
	return cloud != NULL && (holds(of_connector(c, HR_FACT_SEND_SPACES, of), cloud->routing_domain) ||
	                         holds(tls_domain, cloud->mail_domain) || holds(smart_host, cloud->mail_domain));
}

static struct hr_verdict judge_auth_level(const struct hr_case *c, const struct hr_fact *flags, const char *of)
{
	const struct hr_fact *domain = of_connector(c, HR_FACT_SEND_TLS_DOMAIN, of);
	if (!hr_known(flags))
		return hr_unknown(flags, "whether the certificate of the other side is checked");
	uint64_t level = (flags->number & 0xFF0) >> 4;
	if (level == AUTH_CERTIFICATE)
		return hr_ready(flags);
	if (level != AUTH_DOMAIN)
		return hr_because(hr_not_ready(flags, "validation of the certificate or of its domain"),
		                  "no-validation");
	if (hr_known(domain))
		return hr_ready(flags);
	return hr_missing(domain)
	               ? hr_because(hr_not_ready(domain, "the domain whose certificate is expected"), "no-domain")
	               : hr_unknown(domain, "the domain whose certificate is expected");
}

static struct hr_verdict judge_send_connector(const struct hr_case *c, const char *of)
{
	const struct hr_fact *security = of_connector(c, HR_FACT_SEND_SECURITY, of);
	const struct hr_fact *flags = of_connector(c, HR_FACT_SEND_FLAGS, of);

	if (hr_known(security) && (security->number & IGNORE_STARTTLS) != 0)
		return hr_because(hr_not_ready(security, "STARTTLS not ignored"), "ignores-starttls");
	if (hr_known(security) && (security->number & REQUIRE_TLS) == 0)
		return hr_because(hr_not_ready(security, "TLS required"), "tls-optional");
	struct hr_verdict level = judge_auth_level(c, flags, of);
	if (!hr_known(security) && level.outcome != HR_NOT_READY)
		return hr_unknown(security, "whether TLS is required");
	return level;
}

static bool has_server(const struct hr_case *c)
{
	for (size_t i = 0; i < c->organisation->server_count; i++)
		if (c->organisation->servers[i].product == HR_EXCHANGE)
			return true;
	return false;
}

/* Opportunistic TLS falls back to clear text when 1.2 cannot be agreed on: only a connector that insists is proof. */
struct hr_verdict send_connector_insists(const struct hr_case *c)
{
	const struct hr_fact *hybrid = hr_find_in(&c->organisation->facts, HR_FACT_HYBRID_CONFIGURATION);
	const struct hr_fact *organisation = hr_find_in(&c->organisation->facts, HR_FACT_EXCHANGE_ORGANISATION);
	const struct hr_fact *fact = NULL, *disabled = NULL;
	struct hr_verdict worst = {.outcome = HR_NOT_APPLICABLE};

	/* Every connector has a fact about its address spaces, present or absent. */
	while ((fact = hr_next(&c->organisation->facts, HR_FACT_SEND_SPACES, fact)) != NULL) {
		const struct hr_fact *enabled = of_connector(c, HR_FACT_SEND_ENABLED, fact->of);
		if (!goes_to_cloud(c, fact->of))
			continue;
		if (hr_known(enabled) && enabled->number == 0) {
			disabled = enabled;
			continue;
		}
		struct hr_verdict one = judge_send_connector(c, fact->of);
		if (one.outcome > worst.outcome)
			worst = one;
	}
	if (worst.outcome != HR_NOT_APPLICABLE)
		return hr_resting_on(worst, ENCODING_IS_DOCUMENTED);
	if (disabled != NULL)
		return hr_because(hr_unknown(disabled, "an enabled connector to Microsoft 365"), "disabled");
	if (hr_known(hybrid))
		return hr_because(hr_unknown(hybrid, "the connector that mail to Microsoft 365 takes"), "none");
	return hr_known(organisation) || !has_server(c) ? hr_not_applicable()
	                                                : hr_unknown(hybrid, "the send connectors");
}

static bool is_for_cloud(const struct hr_case *c, const struct hr_fact *domains)
{
	return holds(domains, "AcceptCloudServicesMail") || holds(domains, "AcceptOorgProtocol") ||
	       (c->catalog->cloud != NULL && holds(domains, c->catalog->cloud->mail_domain));
}

/* Does any of the bindings "0.0.0.0:25 [::]:25" end in that port? */
static bool is_bound_to(const struct hr_fact *bindings, uint16_t port)
{
	const char *words = hr_known(bindings) ? bindings->value : "";
	struct hr_piece word;
	while (hr_next_word(&words, &word)) {
		size_t colon = word.length;
		while (colon > 0 && word.at[colon - 1] != ':')
			colon--;
		const char *at = word.at + colon;
		uint64_t number;
		if (colon > 0 && hr_read_number(&at, UINT16_MAX, &number) && number == port)
			return true;
	}
	return false;
}

/* What the connector's port says, over what the directory says of the connector. */
static struct hr_verdict judge_receive_connector(const struct hr_case *c, const char *of)
{
	const struct hr_facts *facts = &c->server->facts;
	const struct hr_fact *auth = hr_find_of(facts, HR_FACT_RECEIVE_AUTH, of);
	const struct hr_fact *bindings = hr_find_of(facts, HR_FACT_RECEIVE_BINDINGS, of);
	struct hr_verdict worst = hr_unknown(auth, "whether STARTTLS is offered");
	bool any = false;

	for (size_t i = 0; i < c->server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &c->server->endpoints[i];
		const struct hr_fact *offer = hr_find_in(&endpoint->facts, HR_FACT_STARTTLS);
		if (endpoint->service != HR_SERVICE_SMTP || !is_bound_to(bindings, endpoint->port))
			continue;
		struct hr_verdict one = hr_known(offer)     ? hr_ready(offer)
		                        : hr_missing(offer) ? hr_not_ready(offer, "STARTTLS")
		                                            : hr_unseen(endpoint, offer, "whether STARTTLS is offered");
		if (!any || one.outcome > worst.outcome)
			worst = one;
		any = true;
	}
	/* Another connector of the same port may have answered: without the Tls mechanism this one offers nothing. */
	if (hr_known(auth) && (auth->number & AUTH_TLS) == 0)
		return hr_resting_on(hr_because(hr_not_ready(auth, "the Tls authentication mechanism"), "mechanism"),
		                     ENCODING_IS_DOCUMENTED);
	return worst;
}

static bool is_listed(const struct hr_case *c, enum hr_fact_key list, const struct hr_fact **entry)
{
	const struct hr_fact *fact = NULL;
	while ((fact = hr_next(&c->organisation->facts, list, fact)) != NULL)
		if (hr_known(fact) && *c->server->dn != '\0' && hr_same_nocase(fact->value, c->server->dn)) {
			*entry = fact;
			return true;
		}
	return false;
}

struct hr_verdict receive_connector_offers_tls(const struct hr_case *c)
{
	const struct hr_fact *hybrid = hr_find_in(&c->organisation->facts, HR_FACT_HYBRID_CONFIGURATION);
	const struct hr_fact *fact = NULL, *listed = NULL;
	struct hr_verdict worst = {.outcome = HR_NOT_APPLICABLE}, name;

	if (hr_is_name(c, &name))
		return hr_not_applicable();
	while ((fact = hr_next(&c->server->facts, HR_FACT_RECEIVE_TLS_DOMAINS, fact)) != NULL) {
		const struct hr_fact *enabled = hr_find_of(&c->server->facts, HR_FACT_RECEIVE_ENABLED, fact->of);
		if (!is_for_cloud(c, fact) || (hr_known(enabled) && enabled->number == 0))
			continue;
		struct hr_verdict one = judge_receive_connector(c, fact->of);
		if (one.outcome > worst.outcome)
			worst = one;
	}
	if (worst.outcome != HR_NOT_APPLICABLE)
		return worst;
	if (is_listed(c, HR_FACT_HYBRID_RECEIVING, &listed))
		return hr_because(hr_unknown(listed, "the connector that takes mail from Microsoft 365"), "none");
	/* An Edge keeps its connectors to itself: its port 25 is all there is to see. */
	if (is_listed(c, HR_FACT_HYBRID_EDGE, &listed))
		for (size_t i = 0; i < c->server->endpoint_count; i++) {
			const struct hr_endpoint *endpoint = &c->server->endpoints[i];
			const struct hr_fact *offer = hr_find_in(&endpoint->facts, HR_FACT_STARTTLS);
			if (endpoint->service != HR_SERVICE_SMTP || endpoint->port != 25)
				continue;
			return hr_known(offer)     ? hr_ready(offer)
			       : hr_missing(offer) ? hr_not_ready(offer, "STARTTLS")
			                           : hr_unseen(endpoint, offer, "whether STARTTLS is offered");
		}
	if (listed != NULL || (hybrid == NULL && c->server->dn[0] == '\0'))
		return hr_unknown(listed, "the connector that takes mail from Microsoft 365");
	return hr_not_applicable();
}

/* Self-signed by design: its own signature proves nothing to anybody, so SHA-1 there is an eyesore, not a hole. */
struct hr_verdict internal_certificate_is_good(const struct hr_case *c)
{
	static const char of[] = "internal-transport";
	const struct hr_facts *facts = &c->server->facts;
	const struct hr_fact *end = hr_find_of(facts, HR_FACT_CERT_NOT_AFTER, of);
	const struct hr_fact *from = hr_find_of(facts, HR_FACT_CERT_NOT_BEFORE, of);
	const struct hr_fact *key = hr_find_of(facts, HR_FACT_CERT_KEY, of);
	const struct hr_fact *signature = hr_find_of(facts, HR_FACT_CERT_SIGNATURE, of);
	struct hr_verdict verdict;
	uint64_t bits = 0;

	if (hr_is_name(c, &verdict))
		return hr_not_applicable();
	if (hr_known(end) && (int64_t)end->number <= c->now)
		return hr_because(hr_not_ready(end, "a certificate that is valid today"), "expired");
	if (hr_known(from) && (int64_t)from->number > c->now)
		return hr_because(hr_not_ready(from, "a certificate that is valid today"), "not-yet-valid");
	const char *text = hr_known(key) && hr_begins(key->value, "RSA ") ? key->value + 4 : "";
	if (hr_read_number(&text, 65536, &bits) && bits < 2048)
		return hr_because(hr_not_ready(key, "RSA 2048"), "weak-key");
	if (!hr_known(end) || !hr_known(key) || !hr_known(signature))
		return hr_unknown(!hr_known(end)   ? end
		                  : !hr_known(key) ? key
		                                   : signature,
		                  "the internal transport certificate");
	if (hr_within(signature->value, "sha1") || hr_within(signature->value, "md5")) {
		verdict = hr_because(hr_not_ready(signature, "SHA-256"), "weak-signature");
		verdict.lighter = true;
		return verdict;
	}
	return hr_ready(end);
}
