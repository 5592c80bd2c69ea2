#include "registry/answers.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Lines of a reader that may say anything. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hr_setting settings[] = {
	        {.key = "HKLM\\SOFTWARE\\A", .value = "Number", .type = HR_SETTING_DWORD},
	        {.key = "HKLM\\SOFTWARE\\A", .value = "Text", .type = HR_SETTING_TEXT},
	        {.key = "HKLM\\SOFTWARE\\B", .value = "List", .type = HR_SETTING_LIST},
	};
	static const struct hr_catalog catalog = {.settings = settings, .setting_count = 3};
	struct hr_arena *arena = hr_arena_new(0);
	struct hr_answers answers = {.catalog = &catalog, .hive = arena == NULL ? NULL : hr_hive_new(arena, &catalog)};
	struct hr_reader lines = hr_reader_of(data, size);
	struct hr_error why;
	while (answers.hive != NULL && hr_left(&lines) > 0) {
		const uint8_t *end = memchr(lines.at, '\n', hr_left(&lines));
		struct hr_reader line = hr_sub(&lines, end == NULL ? hr_left(&lines) : (size_t)(end - lines.at));
		if (end != NULL)
			(void)hr_u8(&lines);
		if (!hr_answers_take(&answers, line, &why))
			break;
		if (answers.next > catalog.setting_count || strlen(answers.reason) >= sizeof answers.reason)
			abort();
		if (answers.over && answers.reason[0] == '\0' && answers.next != catalog.setting_count)
			abort();
	}
	hr_arena_free(arena);
	return 0;
}
