#include "report/xml.h"

#include <libxml/xmlerror.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define COMPLAINT_MAX 260 /* bytes of one complaint: three fit in one error */
#define NAMESPACE_MARK "{urn:hybridready:report:1}"

void hr_xml_silent(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

/* libxml2 writes every element with its namespace, which is always the same here and hides the sentence. */
static void drop_namespace(char *text)
{
	const size_t mark = sizeof NAMESPACE_MARK - 1;
	char *to = text;
	for (const char *from = text; *from != '\0';) {
		if (strncmp(from, NAMESPACE_MARK, mark) == 0)
			from += mark;
		else
			*to++ = *from++;
	}
	*to = '\0';
}

void hr_complain(struct hr_complaints *complaints, unsigned long line, const char *message)
{
	if (complaints->count++ >= HR_COMPLAINTS_SHOWN)
		return;
	char plain[2048];
	(void)snprintf(plain, sizeof plain, "%s", message == NULL ? "not well-formed" : message);
	drop_namespace(plain);
	size_t length = strlen(plain);
	while (length > 0 && (plain[length - 1] == '\n' || plain[length - 1] == '.'))
		length--;
	struct hr_arena *arena = hr_arena_new(0);
	char *shown = arena == NULL ? NULL : hr_text_printable(arena, plain, length, COMPLAINT_MAX);
	size_t room = sizeof complaints->text - complaints->length;
	int written = snprintf(complaints->text + complaints->length, room, "%s%s:%lu: %s",
	                       complaints->length == 0 ? "" : "; ", complaints->name, line,
	                       shown == NULL ? "invalid" : shown);
	if (written > 0)
		complaints->length += (size_t)written < room ? (size_t)written : room - 1;
	hr_arena_free(arena);
}

bool hr_complaints_fail(const struct hr_complaints *complaints, struct hr_error *why)
{
	return hr_fail(why, HR_E_FORMAT, "%s%s", complaints->text,
	               complaints->count > HR_COMPLAINTS_SHOWN ? " (and more)" : "");
}

static void hear(void *context, xmlError *error)
{
	if (error->level > XML_ERR_WARNING)
		hr_complain(context, error->line < 0 ? 0 : (unsigned long)error->line, error->message);
}

void hr_schema_listen(xmlSchemaValidCtxt *validation, struct hr_complaints *complaints)
{
	xmlSchemaSetValidStructuredErrors(validation, hear, complaints);
}

bool hr_schema_load(const char *path, xmlSchema **schema, struct hr_error *why)
{
	struct hr_complaints complaints = {.name = path};
	xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(path);
	if (parser == NULL)
		return hr_fail_memory(why);
	xmlSchemaSetParserStructuredErrors(parser, hear, &complaints);
	/* A file that is missing is said by a deeper layer, which asks for this one. */
	xmlStructuredErrorFunc before = xmlStructuredError;
	void *context_before = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(&complaints, hear);
	xmlSchema *loaded = xmlSchemaParse(parser);
	xmlSetStructuredErrorFunc(context_before, before);
	xmlSchemaFreeParserCtxt(parser);
	if (loaded == NULL)
		return hr_fail(why, HR_E_FILE,
		               "the schema of reports cannot be used: %s; is the installation complete?",
		               complaints.count > 0 ? complaints.text : path);
	*schema = loaded;
	return true;
}
