#include "discover/query.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "discover/dn.h"

#define PROGRESS_EVERY ((size_t)256) /* entries */

struct running {
	struct hr_survey *survey;
	const struct hr_search *search;
	const struct hr_domain *domain;
	hr_survey_entry *each;
	void *context;
	size_t entries;
	size_t start; /* of the notebook, when the search began */
};

static void tell(const struct running *run)
{
	const struct hr_discovery *discovery = run->survey->discovery;
	if (discovery->progress != NULL)
		discovery->progress(discovery->context, run->search->name, run->entries);
}

/* Is `inner` a naming context below `outer` that holds the name? */
static bool is_nearer(const char *normal, const struct hr_domain *inner, const struct hr_domain *outer)
{
	return inner->normal != NULL && strcmp(inner->normal, outer->normal) != 0 &&
	       hr_dn_within(inner->normal, outer->normal, HR_DEPTH_SUBTREE) &&
	       hr_dn_within(normal, inner->normal, HR_DEPTH_SUBTREE);
}

/* A server may hold a forest in one tree, so that a search of a domain runs into the contexts below it. */
static bool lies_in(const struct hr_contexts *contexts, const char *normal, const struct hr_domain *domain)
{
	if (!hr_dn_within(normal, domain->normal, HR_DEPTH_SUBTREE))
		return false;
	if (is_nearer(normal, &contexts->configuration, domain) || is_nearer(normal, &contexts->schema, domain))
		return false;
	for (size_t i = 0; i < contexts->domain_count; i++)
		if (is_nearer(normal, &contexts->domains[i], domain))
			return false;
	return true;
}

static bool take_entry(void *context, const struct hr_entry *entry, struct hr_error *why)
{
	struct running *run = context;
	struct hr_survey *survey = run->survey;
	char normal[HR_DN_MAX + 1];
	size_t length = strlen(entry->dn);
	if (length > HR_DN_MAX) {
		survey->notebook->face.notice(survey->notebook, "name-too-long", entry->dn);
		return true;
	}
	hr_dn_normalise(entry->dn, length, normal);
	if (!lies_in(&survey->directory->contexts, normal, run->domain))
		return true;
	if (++run->entries % PROGRESS_EVERY == 0)
		tell(run);
	return run->each(survey, run->context, entry, why) && hr_notebook_ok(survey->notebook, why);
}

static void take_back(void *context)
{
	struct running *run = context;
	hr_notebook_rewind(run->survey->notebook, run->start);
	run->entries = 0;
}

bool hr_survey_query(struct hr_survey *survey, const struct hr_search *search, const char *base,
                     const struct hr_domain *domain, hr_survey_entry *each, void *context, bool *cut,
                     struct hr_error *why)
{
	struct running run = {.survey = survey,
	                      .search = search,
	                      .domain = domain,
	                      .each = each,
	                      .context = context,
	                      .start = survey->notebook->count};
	const struct hr_query query = {.search = search, .base = base, .context = domain->dn};
	const struct hr_sink sink = {.entry = take_entry, .again = take_back, .context = &run};
	const char *reason = NULL;
	if (!survey->directory->search(survey->directory->host, &query, &sink, &reason, why))
		return false;
	tell(&run);
	if (cut != NULL)
		*cut = reason != NULL;
	if (reason != NULL) {
		char detail[HR_NAME_MAX];
		(void)snprintf(detail, sizeof detail, "%s (%s): %s, after %zu entries", search->name, base, reason,
		               run.entries);
		survey->notebook->face.notice(survey->notebook, "search-cut", detail);
	}
	return hr_notebook_ok(survey->notebook, why);
}
