/* Asks the directory for everything. */
#include "hybridready/check.h"

static const char *const everything[] = {"*", 0};
static const struct hr_search searches[] = {
        {.name = "all", .container = "", .filter = "(objectClass=*)", .attributes = everything},
};
static const struct hr_ask asks[] = {{.kind = HR_ASK_TLS}};

static bool map_entry(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	(void)entry;
	(void)emit;
	return false;
}

static struct hr_verdict judge(const struct hr_case *c)
{
	(void)c;
	return hr_not_applicable();
}

static const struct hr_rule rules[] = {{.id = "all.rule", .source = "ms-tls12", .judge = judge}};

HR_MODULE("all", searches, map_entry, asks, rules);
