/* One rule id twice. */
#include "hybridready/check.h"

static struct hr_verdict judge(const struct hr_case *c)
{
	(void)c;
	return hr_not_applicable();
}

static const struct hr_rule rules[] = {
        {.id = "twice.rule", .source = "ms-tls12", .judge = judge},
        {.id = "twice.rule", .source = "ms-tls12", .judge = judge},
};

HR_MODULE_RULES("twice", rules);
