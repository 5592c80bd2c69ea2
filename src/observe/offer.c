#include "observe/offer.h"

#include <string.h>

#include "base/text.h"
#include "model/report.h"
#include "parse/tls_hello.h"
#include "parse/tls_names.h"

static const struct {
	uint16_t code;
	const char *word;
} versions[] = {
        {HR_SSL_2_0, "ssl2"}, {HR_SSL_3_0, "ssl3"}, {HR_TLS_1_0, "1.0"},
        {HR_TLS_1_1, "1.1"},  {HR_TLS_1_2, "1.2"},  {HR_TLS_1_3, "1.3"},
};

const char *hr_offer_version(uint16_t version)
{
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		if (versions[i].code == version)
			return versions[i].word;
	}
	return NULL;
}

const char *hr_offer_suite(const struct hr_catalog *catalog, uint16_t code)
{
	size_t low = 0, high = catalog->suite_count;
	if (code == 0x00ff) /* signals that no server can choose: RFC 5746, RFC 7507 */
		return "TLS_EMPTY_RENEGOTIATION_INFO_SCSV";
	if (code == 0x5600)
		return "TLS_FALLBACK_SCSV";
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (catalog->suites[middle].code == code)
			return catalog->suites[middle].name;
		if (catalog->suites[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void add_word(struct hr_buffer *text, const char *name, uint16_t code)
{
	if (text->length > 0)
		hr_buffer_text(text, " ");
	if (name != NULL && *name != '\0')
		hr_buffer_text(text, name);
	else
		hr_buffer_printf(text, "0x%04X", code);
}

static bool names(const struct hr_client_hello *hello, uint16_t version)
{
	if (hello->version_count == 0)
		return hello->version == version;
	for (size_t i = 0; i < hello->version_count; i++) {
		if (hello->versions[i] == version)
			return true;
	}
	return false;
}

static void add_versions(struct hr_buffer *text, const struct hr_client_hello *hello)
{
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		if (names(hello, versions[i].code))
			add_word(text, versions[i].word, versions[i].code);
	}
}

/* A name or protocol may hold any byte: a space would look like two words. */
static void add_alpn(struct hr_buffer *text, const struct hr_client_hello *hello)
{
	struct hr_reader list = hr_reader_of(hello->alpn, hello->alpn_length), name;
	while (hr_client_alpn(&list, &name)) {
		if (hr_left(&name) >= 2 && hr_is_grease((uint16_t)(name.at[0] << 8 | name.at[1])) &&
		    hr_left(&name) == 2)
			continue;
		if (text->length > 0)
			hr_buffer_text(text, " ");
		for (; hr_left(&name) > 0; name.at++) {
			if (*name.at > ' ' && *name.at < 0x7f)
				hr_buffer_add(text, name.at, 1);
			else
				hr_buffer_printf(text, "\\x%02X", *name.at);
		}
	}
}

static const char *kept(struct hr_arena *arena, struct hr_buffer *text)
{
	const char *copy = text->failed ? NULL : hr_arena_copy(arena, text->length > 0 ? text->data : "", text->length);
	hr_buffer_clear(text);
	return copy;
}

/* The row of the catalog that tells most: one that names the extensions before one that does not. */
static const struct hr_hello_look *look_of(const struct hr_catalog *catalog, const char *ja4)
{
	const struct hr_hello_look *found = NULL;
	const char *suites = strchr(ja4, '_'), *extensions = suites == NULL ? NULL : strchr(suites + 1, '_');
	for (size_t i = 0; extensions != NULL && i < catalog->look_count; i++) {
		const struct hr_hello_look *look = &catalog->looks[i];
		size_t length = (size_t)(extensions - suites - 1);
		if (strlen(look->suites) != length || memcmp(look->suites, suites + 1, length) != 0)
			continue;
		if (strcmp(look->extensions, extensions + 1) == 0)
			return look;
		if (*look->extensions == '\0')
			found = look;
	}
	return found;
}

bool hr_offer_describe(struct hr_arena *arena, const struct hr_catalog *catalog, const struct hr_client_hello *hello,
                       struct hr_offer *offer, struct hr_error *why)
{
	struct hr_buffer text = {.ceiling = HR_VALUE_MAX};
	char ja3[HR_JA3_SIZE], ja4[HR_JA4_SIZE];
	struct hr_offer out;

	(void)hr_ja3(hello, ja3);
	(void)hr_ja4(hello, ja4);
	add_versions(&text, hello);
	out.versions = kept(arena, &text);
	for (size_t i = 0; i < hello->suite_count; i++) {
		if (!hr_is_grease(hello->suites[i]))
			add_word(&text, hr_offer_suite(catalog, hello->suites[i]), hello->suites[i]);
	}
	out.suites = kept(arena, &text);
	for (size_t i = 0; i < hello->group_count; i++) {
		if (!hr_is_grease(hello->groups[i]))
			add_word(&text, hr_group_name(hello->groups[i]), hello->groups[i]);
	}
	out.groups = kept(arena, &text);
	add_alpn(&text, hello);
	out.alpn = kept(arena, &text);
	out.sni = hr_text_printable(arena, hello->host, hello->host_length, HR_NAME_MAX);
	out.ja3 = hr_arena_string(arena, ja3);
	out.ja4 = hr_arena_string(arena, ja4);
	const struct hr_hello_look *look = look_of(catalog, ja4);
	out.stack =
	        look == NULL ? "" : hr_arena_printf(arena, "%s%s", look->stack, look->verified ? "" : " (unverified)");
	hr_buffer_free(&text);
	if (out.versions == NULL || out.suites == NULL || out.groups == NULL || out.alpn == NULL || out.sni == NULL ||
	    out.ja3 == NULL || out.ja4 == NULL || out.stack == NULL)
		return hr_fail_memory(why);
	*offer = out;
	return true;
}

bool hr_offer_same(const struct hr_offer *a, const struct hr_offer *b)
{
	return strcmp(a->versions, b->versions) == 0 && strcmp(a->suites, b->suites) == 0 &&
	       strcmp(a->groups, b->groups) == 0 && strcmp(a->alpn, b->alpn) == 0 && strcmp(a->ja4, b->ja4) == 0;
}

bool hr_offer_copy(struct hr_arena *arena, const struct hr_offer *from, struct hr_offer *to)
{
	*to = (struct hr_offer){.versions = hr_arena_string(arena, from->versions),
	                        .suites = hr_arena_string(arena, from->suites),
	                        .groups = hr_arena_string(arena, from->groups),
	                        .sni = hr_arena_string(arena, from->sni),
	                        .alpn = hr_arena_string(arena, from->alpn),
	                        .ja3 = hr_arena_string(arena, from->ja3),
	                        .ja4 = hr_arena_string(arena, from->ja4),
	                        .stack = hr_arena_string(arena, from->stack)};
	return to->versions != NULL && to->suites != NULL && to->groups != NULL && to->sni != NULL &&
	       to->alpn != NULL && to->ja3 != NULL && to->ja4 != NULL && to->stack != NULL;
}

bool hr_offer_tell(const struct hr_offer *offer, struct hr_report *report, const struct hr_observation *about,
                   struct hr_error *why)
{
	const struct {
		enum hr_fact_key key;
		const char *value;
	} rows[] = {{HR_FACT_OUTBOUND_VERSIONS, offer->versions}, {HR_FACT_OUTBOUND_SUITES, offer->suites},
	            {HR_FACT_OUTBOUND_GROUPS, offer->groups},     {HR_FACT_OUTBOUND_SNI, offer->sni},
	            {HR_FACT_OUTBOUND_ALPN, offer->alpn},         {HR_FACT_OUTBOUND_JA3, offer->ja3},
	            {HR_FACT_OUTBOUND_JA4, offer->ja4},           {HR_FACT_OUTBOUND_STACK, offer->stack}};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_observation seen = *about;
		seen.key = rows[i].key;
		seen.value = rows[i].value;
		seen.seen = *rows[i].value == '\0' ? HR_ABSENT : HR_PRESENT;
		if (!hr_report_add_fact(report, &seen, why))
			return false;
	}
	return true;
}

const char *hr_offer_name(const struct hr_offer *offer, unsigned before, struct hr_arena *arena)
{
	const char *mark = *offer->ja4 != '\0' ? offer->ja4 : "ssl2-form";
	return before == 0 ? mark : hr_arena_printf(arena, "%s/%u", mark, before + 1);
}
