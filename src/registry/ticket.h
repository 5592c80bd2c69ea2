/* A Kerberos ticket from a keytab, for one run: fetched by the system's kinit(1), kept in a folder of our own. */
#ifndef HR_REGISTRY_TICKET_H
#define HR_REGISTRY_TICKET_H

#include "base/error.h"

#define HR_TICKET_NAME_MAX 128

struct hr_ticket {
	char cache[HR_TICKET_NAME_MAX]; /* KRB5CCNAME that it is found by; "" = none was fetched */
};

/*
 * Fetches one for `principal` that is good for an hour at most, and waits no longer than that for it. False: the keytab
 * is not for its owner alone, kinit is not installed, or what kinit says. Drop it in any case.
 */
bool hr_ticket_fetch(struct hr_ticket *ticket, const char *keytab, const char *principal, unsigned timeout_ms,
                     struct hr_error *why) HR_MUST_USE;

/* Removes it from the disk. */
void hr_ticket_drop(struct hr_ticket *ticket);

#endif
