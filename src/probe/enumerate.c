#include "probe/enumerate.h"
#include "probe/spread.h"

#include <stdio.h>
#include <string.h>

static const uint16_t versions[HR_CHAIN_COUNT] = {
        [HR_CHAIN_1_2] = HR_TLS_1_2, [HR_CHAIN_1_3] = HR_TLS_1_3,  [HR_CHAIN_1_0] = HR_TLS_1_0,
        [HR_CHAIN_1_1] = HR_TLS_1_1, [HR_CHAIN_SSL3] = HR_SSL_3_0, [HR_CHAIN_SSL2] = HR_SSL_2_0,
};

static const enum hr_fact_key keys[HR_CHAIN_COUNT] = {
        [HR_CHAIN_1_2] = HR_FACT_TLS_1_2, [HR_CHAIN_1_3] = HR_FACT_TLS_1_3,   [HR_CHAIN_1_0] = HR_FACT_TLS_1_0,
        [HR_CHAIN_1_1] = HR_FACT_TLS_1_1, [HR_CHAIN_SSL3] = HR_FACT_TLS_SSL3, [HR_CHAIN_SSL2] = HR_FACT_TLS_SSL2,
};

enum hr_fact_key hr_chain_key(enum hr_chain_id chain)
{
	return keys[chain];
}

void hr_enumerate_begin(struct hr_enumerate *e, const struct hr_suite *suites, size_t suite_count, bool has_name)
{
	*e = (struct hr_enumerate){.suites = suites, .suite_count = suite_count, .has_name = has_name};
	for (unsigned i = 0; i < HR_CHAIN_COUNT; i++)
		e->chains[i].pool = e->chains[i].accepted;
	for (unsigned i = 0; i < HR_CHAIN_SNI; i++) {
		struct hr_chain *chain = &e->chains[i];
		if (i == HR_CHAIN_SSL2)
			chain->version = HR_SSL_2_0;
		else
			hr_chain_fill(e, chain, versions[i]);
		if (i != HR_CHAIN_SSL2 && chain->pool_count == 0)
			hr_chain_end(chain, HR_NOT_COLLECTED, "the catalog names no suite of this version");
	}
}

void hr_enumerate_quick(struct hr_enumerate *e)
{
	e->quick = true;
	hr_chain_end(&e->chains[HR_CHAIN_SNI], HR_NOT_COLLECTED, "not asked in a quick look");
	hr_chain_end(&e->chains[HR_CHAIN_AGAIN], HR_NOT_COLLECTED, "not asked in a quick look");
}

void hr_enumerate_fast(struct hr_enumerate *e, struct hr_spread *spread)
{
	e->spread = spread;
}

void hr_enumerate_hurry(struct hr_enumerate *e, const char *why)
{
	for (unsigned i = 0; i < HR_CHAIN_COUNT; i++) {
		struct hr_chain *chain = &e->chains[i];
		if (chain->stage != HR_STAGE_DONE && !chain->in_flight)
			hr_chain_end(chain, HR_FAILED, chain->why[0] != '\0' ? NULL : why);
	}
}

static bool versions_done(const struct hr_enumerate *e)
{
	for (unsigned i = 0; i < HR_CHAIN_SNI; i++) {
		if (e->chains[i].stage != HR_STAGE_DONE)
			return false;
	}
	return true;
}

bool hr_enumerate_done(const struct hr_enumerate *e)
{
	return versions_done(e) && e->chains[HR_CHAIN_SNI].stage == HR_STAGE_DONE &&
	       e->chains[HR_CHAIN_AGAIN].stage == HR_STAGE_DONE;
}

/* TLS 1.2 if there is, because clients without SNI are no younger than that; else the best that was accepted. */
static bool prepare_sni(struct hr_enumerate *e)
{
	static const enum hr_chain_id best[] = {HR_CHAIN_1_2, HR_CHAIN_1_3, HR_CHAIN_1_1, HR_CHAIN_1_0, HR_CHAIN_SSL3};
	struct hr_chain *sni = &e->chains[HR_CHAIN_SNI];
	if (sni->version != 0)
		return true;
	if (e->chains[HR_CHAIN_1_2].accepted_count == 0 && !versions_done(e))
		return false;
	for (size_t i = 0; i < sizeof best / sizeof *best; i++) {
		const struct hr_chain *chain = &e->chains[best[i]];
		if (chain->accepted_count == 0 || (chain->stage == HR_STAGE_DONE && chain->seen != HR_PRESENT))
			continue;
		if (!e->has_name) {
			hr_chain_end(sni, HR_PRESENT, "");
			return false;
		}
		hr_chain_fill(e, sni, chain->version);
		/* The way that worked for the version works here; a refusal then has one reason only. */
		sni->shape = chain->shape;
		sni->chunked = chain->chunked;
		if (sni->chunked) {
			memcpy(sni->pool, chain->accepted, chain->accepted_count * sizeof *sni->pool);
			sni->pool_count = chain->accepted_count;
		}
		sni->window = sni->pool_count;
		return true;
	}
	if (versions_done(e))
		hr_chain_end(sni, HR_FAILED, "no version was accepted");
	return false;
}

/* A control needs something that was accepted; if there is nothing and nothing is under way, doubt stays. */
static bool may_control(struct hr_enumerate *e, struct hr_chain *chain)
{
	if (e->known_version != 0)
		return true;
	for (unsigned i = 0; i < HR_CHAIN_SNI; i++) {
		const struct hr_chain *other = &e->chains[i];
		if (other->stage != HR_STAGE_DONE && other->stage != HR_STAGE_CONTROL)
			return false;
	}
	hr_chain_end(chain, HR_FAILED, NULL);
	return false;
}

static void describe(const struct hr_enumerate *e, enum hr_chain_id id, struct hr_try *next)
{
	const struct hr_chain *chain = &e->chains[id];
	*next = (struct hr_try){
	        .chain = id,
	        .version = chain->version,
	        .suites = chain->pool,
	        .suite_count = chain->window,
	        .shape = chain->shape,
	        .without_name = id == HR_CHAIN_SNI,
	        .wait_ms = chain->wait_ms,
	};
	if (chain->stage != HR_STAGE_CONTROL)
		return;
	next->version = e->known_version;
	next->suites = &e->known_suite;
	next->suite_count = 1;
	next->shape = HR_HELLO_FULL;
	next->without_name = false;
}

/* Can this chain ask something now? Decides what needs no asking on the way. */
static bool is_ready(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	if (chain->stage == HR_STAGE_DONE || chain->stage == HR_STAGE_SPREAD || chain->in_flight ||
	    (id == HR_CHAIN_SNI && !prepare_sni(e)))
		return false;
	if (id == HR_CHAIN_AGAIN)
		return hr_again_prepare(e);
	if (chain->stage == HR_STAGE_YIELD)
		return hr_chain_may_yield(e, id);
	if (chain->too_big)
		return hr_chain_may_shrink(e, chain);
	return chain->stage != HR_STAGE_CONTROL || may_control(e, chain);
}

/*
 * Less is sooner. TLS 1.2 has most to tell, so it leads; the other chains keep pace with each other, because one that
 * is left for the end keeps all waiting; what is only a single question fills the gaps.
 */
static unsigned turn(const struct hr_enumerate *e, enum hr_chain_id id)
{
	size_t fallen = e->chains[id].accepted_count;
	if (id == HR_CHAIN_1_2)
		return 0;
	return id >= HR_CHAIN_SSL3 && fallen == 0 ? HR_HELLO_SUITES_MAX + id : (unsigned)fallen + 1;
}

bool hr_enumerate_next(struct hr_enumerate *e, struct hr_try *next)
{
	enum hr_chain_id id = HR_CHAIN_COUNT;
	for (unsigned i = 0; i < HR_CHAIN_COUNT; i++) {
		if (is_ready(e, (enum hr_chain_id)i) &&
		    (id == HR_CHAIN_COUNT || turn(e, (enum hr_chain_id)i) < turn(e, id)))
			id = (enum hr_chain_id)i;
	}
	if (id == HR_CHAIN_COUNT)
		return hr_spread_next(e, next);
	struct hr_chain *chain = &e->chains[id];
	if (chain->stage == HR_STAGE_FALL && e->small_only && !chain->chunked && id < HR_CHAIN_SSL2) {
		chain->chunked = true;
		chain->shape = HR_HELLO_PLAIN;
		hr_chain_window(e, chain);
	}
	chain->in_flight = true;
	describe(e, id, next);
	return true;
}

void hr_enumerate_answer(struct hr_enumerate *e, const struct hr_try *to, const struct hr_answer *answer)
{
	if (to->slot > 0)
		hr_spread_answer(e, to->slot, answer);
	else
		hr_chain_answer(e, to->chain, answer);
}

void hr_enumerate_give_up(struct hr_enumerate *e, const char *why)
{
	if (e->dead[0] == '\0')
		(void)snprintf(e->dead, sizeof e->dead, "%s", why);
	for (unsigned i = 0; i < HR_CHAIN_COUNT; i++) {
		struct hr_chain *chain = &e->chains[i];
		if (chain->stage == HR_STAGE_ORDER || chain->stage == HR_STAGE_YIELD)
			hr_chain_end(chain, HR_PRESENT, "");
		else if (chain->stage != HR_STAGE_DONE)
			hr_chain_end(chain, HR_FAILED, e->dead);
	}
}

enum hr_lead hr_enumerate_lead(const struct hr_enumerate *e)
{
	for (unsigned i = 0; i < HR_CHAIN_SNI; i++) {
		const struct hr_chain *chain = &e->chains[i];
		if (chain->stage == HR_STAGE_FALL && chain->accepted_count > 0)
			return chain->in_flight ? HR_LEAD_WAITS : HR_LEAD_READY;
	}
	return HR_LEAD_NONE;
}

enum hr_order hr_enumerate_order(const struct hr_enumerate *e)
{
	enum hr_order all = HR_ORDER_UNKNOWN;
	for (unsigned i = 0; i < HR_CHAIN_SNI; i++) {
		if (e->orders[i] == HR_ORDER_UNKNOWN)
			continue;
		all = all == HR_ORDER_UNKNOWN || all == e->orders[i] ? e->orders[i] : HR_ORDER_MIXED;
	}
	return all;
}

enum hr_seen hr_enumerate_sni(const struct hr_enumerate *e, bool *required)
{
	const struct hr_chain *sni = &e->chains[HR_CHAIN_SNI];
	*required = sni->seen == HR_ABSENT;
	return sni->seen == HR_ABSENT ? HR_PRESENT : sni->seen;
}
