/*
 * What the collector (collector/) wrote, in memory: from the folder as it is, or from a zip file of it. Nothing is
 * unpacked to disk: of a zip file the four files are taken by their name alone, whatever folder they are said to be in.
 */
#ifndef HR_REGISTRY_BUNDLE_H
#define HR_REGISTRY_BUNDLE_H

#include "discover/input.h"

#define HR_BUNDLE_ZIP_MAX ((size_t)16 << 20)
#define HR_BUNDLE_FILE_MAX ((size_t)4 << 20) /* of each file, unpacked; real ones have 20 KiB */
#define HR_BUNDLE_ENTRIES_MAX 256            /* of a zip file: Explorer adds folders, people add notes */

enum hr_bundle_file {
	HR_BUNDLE_SERVER = 0,
	HR_BUNDLE_REGISTRY,
	HR_BUNDLE_HOTFIXES,
	HR_BUNDLE_CHECKSUMS,
	HR_BUNDLE_FILES,
};

struct hr_bundle {
	struct hr_input files[HR_BUNDLE_FILES];
	bool there[HR_BUNDLE_FILES];
};

/* "registry.txt" */
const char *hr_bundle_name(enum hr_bundle_file file);

/* Is it a folder (its path ends in '/') with a server.txt, or a zip file that begins with one of the four? */
bool hr_bundle_is(const char *path, const uint8_t *head, size_t length);

/*
 * Reads the files that are there; server.txt always is. False (HR_E_FILE, HR_E_FORMAT, HR_E_LIMIT, HR_E_MEMORY): path,
 * file and what is wrong, nothing to free. Else free with hr_bundle_free().
 */
bool hr_bundle_read(const char *path, struct hr_bundle *bundle, struct hr_error *why) HR_MUST_USE;

/* The same of a zip file's bytes; `path` is for messages. */
bool hr_bundle_unzip(const char *path, const uint8_t *bytes, size_t length, struct hr_bundle *bundle,
                     struct hr_error *why) HR_MUST_USE;

void hr_bundle_free(struct hr_bundle *bundle);

#endif
