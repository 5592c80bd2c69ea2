#include "catalog/lang.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "catalog/xml.h"

#define TEXTS_MAX ((size_t)20000)

struct text {
	const char *kind;
	const char *id;
	const char *part;
	const char *text;
};

struct table {
	struct text *at;
	size_t count, capacity;
};

struct hr_lang {
	struct hr_arena *arena;
	struct table own;
	struct table english;
};

static int compare_texts(const void *a, const void *b)
{
	const struct text *x = a;
	const struct text *y = b;
	int order = strcmp(x->kind, y->kind);
	if (order == 0)
		order = strcmp(x->id, y->id);
	return order != 0 ? order : strcmp(x->part, y->part);
}

static bool add_part(struct hr_lang *lang, struct table *table, const char *kind, const char *id, const xmlNode *node,
                     struct hr_error *why)
{
	const char *variant = hr_xml_attribute(lang->arena, node, "why", "");
	const char *text = hr_xml_text(lang->arena, node);
	if (variant == NULL || text == NULL)
		return hr_fail_memory(why);
	const char *part = *variant == '\0' ? hr_arena_string(lang->arena, (const char *)node->name)
	                                    : hr_arena_printf(lang->arena, "%s/%s", (const char *)node->name, variant);
	struct text *grown =
	        hr_arena_grow(lang->arena, table->at, table->count, &table->capacity, sizeof *grown, TEXTS_MAX);
	if (part == NULL || grown == NULL)
		return hr_fail_memory(why);
	table->at = grown;
	grown[table->count++] = (struct text){.kind = kind, .id = id, .part = part, .text = text};
	return true;
}

static bool add_entries(struct hr_lang *lang, struct table *table, xmlNode *root, struct hr_error *why)
{
	for (xmlNode *entry = hr_xml_element(root->children, "entry"); entry != NULL;
	     entry = hr_xml_element(entry->next, "entry")) {
		const char *kind = hr_xml_attribute(lang->arena, entry, "kind", "");
		const char *id = hr_xml_attribute(lang->arena, entry, "id", "");
		if (kind == NULL || id == NULL)
			return hr_fail_memory(why);
		for (xmlNode *part = hr_xml_element(entry->children, NULL); part != NULL;
		     part = hr_xml_element(part->next, NULL))
			if (!add_part(lang, table, kind, id, part, why))
				return false;
	}
	return true;
}

static bool load_file(struct hr_lang *lang, struct table *table, const char *path, const struct hr_xml_schema *schema,
                      struct hr_error *why)
{
	xmlDoc *document = NULL;
	if (!hr_xml_load(path, schema, &document, why))
		return false;
	bool good = add_entries(lang, table, xmlDocGetRootElement(document), why);
	xmlFreeDoc(document);
	return good;
}

/* <code>.xml, or <code>-anything.xml */
static bool is_of_language(const char *name, const char *code)
{
	size_t length = strlen(name);
	size_t prefix = strlen(code);
	return length > 4 && strcmp(name + length - 4, ".xml") == 0 && strncmp(name, code, prefix) == 0 &&
	       (name[prefix] == '.' || name[prefix] == '-');
}

static bool load_language(struct hr_lang *lang, struct table *table, const char *directory, const char *code,
                          const struct hr_xml_schema *schema, struct hr_error *why)
{
	DIR *dir = opendir(directory);
	if (dir == NULL)
		return hr_fail(why, HR_E_FILE, "%s: cannot be read: %s", directory, strerror(errno));
	bool good = true;
	for (struct dirent *entry = readdir(dir); entry != NULL && good; entry = readdir(dir)) {
		if (!is_of_language(entry->d_name, code))
			continue;
		const char *path = hr_arena_printf(lang->arena, "%s/%s", directory, entry->d_name);
		good = path == NULL ? hr_fail_memory(why) : load_file(lang, table, path, schema, why);
	}
	(void)closedir(dir);
	if (!good)
		return false;
	if (table->count == 0)
		return hr_fail(why, HR_E_FILE, "%s: no texts in language %s (%s.xml); wanted en or nl", directory, code,
		               code);
	qsort(table->at, table->count, sizeof *table->at, compare_texts);
	for (size_t i = 1; i < table->count; i++)
		if (compare_texts(&table->at[i - 1], &table->at[i]) == 0)
			return hr_fail(why, HR_E_CATALOG, "%s: language %s has the text %s %s %s twice", directory,
			               code, table->at[i].kind, table->at[i].id, table->at[i].part);
	return true;
}

static bool load(struct hr_lang *lang, const char *directory, const char *code, struct hr_error *why)
{
	struct hr_xml_schema *schema = NULL;
	const char *path = hr_arena_printf(lang->arena, "%s/lang.xsd", directory);
	if (path == NULL)
		return hr_fail_memory(why);
	if (!hr_xml_schema_load(path, &schema, why))
		return false;
	bool good = load_language(lang, &lang->english, directory, "en", schema, why) &&
	            (strcmp(code, "en") == 0 || load_language(lang, &lang->own, directory, code, schema, why));
	hr_xml_schema_free(schema);
	return good;
}

bool hr_lang_load(const char *directory, const char *code, struct hr_lang **lang, struct hr_error *why)
{
	struct hr_lang *fresh = calloc(1, sizeof *fresh);
	if (fresh == NULL)
		return hr_fail_memory(why);
	fresh->arena = hr_arena_new(0);
	if (fresh->arena == NULL || !load(fresh, directory, code, why)) {
		bool memory = fresh->arena == NULL;
		hr_lang_free(fresh);
		return memory ? hr_fail_memory(why) : false;
	}
	*lang = fresh;
	return true;
}

void hr_lang_free(struct hr_lang *lang)
{
	if (lang == NULL)
		return;
	hr_arena_free(lang->arena);
	free(lang);
}

static const char *find(const struct table *table, const char *kind, const char *id, const char *part)
{
	const struct text wanted = {.kind = kind, .id = id, .part = part};
	const struct text *found =
	        table->count == 0 ? NULL : bsearch(&wanted, table->at, table->count, sizeof *table->at, compare_texts);
	return found == NULL ? NULL : found->text;
}

const char *hr_lang_text(const struct hr_lang *lang, const char *kind, const char *id, const char *part)
{
	const char *text = find(&lang->own, kind, id, part);
	if (text == NULL)
		text = find(&lang->english, kind, id, part);
	return text == NULL ? "" : text;
}
