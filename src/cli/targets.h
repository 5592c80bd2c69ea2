/* What `probe` is asked to look at: the words of the command line and the lines of --targets. */
#ifndef HR_CLI_TARGETS_H
#define HR_CLI_TARGETS_H

#include "cli/settings.h"

#define HR_TARGETS_MAX ((size_t)1000000)

/*
 * One task per host and port, in the order in which they were named, each once: everything about TLS, nothing about
 * products, about no subject. Owned by the settings' arena. False (HR_E_USAGE, HR_E_FILE, HR_E_LIMIT): which word or
 * line is wrong.
 */
bool hr_targets_read(const struct hr_settings *settings, struct hr_tasks *tasks, struct hr_error *why) HR_MUST_USE;

#endif
