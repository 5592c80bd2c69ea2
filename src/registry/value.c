#include "registry/value.h"

#include <string.h>

#include "parse/reg_file.h"

#define HEX_BYTES_MAX 64

static const char *hex(struct hr_arena *arena, const struct hr_registry_data *data)
{
	static const char digits[] = "0123456789abcdef";
	size_t shown = data->length < HEX_BYTES_MAX ? data->length : HEX_BYTES_MAX;
	char *text = hr_arena_take(arena, 4 + 2 * shown + 4);
	if (text == NULL)
		return NULL;
	memcpy(text, "hex:", 4);
	for (size_t i = 0; i < shown; i++) {
		text[4 + 2 * i] = digits[data->bytes[i] >> 4];
		text[5 + 2 * i] = digits[data->bytes[i] & 15];
	}
	if (shown < data->length)
		memcpy(text + 4 + 2 * shown, "...", 4);
	return text;
}

static const char *number(struct hr_arena *arena, const struct hr_registry_data *data, bool big_endian)
{
	uint64_t n = 0;
	for (size_t i = 0; i < data->length; i++)
		n |= (uint64_t)data->bytes[big_endian ? data->length - 1 - i : i] << 8 * i;
	return hr_arena_printf(arena, "%llu", (unsigned long long)n);
}

/* Names of suites are ASCII; a character that is not has no place in a judgement and becomes '?'. */
static uint8_t character(const struct hr_registry_data *data, size_t i)
{
	if (!data->wide)
		return data->bytes[i];
	uint16_t c = (uint16_t)(data->bytes[2 * i + 1] << 8 | data->bytes[2 * i]);
	return c < 0x80 ? (uint8_t)c : '?';
}

static const char *text_of(struct hr_arena *arena, const struct hr_registry_data *data, bool several)
{
	size_t count = data->wide ? data->length / 2 : data->length;
	char *text = hr_arena_take(arena, count + 1);
	size_t n = 0;
	if (text == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		uint8_t c = character(data, i);
		if (c == 0 && !several)
			break;
		if (c == 0 && (i + 1 == count || character(data, i + 1) == 0))
			break; /* an empty text ends the list */
		text[n++] = (char)(c == 0 ? ',' : c);
	}
	text[n] = '\0';
	return text;
}

const char *hr_registry_text(struct hr_arena *arena, const struct hr_registry_data *data)
{
	switch (data->type) {
	case HR_REG_DWORD:
	case HR_REG_DWORD_BE:
		return data->length == 4 ? number(arena, data, data->type == HR_REG_DWORD_BE) : hex(arena, data);
	case HR_REG_QWORD:
		return data->length == 8 ? number(arena, data, false) : hex(arena, data);
	case HR_REG_SZ:
	case HR_REG_EXPAND_SZ:
		return text_of(arena, data, false);
	case HR_REG_MULTI_SZ:
		return text_of(arena, data, true);
	default:
		return hex(arena, data);
	}
}

bool hr_registry_fits(const struct hr_setting *setting, const struct hr_registry_data *data)
{
	bool text = data->type == HR_REG_SZ || data->type == HR_REG_EXPAND_SZ;
	switch (setting->type) {
	case HR_SETTING_DWORD:
		return data->type == HR_REG_DWORD && data->length == 4;
	case HR_SETTING_TEXT:
		return text;
	case HR_SETTING_LIST:
		return text || data->type == HR_REG_MULTI_SZ;
	}
	return false;
}

const char *hr_registry_type_name(uint32_t type)
{
	static const char *const names[] = {"REG_NONE",   "REG_SZ",      "REG_EXPAND_SZ",
	                                    "REG_BINARY", "REG_DWORD",   "REG_DWORD_BIG_ENDIAN",
	                                    "REG_LINK",   "REG_MULTI_SZ"};
	if (type < sizeof names / sizeof names[0])
		return names[type];
	return type == HR_REG_QWORD ? "REG_QWORD" : "of another type";
}
