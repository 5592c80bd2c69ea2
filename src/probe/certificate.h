/* What an endpoint's certificate chain shows, as observations. */
#ifndef HR_PROBE_CERTIFICATE_H
#define HR_PROBE_CERTIFICATE_H

#include "probe/handshake.h"
#include "x509/certificate.h"

/*
 * Says all cert.* facts of the chain that the handshake was shown (none: nothing is said): those of the leaf, whether
 * it is valid for `host`, and what the verifier makes of the chain at the time `now` (seconds since 1970 UTC). Validity
 * dates are facts of their own, so that an expired certificate's chain is still told: cert.chain is one of
 *   trusted           complete up to a known authority
 *   self-signed       the leaf vouches for itself
 *   untrusted-root    complete up to an authority that is not known here
 *   incomplete        an issuer was neither sent nor is known here
 *   or the verifier's own words.
 * `*of` is the kind of key, which the facts' `of` should be.
 */
void hr_chain_describe(const struct hr_trust *trust, const struct hr_handshake *handshake, const char *host,
                       int64_t now, const char **of, const struct hr_certificate_sink *sink);

#endif
