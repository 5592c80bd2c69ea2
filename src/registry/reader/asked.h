/* What the reader was asked (parse/registry_talk.h), taken apart in place. */
#ifndef HR_REGISTRY_READER_ASKED_H
#define HR_REGISTRY_READER_ASKED_H

#include "parse/registry_talk.h"

#define HR_ASKED_ADDRESSES_MAX 8

struct hr_asked_value {
	const char *key; /* below HKLM */
	const char *name;
};

struct hr_asked {
	const char *host;
	const char *addresses[HR_ASKED_ADDRESSES_MAX];
	size_t address_count;
	const char *user;
	char *password; /* to be wiped */
	bool kerberos;
	uint32_t timeout_ms;
	size_t value_count;
	struct hr_asked_value values[HR_TALK_VALUES_MAX];
};

/*
 * Takes `length` bytes apart, which are written into and must stay; bytes[length] must be there as well. False: not
 * what registry_talk.h says; *what is the word of the line that was not understood, or what is missing.
 */
bool hr_asked_read(char *bytes, size_t length, struct hr_asked *asked, const char **what) HR_MUST_USE;

#endif
