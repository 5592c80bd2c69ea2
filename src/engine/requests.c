#include "engine/requests.h"

#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX

/* The requests of one subject are a chain, so that those of others need not be looked through. */
struct chains {
	size_t *first; /* by server, then the organisation */
	size_t *next;  /* by request; as many as there are findings at most */
};

static bool add_request(struct hr_report *report, const struct chains *chains, const struct hr_finding *finding,
                        struct hr_error *why)
{
	const struct hr_organisation *o = &report->organisation;
	size_t subject = hr_report_server_of(report, finding->about);
	for (size_t i = chains->first[subject]; i != NONE; i = chains->next[i]) {
		struct hr_request *old = &report->requests[i];
		if (strcmp(old->evidence, finding->evidence) != 0)
			continue;
		if (!hr_has_word(old->rules, finding->rule))
			old->rules = hr_arena_printf(report->arena, "%s %s", old->rules, finding->rule);
		return old->rules != NULL || hr_fail_memory(why);
	}
	const struct hr_request request = {.about =
	                                           subject < o->server_count ? o->servers[subject].id : HR_ORGANISATION,
	                                   .evidence = finding->evidence,
	                                   .rules = finding->rule};
	if (!hr_report_add_request(report, &request, why))
		return false;
	chains->next[report->request_count - 1] = chains->first[subject];
	chains->first[subject] = report->request_count - 1;
	return true;
}

bool hr_requests_make(struct hr_report *report, struct hr_error *why)
{
	size_t subjects = report->organisation.server_count + 1;
	struct chains chains = {.first = malloc(subjects * sizeof *chains.first),
	                        .next = calloc(report->finding_count + 1, sizeof *chains.next)};
	bool good = (chains.first != NULL && chains.next != NULL) || hr_fail_memory(why);
	for (size_t i = 0; good && i < subjects; i++)
		chains.first[i] = NONE;
	for (size_t i = 0; good && i < report->finding_count; i++)
		if (*report->findings[i].evidence != '\0' && hr_finding_counts(&report->findings[i]))
			good = add_request(report, &chains, &report->findings[i], why);
	free(chains.first);
	free(chains.next);
	return good;
}
