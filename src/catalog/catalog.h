/* The catalog: XML in checks/catalog, checked against catalog.xsd, as sorted arrays. */
#ifndef HR_CATALOG_CATALOG_H
#define HR_CATALOG_CATALOG_H

#include "base/error.h"
#include "hybridready/catalog.h"

/* A step that mends something; its text is in the language file under the same id. */
struct hr_remedy {
	const char *id;
	const char *after;            /* ids of remedies that must come first on the same server, space-separated */
	const char *after_everywhere; /* ids that must come first on all servers of the organisation */
	const char *phase;            /* restore, update, enable, prove, clients, disable: the coarse order of the plan */
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
 * (HR_E_FILE, HR_E_CATALOG): the file, line and what is wrong; also for a cycle among remedies, a floor outside its
 * line, a row whose source is not in sources.xml, and an unknown cloud. Free with hr_catalog_free().
 */
bool hr_catalog_load(const char *directory, const char *cloud, struct hr_catalog_set **set,
                     struct hr_error *why) HR_MUST_USE;
void hr_catalog_free(struct hr_catalog_set *set);

/* What judges see; valid as long as the set. */
const struct hr_catalog *hr_catalog_rows(const struct hr_catalog_set *set);

/* Rows by id; NULL if there is none. hr_catalog_source() takes "ms-tls12#fragment" too and ignores the fragment. */
const struct hr_remedy *hr_catalog_remedy(const struct hr_catalog_set *set, const char *id);
const struct hr_source_row *hr_catalog_source(const struct hr_catalog_set *set, const char *id);

/* All remedies in an order in which each comes after those it depends on. */
const struct hr_remedy *hr_catalog_remedies(const struct hr_catalog_set *set, size_t *count);

#endif
