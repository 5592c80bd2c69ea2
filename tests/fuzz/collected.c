/* A zip file of a collector's folder, or else its registry.txt alone. */
#include "registry/collected.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "registry/bundle.h"
#include "registry/checksums.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(struct hr_reader in)
{
	static const struct hr_setting settings[] = {
	        {.key = "HKLM\\SOFTWARE\\X", .value = "Enabled", .source = "", .remedies = ""},
	};
	static const struct hr_catalog catalog = {.settings = settings, .setting_count = 1};
	struct hr_error why = {.text = ""};
	struct hr_collected_name whose;
	struct hr_arena *arena = hr_arena_new((size_t)64 << 20);
	struct hr_hive *hive = arena == NULL ? NULL : hr_hive_new(arena, &catalog);
	if (hive == NULL)
		abort();
	if (hr_collected_put(hive, arena, "registry.txt", in, &whose, &why) ? whose.host == NULL || whose.domain == NULL
	                                                                    : why.text[0] == '\0')
		abort();
	hr_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hr_error why = {.text = ""};
	struct hr_bundle bundle;
	size_t unlisted;
	(void)hr_bundle_is("x", data, size);
	if (size < 4 || memcmp(data, "PK\3\4", 4) != 0) {
		put(hr_reader_of(data, size));
		return 0;
	}
	if (!hr_bundle_unzip("x", data, size, &bundle, &why)) {
		if (why.text[0] == '\0')
			abort();
		return 0;
	}
	if (!bundle.there[HR_BUNDLE_SERVER])
		abort();
	if (hr_checksums_match("x", &bundle, &unlisted, &why) && unlisted > HR_BUNDLE_FILES)
		abort();
	put(hr_reader_of(bundle.files[HR_BUNDLE_REGISTRY].bytes, bundle.files[HR_BUNDLE_REGISTRY].length));
	hr_bundle_free(&bundle);
	return 0;
}
