/* The judges of this module. */
#ifndef HR_CHECKS_OFFICE_ONLINE_RULES_H
#define HR_CHECKS_OFFICE_ONLINE_RULES_H

#include "hybridready/check.h"

struct hr_verdict update_is_current(const struct hr_case *c);
struct hr_verdict crypto_is_strong(const struct hr_case *c);
struct hr_verdict discovery_comes(const struct hr_case *c);
struct hr_verdict release_is_supported(const struct hr_case *c);

#endif
