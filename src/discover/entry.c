#include "discover/entry.h"

#include <stdlib.h>
#include <string.h>

void hr_entry_clear(struct hr_entry_builder *builder)
{
	hr_buffer_clear(&builder->bytes);
	builder->attribute_count = 0;
	builder->value_count = 0;
}

void hr_entry_free(struct hr_entry_builder *builder)
{
	hr_buffer_free(&builder->bytes);
	free(builder->names);
	free(builder->added);
	free(builder->attributes);
	free(builder->values);
	free(builder->picked);
	*builder = (struct hr_entry_builder){0};
}

/* The array with room for `count` elements at least, moved if it had to grow; NULL and *why set if memory is out. */
static void *grown(void *array, size_t *room, size_t count, size_t element, struct hr_error *why)
{
	if (count <= *room)
		return array;
	size_t wanted = *room < 32 ? 32 : *room * 2;
	if (wanted < count)
		wanted = count;
	void *larger = realloc(array, wanted * element);
	if (larger == NULL)
		(void)hr_fail_memory(why);
	else
		*room = wanted;
	return larger;
}

static bool is_named(const char *known, const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char a = known[i] >= 'A' && known[i] <= 'Z' ? (char)(known[i] + 32) : known[i];
		char b = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
		if (a != b)
			return false;
	}
	return known[length] == '\0';
}

/* The attribute of that name, new or already there. */
static bool attribute_of(struct hr_entry_builder *builder, const char *name, size_t *index, struct hr_error *why)
{
	size_t length = strcspn(name, ";");
	/* Values of one attribute follow each other: look at the latest one first. */
	for (size_t i = builder->attribute_count; i > 0; i--) {
		if (is_named(builder->bytes.data + builder->names[i - 1], name, length)) {
			*index = i - 1;
			return true;
		}
	}
	if (builder->attribute_count == HR_ENTRY_ATTRIBUTES_MAX)
		return hr_fail(why, HR_E_LIMIT, "an entry with more than %zu attributes", HR_ENTRY_ATTRIBUTES_MAX);
	size_t *names = grown(builder->names, &builder->attribute_capacity, builder->attribute_count + 1,
	                      sizeof *builder->names, why);
	if (names == NULL)
		return false;
	builder->names = names;
	size_t place = builder->bytes.length;
	hr_buffer_add(&builder->bytes, name, length);
	hr_buffer_add(&builder->bytes, "", 1);
	builder->names[builder->attribute_count] = place;
	*index = builder->attribute_count++;
	return true;
}

bool hr_entry_room(struct hr_entry_builder *builder, const char *name, size_t length, uint8_t **place,
                   struct hr_error *why)
{
	builder->bytes.ceiling = HR_ENTRY_BYTES_MAX;
	struct hr_entry_value value = {.length = length};
	if (builder->value_count == HR_ENTRY_VALUES_MAX)
		return hr_fail(why, HR_E_LIMIT, "an entry with more than %zu values", HR_ENTRY_VALUES_MAX);
	if (!attribute_of(builder, name, &value.attribute, why))
		return false;
	struct hr_entry_value *added =
	        grown(builder->added, &builder->value_capacity, builder->value_count + 1, sizeof *builder->added, why);
	if (added == NULL)
		return false;
	builder->added = added;
	value.offset = builder->bytes.length;
	hr_buffer_room(&builder->bytes, length);
	hr_buffer_add(&builder->bytes, "", 1);
	if (builder->bytes.failed)
		return hr_fail(why, HR_E_LIMIT, "an entry of more than %zu bytes", HR_ENTRY_BYTES_MAX);
	builder->added[builder->value_count++] = value;
	*place = (uint8_t *)builder->bytes.data + value.offset;
	return true;
}

void hr_entry_shrink(struct hr_entry_builder *builder, size_t length)
{
	struct hr_entry_value *value = &builder->added[builder->value_count - 1];
	value->length = length;
	builder->bytes.length = value->offset + length + 1;
	builder->bytes.data[value->offset + length] = '\0';
}

bool hr_entry_add(struct hr_entry_builder *builder, const char *name, const void *bytes, size_t length,
                  struct hr_error *why)
{
	uint8_t *place = NULL;
	if (!hr_entry_room(builder, name, length, &place, why))
		return false;
	if (length > 0)
		memcpy(place, bytes, length);
	return true;
}

/* Room for what hr_entry_finish() makes. */
static bool make_room(struct hr_entry_builder *builder, struct hr_error *why)
{
	struct hr_attribute *attributes = grown(builder->attributes, &builder->attributes_room,
	                                        builder->attribute_count + 1, sizeof *builder->attributes, why);
	if (attributes == NULL)
		return false;
	builder->attributes = attributes;
	struct hr_value *values =
	        grown(builder->values, &builder->values_room, builder->value_count + 1, sizeof *builder->values, why);
	if (values == NULL)
		return false;
	builder->values = values;
	return true;
}

bool hr_entry_finish(struct hr_entry_builder *builder, struct hr_error *why)
{
	if (!make_room(builder, why))
		return false;
	for (size_t i = 0; i < builder->attribute_count; i++)
		builder->attributes[i] = (struct hr_attribute){.name = builder->bytes.data + builder->names[i]};
	for (size_t i = 0; i < builder->value_count; i++)
		builder->attributes[builder->added[i].attribute].count++;
	struct hr_value *next = builder->values;
	for (size_t i = 0; i < builder->attribute_count; i++) {
		builder->attributes[i].values = next;
		next += builder->attributes[i].count;
		builder->attributes[i].count = 0;
	}
	for (size_t i = 0; i < builder->value_count; i++) {
		struct hr_attribute *attribute = &builder->attributes[builder->added[i].attribute];
		size_t first = (size_t)(attribute->values - builder->values);
		builder->values[first + attribute->count++] = (struct hr_value){
		        .bytes = builder->bytes.data + builder->added[i].offset, .length = builder->added[i].length};
	}
	return true;
}

bool hr_entry_pick(struct hr_entry_builder *builder, const char *const *wanted, const struct hr_attribute **attributes,
                   size_t *count, struct hr_error *why)
{
	size_t found = 0;
	for (; *wanted != NULL; wanted++) {
		for (size_t i = 0; i < builder->attribute_count; i++) {
			if (!hr_same_nocase(builder->attributes[i].name, *wanted))
				continue;
			struct hr_attribute *picked =
			        grown(builder->picked, &builder->picked_room, found + 1, sizeof *builder->picked, why);
			if (picked == NULL)
				return false;
			builder->picked = picked;
			builder->picked[found] = builder->attributes[i];
			builder->picked[found++].name = *wanted;
			break;
		}
	}
	*attributes = builder->picked;
	*count = found;
	return true;
}

const struct hr_attribute *hr_entry_attribute(const struct hr_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->attribute_count; i++)
		if (hr_same_nocase(entry->attributes[i].name, name))
			return &entry->attributes[i];
	return NULL;
}

const char *hr_entry_text(const struct hr_entry *entry, const char *name)
{
	const struct hr_attribute *attribute = hr_entry_attribute(entry, name);
	return attribute == NULL || attribute->count == 0 ? NULL : attribute->values[0].bytes;
}
