/*
 * Signs of AD FS in the directory.
 *
 * Below CN=ADFS,CN=Microsoft,CN=Program Data lies one container per farm, and in each a contact whose thumbnailPhoto is
 * the key that protects the farm's signing keys. Reading it is how tokens are forged, and monitoring alarms on it: no
 * search of this module may reach those contacts or ask for that attribute. Hence one level only, containers only, and
 * two harmless attributes (a test holds this file to it).
 */
#include "rules.h"

#include "common/entry.h"

static const char *const container_attributes[] = {"cn", "whenCreated", NULL};
static const char *const account_attributes[] = {"objectClass", "sAMAccountName", "servicePrincipalName", NULL};

#define DKM "CN=ADFS,CN=Microsoft,CN=Program Data"

const struct hr_search adfs_searches[ADFS_SEARCH_COUNT] = {
        {.name = "dkm",
         .container = DKM,
         .filter = "(objectClass=container)",
         .attributes = container_attributes,
         .context = HR_CONTEXT_DOMAIN,
         .depth = HR_DEPTH_BASE},
        {.name = "dkm-farms",
         .container = DKM,
         .filter = "(objectClass=container)",
         .attributes = container_attributes,
         .context = HR_CONTEXT_DOMAIN,
         .depth = HR_DEPTH_ONE},
        /* A group-managed service account is a computer by class; other computers carry host/ for themselves. */
        {.name = "accounts",
         .container = "",
         .filter = "(&(|(objectClass=msDS-GroupManagedServiceAccount)(&(objectClass=user)(!(objectClass=computer))))"
                   "(|(servicePrincipalName=host/*)(servicePrincipalName=http/*)))",
         .attributes = account_attributes,
         .context = HR_CONTEXT_DOMAIN,
         .depth = HR_DEPTH_SUBTREE},
};

/* How federation services are called; digits and a hyphen may follow ("sts2", "fs-ext"). */
static bool is_federation_name(const char *host)
{
	static const char *const labels[] = {"sts", "adfs", "fs", "fed", "federation", "sso", "login", "logon", "idp"};
	for (size_t i = 0; i < HR_COUNT(labels); i++) {
		const char *at = host + hr_length(labels[i]);
		if (!hr_begins(host, labels[i]))
			continue;
		while (*at >= '0' && *at <= '9')
			at++;
		if (*at == '.' || *at == '-')
			return true;
	}
	return false;
}

/* "host/sts.contoso.com" or "http/sts.contoso.com:443". */
static bool read_host(const char *spn, char host[static HR_HOST_TEXT_MAX])
{
	if (!hr_begins(spn, "host/") && !hr_begins(spn, "http/"))
		return false;
	struct hr_piece name = {.at = spn + 5};
	while (name.at[name.length] != '\0' && name.at[name.length] != '/' && name.at[name.length] != ':')
		name.length++;
	return hr_copy_host(name, host) && hr_is_qualified(host);
}

/* "certauth.sts.contoso.com": the other way to present a client certificate, on 443 (2016 and later). */
static void emit_farm(const struct hr_emitter *emit, const char *name)
{
	static const char prefix[] = "certauth.";
	char alternate[sizeof(prefix) + HR_HOST_TEXT_MAX];
	size_t used = 0;
	for (const char *at = prefix; *at != '\0'; at++)
		alternate[used++] = *at;
	for (const char *at = name; *at != '\0'; at++)
		alternate[used++] = *at;
	alternate[used] = '\0';

	struct hr_found *farm = emit->server(emit->host, HR_ADFS, name, "", "farm");
	emit->endpoint(emit->host, farm, NULL, 443, HR_SERVICE_HTTPS, "");
	emit->endpoint(emit->host, farm, NULL, 49443, HR_SERVICE_HTTPS, "client-certificate");
	emit->endpoint(emit->host, farm, alternate, 443, HR_SERVICE_HTTPS, "client-certificate");
}

static bool is_managed_account(const struct hr_entry *entry)
{
	const struct hr_attribute *classes = hr_attribute_of(entry, "objectClass");
	for (size_t i = 0; classes != NULL && i < classes->count; i++)
		if (hr_same_nocase(classes->values[i].bytes, "msDS-GroupManagedServiceAccount"))
			return true;
	return false;
}

static bool map_account(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	const struct hr_attribute *spns = hr_attribute_of(entry, "servicePrincipalName");
	const char *account = hr_first_text(entry, "sAMAccountName");
	char host[HR_HOST_TEXT_MAX];
	bool any = false;

	for (size_t i = 0; spns != NULL && i < spns->count; i++) {
		const char *spn = hr_value_text(&spns->values[i]);
		if (spn == NULL || !read_host(spn, host))
			continue;
		bool named = is_federation_name(host);
		/* A managed account with host/ of another name is worth a look, but no proof. */
		if (!named && !(is_managed_account(entry) && hr_begins(spn, "host/")))
			continue;
		emit->fact(emit->host, NULL, HR_FACT_ADFS_SPN, host, HR_PRESENT, spn);
		if (named)
			emit_farm(emit, host);
		any = any || named;
	}
	if (any && account != NULL)
		emit->fact(emit->host, NULL, HR_FACT_ADFS_ACCOUNT, account, HR_PRESENT, entry->dn);
	return true;
}

bool map_entry(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	if (hr_same(entry->search->name, "accounts"))
		return map_account(entry, emit);
	emit->fact(emit->host, NULL, HR_FACT_ADFS_DKM, entry->dn, HR_PRESENT, entry->dn);
	return true;
}
