/* The judges of this module; what each may answer stands in shared words in reports/lang. */
#ifndef HR_CHECKS_TLS_RULES_H
#define HR_CHECKS_TLS_RULES_H

#include "hybridready/check.h"

/* versions.c */
struct hr_verdict inbound_works(const struct hr_case *c);
struct hr_verdict older_peers_can_connect(const struct hr_case *c);
struct hr_verdict ssl_is_off(const struct hr_case *c);
struct hr_verdict legacy_is_off(const struct hr_case *c);
struct hr_verdict clients_send_sni(const struct hr_case *c);

/* suites.c */
struct hr_verdict shares_office365_suite(const struct hr_case *c);
struct hr_verdict shares_front_door_suite(const struct hr_case *c);
struct hr_verdict weak_suites_are_off(const struct hr_case *c);

/* certificate.c */
struct hr_verdict certificate_is_good(const struct hr_case *c);

/* A/V Edge media relays answer with something that only looks like TLS 1.0 (MS-TURN): they are never graded. */
bool is_media_relay(const struct hr_case *c);

/* No Microsoft 365 service and no partner connects there; its certificate is self-signed by design. */
bool is_back_end(const struct hr_case *c);

#endif
