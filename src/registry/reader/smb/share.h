/* A pipe of another machine, through libsmbclient: its state is the process's own, so that there is one at a time. */
#ifndef HR_REGISTRY_READER_SHARE_H
#define HR_REGISTRY_READER_SHARE_H

#include <libsmbclient.h>

#include "reader/survey.h"

struct hr_share {
	SMBCCTX *library;
	SMBCFILE *pipe;
	struct hr_asked *asked;
	enum hr_talk_trouble trouble; /* false was returned: why, and what was said */
	char text[160];
	bool in; /* false was returned: name and password were good all the same */
};

/*
 * Opens the pipe \winreg of asked->host: SMB 2 or later, signed, never as nobody. The password is wiped. False:
 * share->trouble. Close it in any case.
 */
bool hr_share_open(struct hr_share *share, struct hr_asked *asked) HR_MUST_USE;
void hr_share_close(struct hr_share *share);

bool hr_share_write(void *share, const uint8_t *bytes, size_t length) HR_MUST_USE;
bool hr_share_read(void *share, uint8_t *bytes, size_t length) HR_MUST_USE;

#endif
