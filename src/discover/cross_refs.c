#include "discover/cross_refs.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "discover/dn.h"
#include "discover/entry.h"

struct reading {
	struct hr_arena *arena;
	struct hr_cross_refs *refs;
};

static bool take(void *context, const struct hr_entry *entry, struct hr_error *why)
{
	struct reading *reading = context;
	struct hr_cross_refs *refs = reading->refs;
	const char *name = hr_entry_text(entry, "nCName");
	const char *dns = hr_entry_text(entry, "dnsRoot");
	const char *flags = hr_entry_text(entry, "systemFlags");
	uint64_t bits = 0;
	/* 2 = FLAG_CR_NTDS_DOMAIN: a domain, not another partition (MS-ADTS 6.1.1.2.1.1). Not every server knows bit
	 * filters. */
	if (name == NULL || strlen(name) > HR_DN_MAX || flags == NULL || !hr_text_number(flags, UINT32_MAX, &bits) ||
	    (bits & 2) == 0)
		return true;
	struct hr_cross_ref *grown =
	        hr_arena_grow(reading->arena, refs->list, refs->count, &refs->capacity, sizeof *grown, HR_DOMAINS_MAX);
	if (grown == NULL)
		return hr_fail(why, HR_E_LIMIT, "the forest has more than %zu domains", HR_DOMAINS_MAX);
	refs->list = grown;
	struct hr_cross_ref ref = {.dn = hr_arena_string(reading->arena, name),
	                           .dns = hr_arena_string(reading->arena, dns == NULL ? "" : dns)};
	char *normal = hr_arena_take(reading->arena, strlen(name) + 1);
	if (ref.dn == NULL || ref.dns == NULL || normal == NULL)
		return hr_fail_memory(why);
	hr_dn_normalise(name, strlen(name), normal);
	ref.normal = normal;
	grown[refs->count++] = ref;
	return true;
}

static void take_back(void *context)
{
	struct reading *reading = context;
	reading->refs->count = 0;
}

bool hr_cross_refs_read(const struct hr_directory *directory, struct hr_arena *arena, struct hr_cross_refs *refs,
                        struct hr_error *why)
{
	static const char *const attributes[] = {"nCName", "dnsRoot", "systemFlags", NULL};
	static const struct hr_search search = {.name = "domains",
	                                        .container = "CN=Partitions",
	                                        .filter = "(objectClass=crossRef)",
	                                        .attributes = attributes,
	                                        .context = HR_CONTEXT_CONFIGURATION,
	                                        .depth = HR_DEPTH_ONE};
	char base[HR_DN_MAX + 1];
	int length = snprintf(base, sizeof base, "CN=Partitions,%s", directory->contexts.configuration.dn);
	if (length < 0 || (size_t)length >= sizeof base)
		return hr_fail(why, HR_E_LIMIT, "the name of the configuration context is too long");
	struct reading reading = {.arena = arena, .refs = refs};
	const struct hr_query query = {
	        .search = &search, .base = base, .context = directory->contexts.configuration.dn};
	const struct hr_sink sink = {.entry = take, .again = take_back, .context = &reading};
	const char *cut = NULL;
	return directory->search(directory->host, &query, &sink, &cut, why);
}

void hr_cross_refs_not_read(const struct hr_emitter *say, const struct hr_cross_ref *ref, const char *reason)
{
	char detail[1024];
	(void)snprintf(detail, sizeof detail, "%.500s: %.400s", ref->normal, reason);
	say->notice(say->host, "domain-not-read", detail);
	say->fact(say->host, NULL, HR_FACT_DIRECTORY_DOMAIN, ref->normal, HR_FAILED, reason);
}
