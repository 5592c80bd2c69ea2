/* Which naming contexts an LDIF file holds. */
#include <stdio.h>
#include <string.h>

#include "discover/cross_refs.h"
#include "discover/dn.h"
#include "discover/ldif_file.h"

/* "cn=configuration,dc=..." at the end of a normal name: a place in it, NULL if it is not there. */
static const char *configuration_in(const char *normal)
{
	static const char rdn[] = "cn=configuration";
	for (const char *at = normal; *at != '\0'; at = hr_dn_parent(at)) {
		const char *above = hr_dn_parent(at);
		if (strncmp(at, rdn, sizeof rdn - 1) == 0 && at + sizeof rdn == above && *above != '\0' &&
		    hr_dn_domain(above) == above)
			return at;
	}
	return NULL;
}

static bool find_configuration(struct hr_ldif_file *file, struct hr_error *why)
{
	const char *found = NULL;
	for (size_t i = 0; i < file->count; i++) {
		const char *here = configuration_in(file->records[i].normal);
		if (here == NULL || (found != NULL && strcmp(here, found) == 0))
			continue;
		if (found != NULL)
			return hr_fail(
			        why, HR_E_FORMAT,
			        "%s:%zu: a second forest (%.200s besides %.200s); export each into a file of its "
			        "own and give both",
			        file->path, file->records[i].line, here, found);
		found = here;
	}
	if (found == NULL)
		return true;
	struct hr_contexts *contexts = &file->directory.contexts;
	const char *above = hr_dn_parent(found);
	char *schema = hr_arena_printf(file->arena, "cn=schema,%s", found);
	if (schema == NULL)
		return hr_fail_memory(why);
	contexts->configuration = (struct hr_domain){.dn = found, .normal = found};
	contexts->root_domain = (struct hr_domain){.dn = above, .normal = above};
	contexts->schema = (struct hr_domain){.dn = schema, .normal = schema};
	return true;
}

/* Application partitions of DNS are no domains. */
static bool is_application(const char *domain)
{
	return strncmp(domain, "dc=domaindnszones,", 18) == 0 || strncmp(domain, "dc=forestdnszones,", 18) == 0;
}

/* The domains that have an entry in the file. */
static bool find_domains(struct hr_ldif_file *file, struct hr_error *why)
{
	struct hr_contexts *contexts = &file->directory.contexts;
	size_t capacity = 0;
	const char *last = "";
	for (size_t i = 0; i < file->count; i++) {
		const char *normal = file->records[i].normal;
		const char *domain = hr_dn_domain(normal);
		if (*domain == '\0' || strcmp(domain, last) == 0 || is_application(domain) ||
		    (contexts->configuration.normal != NULL &&
		     hr_dn_within(normal, contexts->configuration.normal, HR_DEPTH_SUBTREE)))
			continue;
		last = domain;
		size_t k = 0;
		while (k < contexts->domain_count && strcmp(contexts->domains[k].normal, domain) != 0)
			k++;
		if (k < contexts->domain_count)
			continue;
		struct hr_domain *grown =
		        hr_arena_grow(file->arena, contexts->domains, k, &capacity, sizeof *grown, HR_DOMAINS_MAX);
		if (grown == NULL)
			return hr_fail(why, HR_E_LIMIT, "%s: more than %zu domains in one file", file->path,
			               HR_DOMAINS_MAX);
		contexts->domains = grown;
		grown[contexts->domain_count++] = (struct hr_domain){.dn = domain, .normal = domain};
	}
	return true;
}

static bool holds(const struct hr_contexts *contexts, const char *normal)
{
	for (size_t i = 0; i < contexts->domain_count; i++)
		if (strcmp(contexts->domains[i].normal, normal) == 0)
			return true;
	return false;
}

/* An export of a whole domain holds the domain object itself; one by ldapsearch may say that it was cut short. */
static void judge_domains(struct hr_ldif_file *file)
{
	for (size_t i = 0; i < file->directory.contexts.domain_count; i++) {
		struct hr_domain *domain = &file->directory.contexts.domains[i];
		if (file->result != 0)
			domain->partial = "the export was cut short";
		else if (!hr_ldif_file_has(file, domain->normal))
			domain->partial = "the file holds parts of it, without the domain object itself";
	}
}

bool hr_ldif_file_contexts(struct hr_ldif_file *file, struct hr_notebook *notebook, struct hr_error *why)
{
	struct hr_contexts *contexts = &file->directory.contexts;
	const struct hr_emitter *say = &notebook->face;
	if (!find_configuration(file, why) || !find_domains(file, why))
		return false;
	judge_domains(file);
	if (contexts->configuration.dn == NULL) {
		say->notice(say->host, "no-configuration", file->path);
		return true;
	}
	struct hr_cross_refs refs = {0};
	if (!hr_cross_refs_read(&file->directory, notebook->arena, &refs, why))
		return false;
	for (size_t i = 0; i < refs.count; i++)
		if (!holds(contexts, refs.list[i].normal))
			hr_cross_refs_not_read(say, &refs.list[i], "not in the file");
	/* Without the list of domains, the root domain is the one that must be there. */
	const struct hr_cross_ref root = {.normal = contexts->root_domain.normal};
	if (refs.count == 0 && !holds(contexts, root.normal))
		hr_cross_refs_not_read(say, &root, "not in the file");
	return true;
}
