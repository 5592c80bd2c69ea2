/* render --format reg: the registry lines that would make one server ready, and those that take them back. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/program.h"
#include "model/brought.h"
#include "registry/change.h"
#include "report/output.h"

static bool write_one(const char *path, const struct hr_buffer *text, struct hr_error *why)
{
	struct hr_output output;
	if (!hr_output_open(&output, path, why))
		return false;
	(void)!hr_output_write(&output, text->data, text->length); /* commit says what went wrong */
	return hr_output_commit(&output, why);
}

/* "fe01.reg" -> "fe01-undo.reg". */
static const char *undo_path(const struct hr_settings *settings)
{
	const char *path = settings->output;
	size_t length = strlen(path);
	bool ending = length > 4 && hr_text_compare_nocase(path + length - 4, ".reg") == 0;
	return hr_arena_printf(settings->arena, "%.*s-undo.reg", (int)(ending ? length - 4 : length), path);
}

static bool write_both(const struct hr_settings *settings, const struct hr_change *change, struct hr_error *why)
{
	bool to_screen = settings->output == NULL || strcmp(settings->output, "-") == 0;
	const char *undo = to_screen ? NULL : undo_path(settings);
	if (to_screen)
		return write_one("-", &change->make, why);
	if (undo == NULL)
		return hr_fail_memory(why);
	/* The way back first: nobody should hold the one without the other. */
	if (!hr_output_check(settings->output, why) || !write_one(undo, &change->undo, why) ||
	    !write_one(settings->output, &change->make, why))
		return false;
	hr_say(settings, "%s sets %zu values; %s takes them back%s", settings->output, change->values, undo,
	       change->unknown > 0 ? ", but for those whose old value is not known" : "");
	return true;
}

bool hr_render_reg(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	struct hr_change change = {.values = 0};
	const char *const *ids = NULL;
	size_t count = 0;
	if (settings->server == NULL)
		return hr_fail(why, HR_E_USAGE, "--format reg: of which server? Give --server NAME");
	bool good = hr_program_open_catalog(&program, settings, false, why) && hr_program_read_first(&program, why) &&
	            hr_brought_servers(program.report, settings->server, &ids, &count, why);
	if (good && count == 0)
		good = hr_fail(
		        why, HR_E_USAGE,
		        "--server %s: the report has no server, or more than one, of that name; give the full name",
		        settings->server);
	if (good && !program.report->assessed)
		good = hr_fail(why, HR_E_USAGE, "%s was not judged yet: run hybridready assess on it first",
		               settings->arguments.at[0]);
	good = good && hr_change_make(program.report, hr_catalog_rows(program.catalog), ids, count, &change, why) &&
	       write_both(settings, &change, why);
	hr_change_free(&change);
	hr_program_close(&program);
	return good;
}
