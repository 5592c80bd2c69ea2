/* Writing XML to a file that appears whole or not at all; the same content gives the same bytes. */
#ifndef HR_REPORT_PEN_H
#define HR_REPORT_PEN_H

#include <libxml/xmlwriter.h>
#include <stdint.h>

#include "base/error.h"
#include "report/output.h"

/* Failure is sticky: written through to the end, asked once. */
struct hr_pen {
	xmlTextWriter *writer;
	bool failed;
};

void hr_pen_begin(struct hr_pen *pen, const char *element);
void hr_pen_end(struct hr_pen *pen);
void hr_pen_text(struct hr_pen *pen, const char *value);

/* An attribute; _if_any: nothing is written for "". */
void hr_pen_put(struct hr_pen *pen, const char *name, const char *value);
void hr_pen_put_if_any(struct hr_pen *pen, const char *name, const char *value);
void hr_pen_put_number(struct hr_pen *pen, const char *name, unsigned value);
void hr_pen_put_time(struct hr_pen *pen, const char *name, int64_t seconds); /* since 1970-01-01 UTC */

/* An element that holds nothing but this text, if there is any. */
void hr_pen_element_if_any(struct hr_pen *pen, const char *name, const char *value);

/* A document under way, for writers that have its parts one after the other. */
struct hr_document {
	struct hr_output output;
	struct hr_pen pen;
};

/* Begins a document at `path` ("-" = standard output). After true, hr_document_close() or _abort() must follow. */
bool hr_document_open(struct hr_document *document, const char *path, struct hr_error *why) HR_MUST_USE;

/* What was written so far goes on its way; false: it cannot, and hr_document_close() says why. */
bool hr_document_flush(struct hr_document *document) HR_MUST_USE;

/* Ends it and puts it in its place. False (HR_E_FILE, HR_E_MEMORY): what was at `path` before is untouched. */
bool hr_document_close(struct hr_document *document, struct hr_error *why) HR_MUST_USE;

/* Gives it up; what was at `path` before is untouched. */
void hr_document_abort(struct hr_document *document);

/*
 * A document at `path` ("-" = standard output): `body` writes its root element and is handed `subject`. False
 * (HR_E_FILE, HR_E_MEMORY): which file and why; what was there before is untouched.
 */
bool hr_pen_document(const char *path, void (*body)(struct hr_pen *, const void *), const void *subject,
                     struct hr_error *why) HR_MUST_USE;

/* The same as a tree in memory; xmlFreeDoc() it. False: memory. */
bool hr_pen_tree(void (*body)(struct hr_pen *, const void *), const void *subject, xmlDoc **document,
                 struct hr_error *why) HR_MUST_USE;

#endif
