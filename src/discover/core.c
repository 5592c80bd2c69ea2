#include "discover/core.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "discover/entry.h"

static const char *const scp_attributes[] = {"keywords", NULL};
static const char *const account_attributes[] = {"sAMAccountName", NULL};

/*
 * The service connection point that tells computers which Azure AD tenant to join, and the account that Azure AD
 * Connect makes for itself (its name begins with MSOL_; Learn, "Azure AD Connect: Accounts and permissions").
 */
static const struct hr_search searches[] = {
        {.name = "hybrid-join",
         .container = "CN=62a0ff2e-97b9-4513-943f-0d221bd30080,CN=Device Registration Configuration,CN=Services",
         .filter = "(objectClass=serviceConnectionPoint)",
         .attributes = scp_attributes,
         .context = HR_CONTEXT_CONFIGURATION,
         .depth = HR_DEPTH_BASE},
        {.name = "azure-ad-connect",
         .container = "",
         .filter = "(&(objectClass=user)(sAMAccountName=MSOL_*))",
         .attributes = account_attributes,
         .context = HR_CONTEXT_DOMAIN,
         .depth = HR_DEPTH_SUBTREE},
};

/* Keywords "azureADName:contoso.com" and "azureADId:<tenant id>". */
static void map_scp(const struct hr_entry *entry, const struct hr_emitter *say)
{
	static const char name[] = "azureadname:";
	static const char id[] = "azureadid:";
	const struct hr_attribute *keywords = hr_entry_attribute(entry, "keywords");
	const char *tenant = "";
	const char *tenant_id = "";
	for (size_t i = 0; keywords != NULL && i < keywords->count; i++) {
		const char *keyword = keywords->values[i].bytes;
		char start[sizeof name] = "";
		(void)snprintf(start, sizeof start, "%s", keyword);
		(void)hr_text_lower(start);
		if (strncmp(start, name, sizeof name - 1) == 0)
			tenant = keyword + sizeof name - 1;
		else if (strncmp(start, id, sizeof id - 1) == 0)
			tenant_id = keyword + sizeof id - 1;
	}
	char value[512];
	(void)snprintf(value, sizeof value, "%.300s%s%.100s", tenant, *tenant != '\0' && *tenant_id != '\0' ? " " : "",
	               tenant_id);
	if (*value != '\0')
		say->fact(say->host, NULL, HR_FACT_AZURE_AD_TENANT, "", HR_PRESENT, value);
}

static bool map_entry(const struct hr_entry *entry, const struct hr_emitter *say)
{
	if (entry->search == &searches[0]) {
		map_scp(entry, say);
		return true;
	}
	const char *account = hr_entry_text(entry, "sAMAccountName");
	if (account != NULL)
		say->fact(say->host, NULL, HR_FACT_AZURE_AD_CONNECT, account, HR_PRESENT, account);
	return true;
}

const struct hr_module hr_core_module = {
        .abi = HR_ABI,
        .size = sizeof(struct hr_module),
        .name = "directory",
        .searches = searches,
        .search_count = HR_COUNT(searches),
        .map_entry = map_entry,
};
