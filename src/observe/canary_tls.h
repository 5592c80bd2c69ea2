/* The TLS side of the canary: it shakes hands with anybody from TLS 1.0 up. */
#ifndef HR_OBSERVE_CANARY_TLS_H
#define HR_OBSERVE_CANARY_TLS_H

#include <openssl/ssl.h>

#include "base/error.h"

/*
 * A server context with the certificate of these PEM files, or, both NULL, with two of its own making (RSA and ECDSA,
 * good for 30 days, trusted by nobody). Free with SSL_CTX_free(). False: which file and why.
 */
bool hr_canary_tls(const char *certificate, const char *key, SSL_CTX **context, struct hr_error *why) HR_MUST_USE;

#endif
