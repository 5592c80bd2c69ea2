#include "report/pen.h"

#include <stdio.h>

#include "base/clock.h"
#include "report/output.h"

/* libxml2's own BAD_CAST drops const. */
static const xmlChar *xml(const char *text)
{
	return (const xmlChar *)text;
}

void hr_pen_begin(struct hr_pen *pen, const char *element)
{
	pen->failed |= xmlTextWriterStartElement(pen->writer, xml(element)) < 0;
}

void hr_pen_end(struct hr_pen *pen)
{
	pen->failed |= xmlTextWriterEndElement(pen->writer) < 0;
}

void hr_pen_text(struct hr_pen *pen, const char *value)
{
	if (*value != '\0')
		pen->failed |= xmlTextWriterWriteString(pen->writer, xml(value)) < 0;
}

void hr_pen_put(struct hr_pen *pen, const char *name, const char *value)
{
	pen->failed |= xmlTextWriterWriteAttribute(pen->writer, xml(name), xml(value)) < 0;
}

void hr_pen_put_if_any(struct hr_pen *pen, const char *name, const char *value)
{
	if (*value != '\0')
		hr_pen_put(pen, name, value);
}

void hr_pen_put_number(struct hr_pen *pen, const char *name, unsigned value)
{
	char digits[16];
	(void)snprintf(digits, sizeof digits, "%u", value);
	hr_pen_put(pen, name, digits);
}

void hr_pen_put_time(struct hr_pen *pen, const char *name, int64_t seconds)
{
	char stamp[HR_TIME_TEXT_MAX];
	hr_pen_put(pen, name, hr_time_format(seconds, stamp));
}

void hr_pen_element_if_any(struct hr_pen *pen, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	hr_pen_begin(pen, name);
	hr_pen_text(pen, value);
	hr_pen_end(pen);
}

/* The output keeps its trouble for the end; libxml2, told of it, would print to standard error. */
static int pass_on(void *context, const char *bytes, int length)
{
	(void)!hr_output_write(context, bytes, (size_t)length);
	return length;
}

bool hr_pen_document(const char *path, void (*body)(struct hr_pen *, const void *), const void *subject,
                     struct hr_error *why)
{
	struct hr_output output;
	if (!hr_output_open(&output, path, why))
		return false;
	xmlOutputBuffer *buffer = xmlOutputBufferCreateIO(pass_on, NULL, &output, NULL);
	struct hr_pen pen = {.writer = buffer == NULL ? NULL : xmlNewTextWriter(buffer)};
	if (pen.writer == NULL) {
		if (buffer != NULL)
			(void)xmlOutputBufferClose(buffer);
		hr_output_abort(&output);
		return hr_fail_memory(why);
	}
	pen.failed = xmlTextWriterSetIndent(pen.writer, 1) < 0 ||
	             xmlTextWriterSetIndentString(pen.writer, xml("  ")) < 0 ||
	             xmlTextWriterStartDocument(pen.writer, "1.0", "UTF-8", NULL) < 0;
	body(&pen, subject);
	pen.failed |= xmlTextWriterEndDocument(pen.writer) < 0;
	xmlFreeTextWriter(pen.writer);
	/* What went wrong without the file being in trouble can only be memory. */
	if (pen.failed && output.trouble == 0) {
		hr_output_abort(&output);
		return hr_fail_memory(why);
	}
	return hr_output_commit(&output, why);
}
