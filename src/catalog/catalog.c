#include "catalog/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "catalog/remedies.h"
#include "catalog/rows.h"
#include "catalog/xml.h"
#include "hybridready/check.h"

/* --- order --- */

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_builds(const void *a, const void *b)
{
	const struct hr_build *x = a;
	const struct hr_build *y = b;
	int order = (int)x->line->product - (int)y->line->product;
	return order != 0 ? order : compare_numbers(x->number, y->number);
}

static int compare_floors(const void *a, const void *b)
{
	const struct hr_floor *x = a;
	const struct hr_floor *y = b;
	int order = strcmp(x->rule, y->rule);
	return order != 0 ? order : compare_numbers(x->number, y->number);
}

static int compare_suites(const void *a, const void *b)
{
	const struct hr_suite *x = a;
	const struct hr_suite *y = b;
	return (int)x->code - (int)y->code;
}

static void sort(void *rows, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	if (count > 0)
		qsort(rows, count, size, compare);
}

/* --- what a schema cannot check --- */

static bool has_source(const struct hr_catalog_set *set, const char *id, const char *what, const char *name,
                       struct hr_error *why)
{
	return hr_catalog_source(set, id) != NULL ||
	       hr_fail(why, HR_E_CATALOG, "catalog: %s %s names the source \"%s\", which is in no <source id>", what,
	               name, id);
}

static bool check_builds(const struct hr_catalog_set *set, struct hr_error *why)
{
	const struct hr_catalog *view = &set->view;
	for (size_t i = 0; i < view->line_count; i++)
		if (!has_source(set, set->lines[i].source, "line", set->lines[i].name, why))
			return false;
	for (size_t i = 0; i < view->build_count; i++) {
		if (!has_source(set, set->builds[i].source, "build", set->builds[i].name, why))
			return false;
		if (i > 0 && compare_builds(&set->builds[i - 1], &set->builds[i]) == 0)
			return hr_fail(why, HR_E_CATALOG, "catalog: the builds %s and %s of %s have one number",
			               set->builds[i - 1].name, set->builds[i].name, set->builds[i].line->name);
	}
	for (size_t i = 0; i < view->floor_count; i++) {
		const struct hr_floor *floor = &set->floors[i];
		if (!has_source(set, floor->source, "floor", floor->name, why))
			return false;
		const struct hr_build wanted = {.number = floor->number, .line = floor->line};
		if (view->build_count == 0 ||
		    bsearch(&wanted, set->builds, view->build_count, sizeof *set->builds, compare_builds) == NULL)
			return hr_fail(why, HR_E_CATALOG, "catalog: floor %s of rule %s is no build of %s", floor->name,
			               floor->rule, floor->line->name);
	}
	return true;
}

static bool check_suites(const struct hr_catalog_set *set, struct hr_error *why)
{
	for (size_t i = 1; i < set->view.suite_count; i++)
		if (set->suites[i - 1].code == set->suites[i].code)
			return hr_fail(why, HR_E_CATALOG, "catalog: suites %s and %s have one code 0x%04X",
			               set->suites[i - 1].name, set->suites[i].name, (unsigned)set->suites[i].code);
	return true;
}

/* The set's remedies are in its plan, and a value is there once. */
static bool check_settings(const struct hr_catalog_set *set, struct hr_error *why)
{
	for (size_t i = 0; i < set->view.setting_count; i++) {
		const struct hr_setting *row = &set->settings[i];
		if (!has_source(set, row->source, "setting", row->value, why))
			return false;
		for (size_t k = 0; k < i; k++)
			if (hr_text_compare_nocase(row->key, set->settings[k].key) == 0 &&
			    hr_text_compare_nocase(row->value, set->settings[k].value) == 0)
				return hr_fail(why, HR_E_CATALOG, "catalog: the setting %s\\%s is there twice",
				               row->key, row->value);
		for (const char *at = row->remedies; *at != '\0'; at += strspn(at, " ")) {
			size_t length = strcspn(at, " ");
			size_t found = 0;
			for (size_t k = 0; k < set->remedy_count; k++)
				found += strlen(set->remedies[k].id) == length &&
				         memcmp(set->remedies[k].id, at, length) == 0;
			if (found == 0)
				return hr_fail(why, HR_E_CATALOG,
				               "catalog: the setting %s\\%s names the remedy \"%.*s\", which is none",
				               row->key, row->value, (int)length, at);
			at += length;
		}
	}
	return true;
}

/* From the name of an order to its suites. */
static bool resolve_orders(struct hr_catalog_set *set, struct hr_error *why)
{
	for (size_t i = 0; i < set->view.windows_count; i++) {
		struct hr_windows *row = &set->windows[i];
		const char *name = row->suites;
		row->suites = "";
		for (size_t k = 0; k < set->order_count; k++)
			if (strcmp(set->orders[k].name, name) == 0)
				row->suites = set->orders[k].suites;
		if (*name != '\0' && *row->suites == '\0')
			return hr_fail(why, HR_E_CATALOG,
			               "catalog: %s names the suite order \"%s\", which is not there", row->name, name);
	}
	for (size_t k = 0; k < set->order_count; k++)
		if (!has_source(set, set->orders[k].source, "suite order", set->orders[k].name, why))
			return false;
	return true;
}

static bool choose_cloud(struct hr_catalog_set *set, const char *name, struct hr_error *why)
{
	for (size_t i = 0; i < set->cloud_count; i++)
		if (strcmp(set->clouds[i].name, name) == 0)
			set->view.cloud = &set->clouds[i];
	return set->view.cloud != NULL ||
	       hr_fail(why, HR_E_USAGE,
	               "\"%s\" is no cloud of the catalog; wanted worldwide, gcc, gcc-high, dod or 21vianet", name);
}

/* Rows of other clouds are left out. */
static void choose_endpoints(struct hr_catalog_set *set)
{
	size_t kept = 0;
	for (size_t i = 0; i < set->view.service_endpoint_count; i++)
		if (hr_has_word(set->endpoint_clouds[i], set->view.cloud->name))
			set->endpoints[kept++] = set->endpoints[i];
	set->view.service_endpoint_count = kept;
}

static bool check_endpoints(const struct hr_catalog_set *set, struct hr_error *why)
{
	for (size_t i = 0; i < set->view.service_endpoint_count; i++)
		if (!has_source(set, set->endpoints[i].source, "endpoint", set->endpoints[i].host, why))
			return false;
	for (size_t i = 0; i < set->view.authority_count; i++)
		if (!has_source(set, set->authorities[i].source, "authority", set->authorities[i].organization, why))
			return false;
	for (size_t i = 0; i < set->view.service_domain_count; i++)
		if (!has_source(set, set->domains[i].source, "domain", set->domains[i].name, why))
			return false;
	for (size_t i = 0; i < set->view.old_client_count; i++)
		if (!has_source(set, set->old_clients[i].source, "client", set->old_clients[i].name, why))
			return false;
	for (size_t i = 0; i < set->view.component_count; i++)
		if (!has_source(set, set->components[i].source, "component", set->components[i].name, why))
			return false;
	for (size_t i = 0; i < set->view.known_client_count; i++)
		if (!has_source(set, set->known_clients[i].source, "client", set->known_clients[i].name, why))
			return false;
	return true;
}

static bool arrange(struct hr_catalog_set *set, const char *cloud, struct hr_error *why)
{
	struct hr_catalog *view = &set->view;
	sort(set->builds, view->build_count, sizeof *set->builds, compare_builds);
	sort(set->floors, view->floor_count, sizeof *set->floors, compare_floors);
	sort(set->suites, view->suite_count, sizeof *set->suites, compare_suites);
	view->lines = set->lines;
	view->builds = set->builds;
	view->floors = set->floors;
	view->suites = set->suites;
	view->windows = set->windows;
	view->dotnets = set->dotnets;
	view->components = set->components;
	view->looks = set->looks;
	view->old_clients = set->old_clients;
	view->known_clients = set->known_clients;
	view->settings = set->settings;
	view->service_endpoints = set->endpoints;
	view->authorities = set->authorities;
	view->service_domains = set->domains;
	return check_settings(set, why) && check_endpoints(set, why) && resolve_orders(set, why) &&
	       check_builds(set, why) && check_suites(set, why) && hr_remedies_order(set, why) &&
	       choose_cloud(set, cloud, why);
}

/* --- files --- */

static int compare_paths(const void *a, const void *b)
{
	const struct hr_catalog_file *x = a;
	const struct hr_catalog_file *y = b;
	return strcmp(x->path, y->path);
}

static bool list_files(struct hr_catalog_set *set, const char *directory, struct hr_catalog_file *files, size_t *count,
                       struct hr_error *why)
{
	DIR *dir = opendir(directory);
	if (dir == NULL)
		return hr_fail(why, HR_E_FILE, "%s: the catalog folder cannot be read: %s", directory, strerror(errno));
	bool good = true;
	for (struct dirent *entry = readdir(dir); entry != NULL && good; entry = readdir(dir)) {
		size_t length = strlen(entry->d_name);
		if (entry->d_name[0] == '.' || length < 5 || strcmp(entry->d_name + length - 4, ".xml") != 0)
			continue;
		if (*count == HR_CATALOG_FILES_MAX) {
			good = hr_fail(why, HR_E_LIMIT, "%s: more than %d catalog files", directory,
			               HR_CATALOG_FILES_MAX);
			break;
		}
		files[*count].path = hr_arena_printf(set->arena, "%s/%s", directory, entry->d_name);
		good = files[(*count)++].path != NULL || hr_fail_memory(why);
	}
	(void)closedir(dir);
	if (good && *count == 0)
		return hr_fail(why, HR_E_CATALOG, "%s: no catalog file (*.xml) in it", directory);
	sort(files, *count, sizeof *files, compare_paths);
	return good;
}

static bool load_files(struct hr_catalog_set *set, const char *directory, struct hr_catalog_file *files, size_t *count,
                       struct hr_error *why)
{
	struct hr_xml_schema *schema = NULL;
	const char *path = hr_arena_printf(set->arena, "%s/catalog.xsd", directory);
	if (path == NULL)
		return hr_fail_memory(why);
	if (!list_files(set, directory, files, count, why) || !hr_xml_schema_load(path, &schema, why))
		return false;
	bool good = true;
	for (size_t i = 0; i < *count && good; i++)
		good = hr_xml_load(files[i].path, schema, &files[i].document, why);
	hr_xml_schema_free(schema);
	return good;
}

static bool load(struct hr_catalog_set *set, const char *directory, const char *cloud, struct hr_error *why)
{
	struct hr_catalog_file files[HR_CATALOG_FILES_MAX] = {{.path = NULL}};
	size_t count = 0;
	set->view.date = "";
	bool good = load_files(set, directory, files, &count, why) && hr_rows_fill(set, files, count, why) &&
	            arrange(set, cloud, why);
	if (good)
		choose_endpoints(set);
	for (size_t i = 0; i < count; i++)
		xmlFreeDoc(files[i].document);
	return good;
}

bool hr_catalog_load(const char *directory, const char *cloud, struct hr_catalog_set **set, struct hr_error *why)
{
	struct hr_catalog_set *fresh = calloc(1, sizeof *fresh);
	if (fresh == NULL)
		return hr_fail_memory(why);
	fresh->arena = hr_arena_new(0);
	bool good = fresh->arena != NULL ? load(fresh, directory, cloud, why) : hr_fail_memory(why);
	if (!good) {
		hr_catalog_free(fresh);
		return false;
	}
	*set = fresh;
	return true;
}

void hr_catalog_free(struct hr_catalog_set *set)
{
	if (set == NULL)
		return;
	hr_arena_free(set->arena);
	free(set);
}

/* --- looking things up --- */

static const char *const phases[] = {"restore", "update", "enable", "prove", "clients", "disable"};

const char *hr_phase_name(enum hr_phase phase)
{
	return (size_t)phase < HR_COUNT(phases) ? phases[phase] : "unknown";
}

bool hr_phase_named(const char *name, enum hr_phase *phase)
{
	for (size_t i = 0; i < HR_COUNT(phases); i++) {
		if (strcmp(phases[i], name) != 0)
			continue;
		*phase = (enum hr_phase)i;
		return true;
	}
	return false;
}

const struct hr_catalog *hr_catalog_rows(const struct hr_catalog_set *set)
{
	return &set->view;
}

const struct hr_remedy *hr_catalog_remedy(const struct hr_catalog_set *set, const char *id)
{
	return hr_remedy_find(set->remedies, set->remedy_count, id);
}

const struct hr_remedy *hr_catalog_remedies(const struct hr_catalog_set *set, size_t *count)
{
	*count = set->remedy_count;
	return set->remedies;
}

const struct hr_source_row *hr_catalog_source(const struct hr_catalog_set *set, const char *id)
{
	size_t length = strcspn(id, "#");
	for (size_t i = 0; i < set->source_count; i++)
		if (strlen(set->sources[i].id) == length && strncmp(set->sources[i].id, id, length) == 0)
			return &set->sources[i];
	return NULL;
}
