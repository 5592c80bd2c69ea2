/* A tailoring file from anywhere: refused with a sentence that names it, or taken as rows within bounds. */
#include "catalog/tailoring.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hr_xml_schema *schema;
	struct hr_error why = {.text = ""};
	struct hr_tailoring *t = NULL;
	if (schema == NULL && !hr_xml_schema_load(HR_SCHEMA, &schema, &why)) {
		(void)fprintf(stderr, "%s\n", why.text);
		abort();
	}
	struct hr_arena *arena = hr_arena_new((size_t)256 << 20);
	if (arena == NULL)
		abort();
	if (!hr_tailoring_parse("input", "", (const char *)data, size, schema, arena, &t, &why)) {
		if (strncmp(why.text, "input:", 6) != 0)
			abort();
	} else {
		for (size_t i = 0; i < t->waiver_count; i++)
			if (t->waivers[i].until <= 0 || *t->waivers[i].who == '\0')
				abort();
		if (hr_tailoring_copy(t, arena) == NULL)
			abort();
	}
	hr_arena_free(arena);
	return 0;
}
