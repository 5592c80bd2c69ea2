/* Reading a journal back: its records, its done marks, its notes. What counts in the report: journal_fold.c. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/journal_inside.h"

#define CHUNK (2 * HR_JOURNAL_RECORD_MAX) /* one record fits in any case */
#define MAGIC_LENGTH (sizeof HR_JOURNAL_MAGIC - 1)
#define MARKS_MAX ((size_t)16 << 20)

/* --- records --- */

/* As many bytes as there are, up to `wanted`; -1: errno. */
static ssize_t read_at(int fd, uint8_t *bytes, size_t wanted, uint64_t offset)
{
	size_t have = 0;
	while (have < wanted) {
		ssize_t got = pread(fd, bytes + have, wanted - have, (off_t)(offset + have));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

static bool cannot_read(const struct hr_journal *journal, struct hr_error *why)
{
	return hr_fail(why, HR_E_FILE, "%s: cannot read: %s", journal->path, strerror(errno));
}

static bool scan(const struct hr_journal *journal, uint64_t size, uint8_t *bytes, hr_journal_each *take, void *context,
                 uint64_t *end, uint32_t *chain, struct hr_error *why)
{
	struct hr_journal_record record;
	enum hr_journal_outcome outcome = HR_JOURNAL_OVER;
	uint64_t at = MAGIC_LENGTH;
	size_t have = 0;
	*chain = 0;
	while (outcome != HR_JOURNAL_BAD && at + have < size) {
		size_t wanted = size - at - have < CHUNK - have ? (size_t)(size - at - have) : CHUNK - have;
		ssize_t got = read_at(journal->fd, bytes + have, wanted, at + have);
		if (got < 0)
			return cannot_read(journal, why);
		have += (size_t)got;
		struct hr_reader in = hr_reader_of(bytes, have);
		while ((outcome = hr_journal_record_read(&in, chain, &record)) == HR_JOURNAL_READ)
			if (!take(context, &record, why))
				return false;
		size_t left = hr_left(&in);
		at += have - left;
		memmove(bytes, in.at, left);
		have = left;
		if ((size_t)got < wanted) /* it has become shorter */
			break;
	}
	*end = at;
	return true;
}

bool hr_journal_scan(const struct hr_journal *journal, uint64_t size, hr_journal_each *take, void *context,
                     uint64_t *end, uint32_t *chain, struct hr_error *why)
{
	uint8_t *bytes = malloc(CHUNK);
	if (bytes == NULL)
		return hr_fail_memory(why);
	bool done = scan(journal, size, bytes, take, context, end, chain, why);
	free(bytes);
	return done;
}

bool hr_journal_read_back(struct hr_journal *journal, hr_journal_each *take, void *context, struct hr_error *why)
{
	uint64_t end = 0;
	uint32_t chain = 0;
	if (!hr_journal_flush(journal, why) ||
	    !hr_journal_scan(journal, journal->good, take, context, &end, &chain, why))
		return false;
	return end == journal->good ||
	       hr_fail(why, HR_E_FORMAT, "%s: garbled at byte %" PRIu64 " since it was written: is the disk well?",
	               journal->path, end);
}

/* --- done marks --- */

static bool add_mark(struct hr_journal_marking *marking, const char *task, struct hr_error *why)
{
	struct hr_journal_marks *marks = marking->marks;
	struct hr_journal_mark *grown =
	        hr_arena_grow(marks->arena, marks->at, marks->count, &marks->capacity, sizeof *grown, MARKS_MAX);
	const char *copy = hr_arena_string(marks->arena, task);
	if (grown == NULL || copy == NULL)
		return hr_fail_memory(why);
	marks->at = grown;
	grown[marks->count] =
	        (struct hr_journal_mark){.task = copy, .session = marking->session, .times = 1, .at = marks->count};
	marks->count++;
	return true;
}

static bool keep_head(struct hr_journal *journal, const char *const *fields, struct hr_error *why)
{
	journal->head = (struct hr_journal_head){.verb = hr_arena_string(journal->arena, fields[HR_HEAD_VERB]),
	                                         .run = hr_arena_string(journal->arena, fields[HR_HEAD_RUN]),
	                                         .options = hr_arena_string(journal->arena, fields[HR_HEAD_OPTIONS])};
	if (journal->head.verb == NULL || journal->head.run == NULL || journal->head.options == NULL)
		return hr_fail_memory(why);
	journal->found = HR_JOURNAL_UNFINISHED;
	return true;
}

bool hr_journal_mark(void *context, const struct hr_journal_record *record, struct hr_error *why)
{
	struct hr_journal_marking *marking = context;
	bool first = marking->records++ == 0;
	if (first && record->kind == HR_JOURNAL_HEAD && record->count == HR_HEAD_FIELDS && marking->head_of != NULL)
		return keep_head(marking->head_of, record->fields, why);
	if (record->kind == HR_JOURNAL_RESUMED)
		marking->session++;
	return record->kind != HR_JOURNAL_DONE || record->count != 1 || add_mark(marking, record->fields[0], why);
}

static int compare_tasks(const void *a, const void *b)
{
	const struct hr_journal_mark *x = a;
	const struct hr_journal_mark *y = b;
	return strcmp(x->task, y->task);
}

static int compare_marks(const void *a, const void *b)
{
	const struct hr_journal_mark *x = a;
	const struct hr_journal_mark *y = b;
	int order = compare_tasks(a, b);
	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

void hr_journal_marks_settle(struct hr_journal_marks *marks)
{
	size_t kept = 0;
	if (marks->count > 0)
		qsort(marks->at, marks->count, sizeof *marks->at, compare_marks);
	for (size_t i = 0; i < marks->count; i++) {
		struct hr_journal_mark *last = kept > 0 ? &marks->at[kept - 1] : NULL;
		if (last == NULL || strcmp(last->task, marks->at[i].task) != 0) {
			marks->at[kept++] = marks->at[i];
			continue;
		}
		last->times++;
		last->session = marks->at[i].session;
		last->at = marks->at[i].at;
	}
	marks->count = kept;
}

struct hr_journal_mark *hr_journal_marks_find(const struct hr_journal_marks *marks, const char *task)
{
	const struct hr_journal_mark wanted = {.task = task};
	return marks->count == 0 ? NULL : bsearch(&wanted, marks->at, marks->count, sizeof *marks->at, compare_tasks);
}

bool hr_journal_is_done(const struct hr_journal *journal, const char *task)
{
	return hr_journal_marks_find(&journal->before, task) != NULL;
}

bool hr_journal_look(struct hr_journal *journal, struct hr_error *why)
{
	uint8_t line[MAGIC_LENGTH];
	struct hr_journal_marking marking = {.marks = &journal->before, .head_of = journal};
	off_t size = lseek(journal->fd, 0, SEEK_END);
	ssize_t got = size < 0 ? -1 : read_at(journal->fd, line, sizeof line, 0);
	if (got < 0)
		return cannot_read(journal, why);
	struct hr_reader in = hr_reader_of(line, (size_t)got);
	journal->size = (uint64_t)size;
	journal->before.arena = journal->arena;
	journal->found = size == 0 ? HR_JOURNAL_NEW : HR_JOURNAL_UNREADABLE;
	if (!hr_journal_magic_read(&in))
		return true;
	if (!hr_journal_scan(journal, journal->size, hr_journal_mark, &marking, &journal->good, &journal->chain, why))
		return false;
	hr_journal_marks_settle(&journal->before);
	return true;
}

enum hr_journal_state hr_journal_found(const struct hr_journal *journal)
{
	return journal->found;
}

const struct hr_journal_head *hr_journal_head(const struct hr_journal *journal)
{
	return &journal->head;
}

bool hr_journal_is_begun(const struct hr_journal *journal)
{
	return journal->begun;
}

const char *hr_journal_path(const struct hr_journal *journal)
{
	return journal->named ? journal->path : "";
}

uint64_t hr_journal_damage(const struct hr_journal *journal, uint64_t *offset)
{
	*offset = journal->good;
	return journal->size > journal->good ? journal->size - journal->good : 0;
}

struct telling {
	hr_journal_take *take;
	void *context;
};

static bool tell(void *context, const struct hr_journal_record *record, struct hr_error *why)
{
	const struct telling *telling = context;
	return record->kind != HR_JOURNAL_NOTE || telling->take(telling->context, record->fields, record->count, why);
}

bool hr_journal_notes(struct hr_journal *journal, hr_journal_take *take, void *context, struct hr_error *why)
{
	struct telling telling = {.take = take, .context = context};
	return hr_journal_read_back(journal, tell, &telling, why);
}
