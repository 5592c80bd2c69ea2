#include "discover/computers.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "discover/dn.h"
#include "discover/entry.h"

#define CHUNK ((size_t)20) /* host names in one filter */

static const char *const name_attributes[] = {"dNSHostName", NULL};
static const char *const system_attributes[] = {"dNSHostName", "operatingSystem", "operatingSystemVersion",
                                                "objectClass", NULL};

/* --- names of computers known by their DN --- */

struct account {
	const char *normal; /* DN */
	const char *dn;
	char *name; /* "" until found */
};

struct accounts {
	struct account *list;
	size_t count, capacity;
};

static int compare_accounts(const void *a, const void *b)
{
	const struct account *x = a;
	const struct account *y = b;
	return strcmp(x->normal, y->normal);
}

/* Every DN that a server is known by, once, sorted. */
static bool list_accounts(struct hr_notebook *notebook, struct accounts *accounts, struct hr_error *why)
{
	size_t place = 0;
	for (struct hr_found *server; (server = hr_notebook_next_server(notebook, &place)) != NULL;) {
		if (server->name != NULL || server->computer_dn == NULL)
			continue;
		struct account *grown = hr_arena_grow(notebook->arena, accounts->list, accounts->count,
		                                      &accounts->capacity, sizeof *grown, HR_NOTEBOOK_MAX);
		size_t length = strlen(server->computer_dn);
		char *normal = grown == NULL ? NULL : hr_arena_take(notebook->arena, length + 1);
		if (normal == NULL)
			return hr_fail_memory(why);
		hr_dn_normalise(server->computer_dn, length, normal);
		accounts->list = grown;
		grown[accounts->count++] = (struct account){.normal = normal, .dn = server->computer_dn};
	}
	if (accounts->count > 0)
		qsort(accounts->list, accounts->count, sizeof *accounts->list, compare_accounts);
	size_t kept = 0;
	for (size_t i = 0; i < accounts->count; i++)
		if (kept == 0 || strcmp(accounts->list[kept - 1].normal, accounts->list[i].normal) != 0)
			accounts->list[kept++] = accounts->list[i];
	accounts->count = kept;
	return true;
}

static bool take_name(struct hr_survey *survey, void *context, const struct hr_entry *entry, struct hr_error *why)
{
	struct account *account = context;
	const char *name = hr_entry_text(entry, "dNSHostName");
	if (name == NULL || !hr_text_is_host(name))
		return true;
	account->name = hr_arena_string(survey->notebook->arena, name);
	return account->name == NULL ? hr_fail_memory(why) : true;
}

/* The domain (or other context) that a DN lies in: the longest one. */
static const struct hr_domain *context_of(const struct hr_contexts *contexts, const char *normal)
{
	const struct hr_domain *best = NULL;
	const struct hr_domain *others[] = {&contexts->configuration, &contexts->root_domain};
	for (size_t i = 0; i < contexts->domain_count + HR_COUNT(others); i++) {
		const struct hr_domain *domain =
		        i < contexts->domain_count ? &contexts->domains[i] : others[i - contexts->domain_count];
		if (domain->normal != NULL && hr_dn_within(normal, domain->normal, HR_DEPTH_SUBTREE) &&
		    (best == NULL || strlen(domain->normal) > strlen(best->normal)))
			best = domain;
	}
	return best;
}

bool hr_computers_name(struct hr_survey *survey, struct hr_error *why)
{
	static const struct hr_search search = {
	        .name = "computer", .container = "", .filter = "(objectClass=*)", .attributes = name_attributes};
	struct accounts accounts = {0};
	if (!list_accounts(survey->notebook, &accounts, why))
		return false;
	for (size_t i = 0; i < accounts.count; i++) {
		struct account *account = &accounts.list[i];
		const struct hr_domain *domain = context_of(&survey->directory->contexts, account->normal);
		if (domain != NULL &&
		    !hr_survey_query(survey, &search, account->dn, domain, take_name, account, NULL, why))
			return false;
	}
	size_t place = 0;
	for (struct hr_found *server; (server = hr_notebook_next_server(survey->notebook, &place)) != NULL;) {
		if (server->name != NULL || server->computer_dn == NULL)
			continue;
		char *normal = hr_arena_take(survey->notebook->arena, strlen(server->computer_dn) + 1);
		if (normal == NULL)
			return hr_fail_memory(why);
		hr_dn_normalise(server->computer_dn, strlen(server->computer_dn), normal);
		const struct account wanted = {.normal = normal};
		const struct account *found =
		        bsearch(&wanted, accounts.list, accounts.count, sizeof wanted, compare_accounts);
		server->name = found == NULL ? NULL : found->name;
	}
	return true;
}

/* --- operating systems --- */

struct named {
	const char *name; /* lower case */
	struct hr_found *server;
};

struct names {
	struct named *list;
	size_t count, capacity;
};

static int compare_named(const void *a, const void *b)
{
	const struct named *x = a;
	const struct named *y = b;
	return strcmp(x->name, y->name);
}

static bool add_name(struct hr_notebook *notebook, struct names *names, const char *name, struct hr_found *server,
                     struct hr_error *why)
{
	struct named *grown = hr_arena_grow(notebook->arena, names->list, names->count, &names->capacity, sizeof *grown,
	                                    HR_NOTEBOOK_MAX);
	char *copy = grown == NULL ? NULL : hr_arena_string(notebook->arena, name);
	if (copy == NULL)
		return hr_fail_memory(why);
	names->list = grown;
	grown[names->count++] = (struct named){.name = hr_text_lower(copy), .server = server};
	return true;
}

/* Servers of the notebook, then those that the report has from another source: they are said again, which adds nothing.
 */
static bool list_names(struct hr_survey *survey, struct names *names, struct hr_error *why)
{
	struct hr_notebook *notebook = survey->notebook;
	size_t place = 0;
	for (struct hr_found *server; (server = hr_notebook_next_server(notebook, &place)) != NULL;)
		if (server->name != NULL && strcmp(server->roles, "farm") != 0 &&
		    !add_name(notebook, names, server->name, server, why))
			return false;
	const struct hr_report *report = survey->discovery->report;
	for (size_t i = 0; i < report->server_count; i++) {
		const struct hr_server *known = &report->servers[i].view;
		if (strcmp(known->roles, "farm") == 0)
			continue;
		struct hr_found *server = notebook->face.server(notebook, known->product, known->name, "", "");
		if (server != NULL && !add_name(notebook, names, known->name, server, why))
			return false;
	}
	if (names->count > 0)
		qsort(names->list, names->count, sizeof *names->list, compare_named);
	return hr_notebook_ok(notebook, why);
}

/* A group-managed service account is a computer by class, and may carry a server's name. */
static bool is_service_account(const struct hr_entry *entry)
{
	const struct hr_attribute *classes = hr_entry_attribute(entry, "objectClass");
	for (size_t i = 0; classes != NULL && i < classes->count; i++)
		if (hr_same_nocase(classes->values[i].bytes, "msDS-GroupManagedServiceAccount"))
			return true;
	return false;
}

static bool take_system(struct hr_survey *survey, void *context, const struct hr_entry *entry, struct hr_error *why)
{
	const struct names *names = context;
	const struct hr_emitter *say = &survey->notebook->face;
	const char *name = hr_entry_text(entry, "dNSHostName");
	char lower[256];
	(void)why;
	if (name == NULL || strlen(name) >= sizeof lower || is_service_account(entry))
		return true;
	memcpy(lower, name, strlen(name) + 1);
	const struct named wanted = {.name = hr_text_lower(lower)};
	const struct named *found = bsearch(&wanted, names->list, names->count, sizeof wanted, compare_named);
	if (found == NULL)
		return true;
	while (found > names->list && strcmp(found[-1].name, lower) == 0)
		found--;
	const char *system = hr_entry_text(entry, "operatingSystem");
	const char *version = hr_entry_text(entry, "operatingSystemVersion");
	for (; found < names->list + names->count && strcmp(found->name, lower) == 0; found++) {
		say->fact(say->host, found->server, HR_FACT_OS_NAME, "", system == NULL ? HR_ABSENT : HR_PRESENT,
		          system);
		say->fact(say->host, found->server, HR_FACT_OS_VERSION, "", version == NULL ? HR_ABSENT : HR_PRESENT,
		          version);
	}
	return true;
}

/* "(&(objectCategory=computer)(|(dNSHostName=a)(dNSHostName=b)...))" of names from `first` on. */
static size_t chunk_filter(const struct names *names, size_t first, struct hr_buffer *filter)
{
	size_t i = first;
	hr_buffer_clear(filter);
	hr_buffer_text(filter, "(&(objectClass=computer)(|");
	for (size_t used = 0; i < names->count && used < CHUNK; i++) {
		if (i > first && strcmp(names->list[i - 1].name, names->list[i].name) == 0)
			continue;
		hr_buffer_printf(filter, "(dNSHostName=%s)", names->list[i].name);
		used++;
	}
	hr_buffer_text(filter, "))");
	return i;
}

static bool describe_in(struct hr_survey *survey, const struct hr_domain *domain, struct names *names,
                        struct hr_error *why)
{
	struct hr_search search = {.name = "operating-systems",
	                           .container = "",
	                           .filter = "(&(objectClass=computer)(dNSHostName=*))",
	                           .attributes = system_attributes,
	                           .context = HR_CONTEXT_DOMAIN,
	                           .depth = HR_DEPTH_SUBTREE};
	if (survey->directory->scans)
		return hr_survey_query(survey, &search, domain->dn, domain, take_system, names, NULL, why);
	struct hr_buffer filter = {.ceiling = CHUNK * 300};
	bool ok = true;
	for (size_t i = 0; ok && i < names->count;) {
		i = chunk_filter(names, i, &filter);
		search.filter = filter.data;
		ok = !filter.failed
		             ? hr_survey_query(survey, &search, domain->dn, domain, take_system, names, NULL, why)
		             : hr_fail_memory(why);
	}
	hr_buffer_free(&filter);
	return ok;
}

bool hr_computers_describe(struct hr_survey *survey, struct hr_error *why)
{
	struct names names = {0};
	if (!list_names(survey, &names, why))
		return false;
	for (size_t i = 0; names.count > 0 && i < survey->directory->contexts.domain_count; i++)
		if (!describe_in(survey, &survey->directory->contexts.domains[i], &names, why))
			return false;
	return true;
}
