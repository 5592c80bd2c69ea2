/* Is that peer Microsoft 365, by the name it goes by? */
#ifndef HR_OBSERVE_CLOUD_NAMES_H
#define HR_OBSERVE_CLOUD_NAMES_H

#include "hybridready/catalog.h"
#include "parse/log_text.h"

/*
 * A mail exchanger or SIP edge of the chosen cloud, or one of its front ends, where clients of other names come in as
 * well (checks/catalog/clouds.xml and service.xml).
 */
bool hr_is_cloud_name(const struct hr_catalog *catalog, struct hr_span name);

/* The same of a peer that is no mail server, by the domains of service.xml too. */
bool hr_is_cloud_peer(const struct hr_catalog *catalog, struct hr_span name);

#endif
