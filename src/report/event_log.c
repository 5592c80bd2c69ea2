#include "report/event_log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "model/names.h"
#include "report/probes.h"

#define LINE_MAX_BYTES ((size_t)64 << 10) /* of one event: far above three short texts, escaped */

void hr_event_write(struct hr_pen *pen, const struct hr_event *event, const char *name_space)
{
	hr_pen_begin(pen, "event");
	if (name_space != NULL)
		hr_pen_put(pen, "xmlns", name_space);
	hr_pen_put_time(pen, "at", event->at);
	hr_pen_put(pen, "kind", hr_event_name(event->kind));
	hr_pen_put(pen, "about", event->about);
	hr_pen_put_if_any(pen, "of", event->of);
	hr_pen_text(pen, event->detail);
	hr_pen_end(pen);
}

bool hr_event_line(const struct hr_event *event, struct hr_buffer *line, struct hr_error *why)
{
	xmlBuffer *bytes = xmlBufferCreate();
	struct hr_pen pen = {.writer = bytes == NULL ? NULL : xmlNewTextWriterMemory(bytes, 0)};
	bool good = pen.writer != NULL;
	if (good) {
		hr_event_write(&pen, event, HR_REPORT_NAMESPACE);
		good = xmlTextWriterFlush(pen.writer) >= 0 && !pen.failed;
		xmlFreeTextWriter(pen.writer);
	}
	if (good) {
		hr_buffer_add(line, xmlBufferContent(bytes), (size_t)xmlBufferLength(bytes));
		hr_buffer_text(line, "\n");
	}
	xmlBufferFree(bytes);
	return (good && !line->failed) || hr_fail_memory(why);
}

static bool cannot(const struct hr_event_log *log, const char *what, int reason, struct hr_error *why)
{
	return hr_fail(why, HR_E_FILE, "--events %s: cannot %s: %s", log->path, what, strerror(reason));
}

static bool write_all(struct hr_event_log *log, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(log->fd, bytes, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			if (log->trouble == 0)
				log->trouble = written < 0 ? errno : EIO;
			return false;
		}
		log->cut = bytes[written - 1] != '\n';
		bytes += written;
		length -= (size_t)written;
		log->unsynced = true;
	}
	return true;
}

/* A pipe or a device has no end to look at. */
static bool ends_in_a_line(int fd)
{
	char last = '\n';
	off_t end = lseek(fd, 0, SEEK_END);
	return end <= 0 || pread(fd, &last, 1, end - 1) != 1 || last == '\n';
}

bool hr_event_log_open(struct hr_event_log *log, const char *path, struct hr_error *why)
{
	*log = (struct hr_event_log){.path = path};
	log->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
	if (log->fd < 0)
		return cannot(log, "write", errno, why);
	log->cut = !ends_in_a_line(log->fd);
	return true;
}

bool hr_event_log_add(struct hr_event_log *log, const struct hr_event *event, struct hr_error *why)
{
	struct hr_buffer line = {.ceiling = LINE_MAX_BYTES};
	bool good = hr_event_line(event, &line, why);
	if (good && ((log->cut && !write_all(log, "\n", 1)) || !write_all(log, line.data, line.length)))
		good = cannot(log, "write", log->trouble, why);
	hr_buffer_free(&line);
	return good;
}

bool hr_event_log_sync(struct hr_event_log *log, struct hr_error *why)
{
	if (!log->unsynced)
		return true;
	log->unsynced = false;
	if (fdatasync(log->fd) == 0 || errno == EINVAL || errno == EROFS) /* a pipe or a device */
		return true;
	if (log->trouble == 0)
		log->trouble = errno;
	return cannot(log, "make it durable", errno, why);
}

bool hr_event_log_close(struct hr_event_log *log, struct hr_error *why)
{
	bool good = hr_event_log_sync(log, why);
	if (close(log->fd) != 0 && log->trouble == 0)
		log->trouble = errno;
	log->fd = -1;
	if (good && log->trouble != 0)
		return cannot(log, "write", log->trouble, why);
	return good;
}
