#include "report/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMP_TRIES 100     /* names tried for the file beside; others were left by a run that was killed */
#define NEW_FILE_MODE 0640 /* a report tells where the weak places are: not for everyone */

static bool cannot(const struct hr_output *output, const char *what, int reason, struct hr_error *why)
{
	return hr_fail(why, HR_E_FILE, "%s: cannot %s: %s", output->path, what, strerror(reason));
}

/* Where a link leads to is what must be replaced, not the link. A link to nothing is replaced itself. */
bool hr_output_place(const char *path, char place[static HR_OUTPUT_PATH_MAX], struct hr_error *why)
{
	char real[PATH_MAX];
	const char *found = realpath(path, real) != NULL ? real : path;
	size_t length = strlen(found);
	if (length == 0 || found[length - 1] == '/' || length + 16 >= HR_OUTPUT_PATH_MAX)
		return hr_fail(why, HR_E_FILE, "\"%s\": cannot be the name of a file to write", path);
	memcpy(place, found, length + 1);
	return true;
}

/* The part before the last slash, or ".". */
static void folder_of(const char *place, char folder[static HR_OUTPUT_PATH_MAX])
{
	const char *slash = strrchr(place, '/');
	size_t length = slash == NULL ? 0 : slash == place ? 1 : (size_t)(slash - place);
	memcpy(folder, length == 0 ? "." : place, length == 0 ? 1 : length);
	folder[length == 0 ? 1 : length] = '\0';
}

static bool open_beside(struct hr_output *output, struct hr_error *why)
{
	for (unsigned i = 0; i < TEMP_TRIES; i++) {
		int length = snprintf(output->temp, sizeof output->temp, "%s.%ld-%u", output->place, (long)getpid(), i);
		if (length < 0 || (size_t)length >= sizeof output->temp)
			break;
		output->fd = open(output->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, NEW_FILE_MODE);
		if (output->fd >= 0)
			return true;
		if (errno != EEXIST)
			return cannot(output, "write a file beside it", errno, why);
	}
	return cannot(output, "find a free name beside it", EEXIST, why);
}

bool hr_output_open(struct hr_output *output, const char *path, struct hr_error *why)
{
	*output = (struct hr_output){.path = path, .fd = -1};
	if (strcmp(path, "-") == 0) {
		output->path = "standard output";
		output->fd = STDOUT_FILENO;
		return true;
	}
	if (!hr_output_place(path, output->place, why))
		return false;
	struct stat old;
	bool exists = stat(output->place, &old) == 0;
	if (exists && S_ISDIR(old.st_mode))
		return cannot(output, "write", EISDIR, why);
	if (exists && !S_ISREG(old.st_mode)) {
		output->fd = open(output->place, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return output->fd >= 0 || cannot(output, "open", errno, why);
	}
	if (exists && access(output->place, W_OK) != 0)
		return cannot(output, "replace", errno, why);
	if (!open_beside(output, why))
		return false;
	if (exists && fchmod(output->fd, old.st_mode & 0777) != 0) {
		int reason = errno;
		hr_output_abort(output);
		return cannot(output, "keep its permissions", reason, why);
	}
	return true;
}

bool hr_output_write(struct hr_output *output, const void *bytes, size_t length)
{
	const char *at = bytes;
	while (length > 0 && output->trouble == 0) {
		ssize_t written = write(output->fd, at, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			output->trouble = written == 0 ? ENOSPC : errno;
			break;
		}
		at += written;
		length -= (size_t)written;
	}
	return output->trouble == 0;
}

/* A rename is durable only when the folder is. A file system that cannot sync a folder has nothing to sync. */
void hr_output_sync_folder(const char *place)
{
	char folder[HR_OUTPUT_PATH_MAX];
	folder_of(place, folder);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		(void)close(fd);
	}
}

bool hr_output_commit(struct hr_output *output, struct hr_error *why)
{
	if (output->trouble == 0 && *output->temp != '\0' && fsync(output->fd) != 0)
		output->trouble = errno;
	int reason = output->trouble;
	if (reason != 0) {
		hr_output_abort(output);
		return cannot(output, "write", reason, why);
	}
	if (output->fd == STDOUT_FILENO)
		return true;
	if (close(output->fd) != 0)
		reason = errno;
	output->fd = -1;
	if (reason == 0 && *output->temp != '\0' && rename(output->temp, output->place) != 0)
		reason = errno;
	if (reason != 0) {
		hr_output_abort(output);
		return cannot(output, "write", reason, why);
	}
	if (*output->temp != '\0')
		hr_output_sync_folder(output->place);
	return true;
}

void hr_output_abort(struct hr_output *output)
{
	if (output->fd >= 0 && output->fd != STDOUT_FILENO)
		(void)close(output->fd);
	output->fd = -1;
	if (*output->temp != '\0')
		(void)unlink(output->temp);
}
