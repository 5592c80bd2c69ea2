/* What an endpoint's certificate chain shows, as observations. */
#ifndef HR_PROBE_CERTIFICATE_H
#define HR_PROBE_CERTIFICATE_H

#include "parse/tls_flight.h"
#include "probe/handshake.h"
#include "x509/certificate.h"

/*
 * Says all cert.* facts of a chain that a client was shown (none: nothing is said): those of the leaf, whether
 * it is valid for `host`, and what the verifier makes of the chain at the time `now` (seconds since 1970 UTC). Validity
 * dates are facts of their own, so that an expired certificate's chain is still told: cert.chain is one of
 *   trusted           complete up to a known authority
 *   self-signed       the leaf vouches for itself
 *   untrusted-root    complete up to an authority that is not known here
 *   incomplete        an issuer was neither sent nor is known here
 *   or the verifier's own words.
 * `*of` is the kind of key, which the facts' `of` should be.
 */
void hr_chain_describe(const struct hr_trust *trust, STACK_OF(X509) * chain, const char *host, int64_t now,
                       const char **of, const struct hr_certificate_sink *sink);

/*
 * The chain of a Certificate message (parse/tls_flight.h). NULL: there is none, or the leaf cannot be read; what comes
 * after a certificate that cannot be read is left out. Free with sk_X509_pop_free().
 */
STACK_OF(X509) * hr_chain_read(struct hr_reader certificates);

#endif
