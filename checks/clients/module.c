/* Who connects: from logs and captures, and from the directory's own list of computers. */
#include "rules.h"

#include "common/entry.h"

#define ACCOUNT_DISABLED UINT32_C(2) /* userAccountControl, MS-ADTS 2.2.16 */

/* Devices in meeting rooms are clients themselves. */
#define SERVES (HR_ON(HR_ADFS) | HR_ON(HR_EXCHANGE) | HR_ON(HR_SKYPE) | HR_ON(HR_OFFICE_ONLINE))

static const char *const attributes[] = {"operatingSystem", "userAccountControl", NULL};

static const struct hr_search searches[] = {
        /* Whether the account is enabled is asked of the entry: not every server knows the bit-wise matching rules. */
        {.name = "windows7",
         .container = "",
         .filter = "(&(objectClass=computer)(operatingSystem=Windows 7*))",
         .attributes = attributes,
         .context = HR_CONTEXT_DOMAIN,
         .depth = HR_DEPTH_SUBTREE},
};

static bool map_entry(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	uint32_t control = 0;
	if (!hr_first_number(entry, "userAccountControl", &control) || (control & ACCOUNT_DISABLED) == 0)
		emit->count(emit->host, HR_FACT_WINDOWS7_COMPUTERS, "");
	return true;
}

static const struct hr_rule rules[] = {
        {.id = "clients.weak",
         .source = "ms-tls12",
         .remedy = "clients-update",
         .evidence = "iis-logs",
         .judge = none_come_in_weakly,
         .products = SERVES,
         .question = HR_RETIRE,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
        {.id = "clients.unable",
         .source = "ms-tls12",
         .remedy = "clients-replace",
         .evidence = "iis-logs",
         .judge = all_are_able,
         .products = SERVES,
         .question = HR_RETIRE,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
        {.id = "clients.windows7",
         .source = "configmgr-tls12",
         .remedy = "clients-update",
         .evidence = "directory",
         .judge = windows7_is_gone,
         .question = HR_RETIRE,
         .severity = HR_MEDIUM,
         .scope = HR_PER_ORGANISATION},
        {.id = "clients.simulated",
         .source = "testssl-clients",
         .remedy = "tls-enable-suites",
         .judge = known_clients_get_in,
         .question = HR_RETIRE,
         .severity = HR_MEDIUM,
         .scope = HR_PER_ENDPOINT},
};

extern const struct hr_module hybridready_module;
__attribute__((visibility("default"))) const struct hr_module hybridready_module = {
        .abi = HR_ABI,
        .size = sizeof(struct hr_module),
        .name = "clients",
        .searches = searches,
        .search_count = HR_COUNT(searches),
        .map_entry = map_entry,
        .rules = rules,
        .rule_count = HR_COUNT(rules),
};
