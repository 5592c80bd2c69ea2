/* Modules of the tests' own, in place of those that the loader would bring. */
#ifndef TESTS_DISCOVER_STUB_H
#define TESTS_DISCOVER_STUB_H

#include "discover/discover.h"

struct hr_modules {
	const struct hr_module *list;
	size_t count;
};

size_t hr_modules_count(const struct hr_modules *modules)
{
	return modules->count;
}

const struct hr_module *hr_modules_at(const struct hr_modules *modules, size_t index)
{
	return &modules->list[index];
}

static const char *stub_text(const struct hr_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->attribute_count; i++)
		if (hr_same_nocase(entry->attributes[i].name, name) && entry->attributes[i].count > 0)
			return entry->attributes[i].values[0].bytes;
	return NULL;
}

static const char *const stub_server_attributes[] = {"cn", "serialNumber", "member", "msExchServerInternalTLSCert",
                                                     NULL};
static const char *const stub_scp_attributes[] = {"cn", NULL};
static const char *const stub_client_attributes[] = {"operatingSystem", NULL};

static const struct hr_search stub_searches[] = {
        {.name = "servers",
         .container = "CN=Microsoft Exchange,CN=Services",
         .filter = "(objectClass=msExchExchangeServer)",
         .attributes = stub_server_attributes,
         .context = HR_CONTEXT_CONFIGURATION,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "front-ends",
         .container = "",
         .filter = "(objectClass=msRTCSIP-Server)",
         .attributes = stub_scp_attributes,
         .context = HR_CONTEXT_DOMAIN,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "windows7",
         .container = "",
         .filter = "(&(objectClass=computer)(operatingSystem=Windows 7*))",
         .attributes = stub_client_attributes,
         .context = HR_CONTEXT_DOMAIN,
         .depth = HR_DEPTH_SUBTREE},
};

static size_t stub_foreign; /* attributes that nobody asked for */
static size_t stub_members; /* values of member seen */

static bool stub_map(const struct hr_entry *entry, const struct hr_emitter *say)
{
	for (size_t i = 0; i < entry->attribute_count; i++) {
		bool wanted = false;
		for (const char *const *name = entry->search->attributes; *name != NULL; name++)
			wanted = wanted || hr_same(*name, entry->attributes[i].name);
		stub_foreign += !wanted;
		if (hr_same(entry->attributes[i].name, "member"))
			stub_members += entry->attributes[i].count;
	}
	if (entry->search == &stub_searches[2]) {
		say->count(say->host, HR_FACT_WINDOWS7_COMPUTERS, "");
		return true;
	}
	if (entry->search == &stub_searches[1]) {
		const char *account = entry->dn;
		for (int commas = 0; commas < 2 && *account != '\0'; account++)
			commas += *account == ',';
		struct hr_found *server = say->server_at(say->host, HR_SKYPE, account, "", "front-end");
		say->endpoint(say->host, server, NULL, 5061, HR_SERVICE_SIP, "");
		return true;
	}
	struct hr_found *server = say->server(say->host, HR_EXCHANGE, stub_text(entry, "cn"), "2016", "mailbox");
	say->place(say->host, server, entry->dn, "");
	say->endpoint(say->host, server, NULL, 443, HR_SERVICE_HTTPS, "");
	const char *serial = stub_text(entry, "serialNumber");
	say->fact(say->host, server, HR_FACT_EXCHANGE_VERSION_TEXT, "", serial == NULL ? HR_ABSENT : HR_PRESENT,
	          serial);
	for (size_t i = 0; i < entry->attribute_count; i++)
		if (hr_same(entry->attributes[i].name, "msExchServerInternalTLSCert"))
			say->certificate(say->host, server, "internal", entry->attributes[i].values[0].bytes,
			                 entry->attributes[i].values[0].length);
	return true;
}

static const struct hr_module stub_module = {
        .abi = HR_ABI,
        .size = sizeof(struct hr_module),
        .name = "stub",
        .searches = stub_searches,
        .search_count = HR_COUNT(stub_searches),
        .map_entry = stub_map,
};

static const struct hr_modules stub_modules = {.list = &stub_module, .count = 1};

#endif
