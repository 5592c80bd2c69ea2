/* run, discover, collect, assess, render, checks: a verb is a row of stages. probe has a file of its own. */
#include <stdio.h>
#include <string.h>

#include "cli/keep.h"
#include "cli/program.h"
#include "model/names.h"
#include "report/render.h"

#define REPORT_DEFAULT "report.xml"

static const char *output_or(const struct hr_settings *settings, const char *otherwise)
{
	return settings->output != NULL ? settings->output : otherwise;
}

static bool takes_no_arguments(const struct hr_settings *settings, struct hr_error *why)
{
	return settings->arguments.count == 0 ||
	       hr_fail(why, HR_E_USAGE, "found \"%s\", which is no option; see hybridready %s --help",
	               settings->arguments.at[0], settings->verb);
}

/* Discovery is not gone on with; what comes after it is. */
static bool cannot_resume(const struct hr_settings *settings, const char *path, struct hr_error *why)
{
	return !settings->resume ||
	       hr_fail(why, HR_E_USAGE,
	               "run --resume: an interrupted run is gone on with by \"hybridready collect %s --resume\"", path);
}

int hr_verb_run(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	const char *path = output_or(settings, REPORT_DEFAULT);
	bool good = takes_no_arguments(settings, why) && cannot_resume(settings, path, why) &&
	            hr_output_check(path, why) && hr_program_open(&program, settings, why) &&
	            hr_program_start(&program, why) && hr_keep_open(&program, path, "collect", why) &&
	            hr_stage_discover(&program, why) && hr_keep_inventory(&program, why) &&
	            hr_keep_begin(&program, why) && hr_stage_collect(&program, why) && hr_stage_assess(&program, why) &&
	            hr_stage_write(&program, REPORT_DEFAULT, why) && hr_keep_end(&program, program.collected, why);
	int status = good ? (int)hr_summary_exit(&program) : hr_exit_of(why);
	if (good)
		hr_summary_print(&program, path);
	else
		hr_keep_fail(&program);
	hr_program_close(&program);
	return status;
}

int hr_verb_discover(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	const char *path = output_or(settings, REPORT_DEFAULT);
	bool good = takes_no_arguments(settings, why) && hr_output_check(path, why) &&
	            hr_program_open(&program, settings, why) && hr_program_start(&program, why) &&
	            hr_stage_discover(&program, why);
	if (good) {
		program.report->run.complete = true;
		program.report->run.finished = program.report->run.started;
	}
	good = good && hr_stage_write(&program, REPORT_DEFAULT, why);
	if (good && !settings->quiet && strcmp(path, "-") != 0)
		(void)printf("Inventory: %s   (next: hybridready collect %s)\n", path, path);
	hr_program_close(&program);
	return good ? HR_EXIT_READY : hr_exit_of(why);
}

int hr_verb_collect(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	const char *path = output_or(settings, settings->arguments.at[0]);
	bool good = hr_program_open(&program, settings, why) && hr_takes_one_report(settings, why) &&
	            hr_output_check(path, why) && hr_keep_open(&program, path, "collect", why) &&
	            hr_keep_read(&program, why) && hr_keep_begin(&program, why) && hr_stage_collect(&program, why);
	if (good) /* findings of older evidence would be taken for findings of this one */
		hr_report_clear_assessment(program.report);
	good = good && hr_stage_write(&program, settings->arguments.at[0], why) &&
	       hr_keep_end(&program, program.collected, why);
	if (!good)
		hr_keep_fail(&program);
	if (good && !settings->quiet && program.settings->output == NULL)
		(void)printf("Evidence added: %s   (next: hybridready assess %s)\n", settings->arguments.at[0],
		             settings->arguments.at[0]);
	hr_program_close(&program);
	return good ? HR_EXIT_READY : hr_exit_of(why);
}

int hr_verb_assess(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	bool good = hr_program_open(&program, settings, why) && hr_program_read(&program, why) &&
	            hr_output_check(output_or(settings, settings->arguments.at[0]), why) &&
	            hr_stage_assess(&program, why) && hr_stage_write(&program, settings->arguments.at[0], why);
	int status = good ? (int)hr_summary_exit(&program) : hr_exit_of(why);
	if (good)
		hr_summary_print(&program, output_or(settings, settings->arguments.at[0]));
	hr_program_close(&program);
	return status;
}

/* The stylesheet of a format; several formats are several files, "-o" then names the first part of their names. */
static bool render_one(const struct hr_settings *settings, const char *format, size_t length, bool several,
                       struct hr_error *why)
{
	static const char *const formats[] = {"html", "csv", "json", "junit", "markdown"};
	static const char *const endings[] = {"html", "csv", "json", "junit.xml", "md"};
	size_t i = 0;
	while (i < HR_COUNT(formats) && (strlen(formats[i]) != length || strncmp(formats[i], format, length) != 0))
		i++;
	if (i == HR_COUNT(formats))
		return hr_fail(why, HR_E_USAGE,
		               "--format %.*s: wanted html, csv, json, junit or markdown, or reg alone", (int)length,
		               format);
	const char *output = output_or(settings, several ? "report" : "-");
	if (several && strcmp(output, "-") == 0)
		return hr_fail(why, HR_E_USAGE, "-o -: several formats do not fit into one output; give a name");
	if (several)
		output = hr_arena_printf(settings->arena, "%s.%s", output, endings[i]);
	const char *schema = NULL;
	const char *stylesheet = NULL;
	const char *relative = hr_arena_printf(settings->arena, "share/hybridready/reports/%s.xsl", formats[i]);
	if (output == NULL || relative == NULL)
		return hr_fail_memory(why);
	return hr_output_check(output, why) &&
	       hr_program_path(settings->arena, "share/hybridready/reports/report.xsd", &schema, why) &&
	       hr_program_path(settings->arena, relative, &stylesheet, why) &&
	       hr_render(settings->arguments.at[0], schema, stylesheet, output, why);
}

static bool render(const struct hr_settings *settings, struct hr_error *why)
{
	if (!hr_takes_one_report(settings, why))
		return false;
	if (settings->stylesheet != NULL) {
		const char *schema = NULL;
		const char *output = output_or(settings, "-");
		return (settings->format == NULL ||
		        hr_fail(why, HR_E_USAGE, "give --format or --stylesheet, not both")) &&
		       hr_output_check(output, why) &&
		       hr_program_path(settings->arena, "share/hybridready/reports/report.xsd", &schema, why) &&
		       hr_render(settings->arguments.at[0], schema, settings->stylesheet, output, why);
	}
	const char *format = settings->format == NULL ? "html" : settings->format;
	if (strcmp(format, "reg") == 0)
		return hr_render_reg(settings, why);
	bool several = strchr(format, ',') != NULL;
	for (;;) {
		size_t length = strcspn(format, ",");
		if (!render_one(settings, format, length, several, why))
			return false;
		if (format[length] == '\0')
			return true;
		format += length + 1;
	}
}

int hr_verb_render(const struct hr_settings *settings, struct hr_error *why)
{
	return render(settings, why) ? HR_EXIT_READY : hr_exit_of(why);
}

int hr_verb_checks(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	bool good = takes_no_arguments(settings, why) && hr_program_open(&program, settings, why);
	if (good)
		(void)printf("Catalog of %s, cloud %s\n", hr_catalog_rows(program.catalog)->date, settings->cloud);
	for (size_t m = 0; good && m < hr_modules_count(program.modules); m++) {
		const struct hr_module *module = hr_modules_at(program.modules, m);
		(void)printf("\n%s: %zu searches, %zu asks, %zu rules\n", module->name, module->search_count,
		             module->ask_count, module->rule_count);
		for (size_t i = 0; i < module->rule_count; i++) {
			const struct hr_rule *rule = &module->rules[i];
			const struct hr_adjustment *row = hr_tailoring_adjustment(program.tailoring, rule->id);
			(void)printf("  %-30s %-8s %-8s %s\n", rule->id, hr_question_name(rule->question),
			             row != NULL && row->off
			                     ? "off"
			                     : hr_severity_name(row != NULL ? row->severity : rule->severity),
			             hr_lang_text(program.lang, "rule", rule->id, "title"));
		}
	}
	hr_program_close(&program);
	return good ? HR_EXIT_READY : hr_exit_of(why);
}
