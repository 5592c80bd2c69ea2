#include "discover/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A FILE would keep a copy in its buffer. */
static bool read_line(int fd, const char *path, struct hr_secret *secret, struct hr_error *why)
{
	size_t used = 0;
	while (used <= HR_SECRET_MAX) {
		ssize_t got = read(fd, secret->text + used, sizeof secret->text - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return hr_fail(why, HR_E_FILE, "password file %s: %s", path, strerror(errno));
		const char *end = memchr(secret->text + used, '\n', (size_t)got);
		if (end != NULL || got == 0) {
			secret->length = end == NULL ? used : (size_t)(end - secret->text);
			if (secret->length > 0 && secret->text[secret->length - 1] == '\r')
				secret->length--;
			/* A bind without a password succeeds everywhere, as nobody (RFC 4513 5.1.2). */
			return secret->length > 0 ||
			       hr_fail(why, HR_E_USAGE, "password file %s: its first line is empty", path);
		}
		used += (size_t)got;
	}
	return hr_fail(why, HR_E_LIMIT, "password file %s: its first line is longer than %zu bytes", path,
	               HR_SECRET_MAX);
}

bool hr_secret_read(const char *path, struct hr_secret *secret, struct hr_error *why)
{
	struct stat status;
	*secret = (struct hr_secret){0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return hr_fail(why, HR_E_FILE, "password file %s: %s", path, strerror(errno));
	/* From here on a core dump or a debugger of the same user would show it. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	bool ok = fstat(fd, &status) == 0 || hr_fail(why, HR_E_FILE, "password file %s: %s", path, strerror(errno));
	if (ok && S_ISDIR(status.st_mode))
		ok = hr_fail(why, HR_E_FILE, "password file %s: is a folder", path);
	if (ok && S_ISREG(status.st_mode) && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		ok = hr_fail(
		        why, HR_E_USAGE,
		        "password file %s: group or others have access to it (mode %03o); chmod 600 it, and change "
		        "the password if others may have read it",
		        path, (unsigned)(status.st_mode & 0777));
	ok = ok && read_line(fd, path, secret, why);
	(void)close(fd);
	if (!ok)
		hr_secret_wipe(secret);
	else /* what follows the first line is none of ours */
		explicit_bzero(secret->text + secret->length, sizeof secret->text - secret->length);
	return ok;
}

void hr_secret_wipe(struct hr_secret *secret)
{
	explicit_bzero(secret, sizeof *secret);
}
