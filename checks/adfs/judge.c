/* Judging AD FS and its proxies. */
#include "rules.h"

#include "common/outbound.h"
#include "common/standing.h"
#include "common/tls.h"
#include "common/windows.h"

static const struct hr_fact *sign_of_adfs(const struct hr_case *c)
{
	static const enum hr_fact_key signs[] = {HR_FACT_ADFS_DKM, HR_FACT_ADFS_ACCOUNT, HR_FACT_ADFS_SPN};
	for (size_t i = 0; i < HR_COUNT(signs); i++) {
		const struct hr_fact *fact = hr_find_in(&c->organisation->facts, signs[i]);
		if (hr_known(fact))
			return fact;
	}
	return NULL;
}

/* Was every domain that is known of read whole? */
static bool was_all_read(const struct hr_case *c)
{
	const struct hr_fact *fact = NULL;
	bool any = false;
	while ((fact = hr_next(&c->organisation->facts, HR_FACT_DIRECTORY_DOMAIN, fact)) != NULL) {
		if (!hr_known(fact))
			return false;
		any = true;
	}
	return any;
}

struct hr_verdict farm_is_found(const struct hr_case *c)
{
	const struct hr_fact *sign = sign_of_adfs(c);
	bool found = false;
	for (size_t i = 0; i < c->organisation->server_count; i++)
		found = found || c->organisation->servers[i].product == HR_ADFS;
	if (found && sign != NULL)
		return hr_ready(sign);
	if (sign != NULL)
		return hr_not_ready(sign, "the federation service name and its servers");
	/* A farm that somebody named needs no sign in the directory; and where there is neither, there is none. */
	if (found || was_all_read(c))
		return hr_not_applicable();
	return hr_unknown(hr_find_in(&c->organisation->facts, HR_FACT_DIRECTORY_DOMAIN), "whether AD FS is there");
}

/* Any that is valid keeps trust alive while certificates roll over; which is the primary one, metadata does not say. */
static struct hr_verdict judge_signing(const struct hr_case *c, const struct hr_endpoint *endpoint)
{
	const struct hr_fact *end = NULL, *expired = NULL, *valid = NULL, *open = NULL;
	while ((end = hr_next(&endpoint->facts, HR_FACT_HTTP_SIGNING_NOT_AFTER, end)) != NULL) {
		if (!hr_known(end))
			open = end;
		else if ((int64_t)end->number <= c->now)
			expired = end;
		else
			valid = end;
	}
	if (expired != NULL && valid == NULL && open == NULL)
		return hr_because(hr_not_ready(expired, "a signing certificate that is valid today"),
		                  "signing-expired");
	if (expired != NULL)
		return hr_because(hr_unknown(expired, "which signing certificate is the primary one"), "signing-mixed");
	return valid != NULL && open == NULL ? hr_ready(valid)
	                                     : hr_unknown(open, "until when the signing certificate is valid");
}

static struct hr_verdict judge_metadata(const struct hr_case *c, const struct hr_endpoint *endpoint)
{
	const struct hr_fact *metadata = hr_find_in(&endpoint->facts, HR_FACT_HTTP_FEDERATION);
	struct hr_verdict tls = hr_judge_tls12(endpoint);

	if (tls.outcome == HR_NOT_READY)
		return hr_because(tls, "tls");
	if (hr_missing(metadata) || (hr_known(metadata) && metadata->number == 0))
		return hr_because(hr_not_ready(metadata, "federation metadata"), "no-metadata");
	if (!hr_known(metadata))
		return hr_unseen(endpoint, metadata, "federation metadata");
	struct hr_verdict signing = judge_signing(c, endpoint);
	if (signing.outcome != HR_READY)
		return signing;
	/* The page came; over which version a client of 1.2 would get it is for the handshake to say. */
	return tls.outcome == HR_READY ? hr_ready(metadata) : tls;
}

struct hr_verdict metadata_comes(const struct hr_case *c)
{
	struct hr_verdict worst = hr_because(hr_unknown(NULL, "port 443 of the federation service"), "no-endpoint");
	bool any = false;
	for (size_t i = 0; i < c->server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &c->server->endpoints[i];
		if (endpoint->service != HR_SERVICE_HTTPS || hr_same(endpoint->purpose, "client-certificate"))
			continue;
		struct hr_verdict one = judge_metadata(c, endpoint);
		if (!any || one.outcome > worst.outcome)
			worst = one;
		any = true;
	}
	return worst;
}

/*
 * Two ways lead to certificate authentication, and one that works is enough. Whether it is in use at all, nothing
 * outside tells: silence on both is no verdict.
 */
struct hr_verdict client_certificate_port_works(const struct hr_case *c)
{
	struct hr_verdict best = hr_unknown(NULL, "whether certificate authentication is in use");
	bool any = false;
	for (size_t i = 0; i < c->server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &c->server->endpoints[i];
		if (!hr_same(endpoint->purpose, "client-certificate"))
			continue;
		struct hr_verdict one = hr_judge_tls12(endpoint);
		if (!any || one.outcome == HR_READY || (best.outcome == HR_UNKNOWN && one.outcome == HR_NOT_READY))
			best = one;
		any = true;
	}
	if (!any)
		return hr_standing_of(c) == HR_STANDING_HOST ? hr_not_applicable() : best;
	return best.outcome == HR_UNKNOWN ? hr_because(best, "in-use") : best;
}

struct hr_verdict release_is_fit(const struct hr_case *c)
{
	struct hr_verdict name;
	return hr_is_name(c, &name) ? name : hr_judge_windows(c);
}

static struct hr_verdict judge_inbound(const struct hr_case *c)
{
	struct hr_verdict worst = hr_unknown(NULL, "an endpoint of the server");
	bool any = false;
	for (size_t i = 0; i < c->server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &c->server->endpoints[i];
		/* Whether the other is in use at all is a question of its own rule. */
		if (hr_same(endpoint->purpose, "client-certificate"))
			continue;
		struct hr_verdict one = hr_judge_tls12(endpoint);
		if (!any || one.outcome > worst.outcome)
			worst = one;
		any = true;
	}
	return worst;
}

/* A recorded hello is proof; settings can only rule out. */
static struct hr_verdict judge_outbound(const struct hr_case *c)
{
	static const enum hr_fact_key settings[] = {HR_FACT_SCHANNEL_CLIENT, HR_FACT_DOTNET4_VERSIONS};
	struct hr_verdict offered = hr_judge_offered(c);
	for (size_t i = 0; i < HR_COUNT(settings) && offered.outcome == HR_UNKNOWN; i++) {
		const struct hr_fact *fact = NULL;
		while ((fact = hr_next(&c->server->facts, settings[i], fact)) != NULL)
			if (hr_known(fact) && !hr_offers_tls12(fact->value))
				return hr_not_ready(fact, "TLS 1.2");
	}
	return offered;
}

struct hr_verdict both_directions_work(const struct hr_case *c)
{
	struct hr_verdict inbound = judge_inbound(c), outbound, name;

	if (hr_is_name(c, &name))
		return name.outcome == HR_UNKNOWN && inbound.outcome == HR_NOT_READY ? hr_because(inbound, "inbound")
		                                                                     : name;
	outbound = judge_outbound(c);
	if (inbound.outcome == HR_NOT_READY)
		return hr_because(inbound, "inbound");
	if (outbound.outcome == HR_NOT_READY)
		return hr_because(outbound, "outbound");
	if (inbound.outcome == HR_UNKNOWN)
		return hr_because(inbound, "inbound");
	return outbound.outcome == HR_UNKNOWN ? hr_because(outbound, "outbound") : outbound;
}
