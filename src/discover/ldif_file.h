/* An LDIF file as a directory: checked whole, then searched. */
#ifndef HR_DISCOVER_LDIF_FILE_H
#define HR_DISCOVER_LDIF_FILE_H

#include "base/arena.h"
#include "discover/directory.h"
#include "discover/emitter.h"
#include "discover/entry.h"
#include "discover/input.h"

#define HR_LDIF_FILE_MAX ((size_t)1 << 30) /* bytes of the file */
#define HR_LDIF_RECORDS_MAX ((size_t)20000000)

struct hr_ldif_record {
	const char *normal; /* DN */
	size_t offset;      /* of its first line in the file */
	size_t length;
	size_t line;
};

struct hr_ldif_file {
	const char *path;
	struct hr_input input;
	struct hr_arena *arena;
	struct hr_ldif_record *records;
	size_t count, capacity;
	size_t *by_name; /* places in records, sorted by DN */
	unsigned result; /* the worst that an ldapsearch said of itself; 0 = complete */
	struct hr_entry_builder builder;
	struct hr_directory directory;
};

/* Reads and checks the whole file. False: file, line, found, wanted. Close it in any case. */
bool hr_ldif_file_open(struct hr_ldif_file *file, const char *path, struct hr_error *why) HR_MUST_USE;
void hr_ldif_file_close(struct hr_ldif_file *file);

/* Is there an entry of that name (in normal form)? */
bool hr_ldif_file_has(const struct hr_ldif_file *file, const char *normal);

/* hr_directory.search over the file; `host` is the hr_ldif_file. */
bool hr_ldif_file_search(void *host, const struct hr_query *query, const struct hr_sink *sink, const char **cut,
                         struct hr_error *why) HR_MUST_USE;

/*
 * Finds out which naming contexts the file holds: from the names in it, and from the crossRef objects if they are
 * there. What it lacks is said in notices and facts. False (HR_E_FORMAT): it holds more than one forest.
 */
bool hr_ldif_file_contexts(struct hr_ldif_file *file, struct hr_notebook *notebook, struct hr_error *why) HR_MUST_USE;

#endif
