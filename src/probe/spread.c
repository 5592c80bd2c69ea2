#include "probe/spread.h"

#include <string.h>

#define STEPS_MAX 2 /* at once, after the first guess of an order has turned out wrong */

enum kind { OTHER = 0, NEWEST = 1, ECDSA = 2, RSA = 4, FINITE_FIELD = 8, SINCE_1_2 = 16 };

/*
 * What is on by default in the servers of the last fifteen years, in the order of OpenSSL, which is Schannel's, too,
 * where that has no ChaCha20 and no finite-field Diffie-Hellman. It says what to ask first, never what is concluded.
 */
static const struct {
	uint16_t code;
	unsigned char kind;
} likely[] = {
        {0x1302, NEWEST},
        {0x1303, NEWEST},
        {0x1301, NEWEST},
        {0xc02c, ECDSA | SINCE_1_2},
        {0xc030, RSA | SINCE_1_2},
        {0x009f, FINITE_FIELD | SINCE_1_2},
        {0xcca9, ECDSA | SINCE_1_2},
        {0xcca8, RSA | SINCE_1_2},
        {0xccaa, FINITE_FIELD | SINCE_1_2},
        {0xc02b, ECDSA | SINCE_1_2},
        {0xc02f, RSA | SINCE_1_2},
        {0x009e, FINITE_FIELD | SINCE_1_2},
        {0xc024, ECDSA | SINCE_1_2},
        {0xc028, RSA | SINCE_1_2},
        {0x006b, FINITE_FIELD | SINCE_1_2},
        {0xc023, ECDSA | SINCE_1_2},
        {0xc027, RSA | SINCE_1_2},
        {0x0067, FINITE_FIELD | SINCE_1_2},
        {0xc00a, ECDSA},
        {0xc014, RSA},
        {0x0039, FINITE_FIELD},
        {0xc009, ECDSA},
        {0xc013, RSA},
        {0x0033, FINITE_FIELD},
        {0x009d, RSA | SINCE_1_2},
        {0x009c, RSA | SINCE_1_2},
        {0x003d, RSA | SINCE_1_2},
        {0x003c, RSA | SINCE_1_2},
        {0x0035, RSA},
        {0x002f, RSA},
        {0x000a, RSA},
        {0x0005, RSA},
};
#define LIKELY (sizeof likely / sizeof *likely)

static size_t place_of(uint16_t suite)
{
	size_t place = 0;
	while (place < LIKELY && likely[place].code != suite)
		place++;
	return place;
}

static unsigned kind_of(uint16_t suite)
{
	size_t place = place_of(suite);
	return place < LIKELY ? likely[place].kind : OTHER;
}

/* Worth a connection of its own? ECDSA and RSA seldom go together: the first answer tells which it is. */
static bool stands_alone(uint16_t suite, uint16_t first, uint16_t version)
{
	unsigned kind = kind_of(suite);
	if ((kind & SINCE_1_2) != 0 && version < HR_TLS_1_2)
		return false;
	return (kind & NEWEST) != 0 || (kind & ((kind_of(first) & ECDSA) != 0 ? ECDSA : RSA)) != 0;
}

static struct hr_spread_slot *take_slot(struct hr_enumerate *e, enum hr_chain_id id)
{
	for (size_t i = 0; i < HR_SPREAD_SLOTS; i++) {
		struct hr_spread_slot *slot = &e->spread->slots[i];
		if (slot->used)
			continue;
		slot->used = true;
		slot->asked = false;
		slot->question = HR_SPREAD_LOOK;
		slot->suite_count = 0;
		slot->chain = id;
		e->spread->chains[id].open++;
		return slot;
	}
	return NULL;
}

static void free_slot(struct hr_enumerate *e, struct hr_spread_slot *slot)
{
	slot->used = false;
	e->spread->chains[slot->chain].open--;
}

static int number_of(const struct hr_spread_chain *spread, uint16_t suite)
{
	for (size_t i = 0; i < spread->found_count; i++) {
		if (spread->found[i] == suite)
			return (int)i;
	}
	return -1;
}

/* What the answers so far say is chosen if `removed` are not offered; -1 = not known. */
static int chosen_without(const struct hr_spread_chain *spread, uint64_t removed)
{
	for (size_t i = 0; i < spread->fact_count; i++) {
		const struct hr_spread_fact *fact = &spread->facts[i];
		if ((fact->removed & ~removed) == 0 && (removed >> fact->chosen & 1) == 0)
			return (int)fact->chosen;
	}
	return -1;
}

/* False: it contradicts another one, so that there is no order, or more than one server. */
static bool add_fact(struct hr_spread_chain *spread, uint64_t removed, unsigned chosen)
{
	for (size_t i = 0; i < spread->fact_count; i++) {
		const struct hr_spread_fact *fact = &spread->facts[i];
		if (fact->chosen != chosen && (fact->removed >> chosen & 1) == 0 && (removed >> fact->chosen & 1) == 0)
			return false;
	}
	if (spread->fact_count == HR_SPREAD_FACTS_MAX)
		return false;
	spread->facts[spread->fact_count++] = (struct hr_spread_fact){.removed = removed, .chosen = chosen};
	return true;
}

/* Is one of the others, as long as it is offered, known to be preferred? */
static bool is_beaten(const struct hr_spread_chain *spread, uint64_t removed, unsigned suite)
{
	for (size_t i = 0; i < spread->fact_count; i++) {
		const struct hr_spread_fact *fact = &spread->facts[i];
		if (fact->chosen != suite && (removed >> fact->chosen & 1) == 0 && (fact->removed >> suite & 1) == 0)
			return true;
	}
	return false;
}

/* The lowest of all in what is offered was chosen first: then perhaps the client decides. */
static bool looks_like_client(const struct hr_enumerate *e, const struct hr_spread_chain *spread)
{
	for (size_t i = 1; i < spread->found_count; i++) {
		if (hr_chain_rank(e, spread->found[i]) < hr_chain_rank(e, spread->found[0]))
			return false;
	}
	return true;
}

static unsigned guess(const struct hr_enumerate *e, const struct hr_spread_chain *spread, uint64_t removed)
{
	bool client = spread->batches < 2 && looks_like_client(e, spread);
	unsigned best = 0, least = UINT32_MAX;
	for (unsigned i = 0; i < spread->found_count; i++) {
		uint16_t suite = spread->found[i];
		if ((removed >> i & 1) != 0 || is_beaten(spread, removed, i))
			continue;
		unsigned place = client ? hr_chain_rank(e, suite) : (unsigned)place_of(suite);
		if (least == UINT32_MAX || place < least) {
			best = i;
			least = place;
		}
	}
	return best;
}

static bool is_asked(const struct hr_enumerate *e, enum hr_chain_id id, uint64_t removed)
{
	for (size_t i = 0; i < HR_SPREAD_SLOTS; i++) {
		const struct hr_spread_slot *slot = &e->spread->slots[i];
		if (slot->used && slot->question == HR_SPREAD_STEP && slot->chain == id && slot->removed == removed)
			return true;
	}
	return false;
}

/* Just what a polite chain offers once `removed` have fallen. False: no slot is free. */
static bool ask_step(struct hr_enumerate *e, enum hr_chain_id id, uint64_t removed)
{
	const struct hr_spread_chain *spread = &e->spread->chains[id];
	struct hr_spread_slot *slot = is_asked(e, id, removed) ? NULL : take_slot(e, id);
	if (slot == NULL)
		return is_asked(e, id, removed);
	slot->question = HR_SPREAD_STEP;
	slot->removed = removed;
	size_t count = hr_chain_suites(e, e->chains[id].version, slot->suites);
	for (size_t i = 0; i < count; i++) {
		int number = number_of(spread, slot->suites[i]);
		if (number < 0 || (removed >> number & 1) == 0)
			slot->suites[slot->suite_count++] = slot->suites[i];
	}
	return true;
}

/* Follows what is known, guesses what is not and asks for that. Settled if nothing had to be guessed. */
static void order(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_spread_chain *spread = &e->spread->chains[id];
	struct hr_chain *chain = &e->chains[id];
	uint16_t path[HR_SPREAD_FOUND_MAX];
	uint64_t removed = 0;
	size_t most = spread->batches == 0 ? HR_SPREAD_FOUND_MAX : STEPS_MAX, guessed = 0;
	for (size_t i = 0; i < spread->found_count; i++) {
		int chosen = chosen_without(spread, removed);
		bool last = i + 1 == spread->found_count; /* it was accepted, so it is its turn */
		if (chosen < 0 && !last) {
			if (guessed++ == most || !ask_step(e, id, removed))
				break;
		}
		unsigned next = chosen >= 0 ? (unsigned)chosen : guess(e, spread, removed);
		path[i] = spread->found[next];
		removed |= UINT64_C(1) << next;
	}
	spread->batches += guessed > 0 ? 1 : 0;
	if (guessed > 0 || spread->open > 0)
		return;
	spread->stage = HR_SPREAD_SETTLED;
	memcpy(chain->accepted, path, spread->found_count * sizeof *path);
	if (chain->stage == HR_STAGE_SPREAD && chain->pool_count == 0)
		hr_chain_conclude(e, id);
}

/* What the chain would ask after its order is known can be asked already; TLS 1.3 may need no asking (chain.c). */
static void ask_yield(struct hr_enumerate *e, enum hr_chain_id id)
{
	const struct hr_chain *chain = &e->chains[id];
	if (id != HR_CHAIN_1_2 || !hr_chain_could_yield(chain) || looks_like_client(e, &e->spread->chains[id]))
		return;
	struct hr_spread_slot *slot = take_slot(e, id);
	if (slot == NULL)
		return;
	slot->question = HR_SPREAD_YIELD;
	slot->suite_count = hr_chain_turn_round(chain, true, slot->suites);
}

uint16_t hr_spread_yielded(const struct hr_enumerate *e, enum hr_chain_id id)
{
	return e->spread == NULL || id >= HR_SPREAD_CHAINS ? 0 : e->spread->chains[id].yielded;
}

/* All that could be found is found: the chain itself asks for the rest, meanwhile the order is asked for. */
static void end_looking(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	e->spread->chains[id].stage = HR_SPREAD_ORDERING;
	chain->stage = HR_STAGE_FALL;
	hr_chain_window(e, chain);
	ask_yield(e, id);
	order(e, id);
	if (chain->stage == HR_STAGE_FALL && chain->pool_count == 0)
		hr_chain_conclude(e, id);
}

static void restart(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	hr_chain_fill(e, chain, chain->version);
	chain->stage = HR_STAGE_FALL;
	chain->troubles = chain->silences = chain->wait_ms = 0;
	chain->doubt = false;
	e->spread->chains[id].stage = HR_SPREAD_POLITE;
}

static void abandon(struct hr_enumerate *e, enum hr_chain_id id)
{
	e->spread->chains[id].stage = HR_SPREAD_ABANDONED;
	if (!e->chains[id].in_flight && e->chains[id].stage != HR_STAGE_DONE)
		restart(e, id);
}

bool hr_spread_restarted(struct hr_enumerate *e, enum hr_chain_id id)
{
	if (e->spread == NULL || id >= HR_SPREAD_CHAINS || e->spread->chains[id].stage != HR_SPREAD_ABANDONED)
		return false;
	restart(e, id);
	return true;
}

bool hr_spread_settled(struct hr_enumerate *e, enum hr_chain_id id)
{
	return e->spread == NULL || id >= HR_SPREAD_CHAINS || e->spread->chains[id].stage != HR_SPREAD_ORDERING;
}

void hr_spread_found(struct hr_enumerate *e, enum hr_chain_id id, uint16_t suite)
{
	struct hr_spread_chain *spread = e->spread == NULL || id >= HR_SPREAD_CHAINS ? NULL : &e->spread->chains[id];
	if (spread == NULL || spread->stage == HR_SPREAD_IDLE || spread->stage > HR_SPREAD_SETTLED)
		return;
	if (spread->found_count == HR_SPREAD_FOUND_MAX) {
		abandon(e, id);
		return;
	}
	spread->found[spread->found_count++] = suite;
	if (spread->stage == HR_SPREAD_SETTLED)
		spread->stage = HR_SPREAD_ORDERING;
}

void hr_spread_begin(struct hr_enumerate *e, enum hr_chain_id id)
{
	struct hr_chain *chain = &e->chains[id];
	if (e->spread == NULL || id >= HR_SPREAD_CHAINS || e->spread->chains[id].stage != HR_SPREAD_IDLE ||
	    chain->chunked || chain->doubt || e->flaky || chain->pool_count == 0)
		return;
	struct hr_spread_chain *spread = &e->spread->chains[id];
	uint16_t first = chain->accepted[0];
	struct hr_spread_slot *rest = take_slot(e, id), *finite_field = take_slot(e, id);
	for (size_t i = 0; rest != NULL && i < chain->pool_count; i++) {
		uint16_t suite = chain->pool[i];
		struct hr_spread_slot *slot = rest;
		if (stands_alone(suite, first, chain->version))
			slot = take_slot(e, id);
		else if ((kind_of(suite) & FINITE_FIELD) != 0 && chain->version == HR_TLS_1_2)
			slot = finite_field;
		slot = slot == NULL ? rest : slot;
		slot->suites[slot->suite_count++] = suite;
	}
	if (finite_field != NULL && finite_field->suite_count == 0)
		free_slot(e, finite_field);
	if (rest == NULL)
		return; /* no slot is free: politely, then */
	if (rest->suite_count == 0)
		free_slot(e, rest);
	spread->stage = HR_SPREAD_LOOKING;
	spread->found[0] = first;
	spread->found_count = 1;
	(void)add_fact(spread, 0, 0);
	chain->stage = HR_STAGE_SPREAD;
}

bool hr_spread_next(struct hr_enumerate *e, struct hr_try *next)
{
	if (e->spread == NULL)
		return false;
	for (unsigned i = 0; i < HR_SPREAD_CHAINS; i++) { /* those that found no slot before */
		const struct hr_spread_chain *spread = &e->spread->chains[i];
		if (spread->open == 0 && spread->stage == HR_SPREAD_ORDERING && e->chains[i].stage != HR_STAGE_DONE)
			order(e, (enum hr_chain_id)i);
	}
	for (unsigned i = 0; i < HR_SPREAD_SLOTS; i++) {
		struct hr_spread_slot *slot = &e->spread->slots[i];
		if (!slot->used || slot->asked)
			continue;
		const struct hr_chain *chain = &e->chains[slot->chain];
		if (chain->stage == HR_STAGE_DONE || e->spread->chains[slot->chain].stage > HR_SPREAD_SETTLED) {
			free_slot(e, slot);
			continue;
		}
		slot->asked = true;
		*next = (struct hr_try){.chain = slot->chain,
		                        .slot = i + 1,
		                        .version = chain->version,
		                        .suites = slot->suites,
		                        .suite_count = slot->suite_count,
		                        .shape = chain->shape};
		return true;
	}
	return false;
}

/* The suite is left out, and the others of the group are asked for in two halves. */
static void split(struct hr_enumerate *e, struct hr_spread_slot *slot, uint16_t suite)
{
	struct hr_spread_slot *half = slot->suite_count > 2 ? take_slot(e, slot->chain) : NULL;
	size_t kept = 0, turn = 0;
	for (size_t i = 0; i < slot->suite_count; i++) {
		if (slot->suites[i] == suite)
			continue;
		if (half != NULL && turn++ % 2 == 1)
			half->suites[half->suite_count++] = slot->suites[i];
		else
			slot->suites[kept++] = slot->suites[i];
	}
	slot->suite_count = kept;
	slot->asked = false;
	if (kept == 0)
		free_slot(e, slot);
}

static bool offers(const struct hr_spread_slot *slot, uint16_t suite)
{
	for (size_t i = 0; i < slot->suite_count; i++) {
		if (slot->suites[i] == suite)
			return true;
	}
	return false;
}

static void take_step(struct hr_enumerate *e, struct hr_spread_slot *slot, bool accepted, uint16_t suite)
{
	enum hr_chain_id id = slot->chain;
	struct hr_spread_chain *spread = &e->spread->chains[id];
	int number = accepted ? number_of(spread, suite) : -1;
	bool fits = number >= 0 && add_fact(spread, slot->removed, (unsigned)number);
	free_slot(e, slot);
	if (!fits)
		abandon(e, id);
	else if (spread->open == 0)
		order(e, id);
}

void hr_spread_answer(struct hr_enumerate *e, unsigned number, const struct hr_answer *answer)
{
	struct hr_spread_slot *slot = &e->spread->slots[number - 1];
	enum hr_chain_id id = slot->chain;
	struct hr_chain *chain = &e->chains[id];
	struct hr_spread_chain *spread = &e->spread->chains[id];
	char why[HR_WHY_MAX];
	uint16_t suite = answer->server.suite;
	bool accepted = hr_answer_read(answer, chain->version, offers(slot, suite), why) == HR_ACCEPTED;
	if (chain->stage == HR_STAGE_DONE || spread->stage > HR_SPREAD_SETTLED) {
		free_slot(e, slot);
		return;
	}
	if (slot->question == HR_SPREAD_STEP) {
		take_step(e, slot, accepted, suite);
		return;
	}
	if (slot->question == HR_SPREAD_YIELD) {
		spread->yielded = accepted ? suite : 0;
		free_slot(e, slot);
		if (spread->open == 0)
			order(e, id);
		return;
	}
	/* What was not accepted here for whatever reason is asked for once more, with the rest. */
	if (accepted && hr_chain_take(chain, suite)) {
		hr_spread_found(e, id, suite);
		split(e, slot, suite);
	} else {
		free_slot(e, slot);
	}
	if (spread->open == 0 && spread->stage == HR_SPREAD_LOOKING)
		end_looking(e, id);
}
