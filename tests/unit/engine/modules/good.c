/* A module as it should be. */
#include "hybridready/check.h"

static struct hr_verdict judge(const struct hr_case *c)
{
	(void)c;
	return hr_not_applicable();
}

static const struct hr_rule rules[] = {
        {.id = "good.rule", .source = "ms-tls12", .judge = judge, .scope = HR_PER_ORGANISATION},
};

HR_MODULE_RULES("good", rules);
