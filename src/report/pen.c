#include "report/pen.h"

#include <stdio.h>

#include "base/clock.h"

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

bool hr_document_open(struct hr_document *document, const char *path, struct hr_error *why)
{
	document->pen = (struct hr_pen){.writer = NULL};
	if (!hr_output_open(&document->output, path, why))
		return false;
	xmlOutputBuffer *buffer = xmlOutputBufferCreateIO(pass_on, NULL, &document->output, NULL);
	xmlTextWriter *writer = buffer == NULL ? NULL : xmlNewTextWriter(buffer);
	if (writer == NULL) {
		if (buffer != NULL)
			(void)xmlOutputBufferClose(buffer);
		hr_output_abort(&document->output);
		return hr_fail_memory(why);
	}
	document->pen.writer = writer;
	document->pen.failed = xmlTextWriterSetIndent(writer, 1) < 0 ||
	                       xmlTextWriterSetIndentString(writer, xml("  ")) < 0 ||
	                       xmlTextWriterStartDocument(writer, "1.0", "UTF-8", NULL) < 0;
	return true;
}

bool hr_document_flush(struct hr_document *document)
{
	document->pen.failed |= xmlTextWriterFlush(document->pen.writer) < 0;
	return !document->pen.failed && document->output.trouble == 0;
}

bool hr_document_close(struct hr_document *document, struct hr_error *why)
{
	struct hr_pen *pen = &document->pen;
	pen->failed |= xmlTextWriterEndDocument(pen->writer) < 0;
	xmlFreeTextWriter(pen->writer);
	/* What went wrong without the file being in trouble can only be memory. */
	if (pen->failed && document->output.trouble == 0) {
		hr_output_abort(&document->output);
		return hr_fail_memory(why);
	}
	return hr_output_commit(&document->output, why);
}

void hr_document_abort(struct hr_document *document)
{
	xmlFreeTextWriter(document->pen.writer);
	hr_output_abort(&document->output);
}

bool hr_pen_document(const char *path, void (*body)(struct hr_pen *, const void *), const void *subject,
                     struct hr_error *why)
{
	struct hr_document document;
	if (!hr_document_open(&document, path, why))
		return false;
	body(&document.pen, subject);
	return hr_document_close(&document, why);
}

bool hr_pen_tree(void (*body)(struct hr_pen *, const void *), const void *subject, xmlDoc **document,
                 struct hr_error *why)
{
	xmlDoc *tree = NULL;
	struct hr_pen pen = {.writer = xmlNewTextWriterDoc(&tree, 0)};
	if (pen.writer == NULL)
		return hr_fail_memory(why);
	pen.failed = xmlTextWriterStartDocument(pen.writer, "1.0", "UTF-8", NULL) < 0;
	body(&pen, subject);
	pen.failed |= xmlTextWriterEndDocument(pen.writer) < 0;
	xmlFreeTextWriter(pen.writer);
	if (!pen.failed && tree != NULL) {
		*document = tree;
		return true;
	}
	xmlFreeDoc(tree);
	return hr_fail_memory(why);
}
