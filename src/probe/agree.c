/* Do all answers of one address agree? A load balancer may have unlike servers behind it. */
#include <stdio.h>

#include "probe/enumerate.h"

void hr_enumerate_witness(struct hr_enumerate *e, uint16_t version, uint16_t suite)
{
	for (unsigned i = 0; i < e->witness_count; i++) {
		if (e->witnesses[i].version == version && e->witnesses[i].suite == suite)
			return;
	}
	if (e->witness_count < HR_WITNESSES_MAX)
		e->witnesses[e->witness_count++] = (struct hr_witness){.version = version, .suite = suite};
}

void hr_enumerate_disagree(struct hr_enumerate *e, uint16_t version, const char *how)
{
	const char *name = hr_tls_version_name(version);
	if (e->disagreement[0] == '\0')
		(void)snprintf(e->disagreement, sizeof e->disagreement, "%s: %.120s", name == NULL ? "?" : name, how);
}

static const struct hr_chain *chain_of(const struct hr_enumerate *e, uint16_t version)
{
	for (unsigned i = 0; i < HR_CHAIN_SSL2; i++) {
		if (e->chains[i].version == version)
			return &e->chains[i];
	}
	return NULL;
}

static bool lists(const struct hr_chain *chain, uint16_t suite)
{
	for (size_t i = 0; i < chain->accepted_count; i++) {
		if (chain->accepted[i] == suite)
			return true;
	}
	return false;
}

/* A suite that the catalog does not name was never asked for: that it is not in the list says nothing. */
static bool was_asked(const struct hr_enumerate *e, uint16_t suite)
{
	for (size_t i = 0; i < e->suite_count; i++) {
		if (e->suites[i].code == suite)
			return true;
	}
	return false;
}

void hr_enumerate_compare(struct hr_enumerate *e)
{
	for (unsigned i = 0; i < e->witness_count; i++) {
		const struct hr_witness *seen = &e->witnesses[i];
		const struct hr_chain *chain = chain_of(e, seen->version);
		if (chain == NULL || chain->stage != HR_STAGE_DONE)
			continue;
		char how[HR_WHY_MAX];
		if (chain->seen == HR_ABSENT) {
			hr_enumerate_disagree(e, seen->version, "refused, and chosen another time");
		} else if (chain->seen == HR_PRESENT && !e->quick && was_asked(e, seen->suite) &&
		           !lists(chain, seen->suite)) {
			(void)snprintf(how, sizeof how, "suite 0x%04X refused, and chosen another time", seen->suite);
			hr_enumerate_disagree(e, seen->version, how);
		}
	}
}

/* TLS 1.2 takes longest and comes last; the older ones stand together, the newest first. */
static const enum hr_chain_id again_ids[] = {HR_CHAIN_1_3, HR_CHAIN_1_1, HR_CHAIN_1_0, HR_CHAIN_SSL3, HR_CHAIN_1_2};
#define AGAIN_OLD_END 4

static bool any_accepted(const struct hr_enumerate *e)
{
	bool any = false;
	for (unsigned i = 0; i < HR_CHAIN_SSL2; i++)
		any |= e->chains[i].accepted_count > 0;
	return any;
}

/*
 * One hello for each of TLS 1.3 and 1.2, and one for all that is older: a server answers a hello of TLS 1.1 with 1.0 or
 * SSL 3.0 if that is the best it has.
 */
bool hr_again_prepare(struct hr_enumerate *e)
{
	struct hr_chain *again = &e->chains[HR_CHAIN_AGAIN];
	for (; e->disagreement[0] == '\0' && e->again < sizeof again_ids / sizeof *again_ids; e->again++) {
		const struct hr_chain *refused = &e->chains[again_ids[e->again]];
		if (refused->accepted_count > 0) /* it will not turn out absent, whenever it ends */
			continue;
		if (refused->stage != HR_STAGE_DONE)
			return false;
		if (refused->seen != HR_ABSENT || !any_accepted(e))
			continue;
		hr_chain_fill(e, again, refused->version);
		again->shape = refused->shape;
		again->chunked = refused->chunked;
		hr_chain_window(e, again);
		return true;
	}
	bool any = any_accepted(e);
	hr_chain_end(again, any ? HR_PRESENT : HR_FAILED, any ? "" : "no version was accepted");
	return false;
}

void hr_again_answer(struct hr_enumerate *e, const struct hr_answer *answer)
{
	const struct hr_chain *again = &e->chains[HR_CHAIN_AGAIN];
	bool offered = false;
	char why[HR_WHY_MAX];
	for (size_t i = 0; i < again->window; i++)
		offered |= again->pool[i] == answer->server.suite;
	enum hr_meaning meaning = hr_answer_read(answer, again->version, offered, why);
	if (meaning == HR_ACCEPTED)
		hr_enumerate_disagree(e, again->version, "refused, and accepted another time");
	else if (meaning == HR_REFUSED && answer->kind == HR_ANSWER_SERVER && answer->server.kind == HR_SERVER_HELLO)
		hr_enumerate_witness(e, answer->server.version, answer->server.suite);
	bool old = e->again > 0 && e->again < AGAIN_OLD_END;
	e->again = old ? AGAIN_OLD_END : e->again + 1;
}
