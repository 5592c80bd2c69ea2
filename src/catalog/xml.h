/* Reading the program's own XML files: no network, no DTD, no entities, a size limit, and always against a schema. */
#ifndef HR_CATALOG_XML_H
#define HR_CATALOG_XML_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/error.h"

#define HR_CATALOG_FILE_MAX ((size_t)32 << 20)

struct hr_xml_schema;

/* A compiled schema. False (HR_E_FILE, HR_E_CATALOG). Free with hr_xml_schema_free(). */
bool hr_xml_schema_load(const char *path, struct hr_xml_schema **schema, struct hr_error *why) HR_MUST_USE;
void hr_xml_schema_free(struct hr_xml_schema *schema);

/* The document at `path`, valid against the schema; free with xmlFreeDoc(). False: file, line, what is wrong. */
bool hr_xml_load(const char *path, const struct hr_xml_schema *schema, xmlDoc **document,
                 struct hr_error *why) HR_MUST_USE;

/* The same of bytes that are in memory; `name` stands for the file in messages. */
bool hr_xml_parse(const char *name, const char *bytes, size_t size, const struct hr_xml_schema *schema,
                  xmlDoc **document, struct hr_error *why) HR_MUST_USE;

/* All bytes of a file of at most HR_CATALOG_FILE_MAX; free() them. NULL and 0 for an empty one. False: HR_E_FILE. */
bool hr_xml_read_file(const char *path, char **bytes, size_t *size, struct hr_error *why) HR_MUST_USE;

/* The next element at or after `node` among its siblings, of that name; NULL name = any. */
xmlNode *hr_xml_element(xmlNode *node, const char *name);

/* An attribute's text owned by the arena, `fallback` if it is not there; NULL: memory. */
const char *hr_xml_attribute(struct hr_arena *arena, const xmlNode *element, const char *name, const char *fallback);

/* The element's text with runs of white space made one space and the ends cut; NULL: memory. */
const char *hr_xml_text(struct hr_arena *arena, const xmlNode *element);

#endif
