/* Numbers of the IANA TLS registries, in words. */
#ifndef HR_PARSE_TLS_NAMES_H
#define HR_PARSE_TLS_NAMES_H

#include <stdint.h>

/* "secp256r1", "x25519", "ffdhe2048"; NULL for a number that is not here. IANA TLS Supported Groups. Static. */
const char *hr_group_name(uint16_t group);

/* "rsa_pss_rsae_sha256"; NULL for a number that is not here. IANA TLS SignatureScheme, and its hashes and signatures of
 * TLS 1.2. Static. */
const char *hr_signature_name(uint16_t signature);

#endif
