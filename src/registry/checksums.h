/* The collector's list of checksums: a line "file NAME", and in the lines under it the SHA-256, as certutil prints it.
 */
#ifndef HR_REGISTRY_CHECKSUMS_H
#define HR_REGISTRY_CHECKSUMS_H

#include "registry/bundle.h"

/*
 * Does every file of the bundle match the list? *unlisted: how many the list has no checksum of. False (HR_E_FORMAT): a
 * file was changed since the collector wrote it, `path` and which; it must not be believed.
 */
bool hr_checksums_match(const char *path, const struct hr_bundle *bundle, size_t *unlisted,
                        struct hr_error *why) HR_MUST_USE;

#endif
