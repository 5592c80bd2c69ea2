/* What --help teaches. */
#ifndef HR_CLI_HELP_H
#define HR_CLI_HELP_H

#include <stdbool.h>
#include <stdio.h>

/* Help on a verb, or on all for NULL; false (after saying so on standard error) if there is no such verb. */
bool hr_help_print(FILE *out, const char *verb);

#endif
