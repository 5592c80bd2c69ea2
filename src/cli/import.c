/* import: evidence that owners bring as files. A kind of file is a row. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/program.h"
#include "discover/discover.h"
#include "model/brought.h"
#include "observe/captures.h"
#include "observe/iis_logs.h"
#include "observe/mails.h"
#include "observe/smtp_logs.h"
#include "registry/collected.h"
#include "registry/export.h"
#include "registry/health_checker.h"

/* --- a Skype for Business topology: it names servers, where other kinds are about servers --- */

static bool is_topology(const char *path, const uint8_t *head, size_t length)
{
	size_t stem = strlen(path);
	(void)head;
	(void)length;
	return stem > 7 && hr_text_compare_nocase(path + stem - 7, ".tbxml") == 0;
}

/* Any XML is tried as a topology last: the reader says in words what it wanted. */
static bool is_xml(const char *path, const uint8_t *head, size_t length)
{
	static const char start[] = "<?xml";
	size_t mark = length >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	(void)path;
	return length >= mark + strlen(start) && memcmp(head + mark, start, strlen(start)) == 0;
}

static bool read_topology(struct hr_brought *brought, struct hr_error *why)
{
	struct hr_discovery discovery = {.report = brought->report, .now = brought->at};
	size_t before = brought->report->server_count;
	if (!hr_discover_topology(&discovery, brought->path, why))
		return false;
	(void)snprintf(brought->told, sizeof brought->told, "%zu more servers", brought->report->server_count - before);
	return true;
}

/* The first that recognises a file reads it. */
static const struct {
	const char *name;
	hr_brought_recognise *recognise;
	hr_brought_read *read;
	hr_brought_finish *finish; /* NULL: each file stands for itself */
} kinds[] = {
        {"collector's folder", hr_collected_is, hr_collected_read, NULL},
        {"registry export", hr_export_is, hr_export_read, NULL},
        {"IIS logs", hr_iis_logs_is, hr_iis_logs_read, hr_iis_logs_finish},
        {"SMTP protocol logs", hr_smtp_logs_is, hr_smtp_logs_read, hr_smtp_logs_finish},
        {"captures", hr_captures_is, hr_captures_read, hr_captures_finish},
        {"mails", hr_mails_is, hr_mails_read, hr_mails_finish},
        {"HealthChecker report", hr_health_checker_is, hr_health_checker_read, NULL},
        {"Skype for Business topology", is_topology, read_topology, NULL},
        {"Skype for Business topology", is_xml, read_topology, NULL},
};

/* --- one file --- */

struct bringing {
	const struct hr_settings *settings;
	struct hr_program *program;
	int64_t now, since;
	struct hr_probe_options names;
	void *kept[HR_COUNT(kinds)];
};

static bool read_head(const char *path, uint8_t *head, size_t *length, int64_t *written, struct hr_error *why)
{
	struct stat status;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer must not hang us */
	bool good = file >= 0 && fstat(file, &status) == 0;
	if (good && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
		(void)close(file);
		return hr_fail(why, HR_E_FILE, "%s: wanted a file or a folder", path);
	}
	ssize_t got = good && S_ISREG(status.st_mode) ? read(file, head, HR_BROUGHT_HEAD) : 0;
	good = good && got >= 0;
	if (!good)
		(void)hr_fail(why, HR_E_FILE, "%s: %s", path, strerror(errno));
	if (file >= 0)
		(void)close(file);
	if (good) {
		*length = (size_t)got;
		*written = (int64_t)status.st_mtime;
	}
	return good;
}

/* A folder's path ends in '/', so that a recogniser can tell. */
static const char *path_of(const struct bringing *b, const char *path)
{
	struct stat status;
	size_t length = strlen(path);
	if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode) || path[length - 1] == '/')
		return path;
	return hr_arena_printf(b->settings->arena, "%s/", path);
}

/* "fe01.contoso.com.reg" and "fe01.contoso.com-schannel.reg" say themselves whose they are. */
static bool servers_by_file_name(struct hr_brought *brought, struct hr_error *why)
{
	const char *slash = strrchr(brought->path, '/');
	const char *base = slash == NULL ? brought->path : slash + 1;
	size_t longest = 0;
	const char *best = NULL;
	for (size_t i = 0; i < brought->report->server_count; i++) {
		const char *name = brought->report->servers[i].view.name;
		size_t length = strlen(name);
		if (length <= longest || strncasecmp(base, name, length) != 0)
			continue;
		if (strchr("._- ", base[length]) != NULL) {
			longest = length;
			best = name;
		}
	}
	return best == NULL ||
	       hr_brought_servers(brought->report, best, &brought->servers, &brought->server_count, why);
}

static bool name_servers(const struct bringing *b, struct hr_brought *brought, struct hr_error *why)
{
	const char *name = b->settings->server;
	if (name == NULL)
		return servers_by_file_name(brought, why);
	if (!hr_brought_servers(brought->report, name, &brought->servers, &brought->server_count, why))
		return false;
	return brought->server_count > 0 || hr_fail(why, HR_E_USAGE,
	                                            "--server %s: the inventory has no server, or more than one, of "
	                                            "that name; give the full name as "
	                                            "in the report",
	                                            name);
}

static struct hr_brought start(struct bringing *b, const char *path)
{
	return (struct hr_brought){.path = path,
	                           .catalog = hr_catalog_rows(b->program->catalog),
	                           .report = b->program->report,
	                           .since = b->since,
	                           .names = &b->names,
	                           .scratch = b->settings->arena};
}

enum came { CAME_TO_NOTHING = 0, UNRECOGNISED, READ };

static enum came bring(struct bringing *b, const char *path, struct hr_error *why)
{
	uint8_t head[HR_BROUGHT_HEAD];
	size_t length = 0;
	struct hr_brought brought = start(b, path);
	if (!read_head(path, head, &length, &brought.at, why) || !name_servers(b, &brought, why))
		return CAME_TO_NOTHING;
	if (brought.at > b->now)
		brought.at = b->now;
	for (size_t i = 0; i < HR_COUNT(kinds); i++) {
		if (!kinds[i].recognise(path, head, length))
			continue;
		brought.kept = &b->kept[i];
		if (!kinds[i].read(&brought, why))
			return CAME_TO_NOTHING;
		if (kinds[i].finish != NULL)
			return READ;
		if (!hr_report_index(brought.report, why))
			return CAME_TO_NOTHING;
		hr_say(b->settings, "%s: %s: %s", path, kinds[i].name, brought.told);
		return READ;
	}
	return UNRECOGNISED;
}

/* --- a folder that no kind claims as a whole: its files one by one, in the order of their names --- */

#define FOLDER_DEPTH_MAX 16

struct folder_counts {
	size_t read, unrecognised;
};

/* Links are left out: they may lead in circles, or out of what was brought. */
static int is_plain(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && entry->d_type != DT_LNK;
}

static bool bring_folder(struct bringing *b, const char *path, unsigned depth, struct folder_counts *counts,
                         struct hr_error *why)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_plain, alphasort);
	bool good = count >= 0 || hr_fail(why, HR_E_FILE, "%s: %s", path, strerror(errno));
	if (good && depth == FOLDER_DEPTH_MAX)
		good = hr_fail(why, HR_E_LIMIT, "%s: more than %d folders deep", path, FOLDER_DEPTH_MAX);
	for (int i = 0; i < count; i++) {
		const char *given = good ? hr_arena_printf(b->settings->arena, "%s%s", path, entries[i]->d_name) : NULL;
		const char *inner = given == NULL ? NULL : path_of(b, given);
		if (good && inner == NULL)
			good = hr_fail_memory(why);
		free(entries[i]);
		if (!good)
			continue;
		enum came came = bring(b, inner, why);
		if (came == UNRECOGNISED && inner[strlen(inner) - 1] == '/')
			good = bring_folder(b, inner, depth + 1, counts, why);
		else if (came == UNRECOGNISED)
			counts->unrecognised++;
		else if (came == READ)
			counts->read++;
		else
			good = false;
	}
	free((void *)entries);
	return good;
}

static bool bring_given(struct bringing *b, const char *given, struct hr_error *why)
{
	struct folder_counts counts = {.read = 0};
	const char *path = path_of(b, given);
	if (path == NULL)
		return hr_fail_memory(why);
	enum came came = bring(b, path, why);
	if (came != UNRECOGNISED)
		return came == READ;
	bool folder = path[strlen(path) - 1] == '/';
	if (folder && !bring_folder(b, path, 0, &counts, why))
		return false;
	if (counts.unrecognised > 0 && counts.read > 0)
		hr_say(b->settings, "%s: %zu files of no kind that is known here were left out", given,
		       counts.unrecognised);
	return counts.read > 0 || hr_fail(why, HR_E_FORMAT,
	                                  "%s: %s of no kind that is known here; hybridready import --help lists them. "
	                                  "Nothing was changed",
	                                  given, folder ? "holds files" : "is");
}

/* What adds up over files is told when the last was read. */
static bool finish(struct bringing *b, struct hr_error *why)
{
	for (size_t i = 0; i < HR_COUNT(kinds); i++) {
		struct hr_brought brought = start(b, b->settings->arguments.at[1]);
		brought.at = b->now;
		brought.kept = &b->kept[i];
		if (kinds[i].finish == NULL || b->kept[i] == NULL)
			continue;
		if (!kinds[i].finish(&brought, why) || !hr_report_index(brought.report, why))
			return false;
		hr_say(b->settings, "%s: %s", kinds[i].name, brought.told);
	}
	return true;
}

int hr_verb_import(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	struct bringing b = {.settings = settings, .program = &program, .now = hr_clock_now()};
	bool good =
	        settings->arguments.count >= 2 ||
	        hr_fail(why, HR_E_USAGE, "wanted a report and one or more files: hybridready import REPORT FILE...");
	if (good && settings->since != NULL && !hr_time_parse(settings->since, &b.since))
		good = hr_fail(why, HR_E_USAGE, "--since %s: wanted a day, YYYY-MM-DD, or a time, YYYY-MM-DDTHH:MM:SSZ",
		               settings->since);
	good = good && hr_program_open_catalog(&program, settings, false, why) &&
	       hr_program_read_first(&program, why) &&
	       hr_output_check(settings->output != NULL ? settings->output : settings->arguments.at[0], why);
	b.names = hr_stage_probe_options(&program);
	for (size_t i = 1; good && i < settings->arguments.count; i++)
		good = bring_given(&b, settings->arguments.at[i], why);
	good = good && finish(&b, why);
	if (good) /* findings of older evidence would be taken for findings of this one */
		hr_report_clear_assessment(program.report);
	good = good && hr_stage_write(&program, settings->arguments.at[0], why);
	if (good && !settings->quiet && settings->output == NULL)
		(void)printf("Evidence added: %s   (next: hybridready assess %s)\n", settings->arguments.at[0],
		             settings->arguments.at[0]);
	hr_program_close(&program);
	return good ? HR_EXIT_READY : hr_exit_of(why);
}
