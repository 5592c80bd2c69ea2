/* Each enumerator of the model and its word in the report (contract: design.md section 6). */
#ifndef HR_MODEL_NAMES_H
#define HR_MODEL_NAMES_H

#include "base/error.h"
#include "hybridready/check.h"
#include "model/tailoring.h"
#include "model/timeline.h"

enum hr_fact_type { HR_TEXT, HR_NUMBER, HR_BUILD_NUMBER, HR_TIME, HR_WORDS, HR_FLAG };

/* Static strings; "unknown" for a value outside the enum. */
const char *hr_outcome_name(enum hr_outcome outcome);         /* ready, not-ready, unknown, not-applicable */
const char *hr_seen_name(enum hr_seen seen);                  /* present, absent, failed, not-collected */
const char *hr_means_name(enum hr_means means);               /* directory, probe, registry, ... */
const char *hr_product_name(enum hr_product product);         /* adfs, exchange, skype, office-online, rooms */
const char *hr_service_name(enum hr_service service);         /* tls, https, sip, smtp, imap, pop3, ldap */
const char *hr_question_name(enum hr_question question);      /* connect, retire */
const char *hr_severity_name(enum hr_severity severity);      /* info, low, medium, high, critical */
const char *hr_legacy_phase_name(enum hr_legacy_phase phase); /* enabling, disabled */
const char *hr_standing_name(enum hr_standing standing);      /* unused, used, expired, no-subject */
const char *hr_event_name(enum hr_event_kind kind);           /* version-appeared, version-vanished ... */

/* The reverse: false, and nothing changed, for a word that is not one of them. */
bool hr_outcome_named(const char *name, enum hr_outcome *outcome) HR_MUST_USE;
bool hr_seen_named(const char *name, enum hr_seen *seen) HR_MUST_USE;
bool hr_means_named(const char *name, enum hr_means *means) HR_MUST_USE;
bool hr_product_named(const char *name, enum hr_product *product) HR_MUST_USE;
bool hr_service_named(const char *name, enum hr_service *service) HR_MUST_USE;
bool hr_question_named(const char *name, enum hr_question *question) HR_MUST_USE;
bool hr_severity_named(const char *name, enum hr_severity *severity) HR_MUST_USE;
bool hr_legacy_phase_named(const char *name, enum hr_legacy_phase *phase) HR_MUST_USE;
bool hr_standing_named(const char *name, enum hr_standing *standing) HR_MUST_USE;
bool hr_event_named(const char *name, enum hr_event_kind *kind) HR_MUST_USE;

/* The port that IANA gave the service: tls and https 443, sip 5061, smtp 25, imap 143, pop3 110, ldap 389; 0 for any.
 */
uint16_t hr_service_port(enum hr_service service);

/* facts.def: the word, type and description of a key; the key of a word (false if there is none). */
const char *hr_fact_key_name(enum hr_fact_key key);
enum hr_fact_type hr_fact_key_type(enum hr_fact_key key);
const char *hr_fact_key_text(enum hr_fact_key key);
bool hr_fact_key_named(const char *name, enum hr_fact_key *key) HR_MUST_USE;

#endif
