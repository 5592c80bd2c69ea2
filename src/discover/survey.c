#include "discover/survey.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "discover/computers.h"
#include "discover/core.h"
#include "discover/dn.h"
#include "discover/placed.h"
#include "discover/query.h"

static bool map(struct hr_survey *survey, void *context, const struct hr_entry *entry, struct hr_error *why)
{
	const struct hr_module *module = context;
	(void)why;
	(void)module->map_entry(entry, &survey->notebook->face);
	return true;
}

static bool run_in(struct hr_survey *survey, const struct hr_module *module, const struct hr_search *search,
                   const struct hr_domain *domain, bool *cut, struct hr_error *why)
{
	if (domain->dn == NULL)
		return true; /* the directory has no such context, and a notice has said so */
	char base[HR_DN_MAX + 1];
	int length = snprintf(base, sizeof base, "%s%s%s", search->container, *search->container == '\0' ? "" : ",",
	                      domain->dn);
	if (length < 0 || (size_t)length >= sizeof base)
		return hr_fail(why, HR_E_LIMIT, "the container of search %s in %.200s is longer than %zu bytes",
		               search->name, domain->dn, HR_DN_MAX);
	/* The descriptor is const to us; the callback gets it back as such. */
	union {
		const struct hr_module *in;
		void *out;
	} pass = {.in = module};
	return hr_survey_query(survey, search, base, domain, map, pass.out, cut, why);
}

static bool run_search(struct hr_survey *survey, const struct hr_module *module, const struct hr_search *search,
                       bool *cut, struct hr_error *why)
{
	const struct hr_contexts *contexts = &survey->directory->contexts;
	bool one = false;
	switch (search->context) {
	case HR_CONTEXT_CONFIGURATION:
		return run_in(survey, module, search, &contexts->configuration, &one, why);
	case HR_CONTEXT_SCHEMA:
		return run_in(survey, module, search, &contexts->schema, &one, why);
	case HR_CONTEXT_ROOT_DOMAIN:
		return run_in(survey, module, search, &contexts->root_domain, &one, why);
	case HR_CONTEXT_DOMAIN:
		break;
	}
	for (size_t i = 0; i < contexts->domain_count; i++) {
		one = false;
		if (!run_in(survey, module, search, &contexts->domains[i], &one, why))
			return false;
		cut[i] = cut[i] || one;
	}
	return true;
}

static bool run_module(struct hr_survey *survey, const struct hr_module *module, bool *cut, struct hr_error *why)
{
	for (size_t i = 0; i < module->search_count; i++)
		if (!run_search(survey, module, &module->searches[i], cut, why))
			return false;
	return true;
}

/* A judge that finds nothing of a product must know whether everything was looked at. */
static void say_domains(struct hr_survey *survey, const bool *cut)
{
	const struct hr_contexts *contexts = &survey->directory->contexts;
	const struct hr_emitter *say = &survey->notebook->face;
	for (size_t i = 0; i < contexts->domain_count; i++) {
		const struct hr_domain *domain = &contexts->domains[i];
		char dns[HR_NAME_MAX] = "";
		if (!hr_dn_to_dns(domain->normal, dns, sizeof dns))
			dns[0] = '\0';
		const char *partial = cut[i] ? "a search was cut short" : domain->partial;
		say->fact(say->host, NULL, HR_FACT_DIRECTORY_DOMAIN, domain->normal,
		          partial != NULL ? HR_FAILED : HR_PRESENT, partial != NULL ? partial : dns);
	}
}

bool hr_survey_run(const struct hr_discovery *discovery, const struct hr_directory *directory,
                   struct hr_notebook *notebook, struct hr_error *why)
{
	struct hr_survey survey = {.discovery = discovery, .directory = directory, .notebook = notebook};
	bool cut[HR_DOMAINS_MAX] = {false};
	if (!run_module(&survey, &hr_core_module, cut, why))
		return false;
	for (size_t i = 0; i < hr_modules_count(discovery->modules); i++)
		if (!run_module(&survey, hr_modules_at(discovery->modules, i), cut, why))
			return false;
	if (!hr_placed_name(&survey, why) || !hr_computers_name(&survey, why) || !hr_computers_describe(&survey, why))
		return false;
	say_domains(&survey, cut);
	return hr_notebook_ok(notebook, why);
}
