/*
 * Reading a report: the one place where its XML is parsed into memory. As a stream, so that a large one costs what it
 * holds and not many times that; nothing is taken over before the whole file has turned out to be valid.
 */
#include "report/read.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <string.h>

#include "report/file.h"
#include "report/fill.h"
#include "report/xml.h"

#define CHUNK ((size_t)64 * 1024)

struct reading {
	xmlParserCtxt *parser;
	struct hr_filling filling;
	struct hr_complaints complaints;
	size_t length; /* bytes read so far */
	bool started;  /* the root element has been seen */
	bool stopped;  /* nothing more is taken from the file */
};

static unsigned long line_of(const struct reading *reading)
{
	const xmlParserInput *input = reading->parser->input;
	return input == NULL || input->line < 0 ? 0 : (unsigned long)input->line;
}

/*
 * Says what is wrong here and reads no further. xmlStopParser() would free the bytes that the validation, which gets
 * each event after us, is then handed: the rest of the piece that is in the parser is parsed in vain instead.
 */
static void refuse(struct reading *reading, const char *message)
{
	if (!reading->stopped)
		hr_complain(&reading->complaints, line_of(reading), message);
	reading->stopped = true;
}

/* A document type could bring entities, and what a report is is said by the schema alone. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	refuse(context, "a report has no DOCTYPE; the file was not written by hybridready");
}

/* Without a DOCTYPE there are only the five entities of XML, and those do not come this way. */
static void on_reference(void *context, const xmlChar *name)
{
	(void)name;
	refuse(context, "an entity that is not defined");
}

static void pass_trouble(struct reading *reading)
{
	if (reading->complaints.count >= HR_COMPLAINTS_SHOWN)
		reading->stopped = true;
	else if (reading->filling.failed && reading->complaints.count == 0)
		refuse(reading, reading->filling.why->text);
}

static void on_begin(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes)
{
	struct reading *reading = context;
	(void)prefix;
	(void)uri;
	(void)namespace_count;
	(void)namespaces;
	(void)defaulted;
	const char *element = (const char *)name;
	if (reading->stopped)
		return;
	if (!reading->started && strcmp(element, "readiness-report") != 0) {
		refuse(reading, "the root element is not <readiness-report>; this is no report of hybridready");
		return;
	}
	reading->started = true;
	/* Once it is invalid nothing is taken over; the rest is read for its complaints only. */
	if (reading->complaints.count == 0) {
		hr_filling_open(&reading->filling, element);
		for (int i = 0; i < attribute_count; i++) {
			const xmlChar **part = attributes + (size_t)i * 5; /* name, prefix, uri, value, end of value */
			hr_filling_attribute(&reading->filling, (const char *)part[0], (const char *)part[3],
			                     (size_t)(part[4] - part[3]));
		}
		hr_filling_begin(&reading->filling, element);
	}
	pass_trouble(reading);
}

static void on_text(void *context, const xmlChar *bytes, int length)
{
	struct reading *reading = context;
	if (reading->complaints.count == 0)
		hr_filling_text(&reading->filling, (const char *)bytes, (size_t)length);
	pass_trouble(reading);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reading *reading = context;
	(void)prefix;
	(void)uri;
	if (reading->complaints.count == 0)
		hr_filling_end(&reading->filling, (const char *)name);
	pass_trouble(reading);
}

static int tell_line(void *context, const char **file, unsigned long *line)
{
	const struct reading *reading = context;
	*file = reading->complaints.name;
	*line = line_of(reading);
	return 0;
}

/* Gives the parser the whole file. False: it could not be read, or is too large; what is wrong in it is a complaint. */
static bool feed(struct reading *reading, FILE *file, struct hr_error *why)
{
	static const char nothing[1] = "";
	char chunk[CHUNK];
	while (!reading->stopped) {
		size_t length = fread(chunk, 1, sizeof chunk, file);
		if (length == 0)
			break;
		reading->length += length;
		if (reading->length > HR_REPORT_FILE_MAX)
			return hr_fail(why, HR_E_LIMIT, "%s: larger than %zu MiB, the most that is read",
			               reading->complaints.name, HR_REPORT_FILE_MAX >> 20);
		if (xmlParseChunk(reading->parser, chunk, (int)length, 0) != 0)
			return true;
	}
	if (ferror(file) != 0)
		return hr_fail(why, HR_E_FILE, "%s: cannot read: %s", reading->complaints.name, strerror(errno));
	if (!reading->stopped)
		(void)xmlParseChunk(reading->parser, nothing, 0, 1);
	return true;
}

static bool parse(struct reading *reading, xmlSchemaValidCtxt *validation, FILE *file, struct hr_error *why)
{
	hr_schema_listen(validation, &reading->complaints);
	xmlSchemaValidateSetLocator(validation, tell_line, reading);
	/* Without NOENT an attribute's &amp; would arrive as &#38;. There is nothing else to expand: no DOCTYPE, no
	 * entities. */
	(void)xmlCtxtUseOptions(reading->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
	xmlSchemaSAXPlugPtr plug = xmlSchemaSAXPlug(validation, &reading->parser->sax, &reading->parser->userData);
	if (plug == NULL)
		return hr_fail_memory(why);
	/* libxml2 prints a remark about events that its validation does not handle. */
	xmlGenericErrorFunc before = xmlGenericError;
	void *context_before = xmlGenericErrorContext;
	xmlSetGenericErrorFunc(NULL, hr_xml_silent);
	bool fed = feed(reading, file, why);
	xmlSetGenericErrorFunc(context_before, before);
	(void)xmlSchemaSAXUnplug(plug);
	if (!fed)
		return false;
	const xmlError *error = &reading->parser->lastError;
	if (reading->length == 0)
		hr_complain(&reading->complaints, 0, "the file is empty");
	else if (reading->complaints.count == 0 && (reading->parser->wellFormed == 0 || !reading->started))
		hr_complain(&reading->complaints, error->line > 0 ? (unsigned long)error->line : line_of(reading),
		            error->message == NULL ? "the file is cut off" : error->message);
	if (reading->complaints.count > 0)
		return hr_complaints_fail(&reading->complaints, why);
	return true;
}

static bool read_with(struct reading *reading, xmlSchema *schema, FILE *file, struct hr_error *why)
{
	xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC,
	                        .internalSubset = on_doctype,
	                        .startElementNs = on_begin,
	                        .endElementNs = on_end,
	                        .characters = on_text,
	                        .cdataBlock = on_text,
	                        .reference = on_reference,
	                        .ignorableWhitespace = on_text,
	                        .warning = hr_xml_silent,
	                        .error = hr_xml_silent,
	                        .fatalError = hr_xml_silent};
	xmlSchemaValidCtxt *validation = xmlSchemaNewValidCtxt(schema);
	reading->parser = xmlCreatePushParserCtxt(&events, reading, NULL, 0, NULL);
	bool held = validation != NULL && reading->parser != NULL ? parse(reading, validation, file, why)
	                                                          : hr_fail_memory(why);
	if (reading->parser != NULL) {
		/* A DOCTYPE makes the parser keep a document of its own, up to where we stop it. */
		xmlFreeDoc(reading->parser->myDoc);
		xmlFreeParserCtxt(reading->parser);
	}
	if (validation != NULL)
		xmlSchemaFreeValidCtxt(validation);
	return held;
}

bool hr_report_read_stream(FILE *file, const char *name, xmlSchema *schema, struct hr_report **report,
                           struct hr_error *why)
{
	struct hr_error trouble = {.status = HR_E_OK, .text = ""};
	struct reading reading = {.complaints = {.name = name}};
	struct hr_report *fresh = NULL;
	if (!hr_report_new(&fresh, why))
		return false;
	hr_filling_init(&reading.filling, fresh, &trouble);
	bool held = read_with(&reading, schema, file, why);
	if (held && !hr_filling_finish(&reading.filling))
		held = hr_fail(why, trouble.status, "%s: %.900s", name, trouble.text);
	/* Our own trouble is no fault of the file. */
	else if (!held && trouble.status != HR_E_OK && trouble.status != HR_E_FORMAT && why != NULL)
		why->status = trouble.status;
	hr_filling_free(&reading.filling);
	if (held)
		*report = fresh;
	else
		hr_report_free(fresh);
	return held;
}

bool hr_report_read(const char *path, const char *schema, struct hr_report **report, struct hr_error *why)
{
	xmlSchema *rules = NULL;
	FILE *file = fopen(path, "rbe");
	if (file == NULL)
		return hr_fail(why, HR_E_FILE, "%s: cannot read: %s", path, strerror(errno));
	bool held = hr_schema_load(schema, &rules, why) && hr_report_read_stream(file, path, rules, report, why);
	xmlSchemaFree(rules);
	(void)fclose(file);
	return held;
}
