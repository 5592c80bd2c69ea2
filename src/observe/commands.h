/* What a person runs on a server so that its programs call the canary. */
#ifndef HR_OBSERVE_COMMANDS_H
#define HR_OBSERVE_COMMANDS_H

#include "observe/canary.h"

/*
 * Adds the commands for every server that is expected to call: for .NET, WinHTTP, BITS and certutil over HTTPS, a mail
 * for Exchange, a TCP test for Skype. `name` is what the canary is called by them: a host name or address.
 */
void hr_commands_write(const struct hr_roster *roster, const struct hr_canary_place *places, size_t count,
                       const char *name, struct hr_buffer *text);

#endif
