/* diff: what changed between two reports, and a go or no-go. */
#include <string.h>

#include "cli/program.h"
#include "report/diff.h"
#include "report/file.h"
#include "report/output.h"

#define TEXT_MAX ((size_t)64 << 20)

struct comparison {
	struct hr_settings settings; /* with the language and the cloud of the new report */
	struct hr_program program;   /* its report: the old one, judged again */
	struct hr_report *older, *newer;
	struct hr_diff *diff;
};

/* The old evidence before the new report's judge, if that is this program with this catalog. */
static bool judge_again(struct comparison *c, struct hr_error *why)
{
	struct hr_program *program = &c->program;
	if (strcmp(hr_catalog_rows(program->catalog)->date, c->newer->run.catalog) != 0) {
		hr_say(&c->settings,
		       "the new report was judged by the catalog of %s, this one is of %s: the old report is "
		       "compared as it was judged; assess the new one to have both judged alike",
		       c->newer->run.catalog, hr_catalog_rows(program->catalog)->date);
		return true;
	}
	if (!hr_report_read(c->settings.arguments.at[0], program->schema, &program->report, why))
		return false;
	program->tailoring = c->newer->tailoring;
	program->report->run.tool = c->newer->run.tool;
	program->report->run.language = c->newer->run.language;
	return hr_stage_assess(program, why);
}

static bool compare(struct comparison *c, struct hr_error *why)
{
	bool again = c->newer->assessed && !hr_diff_has_one_judge(c->older, c->newer) &&
	             strcmp(c->newer->run.tool, HR_TOOL) == 0;
	bool good = again ? hr_program_open(&c->program, &c->settings, why)
	                  : hr_program_open_catalog(&c->program, &c->settings, true, why);
	return good && (!again || judge_again(c, why)) &&
	       hr_diff_make_fair(c->older, c->program.report, c->newer, &c->diff, why) &&
	       hr_diff_tell(c->diff, c->program.lang, c->settings.language, why);
}

static bool write_text(const struct hr_diff *diff, const char *path, struct hr_error *why)
{
	struct hr_buffer text = {.ceiling = TEXT_MAX};
	struct hr_output output;
	bool good = hr_diff_text(diff, &text, why) && hr_output_open(&output, path, why);
	if (good) {
		(void)!hr_output_write(&output, text.data, text.length);
		good = hr_output_commit(&output, why);
	}
	hr_buffer_free(&text);
	return good;
}

static bool write_page(const struct comparison *c, const char *path, struct hr_error *why)
{
	const char *stylesheet = NULL;
	return hr_program_path(c->settings.arena, "share/hybridready/reports/diff.xsl", &stylesheet, why) &&
	       hr_diff_render(c->diff, stylesheet, path, why);
}

static bool write_as(const struct comparison *c, const char *format, struct hr_error *why)
{
	const char *path = c->settings.output == NULL ? "-" : c->settings.output;
	if (strcmp(format, "xml") == 0)
		return hr_diff_write(c->diff, path, why);
	return strcmp(format, "html") == 0 ? write_page(c, path, why) : write_text(c->diff, path, why);
}

int hr_verb_diff(const struct hr_settings *settings, struct hr_error *why)
{
	struct comparison c = {.settings = *settings};
	const char *format = settings->format == NULL ? "text" : settings->format;
	const char *schema = NULL;
	if (settings->arguments.count != 2 ||
	    (strcmp(format, "text") != 0 && strcmp(format, "xml") != 0 && strcmp(format, "html") != 0)) {
		(void)hr_fail(why, HR_E_USAGE, "wanted OLD NEW, and --format text, xml or html");
		return hr_exit_of(why);
	}
	bool good = (settings->output == NULL || hr_output_check(settings->output, why)) &&
	            hr_program_path(settings->arena, "share/hybridready/reports/report.xsd", &schema, why) &&
	            hr_report_read(settings->arguments.at[0], schema, &c.older, why) &&
	            hr_report_read(settings->arguments.at[1], schema, &c.newer, why);
	if (good) {
		if (c.settings.language == NULL)
			c.settings.language = strncmp(c.newer->run.language, "nl", 2) == 0 ? "nl" : "en";
		c.settings.cloud = c.newer->run.cloud;
		good = compare(&c, why) && write_as(&c, format, why);
	}
	int status = good ? (int)c.diff->go : hr_exit_of(why);
	hr_diff_free(c.diff);
	hr_program_close(&c.program);
	hr_report_free(c.older);
	hr_report_free(c.newer);
	return status;
}
