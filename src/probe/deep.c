#include "probe/deep.h"

#include <stdio.h>
#include <string.h>

#define TROUBLES_MAX 2
#define WAIT_MS 200u
#define UNKNOWN_NAME "unknown.hybridready.invalid" /* RFC 6761 6.4: no such name exists */
#define UNKNOWN_VERSION 0x0399                     /* nothing of that number was ever made */
#define PADDING 1500                               /* with the rest of a hello more than any packet holds */

/* IANA TLS Supported Groups: elliptic curves, all that were ever assigned up to TLS 1.2. */
static const uint16_t curves[] = {23, 24, 25, 29, 30, 26, 27, 28, 22, 21, 20, 19, 18, 17, 16,
                                  15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1};
/* Those of TLS 1.3: RFC 8446, 8734 and 8998, and the hybrid ones with ML-KEM. */
static const uint16_t groups_13[] = {23, 24, 25, 29, 30,    0x100, 0x101, 0x102,  0x103,  0x104,
                                     31, 32, 33, 41, 0x200, 0x201, 0x202, 0x11eb, 0x11ec, 0x11ed};
static const uint16_t rsa[] = {0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b,
                               0x0401, 0x0501, 0x0601, 0x0301, 0x0201, 0x0101};
static const uint16_t ecdsa[] = {0x0403, 0x0503, 0x0603, 0x0303, 0x0203, 0x0807, 0x0808};

static void end(struct hr_deep_question *q, enum hr_seen seen, const char *why)
{
	q->stage = HR_DEEP_DONE;
	q->seen = seen;
	q->in_flight = false;
	if (why != NULL && why != q->why)
		(void)snprintf(q->why, sizeof q->why, "%s", why);
}

static struct hr_suite_kind kind_of(const struct hr_enumerate *e, uint16_t code)
{
	for (size_t i = 0; i < e->suite_count; i++) {
		if (e->suites[i].code == code)
			return hr_suite_kind_of(e->suites[i].name);
	}
	return (struct hr_suite_kind){.exchange = HR_EXCHANGE_NONE};
}

/* The newest of these versions that was accepted; NULL: none was. */
static const struct hr_chain *newest(const struct hr_enumerate *e, bool with_13)
{
	static const enum hr_chain_id ids[] = {HR_CHAIN_1_3, HR_CHAIN_1_2, HR_CHAIN_1_1, HR_CHAIN_1_0};
	for (size_t i = with_13 ? 0 : 1; i < sizeof ids / sizeof *ids; i++) {
		if (e->chains[ids[i]].seen == HR_PRESENT)
			return &e->chains[ids[i]];
	}
	return NULL;
}

/* A question to that version, with those of its suites that exchange keys and sign so; NONE = any. */
static void prepare(const struct hr_enumerate *e, struct hr_deep_question *q, const struct hr_chain *chain,
                    enum hr_exchange exchange, enum hr_signer signer)
{
	if (chain == NULL || chain->seen != HR_PRESENT) {
		end(q, HR_NOT_COLLECTED, "");
		return;
	}
	size_t most = chain->chunked ? HR_CHUNK : HR_HELLO_SUITES_MAX;
	for (size_t i = 0; i < chain->accepted_count && q->suite_count < most; i++) {
		struct hr_suite_kind kind = kind_of(e, chain->accepted[i]);
		bool fits = (exchange == HR_EXCHANGE_NONE || kind.exchange == exchange) &&
		            (signer == HR_SIGNER_NONE || (kind.signer == signer && kind.exchange != HR_EXCHANGE_NONE));
		if (fits)
			q->suites[q->suite_count++] = chain->accepted[i];
	}
	q->version = chain->version;
	q->shape = chain->shape;
	if (q->suite_count == 0)
		end(q, HR_NOT_COLLECTED, "");
}

static void list(struct hr_deep_question *q, const uint16_t *numbers, size_t count)
{
	memcpy(q->pool, numbers, count * sizeof *numbers);
	q->pool_count = count;
}

/*
 * With a certificate of an elliptic curve, servers refuse whoever does not offer that curve (RFC 8422 section 4), so
 * that leaving it out would end the list too early.
 */
static void prepare_groups(const struct hr_enumerate *e, struct hr_deep_question *q)
{
	struct hr_deep_question other = {.version = 0};
	const struct hr_chain *chain = newest(e, false);
	prepare(e, q, chain, HR_EXCHANGE_ECDHE, HR_SIGNER_RSA);
	list(q, curves, sizeof curves / sizeof *curves);
	if (q->stage != HR_DEEP_DONE)
		return;
	prepare(e, &other, chain, HR_EXCHANGE_ECDHE, HR_SIGNER_ECDSA);
	if (other.suite_count > 0)
		end(q, HR_FAILED, "not to be told from the curve of the only certificate");
}

void hr_deep_begin(struct hr_deep *deep, const struct hr_enumerate *e)
{
	*deep = (struct hr_deep){.known_version = e->known_version, .known_suite = e->known_suite};
	struct hr_deep_question *q = deep->questions;
	const struct hr_chain *tls12 = &e->chains[HR_CHAIN_1_2], *any = newest(e, true), *old = newest(e, false);
	prepare_groups(e, &q[HR_DEEP_GROUPS]);
	prepare(e, &q[HR_DEEP_GROUPS_1_3], &e->chains[HR_CHAIN_1_3], HR_EXCHANGE_NONE, HR_SIGNER_NONE);
	list(&q[HR_DEEP_GROUPS_1_3], groups_13, sizeof groups_13 / sizeof *groups_13);
	prepare(e, &q[HR_DEEP_RSA], tls12, HR_EXCHANGE_NONE, HR_SIGNER_RSA);
	list(&q[HR_DEEP_RSA], rsa, sizeof rsa / sizeof *rsa);
	prepare(e, &q[HR_DEEP_ECDSA], tls12, HR_EXCHANGE_NONE, HR_SIGNER_ECDSA);
	list(&q[HR_DEEP_ECDSA], ecdsa, sizeof ecdsa / sizeof *ecdsa);
	/* TLS 1.3 has no warnings (RFC 8446 6). */
	prepare(e, &q[HR_DEEP_NAME], old != NULL ? old : any, HR_EXCHANGE_NONE, HR_SIGNER_NONE);
	prepare(e, &q[HR_DEEP_CLIENT_VERSION], old, HR_EXCHANGE_NONE, HR_SIGNER_NONE);
	q[HR_DEEP_CLIENT_VERSION].extras.client_version = UNKNOWN_VERSION;
	prepare(e, &q[HR_DEEP_SUPPORTED_VERSIONS], any, HR_EXCHANGE_NONE, HR_SIGNER_NONE);
	q[HR_DEEP_SUPPORTED_VERSIONS].extras.unknown_version = true;
	prepare(e, &q[HR_DEEP_LENGTH], any, HR_EXCHANGE_NONE, HR_SIGNER_NONE);
	/* The rest of the hello may be long itself. */
	struct hr_deep_question *length = &q[HR_DEEP_LENGTH];
	length->suite_count = length->suite_count > HR_CHUNK ? HR_CHUNK : length->suite_count;
	length->extras.padding = PADDING;
}

bool hr_deep_done(const struct hr_deep *deep)
{
	for (unsigned i = 0; i < HR_DEEP_COUNT; i++) {
		if (deep->questions[i].stage != HR_DEEP_DONE)
			return false;
	}
	return true;
}

void hr_deep_give_up(struct hr_deep *deep, const char *why)
{
	for (unsigned i = 0; i < HR_DEEP_COUNT; i++) {
		if (deep->questions[i].stage != HR_DEEP_DONE)
			end(&deep->questions[i], HR_FAILED, why);
	}
}

static bool asks_for_groups(unsigned id)
{
	return id == HR_DEEP_GROUPS || id == HR_DEEP_GROUPS_1_3;
}

static void describe(struct hr_deep *deep, unsigned id, struct hr_try *next)
{
	struct hr_deep_question *q = &deep->questions[id];
	*next = (struct hr_try){.deep = id + 1, .wait_ms = q->wait_ms};
	if (q->stage == HR_DEEP_CONTROL) {
		next->version = deep->known_version;
		next->suites = &deep->known_suite;
		next->suite_count = 1;
		return;
	}
	next->version = q->version;
	next->suites = q->suites;
	next->suite_count = q->suite_count;
	next->shape = q->shape;
	next->exchange = id <= HR_DEEP_ECDSA;
	next->host = id == HR_DEEP_NAME ? UNKNOWN_NAME : NULL;
	if (asks_for_groups(id)) {
		q->extras.groups = q->pool;
		q->extras.group_count = q->pool_count;
	} else if (q->pool_count > 0) {
		q->extras.signatures = q->pool;
		q->extras.signature_count = q->pool_count;
	}
	next->extras = &q->extras;
}

bool hr_deep_next(struct hr_deep *deep, struct hr_try *next)
{
	for (unsigned i = 0; i < HR_DEEP_COUNT; i++) {
		struct hr_deep_question *q = &deep->questions[i];
		if (q->stage == HR_DEEP_DONE || q->in_flight)
			continue;
		if (deep->hellos == HR_DEEP_HELLOS_MAX) {
			end(q, HR_FAILED, "it took too many connections");
			continue;
		}
		deep->hellos++;
		q->in_flight = true;
		describe(deep, i, next);
		return true;
	}
	return false;
}

/* All that is left was refused: what was found is the list. A yes or no is a no. */
static void conclude(struct hr_deep_question *q, bool is_list)
{
	if (is_list && q->found_count == 0)
		end(q, HR_FAILED, "refused when it was asked for alone");
	else
		end(q, HR_PRESENT, NULL);
}

/* What was chosen, of a list; false: the answer does not tell. */
static bool take_choice(struct hr_deep_question *q, unsigned id, const struct hr_answer *answer)
{
	uint16_t chosen = id == HR_DEEP_GROUPS_1_3 ? answer->server.group
	                  : id == HR_DEEP_GROUPS   ? answer->flight.group
	                                           : answer->flight.signature;
	size_t place = 0;
	while (place < q->pool_count && q->pool[place] != chosen)
		place++;
	if (chosen == 0)
		return false;
	if (place == q->pool_count) { /* it does so whatever is offered */
		if (q->found_count == 0)
			q->found[q->found_count++] = chosen;
		end(q, HR_PRESENT, NULL);
		return true;
	}
	q->found[q->found_count++] = chosen;
	memmove(q->pool + place, q->pool + place + 1, (q->pool_count - place - 1) * sizeof *q->pool);
	if (--q->pool_count == 0)
		end(q, HR_PRESENT, NULL);
	return true;
}

static void take_trouble(struct hr_deep_question *q)
{
	char why[HR_WHY_MAX];
	q->wait_ms = WAIT_MS << q->troubles;
	if (++q->troubles <= TROUBLES_MAX)
		return;
	(void)snprintf(why, sizeof why, "%s%.128s", q->found_count > 0 ? "list incomplete: " : "", q->why);
	end(q, HR_FAILED, why);
}

static void take_answer(struct hr_deep *deep, unsigned id, const struct hr_answer *answer, enum hr_meaning meaning)
{
	struct hr_deep_question *q = &deep->questions[id];
	bool is_list = id <= HR_DEEP_ECDSA, told = answer->kind == HR_ANSWER_SERVER;
	if (meaning == HR_ACCEPTED && is_list) {
		if (take_choice(q, id, answer)) {
			q->silences = q->troubles = 0;
			return;
		}
		(void)snprintf(q->why, sizeof q->why, "the key exchange could not be read");
		take_trouble(q);
	} else if (meaning == HR_ACCEPTED) {
		q->good = true;
		q->warned = answer->server.unrecognized_name;
		end(q, HR_PRESENT, NULL);
	} else if (meaning == HR_REFUSED || (!is_list && told && answer->server.kind == HR_SERVER_HELLO)) {
		conclude(q, is_list);
	} else if (meaning == HR_SILENCE || (!is_list && answer->kind == HR_ANSWER_TIMEOUT)) {
		/* Refused, but not in words: believed if asking again is met with the same, and another hello is not.
		 */
		q->wait_ms = WAIT_MS;
		if (++q->silences == 2)
			q->stage = HR_DEEP_CONTROL;
	} else {
		take_trouble(q);
	}
}

void hr_deep_answer(struct hr_deep *deep, const struct hr_try *to, const struct hr_answer *answer)
{
	struct hr_deep_question *q = &deep->questions[to->deep - 1];
	char why[HR_WHY_MAX];
	if (q->stage == HR_DEEP_DONE)
		return;
	bool offered = answer->kind != HR_ANSWER_SERVER;
	for (size_t i = 0; i < to->suite_count; i++)
		offered |= to->suites[i] == answer->server.suite;
	enum hr_meaning meaning = hr_answer_read(answer, to->version, offered, why);
	q->in_flight = false;
	q->wait_ms = 0;
	if (q->stage == HR_DEEP_ASK) {
		if (meaning != HR_ACCEPTED)
			(void)snprintf(q->why, sizeof q->why, "%s", why);
		take_answer(deep, to->deep - 1, answer, meaning);
	} else if (meaning == HR_ACCEPTED) {
		conclude(q, to->deep - 1 <= HR_DEEP_ECDSA);
	} else {
		take_trouble(q);
	}
}
