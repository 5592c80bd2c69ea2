/* Certificates that the directory holds. */
#ifndef HR_DISCOVER_CERTIFICATE_H
#define HR_DISCOVER_CERTIFICATE_H

#include "hybridready/check.h"

/* Says the facts cert.* of a DER certificate, with of = `of`. One that cannot be read makes cert.subject failed. */
void hr_certificate_emit(const struct hr_emitter *emitter, struct hr_found *server, const char *of, const void *der,
                         size_t length);

#endif
