#include <stdio.h>
#include <string.h>

#include "probe/enumerate.h"
#include "probe/spread.h"

#define TROUBLES_MAX 2       /* retries of one hello */
#define EARLY_TROUBLES_MAX 6 /* of all hellos, as long as nothing at all was answered */
#define WAIT_MS 200u         /* before the first retry; doubled for the next */

static void say(char *why, const char *text)
{
	(void)snprintf(why, HR_WHY_MAX, "%s", text);
}

void hr_chain_end(struct hr_chain *chain, enum hr_seen seen, const char *why)
{
	chain->stage = HR_STAGE_DONE;
	chain->seen = seen;
	chain->in_flight = false;
	if (why != NULL && why != chain->why)
		say(chain->why, why);
}

static bool offered(const struct hr_chain *chain, uint16_t suite)
{
	for (size_t i = 0; i < chain->window; i++) {
		if (chain->pool[i] == suite)
			return true;
	}
	return false;
}

enum place { ANYWHERE = 0, BEHIND, LAST, PLACES };

/*
 * Finite-field Diffie-Hellman comes last: there are servers that choose it and then find that they have no parameters
 * for it, and say nothing more. Whatever else they accept must have fallen before, and not share a window with it.
 * The ChaCha20 of TLS 1.3 stands behind the few others: at the head of a hello it makes some servers give way to it.
 */
static enum place place_of(const struct hr_suite *suite)
{
	if (strncmp(suite->name, "TLS_DH", 6) == 0 || strncmp(suite->name, "SSL_DH", 6) == 0)
		return LAST;
	return suite->code == 0x1303 ? BEHIND : ANYWHERE;
}

unsigned hr_chain_rank(const struct hr_enumerate *e, uint16_t code)
{
	size_t low = 0, high = e->suite_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (e->suites[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	bool known = low < e->suite_count && e->suites[low].code == code;
	return code + (known ? (unsigned)place_of(&e->suites[low]) << 16 : 0);
}

static bool comes_last(const struct hr_enumerate *e, uint16_t code)
{
	return hr_chain_rank(e, code) >> 16 == LAST;
}

void hr_chain_window(const struct hr_enumerate *e, struct hr_chain *chain)
{
	chain->window = chain->pool_count;
	if (!chain->chunked)
		return;
	if (chain->window > HR_CHUNK)
		chain->window = HR_CHUNK;
	bool first_is_last = chain->window > 0 && comes_last(e, chain->pool[0]);
	while (!first_is_last && chain->window > 0 && comes_last(e, chain->pool[chain->window - 1]))
		chain->window--;
}

size_t hr_chain_suites(const struct hr_enumerate *e, uint16_t version, uint16_t out[static HR_HELLO_SUITES_MAX])
{
	size_t count = 0;
	for (unsigned place = ANYWHERE; place < PLACES; place++) {
		for (size_t i = 0; i < e->suite_count && count < HR_HELLO_SUITES_MAX; i++) {
			const struct hr_suite *suite = &e->suites[i];
			bool for_13 = (suite->traits & HR_SUITE_TLS13) != 0;
			/* 00FF and 5600 are signals, not suites: a server must not choose them. */
			if (for_13 == (version == HR_TLS_1_3) && suite->code != 0x00ff && suite->code != 0x5600 &&
			    place_of(suite) == place)
				out[count++] = suite->code;
		}
	}
	return count;
}

void hr_chain_fill(const struct hr_enumerate *e, struct hr_chain *chain, uint16_t version)
{
	chain->version = version;
	chain->pool = chain->accepted;
	chain->accepted_count = 0;
	chain->pool_count = hr_chain_suites(e, version, chain->accepted);
	hr_chain_window(e, chain);
}

/* The other shape of hello, and smaller ones unless a big one is known to be understood. */
static void change_shape(const struct hr_enumerate *e, struct hr_chain *chain)
{
	chain->shape = HR_HELLO_PLAIN;
	chain->chunked = !e->big_ok;
	hr_chain_window(e, chain);
}

/*
 * Some servers refuse a hello of many suites in the words in which others refuse a version. It was not the size if a
 * hello of that size is accepted in another version; if none is, it is asked in small ones before it counts as off.
 */
bool hr_chain_may_shrink(struct hr_enumerate *e, struct hr_chain *chain)
{
	if (e->big_ok) {
		hr_chain_end(chain, HR_ABSENT, NULL);
		return false;
	}
	for (unsigned i = 0; !e->small_only && i < HR_CHAIN_SSL2; i++) {
		const struct hr_chain *other = &e->chains[i];
		if (other->version != HR_TLS_1_3 && other->stage != HR_STAGE_DONE && !other->too_big && !other->chunked)
			return false;
	}
	chain->too_big = false;
	change_shape(e, chain);
	return true;
}

static bool is_ascending(const struct hr_enumerate *e, const struct hr_chain *chain)
{
	for (size_t i = 1; i < chain->accepted_count; i++) {
		if (hr_chain_rank(e, chain->accepted[i]) < hr_chain_rank(e, chain->accepted[i - 1]))
			return false;
	}
	return true;
}

static bool is_chacha(uint16_t suite)
{
	return suite == 0x1303 || (suite >= 0xcca8 && suite <= 0xccae);
}

bool hr_chain_could_yield(const struct hr_chain *chain)
{
	bool chacha = false;
	for (size_t i = 0; i < chain->accepted_count; i++)
		chacha |= is_chacha(chain->accepted[i]);
	return chacha && !is_chacha(chain->accepted[0]);
}

/* Who gives way for ChaCha20 does so in all versions: TLS 1.3 is asked only where 1.2 could not tell. */
bool hr_chain_may_yield(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	const struct hr_chain *other = &e->chains[HR_CHAIN_1_2];
	if (id != HR_CHAIN_1_3)
		return true;
	if (other->stage != HR_STAGE_DONE)
		return false;
	if (other->seen != HR_PRESENT || !hr_chain_could_yield(other) || e->orders[HR_CHAIN_1_2] == HR_ORDER_UNKNOWN)
		return true;
	hr_chain_end(chain, HR_PRESENT, "");
	return false;
}

/* Turned round, ChaCha20 at one end: some servers give way to a client that names it first. */
size_t hr_chain_turn_round(const struct hr_chain *chain, bool chacha_first, uint16_t *out)
{
	size_t count = 0;
	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = HR_HELLO_SUITES_MAX; i-- > 0;) {
			if (i >= chain->accepted_count)
				continue;
			uint16_t suite = chain->accepted[i];
			if ((pass == 0) == (chacha_first == is_chacha(suite)))
				out[count++] = suite;
		}
	}
	return count;
}

static void turn_round(struct hr_chain *chain, bool chacha_first)
{
	chain->window = chain->pool_count = hr_chain_turn_round(chain, chacha_first, chain->pool);
}

static size_t others(const struct hr_chain *chain)
{
	size_t count = 0;
	for (size_t i = 0; i < chain->accepted_count; i++)
		count += is_chacha(chain->accepted[i]) ? 0 : 1;
	return count;
}

/* The server decides, as far as is known: what is left to ask is whether it gives way. */
static void doubt_server_order(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	uint16_t yielded = hr_spread_yielded(e, id);
	e->orders[id] = yielded == 0 || yielded == chain->accepted[0] ? HR_ORDER_SERVER : HR_ORDER_MIXED;
	if (hr_chain_could_yield(chain) && yielded == 0) {
		chain->stage = HR_STAGE_YIELD;
		turn_round(chain, true);
	} else {
		hr_chain_end(chain, HR_PRESENT, "");
	}
}

void hr_chain_conclude(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	chain->troubles = chain->silences = 0;
	if (chain->doubt) {
		chain->stage = HR_STAGE_CONTROL;
		return;
	}
	if (!hr_spread_settled(e, id)) {
		chain->stage = HR_STAGE_SPREAD;
		return;
	}
	if (chain->accepted_count == 0) {
		hr_chain_end(chain, HR_ABSENT, NULL);
		return;
	}
	bool no_room = 2 * chain->accepted_count > HR_HELLO_SUITES_MAX;
	if (chain->accepted_count < 2 || no_room) {
		hr_chain_end(chain, HR_PRESENT, "");
	} else if (is_ascending(e, chain)) {
		chain->stage = HR_STAGE_ORDER;
		turn_round(chain, others(chain) < 2);
	} else { /* what did not fall in the order it was offered was not the client's choice */
		doubt_server_order(e, id);
	}
}

static void drop_window(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	memmove(chain->pool, chain->pool + chain->window, (chain->pool_count - chain->window) * sizeof *chain->pool);
	chain->pool_count -= chain->window;
	hr_chain_window(e, chain);
	if (chain->pool_count == 0)
		hr_chain_conclude(e, id);
}

bool hr_chain_take(struct hr_chain *chain, uint16_t suite)
{
	size_t place = 0;
	while (place < chain->pool_count && chain->pool[place] != suite)
		place++;
	if (place == chain->pool_count)
		return false;
	/* Those in front of it move up by one, which makes room for it behind the accepted. */
	memmove(chain->pool + 1, chain->pool, place * sizeof *chain->pool);
	*chain->pool++ = suite;
	chain->pool_count--;
	chain->accepted_count++;
	return true;
}

static void take_suite(struct hr_enumerate *e, enum hr_chain_id id, const struct hr_answer *answer)
{
	struct hr_chain *chain = &e->chains[id];
	if (id == HR_CHAIN_SSL2) {
		memcpy(chain->kinds, answer->ssl2.kinds, sizeof chain->kinds);
		chain->kind_count = answer->ssl2.kind_count;
		hr_chain_end(chain, HR_PRESENT, "");
		return;
	}
	uint16_t suite = answer->server.suite;
	e->big_ok |= chain->window > HR_CHUNK;
	e->small_only |= chain->chunked && !e->big_ok;
	if (e->known_version == 0) { /* a control that is under way must not see it change */
		e->known_version = chain->version;
		e->known_suite = suite;
	}
	e->flaky |= chain->silences > 0 && chain->accepted_count > 0;
	chain->silences = chain->troubles = 0;
	/* What was passed over in silence before the version was known to be there is asked again. */
	if (chain->doubt && chain->accepted_count == 0)
		hr_chain_fill(e, chain, chain->version);
	chain->doubt &= chain->accepted_count > 0;
	if (id == HR_CHAIN_SNI || e->quick) {
		chain->accepted[0] = suite;
		chain->accepted_count = 1;
		hr_chain_end(chain, HR_PRESENT, "");
		return;
	}
	(void)hr_chain_take(chain, suite);
	hr_chain_window(e, chain);
	if (chain->accepted_count == 1)
		hr_spread_begin(e, id);
	else
		hr_spread_found(e, id, suite);
	if (chain->pool_count == 0)
		hr_chain_conclude(e, id);
}

/* Refused, but not in words: asked again, and believed only if a hello that was answered before still is. */
static void take_silence(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	unsigned enough = e->flaky ? 4 : 2;
	if (++chain->silences >= enough) {
		chain->doubt = true;
		if (chain->accepted_count > 0)
			chain->silences = 0; /* each further window is asked twice, too */
		drop_window(e, id);
		return;
	}
	chain->wait_ms = chain->accepted_count > 0 ? WAIT_MS / 2 : 0;
	if (chain->accepted_count == 0 && chain->shape == HR_HELLO_FULL)
		change_shape(e, chain);
}

static void take_trouble(struct hr_enumerate *e, enum hr_chain_id id, const struct hr_answer *answer)
{
	struct hr_chain *chain = &e->chains[id];
	if (!e->answered && ++e->early_troubles >= EARLY_TROUBLES_MAX) {
		hr_enumerate_give_up(e, chain->why);
		return;
	}
	unsigned most = answer->kind == HR_ANSWER_TIMEOUT || answer->kind == HR_ANSWER_SERVER ? 1 : TROUBLES_MAX;
	chain->troubles++;
	if (chain->troubles > most) {
		char why[HR_WHY_MAX];
		(void)snprintf(why, sizeof why, "%s%.128s", chain->accepted_count > 0 ? "list incomplete: " : "",
		               chain->why);
		hr_chain_end(chain, HR_FAILED, why);
		return;
	}
	chain->wait_ms = WAIT_MS << (chain->troubles - 1);
	if (chain->accepted_count == 0 && chain->shape == HR_HELLO_FULL && answer->kind != HR_ANSWER_UNREACHED)
		change_shape(e, chain);
}

static void answer_fall(struct hr_enumerate *e, enum hr_chain_id id, const struct hr_answer *answer)
{
	struct hr_chain *chain = &e->chains[id];
	bool suite_offered = answer->kind != HR_ANSWER_SERVER || offered(chain, answer->server.suite);
	bool hello = answer->kind == HR_ANSWER_SERVER && answer->server.kind == HR_SERVER_HELLO;
	e->answered |= hello || (answer->kind == HR_ANSWER_SERVER && answer->server.kind == HR_SERVER_ALERT);
	switch (hr_answer_read(answer, chain->version, suite_offered, chain->why)) {
	case HR_ACCEPTED:
		take_suite(e, id, answer);
		return;
	case HR_REFUSED:
		if (hello && id != HR_CHAIN_SNI) /* without a name, it may be another site that answers */
			hr_enumerate_witness(e, answer->server.version, answer->server.suite);
		if (chain->accepted_count > 0 && (hello || answer->server.alert == 70))
			hr_enumerate_disagree(e, chain->version, "accepted, and then refused as a version");
		if (hello && id == HR_CHAIN_SNI) {
			hr_chain_end(chain, HR_PRESENT, ""); /* served, though in another version */
			return;
		}
		e->flaky |= chain->silences > 0 && chain->accepted_count > 0;
		chain->silences = chain->troubles = 0;
		/* Not of the version in so many words, nor of a few suites. */
		chain->too_big = !hello && id < HR_CHAIN_SSL2 && answer->server.alert != 70 &&
		                 chain->accepted_count == 0 && chain->window > HR_CHUNK && !e->big_ok;
		if (chain->too_big)
			return;
		/* Another version, or this one not at all: then no other suite helps. */
		if (hello || (answer->kind == HR_ANSWER_SERVER && answer->server.alert == 70))
			chain->pool_count = chain->window;
		drop_window(e, id);
		return;
	case HR_SILENCE:
		take_silence(e, id);
		return;
	case HR_TROUBLE:
		take_trouble(e, id, answer);
		return;
	}
}

static void answer_control(struct hr_enumerate *e, enum hr_chain_id id, const struct hr_answer *answer)
{
	struct hr_chain *chain = &e->chains[id];
	char why[HR_WHY_MAX];
	enum hr_meaning meaning = hr_answer_read(answer, e->known_version, answer->server.suite == e->known_suite, why);
	if (meaning == HR_ACCEPTED) {
		chain->doubt = false;
		hr_chain_conclude(e, id);
	} else if (++chain->troubles > TROUBLES_MAX) {
		char text[HR_WHY_MAX];
		(void)snprintf(text, sizeof text, "%.60s; then what was accepted before: %.60s", chain->why, why);
		hr_chain_end(chain, HR_FAILED, text);
	} else {
		chain->wait_ms = WAIT_MS << chain->troubles;
	}
}

static void answer_order(struct hr_enumerate *e, enum hr_chain_id id, const struct hr_answer *answer)
{
	struct hr_chain *chain = &e->chains[id];
	char why[HR_WHY_MAX];
	uint16_t suite = answer->server.suite;
	enum hr_meaning meaning = hr_answer_read(answer, chain->version, offered(chain, suite), why);
	if (meaning == HR_SILENCE || meaning == HR_TROUBLE) {
		if (++chain->troubles <= TROUBLES_MAX)
			chain->wait_ms = WAIT_MS << (chain->troubles - 1);
		else
			hr_chain_end(chain, HR_PRESENT, "");
		return;
	}
	if (meaning == HR_REFUSED) {
		(void)snprintf(e->disagreement, sizeof e->disagreement,
		               "%s: suites that were accepted one by one were refused together: %.80s",
		               hr_tls_version_name(chain->version), why);
	} else if (suite != chain->accepted[0]) {
		bool client = chain->stage == HR_STAGE_ORDER && suite == chain->pool[0];
		e->orders[id] = client ? HR_ORDER_CLIENT : HR_ORDER_MIXED;
	} else if (chain->stage == HR_STAGE_ORDER && !is_chacha(chain->pool[0])) {
		chain->troubles = 0;
		doubt_server_order(e, id);
		return;
	} else {
		e->orders[id] = HR_ORDER_SERVER;
	}
	hr_chain_end(chain, HR_PRESENT, "");
}

void hr_chain_answer(struct hr_enumerate *e, enum hr_chain_id id, const struct hr_answer *answer)
{
	struct hr_chain *chain = &e->chains[id];
	if (!chain->in_flight)
		return;
	chain->in_flight = false;
	chain->wait_ms = 0;
	if (hr_spread_restarted(e, id))
		return;
	if (id == HR_CHAIN_AGAIN)
		hr_again_answer(e, answer);
	else if (chain->stage == HR_STAGE_FALL)
		answer_fall(e, id, answer);
	else if (chain->stage == HR_STAGE_CONTROL)
		answer_control(e, id, answer);
	else if (chain->stage == HR_STAGE_ORDER || chain->stage == HR_STAGE_YIELD)
		answer_order(e, id, answer);
}
