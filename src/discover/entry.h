/* One directory entry while it is put together: from LDIF lines, or from an LDAP message and its further ranges. */
#ifndef HR_DISCOVER_ENTRY_H
#define HR_DISCOVER_ENTRY_H

#include "base/error.h"
#include "base/text.h"
#include "hybridready/check.h"

#define HR_ENTRY_BYTES_MAX ((size_t)256 * 1048576) /* names and values of one entry */
#define HR_ENTRY_ATTRIBUTES_MAX ((size_t)4096)
#define HR_ENTRY_VALUES_MAX ((size_t)4000000)

struct hr_entry_value {
	size_t attribute;
	size_t offset; /* in bytes */
	size_t length;
};

struct hr_entry_builder {
	struct hr_buffer bytes;
	size_t *names; /* per attribute: place of its name in bytes */
	size_t attribute_count, attribute_capacity;
	struct hr_entry_value *added;
	size_t value_count, value_capacity;
	/* Made by hr_entry_finish(). */
	struct hr_attribute *attributes;
	struct hr_value *values;
	size_t attributes_room, values_room;
	/* Made by hr_entry_pick(). */
	struct hr_attribute *picked;
	size_t picked_room;
};

/* Zero a builder before its first use. */
void hr_entry_clear(struct hr_entry_builder *builder);
void hr_entry_free(struct hr_entry_builder *builder);

/*
 * Room for one value of `length` bytes of the attribute `name` (options, from the first ';', are left out); *place is
 * where it goes, valid until the next call. hr_entry_shrink() gives back what the last value did not need. A ceiling or
 * memory: false.
 */
bool hr_entry_room(struct hr_entry_builder *builder, const char *name, size_t length, uint8_t **place,
                   struct hr_error *why) HR_MUST_USE;
void hr_entry_shrink(struct hr_entry_builder *builder, size_t length);

/* A value that is already there, copied. */
bool hr_entry_add(struct hr_entry_builder *builder, const char *name, const void *bytes, size_t length,
                  struct hr_error *why) HR_MUST_USE;

/* All attributes and their values, in builder->attributes[0 .. attribute_count); valid until the builder is changed. */
bool hr_entry_finish(struct hr_entry_builder *builder, struct hr_error *why) HR_MUST_USE;

/*
 * Of a finished entry, the attributes of the NULL-terminated list `wanted` and no others, under the names as asked for.
 * They stay valid until the builder is changed.
 */
bool hr_entry_pick(struct hr_entry_builder *builder, const char *const *wanted, const struct hr_attribute **attributes,
                   size_t *count, struct hr_error *why) HR_MUST_USE;

/* The first value of an attribute, or NULL. */
const char *hr_entry_text(const struct hr_entry *entry, const char *name);

/* The attribute, or NULL. */
const struct hr_attribute *hr_entry_attribute(const struct hr_entry *entry, const char *name);

#endif
