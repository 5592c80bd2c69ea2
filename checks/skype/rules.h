/* What the files of this module offer each other. */
#ifndef HR_CHECKS_SKYPE_RULES_H
#define HR_CHECKS_SKYPE_RULES_H

#include "hybridready/check.h"

/* topology.c, computers.c */
bool map_topology(const struct hr_entry *entry, const struct hr_emitter *emit);
bool map_connection_point(const struct hr_entry *entry, const struct hr_emitter *emit);

/* "458752" (7 << 16) or "7" as a fact about the server; nothing for what is no generation. */
void emit_generation(const struct hr_entry *entry, const struct hr_emitter *emit, struct hr_found *server,
                     const char *attribute);

/* update.c: the build as somebody with access to the machine read it; NULL if nobody did */
const struct hr_fact *build_of(const struct hr_case *c);
struct hr_verdict update_is_current(const struct hr_case *c);
struct hr_verdict release_is_supported(const struct hr_case *c);

/* retire.c */
struct hr_verdict order_is_kept(const struct hr_case *c);

/* prerequisites.c: is it a SQL Server that holds data of pools, and nothing of the product? */
bool is_sql_server(const struct hr_server *server);
struct hr_verdict prerequisites_are_there(const struct hr_case *c);

/* federation.c */
struct hr_verdict edges_federate(const struct hr_case *c);

#endif
