/*
 * What takes connections of its own to find out, asked for only by those who want it: all groups and signature
 * algorithms, and how the server bears a name, versions and a length of hello that it does not know. A pure machine as
 * enumerate.h is, which runs when that has ended.
 *
 * A list is found as suites are: everything is offered, what was chosen is left out of the next hello, and so on until
 * the rest is refused.
 */
#ifndef HR_PROBE_DEEP_H
#define HR_PROBE_DEEP_H

#include "probe/enumerate.h"

#define HR_DEEP_HELLOS_MAX 128 /* of an endpoint; usual servers take about 30 */
#define HR_DEEP_LIST_MAX 48

enum hr_deep_id {
	HR_DEEP_GROUPS = 0, /* of the best version up to TLS 1.2 */
	HR_DEEP_GROUPS_1_3,
	HR_DEEP_RSA,   /* signatures by an RSA key, TLS 1.2 */
	HR_DEEP_ECDSA, /* by an elliptic one */
	HR_DEEP_NAME,  /* a server_name that it does not serve */
	HR_DEEP_CLIENT_VERSION,
	HR_DEEP_SUPPORTED_VERSIONS,
	HR_DEEP_LENGTH, /* a hello longer than a packet */
	HR_DEEP_COUNT,
};

enum hr_deep_stage { HR_DEEP_ASK = 0, HR_DEEP_CONTROL, HR_DEEP_DONE };

struct hr_deep_question {
	uint16_t suites[HR_HELLO_SUITES_MAX]; /* accepted ones, all offered */
	uint16_t pool[HR_DEEP_LIST_MAX];      /* groups or signatures not yet chosen; none: a yes or no is asked for */
	uint16_t found[HR_DEEP_LIST_MAX];     /* in the order in which they were chosen */
	size_t suite_count, pool_count, found_count;
	struct hr_hello_extras extras;
	enum hr_hello_shape shape;
	enum hr_deep_stage stage;
	enum hr_seen seen; /* once DONE; NOT_COLLECTED: there is nothing to ask */
	uint16_t version;
	unsigned silences, troubles, wait_ms;
	bool in_flight;
	bool good;            /* a yes */
	bool warned;          /* NAME: served, after a warning */
	char why[HR_WHY_MAX]; /* FAILED, or why it is a no */
};

struct hr_deep {
	struct hr_deep_question questions[HR_DEEP_COUNT];
	uint16_t known_version, known_suite; /* for controls */
	unsigned hellos;
};

/* Begins with what the enumeration, which is done, has found. */
void hr_deep_begin(struct hr_deep *deep, const struct hr_enumerate *e);

bool hr_deep_next(struct hr_deep *deep, struct hr_try *next);
void hr_deep_answer(struct hr_deep *deep, const struct hr_try *to, const struct hr_answer *answer);
void hr_deep_give_up(struct hr_deep *deep, const char *why);
bool hr_deep_done(const struct hr_deep *deep);

#endif
