/* Built against another version of the interface. */
#include "hybridready/check.h"

static struct hr_verdict judge(const struct hr_case *c)
{
	(void)c;
	return hr_not_applicable();
}

static const struct hr_rule rules[] = {
        {.id = "wrong.rule", .source = "ms-tls12", .judge = judge, .scope = HR_PER_ORGANISATION},
};

extern const struct hr_module hybridready_module;
__attribute__((visibility("default"))) const struct hr_module hybridready_module = {
        .abi = HR_ABI + 1, .size = sizeof(struct hr_module), .name = "wrong", .rules = rules, .rule_count = 1};

/* Must never run: the version is read from the file. */
__attribute__((constructor)) static void betray(void)
{
	*(volatile int *)0 = 1;
}
