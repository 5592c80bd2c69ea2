/* Short names of a ClientHello by which stacks are recognised; GREASE (RFC 8701) counts in neither. */
#ifndef HR_OBSERVE_FINGERPRINT_H
#define HR_OBSERVE_FINGERPRINT_H

#include "parse/client_hello.h"

#define HR_JA3_SIZE 33
#define HR_JA4_SIZE 37

/*
 * JA3: MD5, in hex, of version, suites, extensions, groups and point formats in decimal. False, and text "": a hello in
 * the form of SSL 2.0, for which JA3 is not defined, or MD5 cannot be had.
 */
bool hr_ja3(const struct hr_client_hello *hello, char text[static HR_JA3_SIZE]);

/*
 * JA4 of a hello over TCP ("TLS client fingerprinting", FoxIO, technical_details/JA4.md; free for all use, unlike the
 * rest of JA4+). False and "" as above.
 */
bool hr_ja4(const struct hr_client_hello *hello, char text[static HR_JA4_SIZE]);

#endif
