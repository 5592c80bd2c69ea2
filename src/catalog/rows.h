/* The tables of a catalog while they are filled, and how one XML element becomes one row. */
#ifndef HR_CATALOG_ROWS_H
#define HR_CATALOG_ROWS_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "catalog/catalog.h"

#define HR_CATALOG_FILES_MAX 64
#define HR_REMEDIES_MAX ((size_t)500)

/* Suites in the order that releases of Windows share. */
struct hr_suite_order {
	const char *name;
	const char *suites;
	const char *source;
};

struct hr_catalog_set {
	struct hr_arena *arena;
	struct hr_catalog view;
	struct hr_line *lines;
	struct hr_build *builds;
	struct hr_floor *floors;
	struct hr_suite *suites;
	struct hr_windows *windows;
	struct hr_dotnet *dotnets;
	struct hr_component *components;
	struct hr_hello_look *looks;
	struct hr_setting *settings;
	struct hr_suite_order *orders;
	struct hr_cloud *clouds;
	struct hr_old_client *old_clients;
	struct hr_known_client *known_clients;
	struct hr_service_endpoint *endpoints;
	const char **endpoint_clouds; /* of each endpoint: names, separated by one space */
	struct hr_authority *authorities;
	struct hr_service_domain *domains;
	struct hr_remedy *remedies;
	struct hr_source_row *sources;
	size_t cloud_count, remedy_count, source_count, order_count;
};

/* One file of the catalog. */
struct hr_catalog_file {
	const char *path;
	xmlDoc *document;
};

/*
 * Fills the set's tables, unsorted, from the files; every `line` pointer already points into the sorted array of lines.
 * False (HR_E_CATALOG): file, line, what is wrong.
 */
bool hr_rows_fill(struct hr_catalog_set *set, const struct hr_catalog_file *files, size_t count,
                  struct hr_error *why) HR_MUST_USE;

#endif
