/* Says ready without having seen anything, and points at facts that are none. */
#include "hybridready/check.h"

static struct hr_verdict from_nothing(const struct hr_case *c)
{
	(void)c;
	return (struct hr_verdict){.outcome = HR_READY};
}

static struct hr_verdict from_nowhere(const struct hr_case *c)
{
	(void)c;
	return (struct hr_verdict){.outcome = HR_READY, .fact = (const struct hr_fact *)(uintptr_t)0x1234567};
}

static struct hr_verdict from_beyond(const struct hr_case *c)
{
	(void)c;
	return (struct hr_verdict){.outcome = (enum hr_outcome)77};
}

static const struct hr_rule rules[] = {
        {.id = "lying.nothing", .source = "ms-tls12", .judge = from_nothing, .scope = HR_PER_ORGANISATION},
        {.id = "lying.nowhere", .source = "ms-tls12", .judge = from_nowhere, .scope = HR_PER_ORGANISATION},
        {.id = "lying.beyond", .source = "ms-tls12", .judge = from_beyond, .scope = HR_PER_ORGANISATION},
};

HR_MODULE_RULES("lying", rules);
