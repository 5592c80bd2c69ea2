#include "catalog/xml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "base/text.h"

struct hr_xml_schema {
	xmlSchema *compiled;
};

/* The first thing libxml2 complains about is the one worth telling. */
struct complaint {
	char text[400];
	int line;
};

static void complain(void *context, xmlError *error)
{
	struct complaint *first = context;
	if (first->text[0] != '\0' || error->message == NULL)
		return;
	(void)snprintf(first->text, sizeof first->text, "%s", error->message);
	first->text[strcspn(first->text, "\n")] = '\0';
	first->line = error->line;
}

bool hr_xml_schema_load(const char *path, struct hr_xml_schema **schema, struct hr_error *why)
{
	struct complaint first = {.line = 0};
	struct hr_xml_schema *fresh = calloc(1, sizeof *fresh);
	xmlSchemaParserCtxt *parser = fresh == NULL ? NULL : xmlSchemaNewParserCtxt(path);
	if (parser == NULL) {
		free(fresh);
		return hr_fail_memory(why);
	}
	xmlSchemaSetParserStructuredErrors(parser, complain, &first);
	fresh->compiled = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	if (fresh->compiled == NULL) {
		free(fresh);
		return hr_fail(why, HR_E_CATALOG, "%s: no usable schema: %s; reinstall the program's data files", path,
		               first.text);
	}
	*schema = fresh;
	return true;
}

void hr_xml_schema_free(struct hr_xml_schema *schema)
{
	if (schema == NULL)
		return;
	xmlSchemaFree(schema->compiled);
	free(schema);
}

bool hr_xml_read_file(const char *path, char **bytes, size_t *size, struct hr_error *why)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return hr_fail(why, HR_E_FILE, "%s: cannot be opened: %s", path, strerror(errno));
	struct hr_buffer text = {.ceiling = HR_CATALOG_FILE_MAX};
	char block[1 << 14];
	size_t got = 0;
	while (!text.failed && (got = fread(block, 1, sizeof block, file)) > 0)
		hr_buffer_add(&text, block, got);
	bool broken = ferror(file) != 0;
	(void)fclose(file);
	if (text.failed || broken) {
		hr_buffer_free(&text);
		return hr_fail(why, HR_E_FILE, "%s: %s", path, broken ? "cannot be read" : "is larger than 32 MiB");
	}
	*bytes = text.data;
	*size = text.length;
	return true;
}

static bool parse(const char *path, const char *bytes, size_t size, xmlDoc **document, struct hr_error *why)
{
	struct complaint first = {.line = 0};
	xmlParserCtxt *parser = xmlNewParserCtxt();
	if (parser == NULL)
		return hr_fail_memory(why);
	xmlDoc *parsed =
	        xmlCtxtReadMemory(parser, bytes == NULL ? "" : bytes, (int)size, path, "UTF-8",
	                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
	const xmlError *error = xmlCtxtGetLastError(parser);
	if (error != NULL && error->message != NULL) {
		(void)snprintf(first.text, sizeof first.text, "%s", error->message);
		first.text[strcspn(first.text, "\n")] = '\0';
		first.line = error->line;
	}
	bool good = parsed != NULL && parser->wellFormed != 0;
	bool has_doctype = good && (parsed->intSubset != NULL || parsed->extSubset != NULL);
	xmlFreeParserCtxt(parser);
	if (good && !has_doctype) {
		*document = parsed;
		return true;
	}
	xmlFreeDoc(parsed);
	if (has_doctype)
		return hr_fail(why, HR_E_CATALOG, "%s: holds a DOCTYPE, which is not allowed here; take it out", path);
	return hr_fail(why, HR_E_CATALOG, "%s:%d: not well-formed XML: %s", path, first.line, first.text);
}

static bool validate(const char *path, xmlDoc *document, const struct hr_xml_schema *schema, struct hr_error *why)
{
	struct complaint first = {.line = 0};
	xmlSchemaValidCtxt *validator = xmlSchemaNewValidCtxt(schema->compiled);
	if (validator == NULL)
		return hr_fail_memory(why);
	xmlSchemaSetValidStructuredErrors(validator, complain, &first);
	int result = xmlSchemaValidateDoc(validator, document);
	xmlSchemaFreeValidCtxt(validator);
	if (result == 0)
		return true;
	return hr_fail(why, HR_E_CATALOG, "%s:%d: does not fit its schema: %s", path, first.line, first.text);
}

bool hr_xml_parse(const char *name, const char *bytes, size_t size, const struct hr_xml_schema *schema,
                  xmlDoc **document, struct hr_error *why)
{
	xmlDoc *parsed = NULL;
	if (!parse(name, bytes, size, &parsed, why))
		return false;
	if (!validate(name, parsed, schema, why)) {
		xmlFreeDoc(parsed);
		return false;
	}
	*document = parsed;
	return true;
}

bool hr_xml_load(const char *path, const struct hr_xml_schema *schema, xmlDoc **document, struct hr_error *why)
{
	char *bytes = NULL;
	size_t size = 0;
	if (!hr_xml_read_file(path, &bytes, &size, why))
		return false;
	bool good = hr_xml_parse(path, bytes, size, schema, document, why);
	free(bytes);
	return good;
}

xmlNode *hr_xml_element(xmlNode *node, const char *name)
{
	while (node != NULL &&
	       (node->type != XML_ELEMENT_NODE || (name != NULL && strcmp((const char *)node->name, name) != 0)))
		node = node->next;
	return node;
}

const char *hr_xml_attribute(struct hr_arena *arena, const xmlNode *element, const char *name, const char *fallback)
{
	xmlChar *value = xmlGetNoNsProp(element, (const xmlChar *)name);
	if (value == NULL)
		return fallback;
	const char *owned = hr_text_printable(arena, value, strlen((const char *)value), 4096);
	xmlFree(value);
	return owned;
}

/* Adds `text` with white space folded; *gap says whether a space is due. */
static void fold(struct hr_buffer *into, const char *text, bool *gap)
{
	for (; *text != '\0'; text++) {
		if (strchr(" \t\r\n", *text) != NULL) {
			*gap = true;
			continue;
		}
		if (*gap && into->length > 0)
			hr_buffer_text(into, " ");
		*gap = false;
		hr_buffer_add(into, text, 1);
	}
}

const char *hr_xml_text(struct hr_arena *arena, const xmlNode *element)
{
	struct hr_buffer folded = {.ceiling = 16384};
	bool gap = false;
	for (const xmlNode *child = element->children; child != NULL; child = child->next) {
		if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
			fold(&folded, (const char *)child->content, &gap);
	}
	const char *text = folded.failed ? NULL : hr_arena_string(arena, folded.data == NULL ? "" : folded.data);
	hr_buffer_free(&folded);
	return text;
}
