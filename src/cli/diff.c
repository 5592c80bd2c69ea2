/* diff: what changed between two reports, and a go or no-go. */
#include <stdio.h>
#include <string.h>

#include "cli/program.h"
#include "report/diff.h"
#include "report/file.h"

#define TEXT_MAX ((size_t)64 << 20)

static bool print(const struct hr_diff *diff, struct hr_error *why)
{
	struct hr_buffer text = {.ceiling = TEXT_MAX};
	bool good = hr_diff_text(diff, &text, why);
	if (good && text.length > 0)
		(void)fwrite(text.data, 1, text.length, stdout);
	hr_buffer_free(&text);
	return good;
}

int hr_verb_diff(const struct hr_settings *settings, struct hr_error *why)
{
	const struct hr_list *files = &settings->arguments;
	const char *format = settings->format == NULL ? "text" : settings->format;
	const char *schema = NULL;
	struct hr_report *older = NULL;
	struct hr_report *newer = NULL;
	struct hr_diff *diff = NULL;
	bool xml = strcmp(format, "xml") == 0;
	if (files->count != 2 || (!xml && strcmp(format, "text") != 0) || (!xml && settings->output != NULL)) {
		(void)hr_fail(why, HR_E_USAGE, "wanted OLD NEW, and --format text or xml; -o goes with xml");
		return hr_exit_of(why);
	}
	bool good =
	        hr_program_path(settings->arena, "share/hybridready/reports/report.xsd", &schema, why) &&
	        hr_report_read(files->at[0], schema, &older, why) &&
	        hr_report_read(files->at[1], schema, &newer, why) && hr_diff_make(older, newer, &diff, why) &&
	        (xml ? hr_diff_write(diff, settings->output == NULL ? "-" : settings->output, why) : print(diff, why));
	int status = good ? (int)diff->go : hr_exit_of(why);
	hr_diff_free(diff);
	hr_report_free(older);
	hr_report_free(newer);
	return status;
}
