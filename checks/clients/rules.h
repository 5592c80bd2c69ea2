/* The judges of this module. */
#ifndef HR_CHECKS_CLIENTS_RULES_H
#define HR_CHECKS_CLIENTS_RULES_H

#include "hybridready/check.h"

struct hr_verdict none_come_in_weakly(const struct hr_case *c);
struct hr_verdict all_are_able(const struct hr_case *c);
struct hr_verdict windows7_is_gone(const struct hr_case *c);
struct hr_verdict known_clients_get_in(const struct hr_case *c);

#endif
