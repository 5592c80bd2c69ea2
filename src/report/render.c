#include "report/render.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxslt/documents.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "report/output.h"
#include "report/xml.h"

#define XML_OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES)
#define FILE_SCHEME "file://"

/* What libxslt says while a stylesheet is read and applied; it comes in pieces. */
struct said {
	struct hr_buffer text;
};

/*
 * The folder that the stylesheet being applied may read, ending in '/'. libxslt hands its loader nothing of ours while
 * a stylesheet is parsed, hence a variable; per thread, so that two renderings do not meet.
 */
static _Thread_local const char *readable_folder;

HR_PRINTF(2, 3)
static void hear(void *context, const char *format, ...)
{
	struct said *said = context;
	char piece[512];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(piece, sizeof piece, format, arguments);
	va_end(arguments);
	hr_buffer_text(&said->text, piece);
}

static bool fail_with(const struct said *said, enum hr_status status, const char *path, const char *what,
                      struct hr_error *why)
{
	const char *text = said->text.data == NULL ? "" : said->text.data;
	struct hr_arena *arena = hr_arena_new(0);
	char *shown = arena == NULL ? NULL : hr_text_printable(arena, text, strcspn(text, "\n"), 300);
	(void)hr_fail(why, status, "%s: %s%s%s", path, what, shown == NULL || *shown == '\0' ? "" : ": ",
	              shown == NULL ? "" : shown);
	hr_arena_free(arena);
	return false;
}

static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	xmlStopParser(context);
}

/* The file as a tree, or NULL: it cannot be read (errno set), or it is not XML without a DOCTYPE (errno 0). */
static xmlDoc *read_tree(const char *path, struct hr_complaints *complaints)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat status;
	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) != 0 || S_ISDIR(status.st_mode) || status.st_size > (off_t)HR_RENDER_FILE_MAX) {
		errno = S_ISDIR(status.st_mode) ? EISDIR : EFBIG;
		(void)close(fd);
		return NULL;
	}
	xmlParserCtxt *parser = xmlNewParserCtxt();
	xmlDoc *document = NULL;
	errno = ENOMEM;
	if (parser != NULL) {
		parser->sax->internalSubset = refuse_doctype;
		document = xmlCtxtReadFd(parser, fd, path, NULL, XML_OPTIONS);
		errno = 0;
		const xmlError *error = &parser->lastError;
		if (document == NULL && complaints != NULL)
			hr_complain(complaints, error->line > 0 ? (unsigned long)error->line : 1,
			            error->message == NULL ? "has a DOCTYPE, or is empty" : error->message);
		xmlFreeParserCtxt(parser);
	}
	(void)close(fd);
	return document;
}

static bool load_tree(const char *path, xmlDoc **document, struct hr_error *why)
{
	struct hr_complaints complaints = {.name = path};
	errno = 0;
	*document = read_tree(path, &complaints);
	if (*document != NULL)
		return true;
	if (complaints.count > 0)
		return hr_complaints_fail(&complaints, why);
	return hr_fail(why, HR_E_FILE, "%s: cannot read: %s", path, strerror(errno == 0 ? EIO : errno));
}

/* Every document that a stylesheet asks for comes through here: its imports, and document(). */
static xmlDoc *load_from_folder(const xmlChar *uri, xmlDict *dictionary, int options, void *context, xsltLoadType type)
{
	const char *path = (const char *)uri;
	char real[PATH_MAX];
	(void)dictionary;
	(void)options;
	(void)context;
	(void)type;
	if (strncmp(path, FILE_SCHEME, sizeof FILE_SCHEME - 1) == 0)
		path += sizeof FILE_SCHEME - 1;
	if (readable_folder == NULL || realpath(path, real) == NULL ||
	    strncmp(real, readable_folder, strlen(readable_folder)) != 0)
		return NULL;
	return read_tree(real, NULL);
}

/* The folder of the stylesheet, links followed, with a '/' at its end. */
static bool folder_of(const char *stylesheet, char folder[static PATH_MAX], struct hr_error *why)
{
	if (realpath(stylesheet, folder) == NULL)
		return hr_fail(why, HR_E_FILE, "%s: cannot read: %s", stylesheet, strerror(errno));
	char *slash = strrchr(folder, '/');
	slash[1] = '\0';
	return true;
}

static bool check_report(xmlDoc *document, const char *path, const char *schema_path, struct hr_error *why)
{
	struct hr_complaints complaints = {.name = path};
	xmlSchema *schema = NULL;
	const xmlNode *root = xmlDocGetRootElement(document);
	if (root == NULL || strcmp((const char *)root->name, "readiness-report") != 0)
		return hr_fail(why, HR_E_FORMAT, "%s: the root element is not <readiness-report>; this is no report",
		               path);
	if (!hr_schema_load(schema_path, &schema, why))
		return false;
	xmlSchemaValidCtxt *validation = xmlSchemaNewValidCtxt(schema);
	int result = -1;
	if (validation != NULL) {
		hr_schema_listen(validation, &complaints);
		result = xmlSchemaValidateDoc(validation, document);
		xmlSchemaFreeValidCtxt(validation);
	}
	xmlSchemaFree(schema);
	if (result != 0)
		return complaints.count > 0 ? hr_complaints_fail(&complaints, why) : hr_fail_memory(why);
	return true;
}

/* Applies it; the result, to be freed, or NULL. No network, no writing, no extension functions (none is registered). */
static xmlDoc *apply(xsltStylesheet *style, xmlDoc *document, struct said *said)
{
	xsltSecurityPrefs *limits = xsltNewSecurityPrefs();
	xsltTransformContext *context = limits == NULL ? NULL : xsltNewTransformContext(style, document);
	xmlDoc *result = NULL;
	if (context != NULL && xsltSetSecurityPrefs(limits, XSLT_SECPREF_READ_NETWORK, xsltSecurityForbid) == 0 &&
	    xsltSetSecurityPrefs(limits, XSLT_SECPREF_WRITE_NETWORK, xsltSecurityForbid) == 0 &&
	    xsltSetSecurityPrefs(limits, XSLT_SECPREF_WRITE_FILE, xsltSecurityForbid) == 0 &&
	    xsltSetSecurityPrefs(limits, XSLT_SECPREF_CREATE_DIRECTORY, xsltSecurityForbid) == 0 &&
	    xsltSetCtxtSecurityPrefs(limits, context) == 0) {
		xsltSetTransformErrorFunc(context, said, hear);
		result = xsltApplyStylesheetUser(style, document, NULL, NULL, NULL, context);
		if (context->state != XSLT_STATE_OK && result != NULL) {
			xmlFreeDoc(result);
			result = NULL;
		}
	}
	if (context != NULL)
		xsltFreeTransformContext(context);
	if (limits != NULL)
		xsltFreeSecurityPrefs(limits);
	return result;
}

static bool save(xmlDoc *result, xsltStylesheet *style, const char *path, struct hr_error *why)
{
	struct hr_output output;
	xmlChar *bytes = NULL;
	int length = 0;
	if (xsltSaveResultToString(&bytes, &length, result, style) < 0)
		return hr_fail_memory(why);
	bool saved = hr_output_open(&output, path, why);
	if (saved) {
		/* An empty result is a result. */
		(void)!(bytes == NULL || hr_output_write(&output, bytes, (size_t)length));
		saved = hr_output_commit(&output, why);
	}
	xmlFree(bytes);
	return saved;
}

/* Takes `sheet`: a stylesheet frees the tree it was made from. */
static bool transform(xmlDoc *document, xmlDoc *sheet, const char *stylesheet, const char *output, struct hr_error *why)
{
	struct said said = {.text = {.ceiling = (size_t)64 * 1024}};
	xmlGenericErrorFunc before = xmlGenericError;
	void *context_before = xmlGenericErrorContext;
	xmlSetGenericErrorFunc(&said, hear);
	xsltSetGenericErrorFunc(&said, hear);
	xsltSetLoaderFunc(load_from_folder);
	xsltStylesheet *style = xsltParseStylesheetDoc(sheet);
	bool done = false;
	if (style == NULL) {
		xmlFreeDoc(sheet);
		(void)fail_with(&said, HR_E_FORMAT, stylesheet, "not a usable XSLT 1.0 stylesheet", why);
	} else {
		xmlDoc *result = style->errors == 0 ? apply(style, document, &said) : NULL;
		done = result != NULL ? save(result, style, output, why)
		                      : fail_with(&said, HR_E_FORMAT, stylesheet, "cannot be applied", why);
		if (result != NULL)
			xmlFreeDoc(result);
		xsltFreeStylesheet(style);
	}
	xsltSetLoaderFunc(NULL);
	xsltSetGenericErrorFunc(NULL, NULL);
	xmlSetGenericErrorFunc(context_before, before);
	hr_buffer_free(&said.text);
	return done;
}

bool hr_render_tree(xmlDoc *document, const char *stylesheet, const char *output, struct hr_error *why)
{
	char folder[PATH_MAX];
	xmlDoc *sheet = NULL;
	bool done = folder_of(stylesheet, folder, why) && load_tree(stylesheet, &sheet, why);
	if (done) {
		readable_folder = folder;
		done = transform(document, sheet, stylesheet, output, why);
		readable_folder = NULL;
	}
	xmlFreeDoc(document);
	return done;
}

bool hr_render(const char *input, const char *schema, const char *stylesheet, const char *output, struct hr_error *why)
{
	xmlDoc *document = NULL;
	if (!load_tree(input, &document, why))
		return false;
	if (check_report(document, input, schema, why))
		return hr_render_tree(document, stylesheet, output, why);
	xmlFreeDoc(document);
	return false;
}
