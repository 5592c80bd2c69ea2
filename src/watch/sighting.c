#include "watch/sighting.h"

#include <string.h>

#define OBSERVATIONS_MAX ((size_t)100000) /* of one look at one endpoint: far above what its questions can bring */

void hr_sighting_clear(struct hr_sighting *sighting)
{
	hr_arena_free(sighting->arena);
	*sighting = (struct hr_sighting){.arena = NULL};
}

bool hr_sighting_add(struct hr_sighting *sighting, const struct hr_observation *seen, struct hr_error *why)
{
	if (sighting->arena == NULL)
		sighting->arena = hr_arena_new(0);
	if (sighting->arena == NULL)
		return hr_fail_memory(why);
	struct hr_observation *grown = hr_arena_grow(sighting->arena, sighting->seen, sighting->count,
	                                             &sighting->capacity, sizeof *grown, OBSERVATIONS_MAX);
	if (grown == NULL)
		return sighting->count < OBSERVATIONS_MAX
		               ? hr_fail_memory(why)
		               : hr_fail(why, HR_E_LIMIT, "one look at %s saw more than %zu things", seen->about,
		                         OBSERVATIONS_MAX);
	struct hr_observation copy = *seen;
	copy.about = "";
	copy.of = hr_arena_string(sighting->arena, seen->of == NULL ? "" : seen->of);
	copy.value = hr_arena_string(sighting->arena, seen->value == NULL ? "" : seen->value);
	if (copy.of == NULL || copy.value == NULL)
		return hr_fail_memory(why);
	sighting->seen = grown;
	grown[sighting->count++] = copy;
	hr_look_note(&sighting->look, copy.key, copy.of, copy.seen, copy.value);
	return true;
}

bool hr_sighting_tell(const struct hr_sighting *sighting, const char *about, struct hr_report *report,
                      struct hr_error *why)
{
	for (size_t i = 0; i < sighting->count; i++) {
		struct hr_observation seen = sighting->seen[i];
		seen.about = about;
		if (!hr_report_add_fact(report, &seen, why))
			return false;
	}
	return true;
}

const char *hr_sighting_value(const struct hr_sighting *sighting, enum hr_fact_key key)
{
	for (size_t i = 0; i < sighting->count; i++)
		if (sighting->seen[i].key == key && sighting->seen[i].seen == HR_PRESENT)
			return sighting->seen[i].value;
	return NULL;
}

/* Facts of which the value counts, not only that they are there. */
static bool value_counts(enum hr_fact_key key)
{
	static const enum hr_fact_key keys[] = {
	        HR_FACT_TLS_SSL2,        HR_FACT_TLS_SSL3,         HR_FACT_TLS_1_0,
	        HR_FACT_TLS_1_1,         HR_FACT_TLS_1_2,          HR_FACT_TLS_1_3,
	        HR_FACT_TLS_ORDER,       HR_FACT_TLS_HANDSHAKE,    HR_FACT_TLS_CLIENT_CERTIFICATE,
	        HR_FACT_CERT_SHA256,     HR_FACT_CERT_CHAIN,       HR_FACT_CERT_NAME_MATCH,
	        HR_FACT_HTTP_STATUS,     HR_FACT_HTTP_OWA_VERSION, HR_FACT_HTTP_OFFICE_VERSION,
	        HR_FACT_HTTP_FEDERATION, HR_FACT_SIP_STATUS,       HR_FACT_HTTP_WOPI_DISCOVERY,
	};
	for (size_t i = 0; i < HR_COUNT(keys); i++)
		if (keys[i] == key)
			return true;
	return false;
}

static uint64_t stir(uint64_t h, const char *text)
{
	do
		h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211); /* FNV-1a, the final NUL included */
	while (*text++ != '\0');
	return h;
}

/* The order in which things are observed is that in which answers arrive: it does not count. */
uint64_t hr_sighting_digest(const struct hr_sighting *sighting)
{
	uint64_t sum = 1;
	for (size_t i = 0; i < sighting->count; i++) {
		const struct hr_observation *seen = &sighting->seen[i];
		uint64_t h = (UINT64_C(14695981039346656037) ^ (uint64_t)seen->key) * UINT64_C(1099511628211);
		h = (h ^ (uint64_t)seen->seen) * UINT64_C(1099511628211);
		h = stir(h, seen->of);
		if (seen->seen == HR_PRESENT && value_counts(seen->key))
			h = stir(h, seen->value);
		sum += h;
	}
	return sum;
}
