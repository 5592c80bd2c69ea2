#include "probe/web.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *context, enum hr_fact_key key, const char *of, enum hr_seen seen, const char *value)
{
	unsigned *told = context;
	++*told;
	if (key == HR_FACT_NONE || seen == HR_NOT_COLLECTED || strlen(of) > 64 || strlen(value) > 65536)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hr_extract extracts[] = {
	        {.from = HR_EXTRACT_HEADER, .begin = "X-OWA-Version", .key = HR_FACT_HTTP_OWA_VERSION},
	        {.from = HR_EXTRACT_BODY_BETWEEN,
	         .begin = "/owa/auth/",
	         .end = "/themes/",
	         .key = HR_FACT_HTTP_OWA_THEMES},
	        {.from = HR_EXTRACT_BODY_HAS, .begin = "EntityDescriptor", .key = HR_FACT_HTTP_FEDERATION},
	        {.from = HR_EXTRACT_SIGNING_CERTIFICATES, .key = HR_FACT_HTTP_SIGNING_NOT_AFTER},
	};
	static const struct hr_http_ask ask = {.path = "/", .extracts = extracts, .extract_count = HR_COUNT(extracts)};
	unsigned told = 0;
	const struct hr_web_sink sink = {.context = &told, .say = count};
	hr_web_describe(&ask, data, size, size % 2 == 1, &sink);
	if (told < 2 + HR_COUNT(extracts)) /* nothing that was asked stays without an answer */
		abort();
	told = 0;
	hr_sip_describe(data, size, "timed out", &sink);
	if (told != 2)
		abort();
	(void)hr_web_is_whole(data, size);
	return 0;
}
