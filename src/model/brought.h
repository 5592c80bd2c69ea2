/* A file that a server's owner brought, as the reader of its kind gets it. Readers live in the rooms below cli. */
#ifndef HR_MODEL_BROUGHT_H
#define HR_MODEL_BROUGHT_H

#include "model/report.h"

struct hr_probe_options;

/* How much of a file's beginning a recogniser sees. */
#define HR_BROUGHT_HEAD ((size_t)4096)

struct hr_brought {
	const char *path;
	const char *const *servers; /* ids of the servers it is about; none: the file must say whose it is */
	size_t server_count;
	int64_t at;    /* when the file was last written: `at` of facts that know no better time */
	int64_t since; /* what files say of earlier times is left out, where they say times; 0 = nothing is */
	const struct hr_catalog *catalog;     /* what is worth knowing */
	struct hr_report *report;             /* indexed; the reader adds facts and notices */
	const struct hr_probe_options *names; /* how names are looked up; NULL: not at all */
	struct hr_arena *scratch;             /* lives until the last file is read */
	void **kept;    /* of the kind: what its reader keeps from one file to the next, NULL at first */
	char told[400]; /* out: what came of it, for a person: "31 settings, 12 of them not set" */
	/* Where facts go instead, if not NULL: on their way into the report they are kept elsewhere first. */
	bool (*keep)(void *context, const struct hr_observation *seen, struct hr_error *why);
	void *context; /* of keep */
};

/* Is it a file of that kind? `head` is its first `length` bytes; a folder has none, and its path ends in '/'. */
typedef bool hr_brought_recognise(const char *path, const uint8_t *head, size_t length);

/*
 * Reads it and adds what it says to the report. False (HR_E_FILE, HR_E_FORMAT, HR_E_LIMIT, HR_E_MEMORY): file, line or
 * offset, found, wanted; the caller then throws the report in memory away, so that nothing half-read is written.
 */
typedef bool hr_brought_read(struct hr_brought *brought, struct hr_error *why);

/* Once, after the last file of a kind that adds up over files: adds what they said together. Errors as above. */
typedef bool hr_brought_finish(struct hr_brought *brought, struct hr_error *why);

/* Adds the fact about each server the file is about. `seen->about` is ignored. */
bool hr_brought_fact(const struct hr_brought *brought, const struct hr_observation *seen,
                     struct hr_error *why) HR_MUST_USE;

/*
 * The ids of the inventory's servers of that name: "fe01.contoso.com", "FE01" (where one name begins so) or a whole id,
 * owned by the report's arena. A machine with two products has two ids. *count 0: none of that name.
 */
bool hr_brought_servers(struct hr_report *report, const char *name, const char *const **ids, size_t *count,
                        struct hr_error *why) HR_MUST_USE;

#endif
