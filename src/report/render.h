/* The report as something to read: an XSLT 1.0 stylesheet applied to the file. */
#ifndef HR_REPORT_RENDER_H
#define HR_REPORT_RENDER_H

#include <libxml/tree.h>
#include <stddef.h>

#include "base/error.h"

/* Largest report that is rendered: XSLT wants it whole in memory, at ten to twenty times its size. */
#define HR_RENDER_FILE_MAX ((size_t)256 << 20)

/*
 * Applies `stylesheet` to the report at `input` (checked against `schema` first) and writes the result beside `output`,
 * then renames it ("-" = standard output). The stylesheet may read files of its own folder only: no network, no
 * writing, no extension functions. False: what is wrong; `output` is untouched.
 */
bool hr_render(const char *input, const char *schema, const char *stylesheet, const char *output,
               struct hr_error *why) HR_MUST_USE;

/* The same with a tree of our own, which it frees. */
bool hr_render_tree(xmlDoc *document, const char *stylesheet, const char *output, struct hr_error *why) HR_MUST_USE;

#endif
