/* A report from anywhere: refused with a sentence, or taken and then written and read again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/file.h"
#include "report/read.h"
#include "report/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_bytes(const void *data, size_t size, xmlSchema *schema, struct hr_report **report)
{
	struct hr_error why;
	FILE *file = fmemopen((void *)(uintptr_t)data, size, "rb");
	if (file == NULL)
		return false;
	bool held = hr_report_read_stream(file, "input", schema, report, &why);
	(void)fclose(file);
	if (!held && why.text[0] == '\0')
		abort();
	return held;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static xmlSchema *schema;
	struct hr_error why;
	struct hr_report *report = NULL;
	if (schema == NULL && !hr_schema_load(HR_SCHEMA, &schema, &why)) {
		(void)fprintf(stderr, "%s\n", why.text);
		abort();
	}
	if (size == 0 || !read_bytes(data, size, schema, &report))
		return 0;
	/* What was taken is what we write ourselves: it must be taken again. */
	char path[64];
	(void)snprintf(path, sizeof path, "/tmp/hr-fuzz-report-%ld", (long)getpid());
	struct hr_report *again = NULL;
	if (!hr_report_write(report, path, &why))
		abort();
	FILE *file = fopen(path, "rb");
	if (file == NULL || !hr_report_read_stream(file, path, schema, &again, &why))
		abort();
	(void)fclose(file);
	(void)unlink(path);
	hr_report_free(again);
	hr_report_free(report);
	return 0;
}
