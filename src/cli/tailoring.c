/* --tailoring: read before any work begins, so that a mistake in it costs nothing; said to people afterwards. */
#include <stdio.h>
#include <stdlib.h>

#include "catalog/tailoring.h"
#include "cli/digest.h"
#include "cli/program.h"
#include "engine/tailor.h"

static bool parse(struct hr_program *program, const char *path, const struct hr_xml_schema *schema,
                  struct hr_error *why)
{
	char *bytes = NULL;
	size_t size = 0;
	char digest[HR_DIGEST_TEXT_MAX];
	if (!hr_xml_read_file(path, &bytes, &size, why))
		return false;
	bool good = hr_digest(bytes, size, digest, why) &&
	            hr_tailoring_parse(path, digest, bytes, size, schema, program->settings->arena, &program->tailoring,
	                               why);
	free(bytes);
	return good;
}

bool hr_program_tailor(struct hr_program *program, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	struct hr_xml_schema *schema = NULL;
	const char *path = NULL;
	if (s->tailoring == NULL)
		return true;
	if (!hr_program_path(s->arena, "share/hybridready/reports/tailoring.xsd", &path, why) ||
	    !hr_xml_schema_load(path, &schema, why))
		return false;
	bool good =
	        parse(program, s->tailoring, schema, why) && hr_tailor_check(program->tailoring, program->modules, why);
	hr_xml_schema_free(schema);
	return good;
}

/* Rows that a person should look at. A typing error in a name would else go unnoticed. */
void hr_tailoring_print(const struct hr_tailoring *t)
{
	if (t == NULL)
		return;
	(void)printf("\nTailored with %s (SHA-256 %.16s...)\n", t->file, t->sha256);
	for (size_t i = 0; i < t->adjustment_count; i++)
		if (t->adjustments[i].off)
			(void)printf("  off      %s: %s\n", t->adjustments[i].rule, t->adjustments[i].why);
	for (size_t i = 0; i < t->waiver_count; i++) {
		const struct hr_waiver *w = &t->waivers[i];
		static const char *const words[] = {[HR_STANDING_UNUSED] = "unused",
		                                    [HR_STANDING_USED] = "waived",
		                                    [HR_STANDING_EXPIRED] = "EXPIRED",
		                                    [HR_STANDING_NO_SUBJECT] = "no such server or endpoint:"};
		(void)printf("  %-8s %s on %s, by %s: %u finding%s\n", words[w->standing], w->rule, w->about, w->who,
		             w->findings, w->findings == 1 ? "" : "s");
	}
	for (size_t i = 0; i < t->phase_count; i++)
		if (t->phases[i].standing == HR_STANDING_NO_SUBJECT)
			(void)printf("  no such server: %s, whose phase is given\n", t->phases[i].about);
	for (size_t i = 0; i < t->expectation_count; i++)
		if (t->expectations[i].standing == HR_STANDING_NO_SUBJECT)
			(void)printf("  no such server or endpoint: %s, of which something is expected\n",
			             t->expectations[i].about);
}
