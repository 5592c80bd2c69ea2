/* The way to Skype and Teams users elsewhere: SIP over mutual TLS on port 5061 of every Edge. */
#include "rules.h"

#include "common/tls.h"

static bool is_federation(const struct hr_endpoint *endpoint)
{
	return hr_same(endpoint->purpose, "federation") ||
	       (endpoint->service == HR_SERVICE_SIP && endpoint->port == 5061);
}

static struct hr_verdict judge_edge(const struct hr_server *edge)
{
	struct hr_verdict worst = hr_because(hr_unknown(NULL, "port 5061 of the Edge"), "no-endpoint");
	bool any = false;
	for (size_t i = 0; i < edge->endpoint_count; i++) {
		if (!is_federation(&edge->endpoints[i]))
			continue;
		struct hr_verdict one = hr_judge_tls12(&edge->endpoints[i]);
		if (!any || one.outcome > worst.outcome)
			worst = one;
		any = true;
	}
	return worst;
}

struct hr_verdict edges_federate(const struct hr_case *c)
{
	struct hr_verdict worst = hr_not_applicable();
	for (size_t i = 0; i < c->organisation->server_count; i++) {
		const struct hr_server *server = &c->organisation->servers[i];
		if (server->product != HR_SKYPE || !hr_has_role(server, "edge"))
			continue;
		struct hr_verdict one = judge_edge(server);
		if (one.outcome > worst.outcome)
			worst = one;
	}
	return worst;
}
