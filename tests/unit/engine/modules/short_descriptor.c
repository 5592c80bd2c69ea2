/* Says it is shorter than any version of the interface was. */
#include "hybridready/check.h"

static struct hr_verdict judge(const struct hr_case *c)
{
	(void)c;
	return hr_not_applicable();
}

static const struct hr_rule rules[] = {
        {.id = "short.rule", .source = "ms-tls12", .judge = judge, .scope = HR_PER_ORGANISATION},
};

extern const struct hr_module hybridready_module;
__attribute__((visibility("default"))) const struct hr_module hybridready_module = {
        .abi = HR_ABI, .size = 16, .name = "short", .rules = rules, .rule_count = 1};
