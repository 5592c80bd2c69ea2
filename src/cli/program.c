#include "cli/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "report/file.h"
#include "report/journal.h"

bool hr_program_path(struct hr_arena *arena, const char *relative, const char **path, struct hr_error *why)
{
	char self[4096];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	if (length <= 0)
		return hr_fail(why, HR_E_SYSTEM, "cannot tell where this program lies (/proc/self/exe): %s",
		               strerror(errno));
	self[length] = '\0';
	for (int up = 0; up < 2; up++) { /* <prefix>/bin/hybridready -> <prefix> */
		char *slash = strrchr(self, '/');
		if (slash != NULL)
			*slash = '\0';
	}
	*path = hr_arena_printf(arena, "%s/%s", self, relative);
	return *path != NULL || hr_fail_memory(why);
}

/* The catalog's rows for a cloud, in the place of those that were there. */
static bool load_rows(struct hr_program *program, const char *cloud, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	const char *folder = s->catalog;
	struct hr_catalog_set *fresh = NULL;
	if ((folder == NULL && !hr_program_path(s->arena, "share/hybridready/catalog", &folder, why)) ||
	    !hr_catalog_load(folder, cloud, &fresh, why))
		return false;
	hr_catalog_free(program->catalog);
	program->catalog = fresh;
	return true;
}

/* The texts of a language, in the place of those that were there. */
static bool load_texts(struct hr_program *program, const char *language, struct hr_error *why)
{
	const char *folder = NULL;
	struct hr_lang *fresh = NULL;
	if (!hr_program_path(program->settings->arena, "share/hybridready/reports/lang", &folder, why) ||
	    !hr_lang_load(folder, language, &fresh, why))
		return false;
	hr_lang_free(program->lang);
	program->lang = fresh;
	return true;
}

static bool load_catalog(struct hr_program *program, bool texts, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	if (s->language != NULL && strcmp(s->language, "en") != 0 && strcmp(s->language, "nl") != 0)
		return hr_fail(why, HR_E_USAGE, "--lang %s: wanted en or nl", s->language);
	return hr_program_path(s->arena, "share/hybridready/reports/report.xsd", &program->schema, why) &&
	       hr_settings_overrides(s, &program->overrides, &program->override_count, why) &&
	       load_rows(program, s->cloud, why) &&
	       (!texts || load_texts(program, s->language == NULL ? "en" : s->language, why));
}

bool hr_program_open_catalog(struct hr_program *program, const struct hr_settings *settings, bool texts,
                             struct hr_error *why)
{
	*program = (struct hr_program){.settings = settings};
	return load_catalog(program, texts, why);
}

bool hr_program_open(struct hr_program *program, const struct hr_settings *settings, struct hr_error *why)
{
	*program = (struct hr_program){.settings = settings};
	const char *checks = settings->checks;
	return (checks != NULL || hr_program_path(settings->arena, "lib/hybridready/checks", &checks, why)) &&
	       hr_modules_load(checks, &program->modules, why) && load_catalog(program, true, why) &&
	       hr_program_tailor(program, why);
}

void hr_program_close(struct hr_program *program)
{
	hr_journal_close(program->journal);
	hr_report_free(program->report);
	hr_lang_free(program->lang);
	hr_catalog_free(program->catalog);
	hr_modules_free(program->modules);
	*program = (struct hr_program){.settings = program->settings};
}

/* Unique enough for a run: its second and its process. */
static const char *run_id(struct hr_arena *arena, int64_t now)
{
	return hr_arena_printf(arena, "run-%lld-%ld", (long long)now, (long)getpid());
}

bool hr_program_start(struct hr_program *program, struct hr_error *why)
{
	if (!hr_report_new(&program->report, why))
		return false;
	struct hr_run *run = &program->report->run;
	const struct hr_settings *s = program->settings;
	run->started = hr_clock_now();
	run->tool = HR_TOOL;
	run->id = run_id(program->report->arena, run->started);
	run->cloud = hr_arena_string(program->report->arena, s->cloud);
	run->language = s->language == NULL ? "en" : s->language;
	return (run->id != NULL && run->cloud != NULL) || hr_fail_memory(why);
}

bool hr_program_adopt(struct hr_program *program, struct hr_report *report, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	program->report = report;
	report->run.tool = HR_TOOL;
	report->run.language = s->language == NULL ? "en" : s->language;
	if (*report->run.id == '\0')
		report->run.id = run_id(report->arena, hr_clock_now());
	return report->run.id != NULL || hr_fail_memory(why);
}

bool hr_takes_one_report(const struct hr_settings *settings, struct hr_error *why)
{
	size_t count = settings->arguments.count;
	return count == 1 || hr_fail(why, HR_E_USAGE, "wanted one report file, found %zu", count);
}

bool hr_program_read(struct hr_program *program, struct hr_error *why)
{
	return hr_takes_one_report(program->settings, why) && hr_program_read_first(program, why);
}

bool hr_program_read_first(struct hr_program *program, struct hr_error *why)
{
	return hr_program_read_file(program, program->settings->arguments.at[0], why);
}

/* What the command line leaves open the report says: for which cloud to judge, and in which language. */
static bool follow_report(struct hr_program *program, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	struct hr_run *run = &program->report->run;
	if (s->language != NULL)
		run->language = s->language;
	else if (program->lang != NULL && strcmp(run->language, "nl") == 0 && !load_texts(program, "nl", why))
		return false;
	if (s->cloud_given)
		run->cloud = s->cloud;
	return strcmp(run->cloud, s->cloud) == 0 || load_rows(program, run->cloud, why);
}

bool hr_program_read_file(struct hr_program *program, const char *path, struct hr_error *why)
{
	if (!hr_report_read(path, program->schema, &program->report, why))
		return false;
	program->report->run.tool = HR_TOOL;
	return follow_report(program, why);
}

int hr_exit_of(const struct hr_error *why)
{
	return why->status == HR_E_USAGE ? HR_EXIT_USAGE : HR_EXIT_FAILED;
}

bool hr_output_check(const char *path, struct hr_error *why)
{
	if (strcmp(path, "-") == 0)
		return true;
	const char *slash = strrchr(path, '/');
	char folder[4096] = ".";
	if (slash != NULL) {
		size_t length = slash == path ? 1 : (size_t)(slash - path);
		if (length >= sizeof folder)
			return hr_fail(why, HR_E_USAGE, "-o: the path is too long");
		memcpy(folder, path, length);
		folder[length] = '\0';
	}
	if (access(folder, W_OK | X_OK) != 0)
		return hr_fail(why, HR_E_FILE, "%s: no file can be put into the folder %s: %s; choose another with -o",
		               path, folder, strerror(errno));
	return hr_journal_is_free(path, why);
}
