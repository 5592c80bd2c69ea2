/* An LDIF file is a directory that holds still. */
#include <stdio.h>

#include "base/text.h"
#include "discover/ldif_file.h"
#include "discover/survey.h"

/* ldapsearch wrote that it did not get everything. */
static void say_cut(const struct hr_ldif_file *file, struct hr_notebook *notebook)
{
	char detail[HR_NAME_MAX];
	if (file->result == 0)
		return;
	(void)snprintf(detail, sizeof detail, "%.500s: ldapsearch ended with result %u, so the file is not complete",
	               file->path, file->result);
	notebook->face.notice(notebook, "search-cut", detail);
}

/* The naming contexts, as the report's source shows them. */
static bool add_source(struct hr_report *report, const struct hr_ldif_file *file, struct hr_error *why)
{
	const struct hr_contexts *contexts = &file->directory.contexts;
	struct hr_buffer base = {.ceiling = HR_VALUE_MAX};
	if (contexts->configuration.dn != NULL)
		hr_buffer_text(&base, contexts->configuration.dn);
	for (size_t i = 0; i < contexts->domain_count; i++)
		hr_buffer_printf(&base, "%s%s", base.length > 0 ? " " : "", contexts->domains[i].dn);
	bool ok = hr_report_add_source(report, "ldif", file->path, base.length > 0 ? base.data : "", why);
	hr_buffer_free(&base);
	return ok;
}

bool hr_discover_ldif(const struct hr_discovery *discovery, const char *path, struct hr_error *why)
{
	struct hr_ldif_file file;
	struct hr_notebook notebook;
	if (!hr_notebook_open(&notebook, HR_BY_DIRECTORY, why))
		return false;
	bool ok = hr_ldif_file_open(&file, path, why) && hr_ldif_file_contexts(&file, &notebook, why) &&
	          hr_survey_run(discovery, &file.directory, &notebook, why);
	if (ok)
		say_cut(&file, &notebook);
	ok = ok && hr_notebook_commit(&notebook, discovery->report, discovery->now, why) &&
	     add_source(discovery->report, &file, why);
	hr_ldif_file_close(&file);
	hr_notebook_close(&notebook);
	return ok;
}
