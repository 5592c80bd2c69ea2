/*
 * What was seen of one machine's registry, as far as the catalog wants it: each of its settings is present, absent,
 * failed or was not looked for. Filled by whoever reads (an export, a collector's folder, HealthChecker), then told as
 * facts `registry`.
 */
#ifndef HR_REGISTRY_HIVE_H
#define HR_REGISTRY_HIVE_H

#include "model/brought.h"
#include "registry/value.h"

#define HR_HIVE_KEYS_MAX 4096 /* keys remembered as seen whole, and installed products */

struct hr_hive;

/* An empty one, owned by the arena; NULL if memory is out. */
struct hr_hive *hr_hive_new(struct hr_arena *arena, const struct hr_catalog *catalog);

/* "HKEY_LOCAL_MACHINE\X" as "HKLM\X"; NULL for another hive than HKLM. Points into `key` or is owned by the arena. */
const char *hr_hive_key(struct hr_arena *arena, const char *key);

/*
 * A value that is there. Keys and names are compared without case; what the catalog does not name is ignored, but for
 * the name and version of an installed product that Uninstall keys show (Skype for Business core components), and for
 * Path of the Teams Rooms app below Appx\AppxAllUserStore\Applications, whose key's name holds its version.
 */
bool hr_hive_put(struct hr_hive *hive, const char *key, const char *name, const struct hr_registry_data *data,
                 struct hr_error *why) HR_MUST_USE;

/* A value that is positively not there, or that could not be read. */
void hr_hive_absent(struct hr_hive *hive, const char *key, const char *name);
bool hr_hive_failed(struct hr_hive *hive, const char *key, const char *name, const char *reason,
                    struct hr_error *why) HR_MUST_USE;

/* All below that key was seen (or the key is not there at all): what was not put is absent. */
bool hr_hive_whole(struct hr_hive *hive, const char *key, struct hr_error *why) HR_MUST_USE;

struct hr_hive_counts {
	size_t present, absent, failed, unseen;
};

/* Adds the facts `registry` about the file's servers, means registry. */
bool hr_hive_tell(const struct hr_hive *hive, const struct hr_brought *brought, struct hr_hive_counts *counts,
                  struct hr_error *why) HR_MUST_USE;

#endif
