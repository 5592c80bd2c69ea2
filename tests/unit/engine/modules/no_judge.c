/* A rule that cannot judge. */
#include "hybridready/check.h"

static const struct hr_rule rules[] = {{.id = "mute.rule", .source = "ms-tls12"}};

HR_MODULE_RULES("mute", rules);
