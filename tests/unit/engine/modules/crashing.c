/* Judges well at first, then writes where nothing is. */
#include "hybridready/check.h"

static struct hr_verdict well(const struct hr_case *c)
{
	(void)c;
	return hr_not_applicable();
}

static struct hr_verdict crash(const struct hr_case *c)
{
	(void)c;
	*(volatile int *)0 = 1;
	return hr_not_applicable();
}

static const struct hr_rule rules[] = {
        {.id = "crashing.well", .source = "ms-tls12", .judge = well, .scope = HR_PER_ORGANISATION},
        {.id = "crashing.crash", .source = "ms-tls12", .judge = crash, .scope = HR_PER_ORGANISATION},
};

HR_MODULE_RULES("crashing", rules);
