/* What the files of this module offer each other: mappers and judges. */
#ifndef HR_CHECKS_EXCHANGE_RULES_H
#define HR_CHECKS_EXCHANGE_RULES_H

#include "hybridready/check.h"

/* How much of the directory's own encoding is taken from what administrators found out, not from a public document. */
#define ENCODING_IS_DOCUMENTED false

/* Mappers: servers.c, connectors.c, web.c, organisation.c. False: not an entry this module can use. */
bool map_server(const struct hr_entry *entry, const struct hr_emitter *emit);
bool map_send_connector(const struct hr_entry *entry, const struct hr_emitter *emit);
bool map_receive_connector(const struct hr_entry *entry, const struct hr_emitter *emit);
bool map_virtual_directory(const struct hr_entry *entry, const struct hr_emitter *emit);
bool map_autodiscover(const struct hr_entry *entry, const struct hr_emitter *emit);
bool map_organisation(const struct hr_entry *entry, const struct hr_emitter *emit);
bool map_hybrid(const struct hr_entry *entry, const struct hr_emitter *emit);
bool map_accepted_domain(const struct hr_entry *entry, const struct hr_emitter *emit);

/* builds.c */
struct hr_verdict update_is_current(const struct hr_case *c);
struct hr_verdict release_is_supported(const struct hr_case *c);
struct hr_verdict dotnet_fits_build(const struct hr_case *c);
struct hr_verdict edge_record_is_current(const struct hr_case *c);

/* hybrid.c */
struct hr_verdict hybrid_is_whole(const struct hr_case *c);
struct hr_verdict hybrid_certificate_is_shown(const struct hr_case *c);

/* mail.c */
struct hr_verdict send_connector_insists(const struct hr_case *c);
struct hr_verdict receive_connector_offers_tls(const struct hr_case *c);
struct hr_verdict internal_certificate_is_good(const struct hr_case *c);

#endif
