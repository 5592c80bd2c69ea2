#include "registry/health_checker.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hr_setting settings[] = {
	        {.key = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS "
	                "1.2\\Client",
	         .value = "Enabled",
	         .source = "",
	         .remedies = ""},
	};
	static const struct hr_catalog catalog = {.settings = settings, .setting_count = 1};
	struct hr_error why = {.text = ""};
	struct hr_health_checker found;
	struct hr_arena *arena = hr_arena_new((size_t)64 << 20);
	struct hr_hive *hive = arena == NULL ? NULL : hr_hive_new(arena, &catalog);
	if (hive == NULL)
		abort();
	if (!hr_health_checker_put(hive, arena, "report", hr_reader_of(data, size), &found, &why) &&
	    why.text[0] == '\0')
		abort();
	hr_arena_free(arena);
	return 0;
}
