/* What a certificate says of itself, as facts: shared by those who find one in a directory and those who are shown one.
 */
#ifndef HR_X509_CERTIFICATE_H
#define HR_X509_CERTIFICATE_H

#include <openssl/x509.h>

#include "hybridready/model.h"

/* Told one fact of a certificate: a key cert.*, present or absent, value as facts.def describes it. */
struct hr_certificate_sink {
	void *context;
	void (*say)(void *context, enum hr_fact_key key, enum hr_seen seen, const char *value);
};

/* Says subject, issuer, names, validity, key, signature and digests. */
void hr_certificate_describe(X509 *certificate, const struct hr_certificate_sink *sink);

/* The same of a DER certificate; what follows it is ignored. False, and nothing said: the bytes are no certificate. */
bool hr_certificate_describe_der(const void *der, size_t length, const struct hr_certificate_sink *sink);

/* "rsa", "ecdsa", "ed25519" ... by the certificate's key: the `of` of facts about what an endpoint shows. Static. */
const char *hr_certificate_kind(X509 *certificate);

#endif
