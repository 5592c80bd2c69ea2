/*
 * Runs discovery through LDAP with a module of the tests' own and prints what came into the report, line by line:
 * "server ...", "fact ...", "notice ...", "source ..."; or "error STATUS: text" and exit status 1.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "discover/stub.h"
#include "model/names.h"

static int fail(const struct hr_error *why)
{
	printf("error %s: %s\n", hr_status_name(why->status), why->text);
	return 1;
}

static void print_report(const struct hr_report *report)
{
	const struct hr_organisation *all = &report->organisation;
	for (size_t i = 0; i < all->server_count; i++) {
		const struct hr_server *server = &all->servers[i];
		printf("server %s endpoints=%zu\n", server->id, server->endpoint_count);
		for (size_t k = 0; k < server->facts.count; k++) {
			const struct hr_fact *fact = &server->facts.at[k];
			printf("fact %s %s %s %s\n", server->id, hr_fact_key_name(fact->key), hr_seen_name(fact->seen),
			       fact->value);
		}
	}
	for (size_t k = 0; k < all->facts.count; k++) {
		const struct hr_fact *fact = &all->facts.at[k];
		printf("fact %s %s [%s] %s\n", hr_fact_key_name(fact->key), hr_seen_name(fact->seen), fact->of,
		       fact->value);
	}
	for (size_t i = 0; i < report->notice_count; i++)
		printf("notice %s %s\n", report->notices[i].id, report->notices[i].detail);
	for (size_t i = 0; i < report->source_count; i++)
		printf("source %s %s %s\n", report->sources[i].kind, report->sources[i].uri, report->sources[i].base);
	printf("foreign %zu\nmembers %zu\n", stub_foreign, stub_members);
}

static bool is_option(const char *argument, const char *name, const char **value)
{
	size_t length = strlen(name);
	if (strncmp(argument, name, length) != 0 || argument[length] != '=')
		return false;
	*value = argument + length + 1;
	return true;
}

int main(int argc, char **argv)
{
	struct hr_ldap_options options = {0};
	const char *overrides[33] = {NULL};
	size_t override_count = 0;
	for (int i = 1; i < argc; i++) {
		const char *value = NULL;
		if (is_option(argv[i], "uri", &options.uri) || is_option(argv[i], "domain", &options.domain) ||
		    is_option(argv[i], "bind-dn", &options.bind_dn) || is_option(argv[i], "ca", &options.ca_file) ||
		    is_option(argv[i], "password-file", &options.password_file) ||
		    is_option(argv[i], "nameserver", &options.nameserver))
			continue;
		if (is_option(argv[i], "timeout", &value))
			options.timeout_ms = (unsigned)strtoul(value, NULL, 10);
		else if (is_option(argv[i], "page", &value))
			options.page_size = (unsigned)strtoul(value, NULL, 10);
		else if ((is_option(argv[i], "host", &value) || is_option(argv[i], "address", &value)) &&
		         override_count < 32)
			overrides[override_count++] = value;
		else if (strcmp(argv[i], "starttls") == 0)
			options.starttls = true;
		else if (strcmp(argv[i], "gssapi") == 0)
			options.gssapi = true;
		else
			return 2;
	}
	options.overrides = overrides;
	(void)signal(SIGPIPE, SIG_IGN);
	struct hr_error why = {0};
	struct hr_report *report = NULL;
	if (!hr_report_new(&report, &why))
		return fail(&why);
	const struct hr_discovery discovery = {.report = report, .modules = &stub_modules, .now = 1700000000};
	bool ok = hr_discover_ldap(&discovery, &options, &why);
	int status = 0;
	if (!ok)
		status = fail(&why);
	/* A discovery that failed leaves nothing behind, so that this prints nothing then. */
	if (!hr_report_index(report, &why))
		status = fail(&why);
	print_report(report);
	hr_report_free(report);
	return status;
}
