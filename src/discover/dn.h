/* Distinguished names (RFC 4514) in a form that compares byte by byte. */
#ifndef HR_DISCOVER_DN_H
#define HR_DISCOVER_DN_H

#include "base/error.h"
#include "hybridready/check.h"

/*
 * The normal form: ASCII letters lower case, no spaces around '=' and ',', escapes in one way. `out` has room for
 * length + 1 bytes; never longer than the input. A name that is none gives some text that equals no normal form.
 */
void hr_dn_normalise(const char *dn, size_t length, char *out);

/* Is `dn` within `depth` of `base`? Both normal; a base of "" is above every name. */
bool hr_dn_within(const char *dn, const char *base, enum hr_depth depth);

/* The name above a normal one: a place in it; "" above the last RDN. */
const char *hr_dn_parent(const char *dn);

/* The DC= tail of a normal name ("dc=contoso,dc=com"): a place in it, "" if there is none. */
const char *hr_dn_domain(const char *dn);

/* "contoso.com" of a name that is all DC=, in `out` of `room` bytes. False: it is not, or there is no room. */
bool hr_dn_to_dns(const char *dn, char *out, size_t room) HR_MUST_USE;

#endif
