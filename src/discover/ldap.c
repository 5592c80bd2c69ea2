/* Discovery through LDAP: open, learn the forest, run the survey. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "discover/dns.h"
#include "discover/ldap_directory.h"
#include "discover/survey.h"

/* The DCs of a domain in their order, until one lets us in or says that our credentials are wrong. */
static bool open_domain(struct hr_ldap_session *session, const struct hr_ldap_options *options, struct hr_error *why)
{
	struct hr_dns_service services[HR_DNS_SERVICES_MAX];
	size_t count = 0;
	if (!hr_dns_controllers(options->nameserver, options->domain, hr_ldap_timeout_ms(options), services, &count,
	                        why))
		return false;
	for (size_t i = 0; i < count; i++) {
		/* The record is about port 389; LDAPS has no record of its own. */
		struct hr_ldap_target target = {.ldaps = !options->starttls && !options->gssapi};
		target.port = target.ldaps ? 636 : services[i].port;
		(void)snprintf(target.host, sizeof target.host, "%.255s", services[i].host);
		if (hr_ldap_session_open(session, options, &target, why))
			return true;
		hr_ldap_session_close(session);
		if (why->status != HR_E_NETWORK && why->status != HR_E_TRUST)
			return false;
	}
	char last[HR_ERROR_TEXT_MAX];
	(void)snprintf(last, sizeof last, "%s", why->text);
	return hr_fail(why, why->status, "none of the %zu domain controllers of %.255s let us in; the last one: %.600s",
	               count, options->domain, last);
}

bool hr_ldap_directory_open(struct hr_ldap_directory *directory, const struct hr_ldap_options *options,
                            struct hr_error *why)
{
	*directory = (struct hr_ldap_directory){.options = options};
	directory->directory = (struct hr_directory){.host = directory, .search = hr_ldap_directory_search};
	directory->arena = hr_arena_new(0);
	directory->holders = directory->arena == NULL
	                             ? NULL
	                             : hr_arena_grow(directory->arena, NULL, 0, &directory->holder_capacity,
	                                             sizeof *directory->holders, HR_DOMAINS_MAX + 1);
	if (directory->holders == NULL)
		return hr_fail_memory(why);
	directory->holder_count = 1;
	struct hr_ldap_session *first = &directory->holders[0].session;
	if (options->uri == NULL)
		return open_domain(first, options, why);
	struct hr_ldap_target target;
	return hr_ldap_target_of(options, &target, why) && hr_ldap_session_open(first, options, &target, why);
}

void hr_ldap_directory_close(struct hr_ldap_directory *directory)
{
	for (size_t i = 0; i < directory->holder_count; i++)
		hr_ldap_session_close(&directory->holders[i].session);
	hr_entry_free(&directory->builder);
	hr_arena_free(directory->arena);
	directory->arena = NULL;
}

static bool add_source(struct hr_report *report, const struct hr_ldap_directory *directory, struct hr_error *why)
{
	const struct hr_contexts *contexts = &directory->directory.contexts;
	struct hr_buffer base = {.ceiling = HR_VALUE_MAX};
	char text[300];
	if (contexts->configuration.dn != NULL)
		hr_buffer_text(&base, contexts->configuration.dn);
	for (size_t i = 0; i < contexts->domain_count; i++)
		hr_buffer_printf(&base, "%s%s", base.length > 0 ? " " : "", contexts->domains[i].dn);
	bool ok = hr_report_add_source(report, "ldap", hr_ldap_target_text(&directory->holders[0].session.target, text),
	                               base.length > 0 ? base.data : "", why);
	hr_buffer_free(&base);
	return ok;
}

bool hr_discover_ldap(const struct hr_discovery *discovery, const struct hr_ldap_options *options, struct hr_error *why)
{
	struct hr_ldap_directory directory;
	struct hr_notebook notebook;
	if (!hr_ldap_options_check(options, why) || !hr_notebook_open(&notebook, HR_BY_DIRECTORY, why))
		return false;
	bool ok = hr_ldap_directory_open(&directory, options, why) &&
	          hr_ldap_directory_contexts(&directory, &notebook, why) &&
	          hr_survey_run(discovery, &directory.directory, &notebook, why) &&
	          hr_notebook_commit(&notebook, discovery->report, discovery->now, why) &&
	          add_source(discovery->report, &directory, why);
	hr_ldap_directory_close(&directory);
	hr_notebook_close(&notebook);
	return ok;
}
