#include "discover/ldif_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "discover/dn.h"
#include "parse/ldap_filter.h"
#include "parse/ldif.h"

static bool add_record(struct hr_ldif_file *file, const struct hr_ldif_item *dn, struct hr_ldif_record record,
                       struct hr_error *why)
{
	if (hr_left(&dn->raw) > HR_DN_MAX)
		return hr_fail(why, HR_E_LIMIT, "%s:%zu: a DN of more than %zu bytes", file->path, dn->line, HR_DN_MAX);
	struct hr_ldif_record *grown = hr_arena_grow(file->arena, file->records, file->count, &file->capacity,
	                                             sizeof record, HR_LDIF_RECORDS_MAX);
	if (grown == NULL)
		return file->count == HR_LDIF_RECORDS_MAX
		               ? hr_fail(why, HR_E_LIMIT, "%s: more than %zu entries", file->path, HR_LDIF_RECORDS_MAX)
		               : hr_fail_memory(why);
	file->records = grown;
	uint8_t value[HR_DN_MAX];
	size_t length = hr_ldif_value(dn, value);
	char *normal = hr_arena_take(file->arena, length + 1);
	if (normal == NULL)
		return hr_fail_memory(why);
	hr_dn_normalise((const char *)value, length, normal);
	record.normal = normal;
	record.line = dn->line;
	grown[file->count++] = record;
	return true;
}

/* Goes through the whole file once: is it sound, and where are its records? */
static bool index_records(struct hr_ldif_file *file, struct hr_error *why)
{
	struct hr_ldif ldif = hr_ldif_of(hr_reader_of(file->input.bytes, file->input.length), 1);
	struct hr_ldif_item item = {.kind = HR_LDIF_RECORD_END};
	while (item.kind != HR_LDIF_END) {
		size_t offset = (size_t)(ldif.in.at - file->input.bytes);
		if (!hr_ldif_next(&ldif, &item))
			return hr_fail(why, HR_E_FORMAT, "%s:%zu: %s", file->path, ldif.line, ldif.wrong);
		if (item.kind == HR_LDIF_DN && !add_record(file, &item, (struct hr_ldif_record){.offset = offset}, why))
			return false;
		if (item.kind == HR_LDIF_RECORD_END) {
			struct hr_ldif_record *record = &file->records[file->count - 1];
			record->length = (size_t)(ldif.in.at - file->input.bytes) - record->offset;
		}
		if (item.kind == HR_LDIF_RESULT && item.result > file->result)
			file->result = item.result;
	}
	return true;
}

/* qsort() hands over no context: sort pairs, keep places. */
struct place {
	const char *normal;
	size_t record;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;
	int order = strcmp(x->normal, y->normal);
	return order != 0 ? order : (x->record > y->record) - (x->record < y->record);
}

static bool sort_by_name(struct hr_ldif_file *file, struct hr_error *why)
{
	struct place *places = calloc(file->count + 1, sizeof *places);
	file->by_name = hr_arena_take(file->arena, file->count * sizeof *file->by_name);
	if (places == NULL || file->by_name == NULL) {
		free(places);
		return hr_fail_memory(why);
	}
	for (size_t i = 0; i < file->count; i++)
		places[i] = (struct place){.normal = file->records[i].normal, .record = i};
	qsort(places, file->count, sizeof *places, compare_places);
	for (size_t i = 0; i < file->count; i++)
		file->by_name[i] = places[i].record;
	free(places);
	return true;
}

bool hr_ldif_file_open(struct hr_ldif_file *file, const char *path, struct hr_error *why)
{
	*file = (struct hr_ldif_file){.path = path};
	file->directory = (struct hr_directory){.host = file, .search = hr_ldif_file_search, .scans = true};
	file->arena = hr_arena_new(0);
	if (file->arena == NULL)
		return hr_fail_memory(why);
	if (!hr_input_read(path, HR_LDIF_FILE_MAX, &file->input, why) || !hr_input_to_utf8(path, &file->input, why) ||
	    !index_records(file, why) || !sort_by_name(file, why))
		return false;
	if (file->count == 0)
		return hr_fail(why, HR_E_FORMAT, "%s: no directory entry in it; export the directory again", path);
	return true;
}

void hr_ldif_file_close(struct hr_ldif_file *file)
{
	hr_entry_free(&file->builder);
	hr_input_free(&file->input);
	hr_arena_free(file->arena);
	file->arena = NULL;
}

/* --- searching --- */

/* The record once more, its attributes in the builder and its DN in `dn`. */
static bool read_record(struct hr_ldif_file *file, const struct hr_ldif_record *record, char dn[static HR_DN_MAX + 1],
                        struct hr_error *why)
{
	struct hr_reader in = hr_reader_of(file->input.bytes + record->offset, record->length);
	struct hr_ldif ldif = hr_ldif_of(in, record->line);
	struct hr_ldif_item item = {.kind = HR_LDIF_DN};
	hr_entry_clear(&file->builder);
	while (item.kind != HR_LDIF_RECORD_END) {
		if (!hr_ldif_next(&ldif, &item))
			return hr_fail(why, HR_E_FORMAT, "%s:%zu: %s", file->path, ldif.line, ldif.wrong);
		if (item.kind == HR_LDIF_DN)
			dn[hr_ldif_value(&item, (uint8_t *)dn)] = '\0';
		if (item.kind != HR_LDIF_ATTRIBUTE)
			continue;
		uint8_t *place = NULL;
		if (!hr_entry_room(&file->builder, item.name, hr_left(&item.raw), &place, why))
			return false;
		hr_entry_shrink(&file->builder, hr_ldif_value(&item, place));
	}
	return hr_entry_finish(&file->builder, why);
}

static bool offer(struct hr_ldif_file *file, const struct hr_ldif_record *record, const struct hr_query *query,
                  const struct hr_filter *filter, const struct hr_sink *sink, struct hr_error *why)
{
	char dn[HR_DN_MAX + 1];
	if (!read_record(file, record, dn, why))
		return false;
	if (!hr_filter_match(filter, file->builder.attributes, file->builder.attribute_count))
		return true;
	struct hr_entry entry = {.dn = dn, .context = query->context, .search = query->search};
	return hr_entry_pick(&file->builder, query->search->attributes, &entry.attributes, &entry.attribute_count,
	                     why) &&
	       sink->entry(sink->context, &entry, why);
}

/* The first of the records with that name in by_name; file->count if there is none. */
static size_t first_named(const struct hr_ldif_file *file, const char *normal)
{
	size_t low = 0;
	size_t high = file->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(file->records[file->by_name[middle]].normal, normal) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool hr_ldif_file_has(const struct hr_ldif_file *file, const char *normal)
{
	size_t place = first_named(file, normal);
	return place < file->count && strcmp(file->records[file->by_name[place]].normal, normal) == 0;
}

static bool search_base(struct hr_ldif_file *file, const char *normal, const struct hr_query *query,
                        const struct hr_filter *filter, const struct hr_sink *sink, struct hr_error *why)
{
	for (size_t i = first_named(file, normal); i < file->count; i++) {
		const struct hr_ldif_record *record = &file->records[file->by_name[i]];
		if (strcmp(record->normal, normal) != 0)
			break;
		if (!offer(file, record, query, filter, sink, why))
			return false;
	}
	return true;
}

bool hr_ldif_file_search(void *host, const struct hr_query *query, const struct hr_sink *sink, const char **cut,
                         struct hr_error *why)
{
	struct hr_ldif_file *file = host;
	struct hr_filter filter;
	char normal[HR_DN_MAX + 1];
	size_t length = strlen(query->base);
	*cut = NULL;
	if (!hr_filter_compile(hr_reader_of(query->search->filter, strlen(query->search->filter)), &filter))
		return hr_fail(why, HR_E_MODULE, "search %s: \"%s\" is no filter that can be run over a file",
		               query->search->name, query->search->filter);
	if (length > HR_DN_MAX)
		return true;
	hr_dn_normalise(query->base, length, normal);
	if (query->search->depth == HR_DEPTH_BASE)
		return search_base(file, normal, query, &filter, sink, why);
	for (size_t i = 0; i < file->count; i++)
		if (hr_dn_within(file->records[i].normal, normal, query->search->depth) &&
		    !offer(file, &file->records[i], query, &filter, sink, why))
			return false;
	return true;
}
