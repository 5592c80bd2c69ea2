/* Searches of a survey: one query at a time, its entries checked before a mapper sees them. */
#ifndef HR_DISCOVER_QUERY_H
#define HR_DISCOVER_QUERY_H

#include "discover/directory.h"
#include "discover/emitter.h"

struct hr_survey {
	const struct hr_discovery *discovery;
	const struct hr_directory *directory;
	struct hr_notebook *notebook;
};

/* False: enough, with *why set. */
typedef bool hr_survey_entry(struct hr_survey *survey, void *context, const struct hr_entry *entry,
                             struct hr_error *why);

/*
 * Runs `search` at `base` in the naming context `domain`, and hands over the entries that lie in that context and in no
 * other below it. Progress is told; a search that was cut short is said in a notice and, in *cut (may be NULL), to the
 * caller.
 */
bool hr_survey_query(struct hr_survey *survey, const struct hr_search *search, const char *base,
                     const struct hr_domain *domain, hr_survey_entry *each, void *context, bool *cut,
                     struct hr_error *why) HR_MUST_USE;

#endif
