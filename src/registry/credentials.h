/* Who reads registries over SMB, and the secret of it: asked for here, handed to the readers, and nowhere else. */
#ifndef HR_REGISTRY_CREDENTIALS_H
#define HR_REGISTRY_CREDENTIALS_H

#include "discover/secret.h"
#include "registry/ticket.h"

struct hr_credentials {
	const char *user;        /* CONTOSO\reader, reader@contoso.com; with Kerberos reader@CONTOSO.COM */
	bool kerberos;           /* with the ticket at hand */
	struct hr_ticket ticket; /* from a keytab; else empty */
	struct hr_secret secret; /* empty with Kerberos */
};

/*
 * Reads the secret from that file, or from the terminal without showing it if `file` is NULL. False: there is no
 * terminal, the file is not for its owner alone, or nothing was typed; nothing is left of it then.
 */
bool hr_credentials_read(struct hr_credentials *credentials, const char *file, struct hr_error *why) HR_MUST_USE;

/* Wipes the secret, drops the ticket. */
void hr_credentials_wipe(struct hr_credentials *credentials);

#endif
