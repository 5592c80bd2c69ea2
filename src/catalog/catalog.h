/* The catalog: XML in checks/catalog, checked against catalog.xsd, as sorted arrays. */
#ifndef HR_CATALOG_CATALOG_H
#define HR_CATALOG_CATALOG_H

#include "base/error.h"
#include "hybridready/catalog.h"

/* The coarse order of the plan: none begins before those before it can have ended. */
enum hr_phase {
	HR_PHASE_RESTORE = 0,
	HR_PHASE_UPDATE,
	HR_PHASE_ENABLE,
	HR_PHASE_PROVE,
	HR_PHASE_CLIENTS,
	HR_PHASE_DISABLE,
};

/* A step that mends something; its text is in the language file under the same id. */
struct hr_remedy {
	const char *id;
	const char *after;            /* ids of remedies that must come first on the same server, space-separated */
	const char *after_everywhere; /* ids that must come first on all servers of the organisation */
	const char *notice;           /* id of a notice that says it may be needed, for the organisation; "" = none */
	const char *breaks;           /* rules, space-separated, that it makes not-ready where they were ready */
	enum hr_phase phase;
};

struct hr_source_row {
	const char *id; /* ms-tls12 */
	const char *title;
	const char *url;
	const char *read; /* YYYY-MM-DD */
};

struct hr_catalog_set;

/*
 * Reads builds, suites, windows, clouds, remedies and sources from `directory`. `cloud` is a cloud's name. False
 * (HR_E_FILE, HR_E_CATALOG): the file, line and what is wrong; also for a cycle among remedies (which one), a floor
 * outside its line, a row whose source is not in sources.xml, and an unknown cloud. Free with hr_catalog_free().
 */
bool hr_catalog_load(const char *directory, const char *cloud, struct hr_catalog_set **set,
                     struct hr_error *why) HR_MUST_USE;
void hr_catalog_free(struct hr_catalog_set *set);

/* What judges see; valid as long as the set. */
const struct hr_catalog *hr_catalog_rows(const struct hr_catalog_set *set);

/* Rows by id; NULL if there is none. hr_catalog_source() takes "ms-tls12#fragment" too and ignores the fragment. */
const struct hr_remedy *hr_catalog_remedy(const struct hr_catalog_set *set, const char *id);
const struct hr_source_row *hr_catalog_source(const struct hr_catalog_set *set, const char *id);

/* restore, update, enable, prove, clients, disable. */
const char *hr_phase_name(enum hr_phase phase);
bool hr_phase_named(const char *name, enum hr_phase *phase) HR_MUST_USE;

/* All remedies, phase by phase, each after those it depends on. */
const struct hr_remedy *hr_catalog_remedies(const struct hr_catalog_set *set, size_t *count);

#endif
