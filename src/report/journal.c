/* Opening, locking, adding to and closing a journal. Reading it back: journal_read.c. */
#include "report/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/names.h"
#include "report/journal_inside.h"

#define SUFFIX ".journal"
#define FILE_MODE 0600                 /* what stands in it may be less for others than the report */
#define OPEN_TRIES 10                  /* each time the file was removed by another process in between */
#define FLUSH_BYTES ((size_t)64 << 10) /* pending records that are handed over though no task is done */
#define SYNC_RECORDS 4096              /* records after which a sync does not wait for the second to end */
#define PENDING_MAX (FLUSH_BYTES + 2 * HR_JOURNAL_RECORD_MAX)
#define VALUE_CAP (HR_VALUE_MAX + 8) /* enough that the report sees a value that is too long, and cuts it */

static bool cannot(const struct hr_journal *journal, const char *what, int reason, struct hr_error *why)
{
	return hr_fail(why, HR_E_FILE, "%s: cannot %s: %s", journal->path, what, strerror(reason));
}

/* --- open and lock --- */

static bool open_unnamed(struct hr_journal *journal, struct hr_error *why)
{
	FILE *file = tmpfile();
	journal->fd = file == NULL ? -1 : fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
	int reason = errno;
	if (file != NULL)
		(void)fclose(file);
	return journal->fd >= 0 || cannot(journal, "make a temporary file", reason, why);
}

static bool is_held(const struct hr_journal *journal, pid_t holder, struct hr_error *why)
{
	if (holder <= 0)
		return hr_fail(why, HR_E_FILE,
		               "%s: another hybridready is at work on this report; wait until it has ended",
		               journal->path);
	return hr_fail(why, HR_E_FILE,
	               "%s: process %ld is at work on this report; wait until it has ended, or end it (kill %ld)",
	               journal->path, (long)holder, (long)holder);
}

/* A lock of the file, which the system takes back however this process ends. */
static bool lock(const struct hr_journal *journal, struct hr_error *why)
{
	struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	if (fcntl(journal->fd, F_SETLK, &all) == 0)
		return true;
	if (errno != EACCES && errno != EAGAIN)
		return cannot(journal, "lock", errno, why);
	bool known = fcntl(journal->fd, F_GETLK, &all) == 0 && all.l_type != F_UNLCK;
	return is_held(journal, known ? all.l_pid : 0, why);
}

/* Is it still the file of that name? The process that had it before may have removed it. */
static bool is_in_place(const struct hr_journal *journal, const struct stat *opened)
{
	struct stat named;
	return lstat(journal->path, &named) == 0 && named.st_ino == opened->st_ino && named.st_dev == opened->st_dev;
}

static bool open_named(struct hr_journal *journal, struct hr_error *why)
{
	for (unsigned i = 0; i < OPEN_TRIES; i++) {
		struct stat status;
		journal->fd = open(journal->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, FILE_MODE);
		if (journal->fd < 0 || fstat(journal->fd, &status) != 0)
			return cannot(journal, "open", errno, why);
		if (!S_ISREG(status.st_mode))
			return hr_fail(why, HR_E_FILE, "%s: found something that is no file; move it away",
			               journal->path);
		if (!lock(journal, why))
			return false;
		if (is_in_place(journal, &status))
			return true;
		(void)close(journal->fd);
		journal->fd = -1;
	}
	return cannot(journal, "open", EBUSY, why);
}

/* Where a file beside the report can have a name: not beside standard output or a device. */
static bool find_name(struct hr_journal *journal, const char *path, struct hr_error *why)
{
	struct stat status;
	(void)snprintf(journal->path, sizeof journal->path, "the journal (which has no name)");
	if (strcmp(path, "-") == 0 || (stat(path, &status) == 0 && !S_ISREG(status.st_mode)))
		return true;
	if (!hr_output_place(path, journal->path, why))
		return false;
	memcpy(journal->path + strlen(journal->path), SUFFIX, sizeof SUFFIX); /* a place leaves room for that */
	journal->named = true;
	return true;
}

bool hr_journal_is_free(const char *path, struct hr_error *why)
{
	struct hr_journal journal = {.fd = -1};
	struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	if (!find_name(&journal, path, why))
		return false;
	if (journal.named)
		journal.fd = open(journal.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (journal.fd < 0)
		return true;
	bool held = fcntl(journal.fd, F_GETLK, &all) == 0 && all.l_type != F_UNLCK;
	(void)close(journal.fd);
	return !held || is_held(&journal, all.l_pid, why);
}

bool hr_journal_open(const char *path, int64_t (*now)(void), struct hr_journal **journal, struct hr_error *why)
{
	struct hr_journal *fresh = calloc(1, sizeof *fresh);
	if (fresh == NULL)
		return hr_fail_memory(why);
	fresh->fd = -1;
	fresh->now = now;
	fresh->pending.ceiling = PENDING_MAX;
	fresh->head = (struct hr_journal_head){.verb = "", .run = "", .options = ""};
	fresh->arena = hr_arena_new(0);
	bool good = fresh->arena != NULL || hr_fail_memory(why);
	good = good && find_name(fresh, path, why) &&
	       (fresh->named ? open_named(fresh, why) : open_unnamed(fresh, why)) && hr_journal_look(fresh, why);
	if (!good) {
		fresh->named = false; /* another's file stays */
		hr_journal_close(fresh);
		return false;
	}
	*journal = fresh;
	return true;
}

void hr_journal_close(struct hr_journal *journal)
{
	struct hr_error ignored;
	if (journal == NULL)
		return;
	if (journal->begun && journal->trouble == 0)
		(void)!hr_journal_sync(journal, &ignored); /* what could not be written is looked at again */
	if (journal->named && !journal->begun && journal->found == HR_JOURNAL_NEW)
		(void)unlink(journal->path);
	if (journal->fd >= 0)
		(void)close(journal->fd);
	hr_buffer_free(&journal->pending);
	hr_arena_free(journal->arena);
	free(journal);
}

bool hr_journal_remove(struct hr_journal *journal, struct hr_error *why)
{
	if (journal->named && unlink(journal->path) != 0)
		return cannot(journal, "remove", errno, why);
	if (journal->named)
		hr_output_sync_folder(journal->path);
	journal->begun = journal->named = false;
	return true;
}

/* --- begin, resume --- */

static void put(struct hr_journal *journal, enum hr_journal_kind kind, const char *const *fields, size_t count)
{
	hr_journal_record_write(&journal->pending, &journal->chain, kind, fields, count, VALUE_CAP);
	journal->unsynced++;
}

bool hr_journal_begin(struct hr_journal *journal, const struct hr_journal_head *head, struct hr_error *why)
{
	const char *const fields[HR_HEAD_FIELDS] = {
	        [HR_HEAD_VERB] = head->verb, [HR_HEAD_RUN] = head->run, [HR_HEAD_OPTIONS] = head->options};
	if (ftruncate(journal->fd, 0) != 0)
		return cannot(journal, "begin", errno, why);
	journal->before = (struct hr_journal_marks){.count = 0};
	journal->good = journal->size = 0;
	journal->chain = 0;
	journal->begun = true;
	hr_buffer_text(&journal->pending, HR_JOURNAL_MAGIC);
	put(journal, HR_JOURNAL_HEAD, fields, HR_HEAD_FIELDS);
	if (!hr_journal_sync(journal, why))
		return false;
	if (journal->named)
		hr_output_sync_folder(journal->path);
	return true;
}

bool hr_journal_resume(struct hr_journal *journal, struct hr_error *why)
{
	if (ftruncate(journal->fd, (off_t)journal->good) != 0)
		return cannot(journal, "cut off its damaged end", errno, why);
	journal->size = journal->good;
	journal->begun = true;
	put(journal, HR_JOURNAL_RESUMED, NULL, 0);
	return hr_journal_sync(journal, why);
}

/* --- add --- */

static bool write_all(int fd, const char *bytes, size_t length, uint64_t offset)
{
	while (length > 0) {
		ssize_t written = pwrite(fd, bytes, length, (off_t)offset);
		if (written < 0 && errno == EINTR)
			continue;
		if (written == 0)
			errno = ENOSPC;
		if (written <= 0)
			return false;
		bytes += written;
		length -= (size_t)written;
		offset += (uint64_t)written;
	}
	return true;
}

/* Nothing can be added any more, and every further try says why. */
static bool broken(struct hr_journal *journal, int reason, struct hr_error *why)
{
	journal->trouble = reason;
	return hr_fail(why, HR_E_FILE, "%s: cannot write: %s; what stands in it is kept", journal->path,
	               strerror(reason));
}

bool hr_journal_flush(struct hr_journal *journal, struct hr_error *why)
{
	if (journal->trouble != 0)
		return broken(journal, journal->trouble, why);
	if (journal->pending.failed)
		return broken(journal, ENOMEM, why);
	if (journal->good + journal->pending.length > HR_JOURNAL_FILE_MAX)
		return broken(journal, EFBIG, why);
	if (!write_all(journal->fd, journal->pending.data, journal->pending.length, journal->good)) {
		int reason = errno;
		(void)!ftruncate(journal->fd, (off_t)journal->good); /* if not, the torn end is recognised */
		return broken(journal, reason, why);
	}
	journal->good += journal->pending.length;
	hr_buffer_clear(&journal->pending);
	return true;
}

bool hr_journal_sync(struct hr_journal *journal, struct hr_error *why)
{
	if (!hr_journal_flush(journal, why))
		return false;
	if (journal->named && journal->unsynced > 0 && fdatasync(journal->fd) != 0)
		return broken(journal, errno, why);
	journal->unsynced = 0;
	journal->synced_at = journal->now();
	return true;
}

static bool add(struct hr_journal *journal, enum hr_journal_kind kind, const char *const *fields, size_t count,
                struct hr_error *why)
{
	put(journal, kind, fields, count);
	bool due = journal->unsynced >= SYNC_RECORDS;
	if (kind == HR_JOURNAL_FACT && journal->pending.length < FLUSH_BYTES && !due)
		return !journal->pending.failed || hr_journal_flush(journal, why);
	due = due || journal->now() != journal->synced_at; /* the clock may be put back */
	return due ? hr_journal_sync(journal, why) : hr_journal_flush(journal, why);
}

bool hr_journal_fact(struct hr_journal *journal, const char *task, const struct hr_observation *seen,
                     struct hr_error *why)
{
	char at[32];
	(void)snprintf(at, sizeof at, "%" PRId64, seen->at > 0 ? seen->at : 0);
	const char *const fields[HR_LOGGED_FIELDS] = {
	        [HR_LOGGED_TASK] = task,
	        [HR_LOGGED_ABOUT] = seen->about,
	        [HR_LOGGED_KEY] = hr_fact_key_name(seen->key),
	        [HR_LOGGED_OF] = seen->of == NULL ? "" : seen->of,
	        [HR_LOGGED_SEEN] = hr_seen_name(seen->seen),
	        [HR_LOGGED_BY] = hr_means_name(seen->by),
	        [HR_LOGGED_AT] = at,
	        [HR_LOGGED_VALUE] = seen->value == NULL ? "" : seen->value,
	};
	return add(journal, HR_JOURNAL_FACT, fields, HR_LOGGED_FIELDS, why);
}

bool hr_journal_done(struct hr_journal *journal, const char *task, struct hr_error *why)
{
	return add(journal, HR_JOURNAL_DONE, &task, 1, why);
}

bool hr_journal_note(struct hr_journal *journal, const char *const *fields, size_t count, struct hr_error *why)
{
	return add(journal, HR_JOURNAL_NOTE, fields, count, why);
}
