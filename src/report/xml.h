/* What reading a report and rendering it share: the schema, and what libxml2 complains about, in words. */
#ifndef HR_REPORT_XML_H
#define HR_REPORT_XML_H

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stddef.h>

#include "base/error.h"

#define HR_COMPLAINTS_SHOWN 3 /* a broken file makes hundreds; the first ones tell the most */

/* Complaints about one file, the first few of them as text. */
struct hr_complaints {
	const char *name; /* of the file */
	size_t count;
	size_t length;
	char text[HR_ERROR_TEXT_MAX - 100];
};

/* Adds one, with its line; made printable and shortened. */
void hr_complain(struct hr_complaints *complaints, unsigned long line, const char *message);

/* hr_fail(HR_E_FORMAT) with all of them. */
bool hr_complaints_fail(const struct hr_complaints *complaints, struct hr_error *why);

/* Reads an XSD file. Free with xmlSchemaFree(). False (HR_E_FILE): it is missing or broken, which is our own trouble.
 */
bool hr_schema_load(const char *path, xmlSchema **schema, struct hr_error *why) HR_MUST_USE;

/* Collects what a validation complains about; `line` asks the parser where it is (NULL: the document knows). */
void hr_schema_listen(xmlSchemaValidCtxt *validation, struct hr_complaints *complaints);

/* Nothing is printed by libxml2 itself; for parsers and schemas of ours. */
void hr_xml_silent(void *context, const char *format, ...) HR_PRINTF(2, 3);

#endif
