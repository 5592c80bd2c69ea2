/* Registry exports that an owner brought: .reg files by regedit, `reg export` and the like. */
#ifndef HR_REGISTRY_EXPORT_H
#define HR_REGISTRY_EXPORT_H

#include "base/reader.h"
#include "registry/hive.h"

#define HR_EXPORT_FILE_MAX ((size_t)1 << 30) /* a whole HKLM\SOFTWARE has some hundred MB */

hr_brought_recognise hr_export_is;
hr_brought_read hr_export_read;

/*
 * Puts an export into the hive: its values, and that what lies below its first keys was seen whole. A file that was cut
 * or holds deletions is no export of a whole: what it lacks is not known. False (HR_E_FORMAT): `name`, line, wanted.
 */
bool hr_export_put(struct hr_hive *hive, struct hr_arena *arena, const char *name, struct hr_reader in, bool *whole,
                   struct hr_error *why) HR_MUST_USE;

#endif
