#include "discover/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse/utf16.h"

#define FIRST_ROOM ((size_t)65536)

static bool make_room(struct hr_input *input, size_t *room, size_t ceiling, const char *path, struct hr_error *why)
{
	if (input->length < *room)
		return true;
	if (input->length > ceiling)
		return hr_fail(why, HR_E_LIMIT, "%s: larger than %zu MiB; split it", path, ceiling / 1048576);
	size_t larger = *room == 0 ? FIRST_ROOM : *room * 2;
	uint8_t *bytes = realloc(input->bytes, larger);
	if (bytes == NULL)
		return hr_fail_memory(why);
	input->bytes = bytes;
	*room = larger;
	return true;
}

static bool read_all(int fd, const char *path, size_t ceiling, size_t room, struct hr_input *input,
                     struct hr_error *why)
{
	for (;;) {
		if (!make_room(input, &room, ceiling, path, why))
			return false;
		ssize_t got = read(fd, input->bytes + input->length, room - input->length);
		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			return hr_fail(why, HR_E_FILE, "%s: %s", path, strerror(errno));
		input->length += got > 0 ? (size_t)got : 0;
	}
	return input->length <= ceiling ||
	       hr_fail(why, HR_E_LIMIT, "%s: larger than %zu MiB; split it", path, ceiling / 1048576);
}

bool hr_input_read(const char *path, size_t ceiling, struct hr_input *input, struct hr_error *why)
{
	struct hr_input fresh = {0};
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return hr_fail(why, HR_E_FILE, "%s: %s", path, strerror(errno));
	bool ok = fstat(fd, &status) == 0 || hr_fail(why, HR_E_FILE, "%s: %s", path, strerror(errno));
	if (ok && S_ISDIR(status.st_mode))
		ok = hr_fail(why, HR_E_FILE, "%s: is a folder; name a file", path);
	size_t room = 0;
	/* A known size spares the copies of a growing buffer; the ceiling is checked while reading. */
	if (ok && S_ISREG(status.st_mode) && status.st_size > 0 && (uintmax_t)status.st_size <= ceiling) {
		room = (size_t)status.st_size + 1;
		fresh.bytes = malloc(room);
		ok = fresh.bytes != NULL || hr_fail_memory(why);
	}
	ok = ok && read_all(fd, path, ceiling, room, &fresh, why);
	(void)close(fd);
	if (!ok)
		hr_input_free(&fresh);
	else
		*input = fresh;
	return ok;
}

bool hr_input_to_utf8(const char *path, struct hr_input *input, struct hr_error *why)
{
	struct hr_reader in = hr_reader_of(input->bytes, input->length);
	if (!hr_utf16_is(in))
		return true;
	uint8_t *text = malloc(input->length / 2 * 3 + 1);
	if (text == NULL)
		return hr_fail_memory(why);
	size_t length = 0;
	if (!hr_utf16_to_utf8(in, text, &length)) {
		free(text);
		return hr_fail(
		        why, HR_E_FORMAT,
		        "%s: broken UTF-16 (half a character at its end, or a lone surrogate): it was cut off or "
		        "changed; export it again",
		        path);
	}
	free(input->bytes);
	*input = (struct hr_input){.bytes = text, .length = length};
	return true;
}

void hr_input_free(struct hr_input *input)
{
	free(input->bytes);
	*input = (struct hr_input){0};
}
