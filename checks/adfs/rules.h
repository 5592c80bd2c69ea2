/* What the files of this module offer each other. */
#ifndef HR_CHECKS_ADFS_RULES_H
#define HR_CHECKS_ADFS_RULES_H

#include "hybridready/check.h"

/* discover.c */
extern const struct hr_search adfs_searches[];
#define ADFS_SEARCH_COUNT 3
bool map_entry(const struct hr_entry *entry, const struct hr_emitter *emit);

/* judge.c */
struct hr_verdict farm_is_found(const struct hr_case *c);
struct hr_verdict metadata_comes(const struct hr_case *c);
struct hr_verdict client_certificate_port_works(const struct hr_case *c);
struct hr_verdict release_is_fit(const struct hr_case *c);
struct hr_verdict both_directions_work(const struct hr_case *c);

#endif
