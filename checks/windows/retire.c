/* Turning TLS 1.0 and 1.1 off: not before the products allow it, and not in force before the restart. */
#include "rules.h"

#include "common/build.h"
#include "common/standing.h"

/* The floor that the server's product must have reached before the old versions may go. */
static const struct hr_rule floors[] = {
        {.id = "exchange.update-retire", .products = HR_ON(HR_EXCHANGE)},
        {.id = "skype.retire-order", .products = HR_ON(HR_SKYPE)},
};

static const struct hr_fact *off_side(const struct hr_case *c)
{
	static const enum hr_fact_key sides[] = {HR_FACT_SCHANNEL_SERVER, HR_FACT_SCHANNEL_CLIENT};
	for (size_t i = 0; i < HR_COUNT(sides); i++) {
		const struct hr_fact *fact = hr_find(c, sides[i]);
		if (hr_known(fact) && (!hr_has_word(fact->value, "1.0") || !hr_has_word(fact->value, "1.1")))
			return fact;
	}
	return NULL;
}

static struct hr_verdict judge_floor(const struct hr_case *c, const struct hr_rule *rule, const struct hr_fact *off)
{
	static const enum hr_means means[] = {HR_BY_REGISTRY, HR_BY_OWNER, HR_BY_DIRECTORY};
	const struct hr_fact *build = NULL;
	struct hr_case other = *c;
	other.rule = rule;
	for (size_t i = 0; i < HR_COUNT(means) && !hr_known(build); i++)
		build = hr_find_by(&c->server->facts, HR_FACT_BUILD, means[i]);
	if (!hr_known(build))
		return hr_because(hr_unknown(off, "a build number"), "no-build");
	struct hr_verdict verdict = hr_judge_build(&other, build, build->number);
	/* What breaks depends on the product. */
	verdict.why = NULL;
	if (verdict.outcome == HR_NOT_READY)
		verdict = hr_because(verdict, c->server->product == HR_SKYPE ? "skype" : "exchange");
	/* What the directory records of an Edge is a least build: it cannot prove that the Edge is behind. */
	if (verdict.outcome == HR_NOT_READY && build->by == HR_BY_DIRECTORY && hr_has_role(c->server, "edge"))
		return hr_because(hr_unknown(build, verdict.wanted), "no-build");
	return verdict;
}

/* Not one version is left, whatever the product: nothing that goes through Schannel connects. */
static const struct hr_fact *nothing_left(const struct hr_case *c)
{
	static const char *const words[] = {"1.0", "1.1", "1.2"};
	static const enum hr_fact_key sides[] = {HR_FACT_SCHANNEL_SERVER, HR_FACT_SCHANNEL_CLIENT};
	for (size_t i = 0; i < HR_COUNT(sides); i++) {
		const struct hr_fact *fact = hr_find(c, sides[i]);
		bool any = !hr_known(fact);
		for (size_t k = 0; k < HR_COUNT(words) && !any; k++)
			any = hr_has_word(fact->value, words[k]);
		if (!any)
			return fact;
	}
	return NULL;
}

/* A blocker if ever there was one: the registry says off, and the product cannot live with that yet. */
struct hr_verdict nothing_retired_too_early(const struct hr_case *c)
{
	const struct hr_fact *off = off_side(c), *server = hr_find(c, HR_FACT_SCHANNEL_SERVER);
	const struct hr_fact *client = hr_find(c, HR_FACT_SCHANNEL_CLIENT);
	struct hr_verdict name;

	if (hr_is_name(c, &name))
		return name;
	if (nothing_left(c) != NULL)
		return hr_because(hr_not_ready(nothing_left(c), "TLS 1.2"), "nothing-left");
	if (off == NULL && (!hr_known(server) || !hr_known(client)))
		return hr_unknown(hr_known(server) ? client : server, "whether TLS 1.0 and 1.1 are off");
	if (off == NULL)
		return hr_because(hr_ready(server), "still-on");
	for (size_t i = 0; i < HR_COUNT(floors); i++)
		if ((floors[i].products & HR_ON(c->server->product)) != 0)
			return judge_floor(c, &floors[i], off);
	return hr_ready(off);
}

static const struct {
	enum hr_fact_key key;
	const char *word;
} versions[] = {
        {HR_FACT_TLS_1_2, "1.2"},
        {HR_FACT_TLS_1_1, "1.1"},
        {HR_FACT_TLS_1_0, "1.0"},
};

/* One endpoint under the machine's own name against what the registry says Schannel serves. */
static struct hr_verdict compare(const struct hr_endpoint *endpoint, const struct hr_fact *registry)
{
	struct hr_verdict verdict = hr_ready(registry);
	for (size_t i = 0; i < HR_COUNT(versions); i++) {
		const struct hr_fact *seen = hr_find_in(&endpoint->facts, versions[i].key);
		bool on = hr_has_word(registry->value, versions[i].word);
		if (!hr_known(seen) && !hr_missing(seen))
			verdict = hr_unknown(seen != NULL ? seen : registry, "what the server shows");
		else if (hr_known(seen) != on)
			return hr_because(hr_not_ready(seen, registry->value), on ? "not-seen" : "still-seen");
	}
	return verdict;
}

struct hr_verdict settings_are_in_force(const struct hr_case *c)
{
	const struct hr_fact *registry = hr_find(c, HR_FACT_SCHANNEL_SERVER);
	struct hr_verdict verdict = hr_unknown(registry, "what the server shows"), name;

	if (hr_is_name(c, &name))
		return name;
	if (!hr_known(registry))
		return hr_unknown(registry, "what the registry says");
	for (size_t i = 0; i < c->server->endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &c->server->endpoints[i];
		if (!hr_same(endpoint->host, c->server->name) || hr_same(endpoint->purpose, "media-relay"))
			continue;
		struct hr_verdict one = compare(endpoint, registry);
		/* One endpoint that could be seen whole settles it; one that differs settles it the other way. */
		if (one.outcome == HR_NOT_READY)
			return one;
		if (one.outcome == HR_READY || verdict.outcome != HR_READY)
			verdict = one;
	}
	return verdict;
}
