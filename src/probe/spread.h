/*
 * The chains of an endpoint, run through by many connections at once instead of one after the other: for a single host
 * whose owner is in a hurry. Of the inside of enumerate.h; as pure as it.
 *
 * Once a version's first hello was answered, what servers usually accept is asked for one by one at the same time, and
 * the rest in groups. Then the order is guessed, and every hello that a polite chain would send if the guess were right
 * is sent at the same time; where an answer is another one, the guess is corrected by it and the rest asked again. That
 * nothing else is accepted is left to the chain itself. Whatever looks odd makes the chain begin anew, politely: what
 * is found here are hints, and the facts are those of a polite chain.
 */
#ifndef HR_PROBE_SPREAD_H
#define HR_PROBE_SPREAD_H

#include "probe/enumerate.h"

#define HR_SPREAD_SLOTS 96
#define HR_SPREAD_FOUND_MAX 64 /* suites of a version; one with more is asked politely */
#define HR_SPREAD_FACTS_MAX 256
#define HR_SPREAD_CHAINS HR_CHAIN_SSL2 /* all before it */

enum hr_spread_stage {
	HR_SPREAD_IDLE = 0, /* the version was not accepted yet */
	HR_SPREAD_LOOKING,  /* which suites? */
	HR_SPREAD_ORDERING, /* in which order? */
	HR_SPREAD_SETTLED,
	HR_SPREAD_ABANDONED, /* to begin anew, politely */
	HR_SPREAD_POLITE,
};

enum hr_spread_question {
	HR_SPREAD_LOOK = 0, /* which of these? */
	HR_SPREAD_STEP,     /* which once the removed ones have fallen? */
	HR_SPREAD_YIELD,    /* which with ChaCha20 in front? */
};

struct hr_spread_slot {
	uint16_t suites[HR_HELLO_SUITES_MAX];
	size_t suite_count;
	uint64_t removed; /* of the found ones, by number: not offered */
	enum hr_chain_id chain;
	enum hr_spread_question question;
	bool used, asked;
};

/* With `removed` not offered, `chosen` was chosen. */
struct hr_spread_fact {
	uint64_t removed;
	unsigned chosen;
};

struct hr_spread_chain {
	uint16_t found[HR_SPREAD_FOUND_MAX];
	struct hr_spread_fact facts[HR_SPREAD_FACTS_MAX];
	size_t found_count, fact_count;
	unsigned open, batches;
	uint16_t yielded; /* answer to the question whether it gives way; 0 = not known */
	enum hr_spread_stage stage;
};

struct hr_spread {
	struct hr_spread_slot slots[HR_SPREAD_SLOTS];
	struct hr_spread_chain chains[HR_SPREAD_CHAINS];
};

/* The chain's first suite was accepted: takes over unless it was before. */
void hr_spread_begin(struct hr_enumerate *e, enum hr_chain_id id);

/* The next hello of these, if any; its slot is in next->slot. */
bool hr_spread_next(struct hr_enumerate *e, struct hr_try *next);
void hr_spread_answer(struct hr_enumerate *e, unsigned slot, const struct hr_answer *answer);

/* May the chain conclude, as far as its order goes? */
bool hr_spread_settled(struct hr_enumerate *e, enum hr_chain_id id);

/* The chain itself found one more. */
void hr_spread_found(struct hr_enumerate *e, enum hr_chain_id id, uint16_t suite);

/* What was chosen with ChaCha20 in front; 0 = not known. */
uint16_t hr_spread_yielded(const struct hr_enumerate *e, enum hr_chain_id id);

/* Is the chain to begin anew? Then it has. Whoever asks drops the answer that it has just got. */
bool hr_spread_restarted(struct hr_enumerate *e, enum hr_chain_id id);

#endif
