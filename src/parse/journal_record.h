/*
 * The records of a journal (src/report/journal.h): bytes on disk that a crash may have torn and a disk may have
 * garbled. After the first line, each record is
 *
 *     length    4 bytes, of the payload, big-endian; at most HR_JOURNAL_PAYLOAD_MAX
 *     checksum  4 bytes: CRC-32C over the checksum of the record before (0 for the first), the length and the payload
 *     payload   kind (1 byte), then fields: length (4 bytes), bytes, NUL
 *
 * Each checksum covers the one before, so that a record which was left out, moved or comes from another journal does
 * not fit. The NUL lets a field be used where it lies.
 */
#ifndef HR_PARSE_JOURNAL_RECORD_H
#define HR_PARSE_JOURNAL_RECORD_H

#include "base/reader.h"
#include "base/text.h"

#define HR_JOURNAL_MAGIC "hybridready journal 1\n" /* the first line; 1 is the version of the format */
#define HR_JOURNAL_PAYLOAD_MAX ((size_t)1 << 20)
#define HR_JOURNAL_RECORD_MAX (HR_JOURNAL_PAYLOAD_MAX + 8)
#define HR_JOURNAL_FIELDS_MAX 16

/* On disk: never renumbered. Which fields belong to which is said in src/report/journal.h. */
enum hr_journal_kind {
	HR_JOURNAL_HEAD = 1,
	HR_JOURNAL_RESUMED = 2,
	HR_JOURNAL_FACT = 3,
	HR_JOURNAL_DONE = 4,
	HR_JOURNAL_NOTE = 5,
};

struct hr_journal_record {
	enum hr_journal_kind kind;
	const char *fields[HR_JOURNAL_FIELDS_MAX]; /* borrowed from the bytes read */
	size_t count;
};

enum hr_journal_outcome {
	HR_JOURNAL_READ, /* a record */
	HR_JOURNAL_OVER, /* nothing is left, at the end of a record */
	HR_JOURNAL_CUT,  /* the beginning of a record, and no more bytes: more of them, or a torn end */
	HR_JOURNAL_BAD,  /* no record */
};

/* Takes the first line. False: it is not there. */
bool hr_journal_magic_read(struct hr_reader *in) HR_MUST_USE;

/*
 * Takes one record; *chain is the checksum of the one before (0 for the first) and becomes this one's. For any other
 * outcome than HR_JOURNAL_READ nothing is taken, and *chain and *record are as they were.
 */
enum hr_journal_outcome hr_journal_record_read(struct hr_reader *in, uint32_t *chain,
                                               struct hr_journal_record *record) HR_MUST_USE;

/*
 * Adds a record to `out`. A field longer than `cap` bytes is cut there. out->failed: memory, the buffer's ceiling, or
 * more fields or bytes than a record can have; *chain is then as it was.
 */
void hr_journal_record_write(struct hr_buffer *out, uint32_t *chain, enum hr_journal_kind kind,
                             const char *const *fields, size_t count, size_t cap);

#endif
