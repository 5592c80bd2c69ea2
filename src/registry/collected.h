/* What the collector (collector/) brought of a server: registry values, updates, the build of Exchange. */
#ifndef HR_REGISTRY_COLLECTED_H
#define HR_REGISTRY_COLLECTED_H

#include "base/reader.h"
#include "registry/hive.h"

hr_brought_recognise hr_collected_is; /* a folder, or a zip file of it */
hr_brought_read hr_collected_read;

/* Whose registry it is, as it says itself; owned by the arena, "" where it does not say. */
struct hr_collected_name {
	const char *host, *domain;
};

/*
 * Puts the answers of registry.txt into the hive. What Windows said of a key and of a value that surely are not there
 * is how it says so of others, whatever its language; any other message makes a value failed, and so does silence.
 * False (HR_E_FORMAT): `name`, line, wanted.
 */
bool hr_collected_put(struct hr_hive *hive, struct hr_arena *arena, const char *name, struct hr_reader in,
                      struct hr_collected_name *whose, struct hr_error *why) HR_MUST_USE;

#endif
