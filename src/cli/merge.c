/* merge: reports of several network segments or shards, as one, and judged. */
#include <stdio.h>
#include <string.h>

#include "cli/program.h"
#include "model/merge.h"
#include "report/file.h"

/* The reports that were named; each is freed by drop(). */
struct parts {
	struct hr_report *reports[HR_MERGE_MAX];
	size_t count;
};

static bool read_parts(const struct hr_settings *s, struct parts *parts, struct hr_error *why)
{
	const char *schema = NULL;
	const struct hr_list *files = &s->arguments;
	if (files->count == 0 || files->count > HR_MERGE_MAX)
		return hr_fail(why, HR_E_USAGE,
		               "found %zu reports, wanted 1 to %d: hybridready merge REPORT... -o FILE", files->count,
		               HR_MERGE_MAX);
	if (!hr_program_path(s->arena, "share/hybridready/reports/report.xsd", &schema, why))
		return false;
	for (; parts->count < files->count; parts->count++)
		if (!hr_report_read(files->at[parts->count], schema, &parts->reports[parts->count], why))
			return false;
	return true;
}

static void drop(struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		hr_report_free(parts->reports[i]);
}

static bool join(const struct hr_settings *s, const struct parts *parts, struct hr_merge_result *result,
                 struct hr_error *why)
{
	struct hr_merge_part named[HR_MERGE_MAX];
	for (size_t i = 0; i < parts->count; i++)
		named[i] = (struct hr_merge_part){.report = parts->reports[i], .name = s->arguments.at[i]};
	return hr_merge(named, parts->count, result, why);
}

/* The reports say which cloud they are about; they are judged for that one, and in their language if they share one. */
static void follow_reports(struct hr_settings *s, const struct parts *parts)
{
	s->cloud = parts->reports[0]->run.cloud;
	if (s->language != NULL)
		return;
	s->language = parts->reports[0]->run.language;
	for (size_t i = 1; i < parts->count; i++)
		if (strcmp(parts->reports[i]->run.language, s->language) != 0)
			s->language = NULL;
	if (s->language != NULL && strcmp(s->language, "en") != 0 && strcmp(s->language, "nl") != 0)
		s->language = NULL;
}

/* What a reader of the verdicts has to know first. */
static void say_result(const struct hr_settings *s, const struct hr_merge_result *result)
{
	if (!result->report->run.complete && *result->missing != '\0')
		hr_say(s, "missing: shard %.900s; what was to be looked at there stays unknown", result->missing);
	if (result->conflicts > 0)
		hr_say(s,
		       "the reports say different things of %zu facts or properties; those count as unknown, and the "
		       "notices in the report name them",
		       result->conflicts);
}

static int judge(const struct hr_settings *s, struct hr_merge_result *result, const char *path, struct hr_error *why)
{
	struct hr_program program = {.settings = s};
	bool good = hr_program_open(&program, s, why) && hr_program_adopt(&program, result->report, why);
	if (!good)
		hr_report_free(result->report);
	program.report = good ? program.report : NULL;
	if (good)
		say_result(s, result);
	good = good && hr_stage_assess(&program, why) && hr_stage_write(&program, path, why);
	int status = good ? (int)hr_summary_exit(&program) : hr_exit_of(why);
	if (good)
		hr_summary_print(&program, path);
	hr_program_close(&program);
	return status;
}

int hr_verb_merge(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_settings own = *settings;
	struct parts parts = {.count = 0};
	struct hr_merge_result result = {.report = NULL};
	const char *path = own.output == NULL ? "report.xml" : own.output;
	bool good = hr_output_check(path, why) && read_parts(&own, &parts, why) && join(&own, &parts, &result, why);
	int status = HR_EXIT_FAILED;
	if (good) {
		follow_reports(&own, &parts);
		status = judge(&own, &result, path, why);
	} else {
		status = hr_exit_of(why);
	}
	drop(&parts);
	return status;
}
