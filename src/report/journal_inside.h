/* Of the journal's own files: journal.c writes, journal_read.c reads back, journal_fold.c says what counts. */
#ifndef HR_REPORT_JOURNAL_INSIDE_H
#define HR_REPORT_JOURNAL_INSIDE_H

#include "base/text.h"
#include "parse/journal_record.h"
#include "report/journal.h"
#include "report/output.h"

/* A task that has a done mark. */
struct hr_journal_mark {
	const char *task;
	size_t session; /* of its last mark: sessions begin with HEAD and RESUMED */
	size_t times;   /* how many marks it has */
	size_t met;     /* how many of them were met while facts are read */
	size_t at;      /* its last mark's place among all marks */
};

/* Sorted by task, one for each, once they are settled. */
struct hr_journal_marks {
	struct hr_arena *arena;
	struct hr_journal_mark *at;
	size_t count, capacity;
};

/* While marks are read. */
struct hr_journal_marking {
	struct hr_journal_marks *marks;
	struct hr_journal *head_of; /* whose head is taken over; NULL = nobody's */
	size_t session, records;
};

struct hr_journal {
	int fd;
	enum hr_journal_state found;
	bool named;  /* the file has a name in its folder */
	bool begun;  /* by this process: records may be added */
	int trouble; /* errno of the write that failed, 0 */
	char path[HR_OUTPUT_PATH_MAX];
	int64_t (*now)(void);
	struct hr_arena *arena; /* of `head` and `before` */
	struct hr_journal_head head;
	struct hr_journal_marks before; /* tasks done when it was opened */
	uint64_t size;                  /* of the file as it was found */
	uint64_t good;                  /* bytes of good records in the file now */
	uint32_t chain;                 /* checksum of the last record, pending ones included */
	struct hr_buffer pending;       /* records not yet handed to the system */
	size_t unsynced;                /* records since the last sync */
	int64_t synced_at;
};

/*
 * Reads the records from behind the first line up to byte `size` and hands each to `take`; its strings are borrowed.
 * *end is the first byte that is no record any more (= size if all are), *chain the checksum of the last record. False:
 * `take` said so, or the file cannot be read.
 */
typedef bool hr_journal_each(void *context, const struct hr_journal_record *record, struct hr_error *why);
bool hr_journal_scan(const struct hr_journal *journal, uint64_t size, hr_journal_each *take, void *context,
                     uint64_t *end, uint32_t *chain, struct hr_error *why) HR_MUST_USE;

/* The same with what this process wrote, or found good: all of it must still be there. False (HR_E_FORMAT): it is not.
 */
bool hr_journal_read_back(struct hr_journal *journal, hr_journal_each *take, void *context,
                          struct hr_error *why) HR_MUST_USE;

/* Takes a record's done mark, if it is one; the context is a struct hr_journal_marking. False: memory. */
bool hr_journal_mark(void *context, const struct hr_journal_record *record, struct hr_error *why) HR_MUST_USE;
void hr_journal_marks_settle(struct hr_journal_marks *marks);

/* Of settled ones that of a task, or NULL. */
struct hr_journal_mark *hr_journal_marks_find(const struct hr_journal_marks *marks, const char *task);

/* Reads what is there when a journal is opened: found, head, done marks, where the good part ends. */
bool hr_journal_look(struct hr_journal *journal, struct hr_error *why) HR_MUST_USE;

/* Hands to the system what is pending. False (HR_E_FILE, HR_E_LIMIT): nothing more can be added. */
bool hr_journal_flush(struct hr_journal *journal, struct hr_error *why) HR_MUST_USE;

/* The fields of each kind of record, as words: an enumerator may get another number, its word stays. */
enum { HR_HEAD_VERB, HR_HEAD_RUN, HR_HEAD_OPTIONS, HR_HEAD_FIELDS };
enum {
	HR_LOGGED_TASK,
	HR_LOGGED_ABOUT,
	HR_LOGGED_KEY,
	HR_LOGGED_OF,
	HR_LOGGED_SEEN,
	HR_LOGGED_BY,
	HR_LOGGED_AT, /* seconds since 1970 */
	HR_LOGGED_VALUE,
	HR_LOGGED_FIELDS
};

#endif
