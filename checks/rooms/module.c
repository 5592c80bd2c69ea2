/* Meeting-room devices. Nothing but their owner's list says which there are and what runs on them. */
#include "common/build.h"

static bool is_hub(const struct hr_case *c)
{
	return hr_has_role(c->server, "surface-hub");
}

/* Build of the app, or of the Hub's Windows: by the device's own registry, else as whoever brought the list said. */
static struct hr_verdict judge_device(const struct hr_case *c)
{
	const struct hr_fact *build = hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_REGISTRY);
	if (!hr_known(build))
		build = hr_find(c, HR_FACT_BUILD);
	return hr_known(build) ? hr_with_sources(c, hr_judge_build(c, build, build->number))
	                       : hr_unknown(build, "a build number");
}

static struct hr_verdict app_is_current(const struct hr_case *c)
{
	return is_hub(c) ? hr_not_applicable() : judge_device(c);
}

static struct hr_verdict hub_is_current(const struct hr_case *c)
{
	return is_hub(c) ? judge_device(c) : hr_not_applicable();
}

static const struct hr_rule rules[] = {
        {.id = "rooms.app",
         .source = "rooms-releases",
         .remedy = "rooms-update",
         .evidence = "rooms-list",
         .judge = app_is_current,
         .products = HR_ON(HR_ROOMS),
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
        {.id = "rooms.surface-hub",
         .source = "surface-hub-updates",
         .remedy = "surface-hub-update",
         .evidence = "rooms-list",
         .judge = hub_is_current,
         .products = HR_ON(HR_ROOMS),
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
};

HR_MODULE_RULES("rooms", rules);
