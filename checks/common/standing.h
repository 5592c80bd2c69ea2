/*
 * Is the server of a case a host, or only a name that clients connect to? A farm, pool or load balancer's name has no
 * registry and makes no connections; what is asked of hosts is asked of its members. If no member is known, the
 * question is open, not void.
 */
#ifndef HR_CHECKS_COMMON_STANDING_H
#define HR_CHECKS_COMMON_STANDING_H

#include "common/words.h"

enum hr_standing {
	HR_STANDING_HOST = 0,
	HR_STANDING_NAME,      /* a name whose members are servers of the report */
	HR_STANDING_LONE_NAME, /* a name, and nobody knows what stands behind it */
};

/* Facts that only a host can have. */
static inline bool hr_has_host_facts(const struct hr_server *server)
{
	for (size_t i = 0; i < server->facts.count; i++) {
		const struct hr_fact *fact = &server->facts.at[i];
		if (fact->by == HR_BY_REGISTRY || fact->by == HR_BY_CANARY || fact->by == HR_BY_LOG)
			return true;
		if (fact->key == HR_FACT_OS_NAME || fact->key == HR_FACT_OS_VERSION)
			return true;
	}
	return false;
}

/* Servers that stand at the border: they are no members of an inner farm, and inner servers none of theirs. */
static inline bool hr_is_outer(const struct hr_server *server)
{
	return hr_has_role(server, "edge") || hr_has_role(server, "proxy");
}

static inline bool hr_is_host(const struct hr_server *server)
{
	if (!hr_has_role(server, "farm") || hr_has_host_facts(server))
		return true;
	/* The directory gives an Edge pool's role to its name; any other role comes from a machine. */
	const char *roles = server->roles;
	struct hr_piece role;
	while (hr_next_word(&roles, &role))
		if (!hr_piece_is(role, "farm") && !hr_piece_is(role, "edge"))
			return true;
	return false;
}

static inline enum hr_standing hr_standing_of(const struct hr_case *c)
{
	if (hr_is_host(c->server))
		return HR_STANDING_HOST;
	for (size_t i = 0; i < c->organisation->server_count; i++) {
		const struct hr_server *other = &c->organisation->servers[i];
		if (other != c->server && other->product == c->server->product && hr_is_host(other) &&
		    hr_is_outer(other) == hr_is_outer(c->server))
			return HR_STANDING_NAME;
	}
	return HR_STANDING_LONE_NAME;
}

/* What a rule about hosts says of a name: true, and *verdict is set, if the server is one. */
static inline bool hr_is_name(const struct hr_case *c, struct hr_verdict *verdict)
{
	enum hr_standing standing = hr_standing_of(c);
	if (standing == HR_STANDING_HOST)
		return false;
	*verdict = standing == HR_STANDING_NAME
	                   ? hr_not_applicable()
	                   : hr_because(hr_unknown(NULL, "the servers behind this name"), "members");
	return true;
}

#endif
