#include "observe/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct block {
	uint8_t *bytes; /* HR_LOG_BLOCK of them */
	size_t held;    /* the beginning of a line that is not whole yet */
	bool skipping;  /* within a line that is too long */
};

/* The length up to and with the last line end; 0 if there is none. */
static size_t whole_lines(const uint8_t *bytes, size_t length)
{
	while (length > 0 && bytes[length - 1] != '\n')
		length--;
	return length;
}

/* Hands out the whole lines of what was read and keeps the rest. */
static bool hand_out(struct block *b, size_t length, hr_log_take *take, void *taker, struct hr_log_read *read,
                     struct hr_error *why)
{
	size_t from = 0, whole = whole_lines(b->bytes, length);
	if (b->skipping && whole > 0) {
		const uint8_t *end = memchr(b->bytes, '\n', length);
		from = end == NULL ? 0 : (size_t)(end - b->bytes) + 1;
		b->skipping = false;
	}
	if (b->skipping || (whole == 0 && length == HR_LOG_BLOCK)) {
		read->skipped += b->skipping ? 0 : 1;
		b->skipping = true;
		b->held = 0;
		return true;
	}
	if (whole > from && !take(taker, hr_reader_of(b->bytes + from, whole - from), why))
		return false;
	b->held = length - whole;
	memmove(b->bytes, b->bytes + whole, b->held);
	return true;
}

static bool read_all(int file, struct block *b, hr_log_take *take, void *taker, struct hr_log_read *counts,
                     struct hr_error *why, const char *path)
{
	for (;;) {
		ssize_t got = read(file, b->bytes + b->held, HR_LOG_BLOCK - b->held);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return hr_fail(why, HR_E_FILE, "%s: %s", path, strerror(errno));
		if (got == 0)
			return b->held == 0 || b->skipping || take(taker, hr_reader_of(b->bytes, b->held), why);
		counts->bytes += (uint64_t)got;
		if (!hand_out(b, b->held + (size_t)got, take, taker, counts, why))
			return false;
	}
}

bool hr_log_file_read(const char *path, hr_log_take *take, void *taker, struct hr_log_read *read, struct hr_error *why)
{
	struct block block = {.bytes = malloc(HR_LOG_BLOCK)};
	if (block.bytes == NULL)
		return hr_fail_memory(why);
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool good = file >= 0 || hr_fail(why, HR_E_FILE, "%s: %s", path, strerror(errno));
	good = good && read_all(file, &block, take, taker, read, why, path);
	if (file >= 0)
		(void)close(file);
	free(block.bytes);
	return good;
}
