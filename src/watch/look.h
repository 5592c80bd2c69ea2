/* One look at an endpoint, reduced to what tells whether something changed. Pure. */
#ifndef HR_WATCH_LOOK_H
#define HR_WATCH_LOOK_H

#include "model/report.h"

#define HR_LOOK_VERSIONS 6     /* SSL 2.0, SSL 3.0, TLS 1.0 to 1.3 */
#define HR_LOOK_CERTIFICATES 4 /* one per type of key */
#define HR_LOOK_WHY_MAX 120

struct hr_look_certificate {
	char of[16];     /* type of key */
	char sha256[65]; /* hex */
};

/* Zeroed, it is a look that saw nothing. */
struct hr_look {
	enum hr_seen versions[HR_LOOK_VERSIONS]; /* failed or not collected: it does not say */
	struct hr_look_certificate certificates[HR_LOOK_CERTIFICATES];
	size_t certificate_count;
	enum hr_seen reached, starttls;
	bool nameless;             /* no name server knows its name: no restart makes that */
	bool handshake;            /* one was tried for TLS 1.2 or 1.3, and completed */
	char why[HR_LOOK_WHY_MAX]; /* it was not reached, or no version could be told */
};

/* The fact behind that place in `versions`, and its word: ssl2, ssl3, 1.0, 1.1, 1.2, 1.3. */
enum hr_fact_key hr_look_version_key(size_t version);
const char *hr_look_version_name(size_t version);

/* Takes in what was observed. */
void hr_look_note(struct hr_look *look, enum hr_fact_key key, const char *of, enum hr_seen seen, const char *value);

/*
 * Did a server answer? It was reached, and said of at least one version that it is there or is not, or that it knows no
 * STARTTLS. A machine that accepts connections and then says nothing serves nobody.
 */
bool hr_look_answers(const struct hr_look *look);

/* The certificate for that type of key; NULL: none was seen. */
const struct hr_look_certificate *hr_look_certificate(const struct hr_look *look, const char *of);

#endif
