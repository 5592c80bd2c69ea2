/* import: evidence that owners bring as files. A kind of file is a row. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/program.h"
#include "discover/discover.h"
#include "model/brought.h"
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
} kinds[] = {
        {"registry export", hr_export_is, hr_export_read},
        {"HealthChecker report", hr_health_checker_is, hr_health_checker_read},
        {"Skype for Business topology", is_topology, read_topology},
        {"Skype for Business topology", is_xml, read_topology},
};

/* --- one file --- */

struct bringing {
	const struct hr_settings *settings;
	struct hr_program *program;
	int64_t now;
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

static bool bring(const struct bringing *b, const char *given, struct hr_error *why)
{
	uint8_t head[HR_BROUGHT_HEAD];
	size_t length = 0;
	struct hr_brought brought = {.path = path_of(b, given),
	                             .catalog = hr_catalog_rows(b->program->catalog),
	                             .report = b->program->report};
	if (brought.path == NULL)
		return hr_fail_memory(why);
	if (!read_head(brought.path, head, &length, &brought.at, why) || !name_servers(b, &brought, why))
		return false;
	if (brought.at > b->now)
		brought.at = b->now;
	for (size_t i = 0; i < HR_COUNT(kinds); i++) {
		if (!kinds[i].recognise(brought.path, head, length))
			continue;
		if (!kinds[i].read(&brought, why) || !hr_report_index(brought.report, why))
			return false;
		hr_say(b->settings, "%s: %s: %s", given, kinds[i].name, brought.told);
		return true;
	}
	return hr_fail(why, HR_E_FORMAT,
	               "%s: of no kind that is known here; hybridready import --help lists them. Nothing was changed",
	               given);
}

int hr_verb_import(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	const struct bringing b = {.settings = settings, .program = &program, .now = hr_clock_now()};
	bool good =
	        settings->arguments.count >= 2 ||
	        hr_fail(why, HR_E_USAGE, "wanted a report and one or more files: hybridready import REPORT FILE...");
	good = good && hr_program_open_catalog(&program, settings, false, why) &&
	       hr_program_read_first(&program, why) &&
	       hr_output_check(settings->output != NULL ? settings->output : settings->arguments.at[0], why);
	for (size_t i = 1; good && i < settings->arguments.count; i++)
		good = bring(&b, settings->arguments.at[i], why);
	if (good) /* findings of older evidence would be taken for findings of this one */
		hr_report_clear_assessment(program.report);
	good = good && hr_stage_write(&program, settings->arguments.at[0], why);
	if (good && !settings->quiet && settings->output == NULL)
		(void)printf("Evidence added: %s   (next: hybridready assess %s)\n", settings->arguments.at[0],
		             settings->arguments.at[0]);
	hr_program_close(&program);
	return good ? HR_EXIT_READY : hr_exit_of(why);
}
