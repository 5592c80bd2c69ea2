#include "registry/health_checker.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "base/build.h"
#include "base/text.h"
#include "discover/input.h"
#include "parse/reg_file.h"

#define DEPTH_MAX 64 /* CLIXML of this script is some ten deep */
#define TEXT_MAX 1024
#define NAMESPACE "http://schemas.microsoft.com/powershell/2004/04"

/* Is the mark in there, in UTF-8 or (stride 2) in UTF-16? */
static bool holds(const uint8_t *bytes, size_t length, const char *mark, size_t stride)
{
	size_t own = strlen(mark);
	for (size_t i = 0; i + own * stride <= length; i++) {
		size_t k = 0;
		while (k < own && bytes[i + k * stride] == (uint8_t)mark[k])
			k++;
		if (k == own)
			return true;
	}
	return false;
}

/* CLIXML; the reader tells HealthChecker's from others. */
bool hr_health_checker_is(const char *path, const uint8_t *head, size_t length)
{
	(void)path;
	return holds(head, length, NAMESPACE, 1) || holds(head, length, NAMESPACE, 2);
}

struct reading {
	struct hr_hive *hive;
	struct hr_arena *arena;
	struct hr_health_checker *found;
	size_t values;
	bool is_report; /* it has the members that only this script writes */
	struct hr_error *why;
};

static const xmlNode *first_element(const xmlNode *node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

static bool is_named(const xmlNode *element, const char *name)
{
	xmlChar *value = xmlGetProp((xmlNode *)(uintptr_t)element, (const xmlChar *)"N");
	bool same = value != NULL && strcmp((const char *)value, name) == 0;
	xmlFree(value);
	return same;
}

/* The member of that name among an object's properties, however they are wrapped (<MS>, <Props>). */
static const xmlNode *member(const xmlNode *object, const char *name)
{
	for (const xmlNode *child = first_element(object->children); child != NULL;
	     child = first_element(child->next)) {
		if (is_named(child, name))
			return child;
		if (strcmp((const char *)child->name, "MS") != 0 && strcmp((const char *)child->name, "Props") != 0)
			continue;
		for (const xmlNode *inner = first_element(child->children); inner != NULL;
		     inner = first_element(inner->next))
			if (is_named(inner, name))
				return inner;
	}
	return NULL;
}

/*
 * The text of a member: plain, an object with a Value of its own (rows of the page have a colour beside it), or such an
 * object as text, where the depth of the export ended: "@{Value=0; DisplayColor=Red}". NULL if it is none of these.
 */
static const char *text_of(const struct reading *r, const xmlNode *node)
{
	if (node == NULL)
		return NULL;
	if (strcmp((const char *)node->name, "Obj") == 0) {
		const xmlNode *value = member(node, "Value");
		return value == NULL || strcmp((const char *)value->name, "Obj") == 0 ? NULL : text_of(r, value);
	}
	if (strcmp((const char *)node->name, "Nil") == 0)
		return "NULL";
	xmlChar *content = xmlNodeGetContent(node);
	const char *text = NULL;
	if (content != NULL && xmlStrlen(content) < TEXT_MAX) {
		static const char start[] = "@{Value=";
		const char *at = (const char *)content;
		bool wrapped = strncmp(at, start, strlen(start)) == 0;
		at += wrapped ? strlen(start) : 0;
		text = hr_arena_copy(r->arena, at, wrapped ? strcspn(at, ";}") : strlen(at));
	}
	xmlFree(content);
	return text;
}

/* A DWORD as PowerShell writes it: signed. */
static bool read_dword(const char *text, uint32_t *number)
{
	uint64_t parsed = 0;
	bool negative = *text == '-';
	if (!hr_text_number(text + (negative ? 1 : 0), negative ? UINT64_C(0x80000000) : UINT32_MAX, &parsed))
		return false;
	*number = negative ? (uint32_t)(0 - (uint32_t)parsed) : (uint32_t)parsed;
	return true;
}

static bool put_dword(struct reading *r, const char *key, const char *name, const char *text)
{
	uint32_t number = 0;
	uint8_t bytes[4];
	if (strcmp(text, "NULL") == 0) {
		hr_hive_absent(r->hive, key, name);
		return true;
	}
	if (!read_dword(text, &number))
		return hr_hive_failed(r->hive, key, name, "HealthChecker shows no number here", r->why);
	for (size_t i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
	const struct hr_registry_data data = {.type = HR_REG_DWORD, .bytes = bytes, .length = 4};
	return hr_hive_put(r->hive, key, name, &data, r->why);
}

/* A row of a table: RegistryKey (the value's name), Location, Value. */
static bool take_row(struct reading *r, const xmlNode *object)
{
	const char *name = text_of(r, member(object, "RegistryKey"));
	const char *location = name == NULL ? NULL : text_of(r, member(object, "Location"));
	const char *value = location == NULL ? NULL : text_of(r, member(object, "Value"));
	const char *key = value == NULL ? NULL : hr_arena_printf(r->arena, "HKLM\\%s", location);
	if (key == NULL)
		return true;
	r->is_report = true;
	r->values++;
	return put_dword(r, key, name, value);
}

static bool take_scalars(struct reading *r, const xmlNode *object)
{
	uint64_t build = 0;
	const xmlNode *server = member(object, "ServerName");
	const xmlNode *release = member(object, "RegistryValue");
	const char *name = text_of(r, member(object, "Name"));
	const char *detail = name == NULL ? NULL : text_of(r, member(object, "DetailValue"));
	if (server != NULL && r->found->server == NULL)
		r->found->server = text_of(r, server);
	if (detail != NULL && strcmp(name, "Build Number") == 0 && r->found->build == NULL &&
	    hr_build_parse(detail, &build)) {
		char text[HR_BUILD_TEXT_MAX];
		r->found->build = hr_arena_string(r->arena, hr_build_format(build, text)); /* 15.02.1118.007 */
	}
	/* Of .NET: the only RegistryValue that stands beside a FriendlyName. */
	const char *number = release == NULL || member(object, "FriendlyName") == NULL ? NULL : text_of(r, release);
	return number == NULL ||
	       put_dword(r, "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full", "Release", number);
}

/* Every object, wherever it stands: releases of the script differ in what they wrap around it. */
static bool walk(struct reading *r, const xmlNode *node, unsigned depth)
{
	if (depth == DEPTH_MAX)
		return hr_fail(r->why, HR_E_FORMAT, "objects more than %d deep", DEPTH_MAX);
	for (const xmlNode *child = first_element(node->children); child != NULL; child = first_element(child->next)) {
		if (is_named(child, "HealthCheckerExchangeServer") || is_named(child, "HtmlServerValues"))
			r->is_report = true;
		if (strcmp((const char *)child->name, "Obj") == 0 && (!take_row(r, child) || !take_scalars(r, child)))
			return false;
		if (!walk(r, child, depth + 1))
			return false;
	}
	return true;
}

bool hr_health_checker_put(struct hr_hive *hive, struct hr_arena *arena, const char *name, struct hr_reader in,
                           struct hr_health_checker *found, struct hr_error *why)
{
	struct hr_error inner = {.text = ""};
	struct reading r = {.hive = hive, .arena = arena, .found = found, .why = &inner};
	*found = (struct hr_health_checker){.server = NULL};
	/* Refused before the parser acts on it. */
	if (holds(in.at, hr_left(&in), "<!DOCTYPE", 1))
		return hr_fail(why, HR_E_FORMAT, "%s: has a document type (DOCTYPE), which no PowerShell export has",
		               name);
	xmlDoc *document =
	        hr_left(&in) > HR_HEALTH_CHECKER_MAX
	                ? NULL
	                : xmlReadMemory((const char *)in.at, (int)hr_left(&in), "report", NULL,
	                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	if (document == NULL)
		return hr_fail(why, HR_E_FORMAT, "%s: no well-formed XML", name);
	const xmlNode *root = xmlDocGetRootElement(document);
	bool good = document->intSubset == NULL && root != NULL && strcmp((const char *)root->name, "Objs") == 0;
	if (!good)
		(void)hr_fail(&inner, HR_E_FORMAT, "wanted <Objs> of a PowerShell export without a document type");
	good = good && walk(&r, root, 0);
	if (good && !r.is_report)
		good = hr_fail(&inner, HR_E_FORMAT, "a PowerShell export, but not one of HealthChecker");
	xmlFreeDoc(document);
	return good || hr_fail(why, inner.status, "%s: %s", name, inner.text);
}

/* --- the file --- */

static bool whose(struct hr_brought *brought, const struct hr_health_checker *found, struct hr_error *why)
{
	if (brought->server_count == 0 && found->server != NULL &&
	    !hr_brought_servers(brought->report, found->server, &brought->servers, &brought->server_count, why))
		return false;
	return brought->server_count > 0 ||
	       hr_fail(why, HR_E_USAGE, "%s: it is about %s, which the inventory does not hold; give --server NAME",
	               brought->path, found->server == NULL ? "a server that it does not name" : found->server);
}

static bool tell_build(const struct hr_brought *brought, const char *build, struct hr_error *why)
{
	const struct hr_observation seen = {
	        .value = build, .at = brought->at, .key = HR_FACT_BUILD, .seen = HR_PRESENT, .by = HR_BY_OWNER};
	return build == NULL || hr_brought_fact(brought, &seen, why);
}

bool hr_health_checker_read(struct hr_brought *brought, struct hr_error *why)
{
	struct hr_input file = {.length = 0};
	struct hr_hive_counts counts = {.present = 0};
	struct hr_health_checker found;
	struct hr_arena *arena = hr_arena_new(0);
	struct hr_hive *hive = arena == NULL ? NULL : hr_hive_new(arena, brought->catalog);
	bool good = hive != NULL || hr_fail_memory(why);
	good = good && hr_input_read(brought->path, HR_HEALTH_CHECKER_MAX, &file, why) &&
	       hr_input_to_utf8(brought->path, &file, why) &&
	       hr_health_checker_put(hive, arena, brought->path, hr_reader_of(file.bytes, file.length), &found, why) &&
	       whose(brought, &found, why) && hr_hive_tell(hive, brought, &counts, why) &&
	       tell_build(brought, found.build, why);
	if (good)
		(void)snprintf(brought->told, sizeof brought->told, "%zu settings, %zu more that are not set%s%s",
		               counts.present, counts.absent, found.build == NULL ? "" : ", build ",
		               found.build == NULL ? "" : found.build);
	hr_input_free(&file);
	hr_arena_free(arena);
	return good;
}
