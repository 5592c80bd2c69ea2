/* The judges of this module. */
#ifndef HR_CHECKS_WINDOWS_RULES_H
#define HR_CHECKS_WINDOWS_RULES_H

#include "hybridready/check.h"

/* settings.c */
struct hr_verdict release_is_fit(const struct hr_case *c);
struct hr_verdict schannel_client_is_on(const struct hr_case *c);
struct hr_verdict schannel_server_is_on(const struct hr_case *c);
struct hr_verdict winhttp_is_on(const struct hr_case *c);
struct hr_verdict dotnet4_is_on(const struct hr_case *c);
struct hr_verdict dotnet2_is_on(const struct hr_case *c);

/* outbound.c */
struct hr_verdict client_suites_are_shared(const struct hr_case *c);
struct hr_verdict hello_is_enough(const struct hr_case *c);
struct hr_verdict connection_was_enough(const struct hr_case *c);

/* path.c */
struct hr_verdict way_is_clear(const struct hr_case *c);

/* retire.c */
struct hr_verdict nothing_retired_too_early(const struct hr_case *c);
struct hr_verdict settings_are_in_force(const struct hr_case *c);

#endif
