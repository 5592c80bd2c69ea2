/* The digest that names a file's content. */
#ifndef HR_CLI_DIGEST_H
#define HR_CLI_DIGEST_H

#include <stddef.h>

#include "base/error.h"

#define HR_DIGEST_TEXT_MAX 65

/* SHA-256 as lower-case hex, as sha256sum prints it. False (HR_E_SYSTEM): OpenSSL refuses. */
bool hr_digest(const void *bytes, size_t length, char text[static HR_DIGEST_TEXT_MAX],
               struct hr_error *why) HR_MUST_USE;

#endif
