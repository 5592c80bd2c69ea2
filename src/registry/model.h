/* What the parts of the Windows model share. */
#ifndef HR_REGISTRY_MODEL_H
#define HR_REGISTRY_MODEL_H

#include "base/error.h"
#include "registry/windows.h"

/* Adds to the reason. */
void hr_because_add(struct hr_effective *out, const char *format, ...) HR_PRINTF(2, 3);

/* Makes the answer unknown: what is missing. */
void hr_model_unknown(struct hr_effective *out, const char *format, ...) HR_PRINTF(2, 3);

#endif
