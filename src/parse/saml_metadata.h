/* Token-signing certificates in SAML metadata (AD FS federationmetadata.xml): a bounded scan, not an XML parser. */
#ifndef HR_PARSE_SAML_METADATA_H
#define HR_PARSE_SAML_METADATA_H

#include "parse/http_response.h"

#define HR_SIGNING_CERTIFICATES_MAX 8
#define HR_SIGNING_CERTIFICATE_BYTES_MAX 8192

/*
 * The next certificate of a KeyDescriptor with use="signing" at or behind *at (an offset into the document, moved on),
 * decoded from base64 into `der`. False: there is no further one. One whose base64 is broken or too long is passed
 * over.
 */
bool hr_saml_next_signing_certificate(const struct hr_span *document, size_t *at, uint8_t *der, size_t room,
                                      size_t *length);

#endif
