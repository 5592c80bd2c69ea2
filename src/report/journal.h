/*
 * The journal beside a report: what is seen is on disk before the report is written. A file `REPORT.journal`, append
 * only, made of checksummed records (src/parse/journal_record.h), locked by the process that adds to it.
 *
 *     open -> begin  (anew)                 -> fact, note, done ... -> fold or notes -> write the report -> remove
 *          -> resume (what is there counts) -> fact, note, done ...
 *
 * What is seen belongs to a task ("fe01.contoso.com:443/https"). A task that has its done mark is never done again; the
 * facts of one without it do not count, since it will be done again. Where a task is done several times, the last whole
 * time counts. docs/adr/0012-crash-safe-collecting.md has the reasons.
 *
 * A killed process loses what it had not yet handed to the system: nothing of a task that is done. A power cut loses at
 * most what came in the last second, or since, if nothing more came; hr_journal_sync() ends that.
 */
#ifndef HR_REPORT_JOURNAL_H
#define HR_REPORT_JOURNAL_H

#include "model/report.h"

#define HR_JOURNAL_FILE_MAX ((uint64_t)1 << 30)
#define HR_JOURNAL_NOTE_FIELDS_MAX 16

struct hr_journal;

/* What a journal is of, in its first record. Those who resume it compare. */
struct hr_journal_head {
	const char *verb;    /* that writes it: collect, listen, watch */
	const char *run;     /* id of the report's run */
	const char *options; /* those that change what is looked at, as the caller likes them */
};

/* Is no other process at work on the report at `path`? False (HR_E_FILE): which one is. To be asked only by a process
 * that has not opened that journal: it would lose its lock. */
bool hr_journal_is_free(const char *path, struct hr_error *why) HR_MUST_USE;

enum hr_journal_state {
	HR_JOURNAL_NEW,        /* nothing was there */
	HR_JOURNAL_UNFINISHED, /* one that was not removed: it can be resumed */
	HR_JOURNAL_UNREADABLE, /* a file whose beginning is no journal's, or garbled: it can only be begun anew */
};

/*
 * Opens the journal of the report at `path`, or makes it, and locks it until hr_journal_close(). A report that is no
 * regular file ("-", a device) gets a journal without a name, which nobody can resume. `now`: the wall clock, for when
 * to sync. False (HR_E_FILE): another process has it, whose id is named; no file can be put there.
 */
bool hr_journal_open(const char *path, int64_t (*now)(void), struct hr_journal **journal,
                     struct hr_error *why) HR_MUST_USE;

/* What was there when it was opened. */
enum hr_journal_state hr_journal_found(const struct hr_journal *journal);

/* What an unfinished one is of; a new one's words are empty. */
const struct hr_journal_head *hr_journal_head(const struct hr_journal *journal);

/* Bytes at its end that are torn or garbled, and where they begin; 0 bytes if all is well. They do not count. */
uint64_t hr_journal_damage(const struct hr_journal *journal, uint64_t *offset);

/* Was it begun or resumed by this process, and not removed since? */
bool hr_journal_is_begun(const struct hr_journal *journal);

/* The path of the journal's own file; "" if it has no name. */
const char *hr_journal_path(const struct hr_journal *journal);

/* Starts anew: what was there is gone. On disk when it returns. False (HR_E_FILE). */
bool hr_journal_begin(struct hr_journal *journal, const struct hr_journal_head *head, struct hr_error *why) HR_MUST_USE;

/* Goes on behind the last good record; damaged bytes are gone. On disk when it returns. False (HR_E_FILE). */
bool hr_journal_resume(struct hr_journal *journal, struct hr_error *why) HR_MUST_USE;

/*
 * Adds a fact of a task (its name; the strings of `seen` may be hostile and are borrowed), the mark that a task is done
 * with all its facts before it, or a note of the caller's own: up to HR_JOURNAL_NOTE_FIELDS_MAX texts, the first of
 * which says what it is. False (HR_E_FILE, HR_E_LIMIT): it cannot be written - the disk is full - and what was added
 * before is kept; nothing more can be added then.
 */
bool hr_journal_fact(struct hr_journal *journal, const char *task, const struct hr_observation *seen,
                     struct hr_error *why) HR_MUST_USE;
bool hr_journal_done(struct hr_journal *journal, const char *task, struct hr_error *why) HR_MUST_USE;
bool hr_journal_note(struct hr_journal *journal, const char *const *fields, size_t count,
                     struct hr_error *why) HR_MUST_USE;

/* Hands all of it to the system (done marks do that by themselves), and waits until it is on disk. False (HR_E_FILE).
 */
bool hr_journal_sync(struct hr_journal *journal, struct hr_error *why) HR_MUST_USE;

/* Was the task done before the journal was opened and resumed? What is done since does not show here. */
bool hr_journal_is_done(const struct hr_journal *journal, const char *task);

/*
 * Adds the facts of all done tasks to the report (indexed), which is then to be indexed again; may be done twice over:
 * the facts are the same. *strays: facts about a server or endpoint that the report no longer has; left out. False:
 * memory, or the file cannot be read back (HR_E_FILE, HR_E_FORMAT).
 */
bool hr_journal_fold(struct hr_journal *journal, struct hr_report *report, size_t *strays,
                     struct hr_error *why) HR_MUST_USE;

/* Hands each note to `take`, in the order they were added, until it returns false (with *why). Strings are borrowed. */
typedef bool hr_journal_take(void *context, const char *const *fields, size_t count, struct hr_error *why);
bool hr_journal_notes(struct hr_journal *journal, hr_journal_take *take, void *context,
                      struct hr_error *why) HR_MUST_USE;

/* Its work is done: the report holds everything, on disk. Removes the file. False (HR_E_FILE): it cannot. */
bool hr_journal_remove(struct hr_journal *journal, struct hr_error *why) HR_MUST_USE;

/* Closes and unlocks it; the file stays (unless nothing was ever begun in it), with all that was added. NULL is
 * allowed. */
void hr_journal_close(struct hr_journal *journal);

#endif
