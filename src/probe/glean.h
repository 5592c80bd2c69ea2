/*
 * What answers tell besides the suite they choose: extensions of a ServerHello, and the certificate and key exchange
 * that follow it. All of it comes unasked, with hellos that are sent anyway.
 */
#ifndef HR_PROBE_GLEAN_H
#define HR_PROBE_GLEAN_H

#include "base/text.h"
#include "parse/tls_flight.h"
#include "parse/tls_hello.h"
#include "parse/tls_server.h"

#define HR_GLEAN_VERSIONS 5 /* SSL 3.0 to TLS 1.3 */

struct hr_glean {
	uint16_t groups[HR_GLEAN_VERSIONS]; /* the first one chosen in a version; 0: none seen */
	uint16_t signatures[HR_GLEAN_VERSIONS];
	unsigned dh_bits, export_dh_bits; /* the fewest seen; 0: none seen */
	uint16_t extended;                /* the highest version, up to TLS 1.2, of which the extensions were seen */
	bool renegotiation, master_secret, tickets;
	struct hr_buffer rsa, ecdsa; /* the certificates shown for the first suite of that kind */
	bool impatient;              /* once an answer did not go on: not waited for again */
};

/* An answer that accepts `suite` in `version`, to a hello that offered the extensions or did not. */
void hr_glean_hello(struct hr_glean *glean, const struct hr_server_answer *hello, bool extended);

/* Is there something new in what follows an answer that chose a suite of that kind? */
bool hr_glean_wants(const struct hr_glean *glean, uint16_t version, struct hr_suite_kind kind);

/* What followed it, as far as it was there. Without memory for the certificates, they are not kept. */
void hr_glean_flight(struct hr_glean *glean, uint16_t version, struct hr_suite_kind kind,
                     const struct hr_flight *flight);

void hr_glean_free(struct hr_glean *glean);

#endif
