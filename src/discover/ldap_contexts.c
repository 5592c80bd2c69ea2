/* Naming contexts of a forest behind LDAP, and who holds them. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "discover/dn.h"
#include "discover/dns.h"
#include "discover/ldap_directory.h"

#define CONTEXTS_MAX ((size_t)256) /* naming contexts of one server */

struct root {
	struct hr_ldap_directory *directory;
	const char *names[CONTEXTS_MAX];
	size_t name_count;
	const char *configuration, *schema, *root_domain, *domain;
	bool pages;
};

static const char *const root_attributes[] = {"namingContexts",
                                              "configurationNamingContext",
                                              "schemaNamingContext",
                                              "rootDomainNamingContext",
                                              "defaultNamingContext",
                                              "supportedControl",
                                              NULL};
static const char *const no_attributes[] = {"1.1", NULL};

static bool keep(struct root *root, const struct hr_entry *entry, const char *name, const char **place,
                 struct hr_error *why)
{
	const char *text = hr_entry_text(entry, name);
	if (text == NULL || *text == '\0' || strlen(text) > HR_DN_MAX)
		return true;
	*place = hr_arena_string(root->directory->arena, text);
	return *place != NULL || hr_fail_memory(why);
}

static bool take_root(void *context, const struct hr_entry *entry, struct hr_error *why)
{
	struct root *root = context;
	const struct hr_attribute *names = hr_entry_attribute(entry, "namingContexts");
	const struct hr_attribute *controls = hr_entry_attribute(entry, "supportedControl");
	for (size_t i = 0; names != NULL && i < names->count && root->name_count < CONTEXTS_MAX; i++) {
		const char *name = names->values[i].length > HR_DN_MAX || names->values[i].length == 0
		                           ? NULL
		                           : hr_arena_string(root->directory->arena, names->values[i].bytes);
		if (name != NULL)
			root->names[root->name_count++] = name;
	}
	for (size_t i = 0; controls != NULL && i < controls->count; i++)
		root->pages = root->pages || strcmp(controls->values[i].bytes, LDAP_CONTROL_PAGEDRESULTS) == 0;
	return keep(root, entry, "configurationNamingContext", &root->configuration, why) &&
	       keep(root, entry, "schemaNamingContext", &root->schema, why) &&
	       keep(root, entry, "rootDomainNamingContext", &root->root_domain, why) &&
	       keep(root, entry, "defaultNamingContext", &root->domain, why);
}

static bool take_nothing(void *context, const struct hr_entry *entry, struct hr_error *why)
{
	size_t *count = context;
	(void)entry;
	(void)why;
	(*count)++;
	return true;
}

static void forget_nothing(void *context)
{
	(void)context;
}

static void forget_count(void *context)
{
	*(size_t *)context = 0;
}

static bool read_root(struct root *root, struct hr_error *why)
{
	static const struct hr_search search = {
	        .name = "root", .container = "", .filter = "(objectClass=*)", .attributes = root_attributes};
	const struct hr_query query = {.search = &search, .base = "", .context = ""};
	const struct hr_sink sink = {.entry = take_root, .again = forget_nothing, .context = root};
	const char *cut = NULL;
	return hr_ldap_directory_search(root->directory, &query, &sink, &cut, why);
}

/* Is there an entry of that name? Asked of the server that answers for the context `dn`. */
static bool is_there(struct hr_ldap_directory *directory, const char *dn, bool *there, struct hr_error *why)
{
	static const struct hr_search search = {
	        .name = "context", .container = "", .filter = "(objectClass=*)", .attributes = no_attributes};
	size_t count = 0;
	const struct hr_query query = {.search = &search, .base = dn, .context = dn};
	const struct hr_sink sink = {.entry = take_nothing, .again = forget_count, .context = &count};
	const char *cut = NULL;
	if (!hr_ldap_directory_search(directory, &query, &sink, &cut, why))
		return false;
	*there = count > 0;
	return true;
}

static bool set_context(struct hr_ldap_directory *directory, struct hr_domain *context, const char *dn,
                        struct hr_error *why)
{
	if (dn == NULL)
		return true;
	char *normal = hr_arena_take(directory->arena, strlen(dn) + 1);
	if (normal == NULL)
		return hr_fail_memory(why);
	hr_dn_normalise(dn, strlen(dn), normal);
	*context = (struct hr_domain){.dn = dn, .normal = normal};
	return true;
}

/* A server that is no Active Directory may still hold one's objects: CN=Configuration below one of its contexts. */
static bool find_configuration(struct root *root, struct hr_error *why)
{
	for (size_t i = 0; i < root->name_count && root->configuration == NULL; i++) {
		bool there = false;
		const char *dn = hr_arena_printf(root->directory->arena, "CN=Configuration,%s", root->names[i]);
		if (dn == NULL)
			return hr_fail_memory(why);
		if (strlen(dn) <= HR_DN_MAX && !is_there(root->directory, dn, &there, why))
			return false;
		if (!there)
			continue;
		root->configuration = dn;
		root->root_domain = root->names[i];
		root->schema = hr_arena_printf(root->directory->arena, "CN=Schema,%s", dn);
		if (root->schema == NULL)
			return hr_fail_memory(why);
	}
	return true;
}

static bool add_domain(struct hr_ldap_directory *directory, size_t *capacity, const char *dn, struct hr_error *why)
{
	struct hr_contexts *contexts = &directory->directory.contexts;
	struct hr_domain domain = {0};
	if (!set_context(directory, &domain, dn, why))
		return false;
	struct hr_domain *grown = hr_arena_grow(directory->arena, contexts->domains, contexts->domain_count, capacity,
	                                        sizeof *grown, HR_DOMAINS_MAX);
	if (grown == NULL)
		return hr_fail_memory(why);
	contexts->domains = grown;
	grown[contexts->domain_count++] = domain;
	return true;
}

/* No list of domains: the server's own contexts, the special ones aside. */
static bool take_own_contexts(struct root *root, size_t *capacity, struct hr_error *why)
{
	const struct hr_contexts *contexts = &root->directory->directory.contexts;
	for (size_t i = 0; i < root->name_count; i++) {
		char normal[HR_DN_MAX + 1];
		hr_dn_normalise(root->names[i], strlen(root->names[i]), normal);
		bool special = (contexts->configuration.normal != NULL &&
		                hr_dn_within(normal, contexts->configuration.normal, HR_DEPTH_SUBTREE)) ||
		               strncmp(normal, "dc=domaindnszones,", 18) == 0 ||
		               strncmp(normal, "dc=forestdnszones,", 18) == 0;
		if (!special && !add_domain(root->directory, capacity, root->names[i], why))
			return false;
	}
	return true;
}

/* --- domains that the first server does not hold --- */

static bool open_host(struct hr_ldap_directory *directory, const char *host, const char *normal, struct hr_error *why)
{
	struct hr_ldap_holder *grown = hr_arena_grow(directory->arena, directory->holders, directory->holder_count,
	                                             &directory->holder_capacity, sizeof *grown, HR_DOMAINS_MAX + 1);
	if (grown == NULL)
		return hr_fail_memory(why);
	directory->holders = grown;
	struct hr_ldap_holder *holder = &grown[directory->holder_count];
	struct hr_ldap_target target = grown[0].session.target;
	(void)snprintf(target.host, sizeof target.host, "%s", host);
	*holder = (struct hr_ldap_holder){.normal = normal};
	if (!hr_ldap_session_open(&holder->session, directory->options, &target, why)) {
		hr_ldap_session_close(&holder->session);
		return false;
	}
	directory->holder_count++;
	return true;
}

/*
 * The credentials go to another server only if the forest itself names it for a domain of that very name. Its DCs are
 * tried by SRV record, then the domain's own name, whose addresses are those of its DCs.
 */
static bool open_holder(struct hr_ldap_directory *directory, const struct hr_cross_ref *ref, struct hr_error *why)
{
	char dns[256];
	if (!hr_dn_to_dns(ref->normal, dns, sizeof dns) || hr_text_compare_nocase(dns, ref->dns) != 0)
		return hr_fail(why, HR_E_FORMAT, "its dnsRoot is not the domain's name");
	for (const char *const *pair = directory->options->overrides; pair != NULL && pair[0] != NULL; pair += 2)
		if (hr_text_compare_nocase(pair[0], dns) == 0)
			return open_host(directory, dns, ref->normal, why);
	struct hr_dns_service services[HR_DNS_SERVICES_MAX];
	size_t count = 0;
	struct hr_error none;
	if (!hr_dns_controllers(directory->options->nameserver, dns, hr_ldap_timeout_ms(directory->options), services,
	                        &count, &none))
		count = 0;
	for (size_t i = 0; i < count; i++) {
		if (open_host(directory, services[i].host, ref->normal, why))
			return true;
		if (why->status == HR_E_REFUSED)
			return false; /* another wrong password could lock the account */
	}
	return open_host(directory, dns, ref->normal, why);
}

static bool take_ref(struct hr_ldap_directory *directory, const struct hr_cross_ref *ref, struct hr_notebook *notebook,
                     size_t *capacity, struct hr_error *why)
{
	bool there = false;
	struct hr_error trouble = {.text = "no server holds it"};
	if (!is_there(directory, ref->dn, &there, why))
		return false;
	if (!there && open_holder(directory, ref, &trouble) && !is_there(directory, ref->dn, &there, &trouble))
		there = false;
	if (there)
		return add_domain(directory, capacity, ref->dn, why);
	hr_cross_refs_not_read(&notebook->face, ref, trouble.text);
	return true;
}

bool hr_ldap_directory_contexts(struct hr_ldap_directory *directory, struct hr_notebook *notebook, struct hr_error *why)
{
	struct root root = {.directory = directory};
	struct hr_contexts *contexts = &directory->directory.contexts;
	struct hr_cross_refs refs = {0};
	size_t capacity = 0;
	char text[300];
	if (!read_root(&root, why))
		return false;
	directory->pages = root.pages;
	(void)hr_ldap_target_text(&directory->holders[0].session.target, text);
	if (root.configuration == NULL) {
		notebook->face.notice(notebook, "directory-not-ad", text);
		if (!find_configuration(&root, why))
			return false;
	}
	if (root.configuration == NULL)
		notebook->face.notice(notebook, "no-configuration", text);
	if (!set_context(directory, &contexts->configuration, root.configuration, why) ||
	    !set_context(directory, &contexts->schema, root.schema, why) ||
	    !set_context(directory, &contexts->root_domain, root.root_domain, why))
		return false;
	if (root.configuration != NULL && !hr_cross_refs_read(&directory->directory, directory->arena, &refs, why))
		return false;
	for (size_t i = 0; i < refs.count; i++)
		if (!take_ref(directory, &refs.list[i], notebook, &capacity, why))
			return false;
	return refs.count > 0 || take_own_contexts(&root, &capacity, why);
}
