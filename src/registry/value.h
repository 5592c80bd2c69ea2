/* A registry value as the text of a fact: the same whichever way it came in. */
#ifndef HR_REGISTRY_VALUE_H
#define HR_REGISTRY_VALUE_H

#include <stdint.h>

#include "base/arena.h"
#include "hybridready/catalog.h"

/* A value as it was read: its type (winnt.h, enum in parse/reg_file.h) and its bytes. */
struct hr_registry_data {
	uint32_t type;
	const uint8_t *bytes;
	size_t length;
	bool wide; /* texts are UTF-16LE, else UTF-8 or bytes of a code page */
};

/*
 * REG_DWORD and REG_QWORD as a decimal number, texts as they are up to their NUL, several texts with a comma between
 * them, all else as "hex:" and at most 64 bytes. Owned by the arena; may hold any byte, so that hr_report_add_fact()
 * has to make it printable. NULL if memory is out.
 */
const char *hr_registry_text(struct hr_arena *arena, const struct hr_registry_data *data);

/* Is it of the type that the setting wants? Windows ignores an Enabled that is a text. A list may be a text as well. */
bool hr_registry_fits(const struct hr_setting *setting, const struct hr_registry_data *data);

/* "REG_SZ"; a static string. */
const char *hr_registry_type_name(uint32_t type);

#endif
