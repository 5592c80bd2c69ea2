#include "discover/emitter.h"

#include <string.h>

#include "base/text.h"
#include "discover/emission.h"
#include "x509/certificate.h"

static void give_up(struct hr_journal *journal)
{
	if (!journal->failed)
		(void)hr_fail_memory(&journal->error);
	journal->failed = true;
}

/* A printable, capped copy; NULL and "" become "". */
static const char *keep(struct hr_journal *journal, const char *text, size_t cap)
{
	if (text == NULL || *text == '\0')
		return "";
	const char *kept = hr_text_printable(journal->arena, text, strnlen(text, cap + 1), cap);
	if (kept == NULL)
		give_up(journal);
	return kept == NULL ? "" : kept;
}

static void say(struct hr_journal *journal, struct hr_emission emission)
{
	if (journal->failed)
		return;
	struct hr_emission *grown = hr_arena_grow(journal->arena, journal->emissions, journal->count,
	                                          &journal->capacity, sizeof emission, HR_JOURNAL_MAX);
	if (grown == NULL) {
		if (journal->count == HR_JOURNAL_MAX)
			journal->failed = !hr_fail(&journal->error, HR_E_LIMIT,
			                           "the check modules found more than %zu things in one directory",
			                           HR_JOURNAL_MAX);
		else
			give_up(journal);
		return;
	}
	journal->emissions = grown;
	grown[journal->count++] = emission;
}

static struct hr_found *find(struct hr_journal *journal, struct hr_found found)
{
	struct hr_found *kept = hr_arena_take(journal->arena, sizeof *kept);
	if (kept == NULL) {
		give_up(journal);
		return NULL;
	}
	found.release = keep(journal, found.release, HR_NAME_MAX);
	found.roles = keep(journal, found.roles, HR_NAME_MAX);
	*kept = found;
	say(journal, (struct hr_emission){.kind = HR_SAID_SERVER, .server = kept});
	return kept;
}

static struct hr_found *emit_server(void *host, enum hr_product product, const char *name, const char *release,
                                    const char *roles)
{
	struct hr_journal *journal = host;
	if (name == NULL || *name == '\0')
		return NULL;
	size_t length = strlen(name);
	char copy[256];
	if (length > 1 && length <= sizeof copy && name[length - 1] == '.')
		length--;
	if (length < sizeof copy) {
		memcpy(copy, name, length);
		copy[length] = '\0';
	}
	if (length >= sizeof copy || !hr_text_is_host(copy)) {
		journal->face.notice(journal, "server-name-refused", name);
		return NULL;
	}
	const char *kept = keep(journal, hr_text_lower(copy), HR_NAME_MAX);
	return find(journal, (struct hr_found){.name = kept, .product = product, .release = release, .roles = roles});
}

static struct hr_found *emit_server_at(void *host, enum hr_product product, const char *computer_dn,
                                       const char *release, const char *roles)
{
	struct hr_journal *journal = host;
	if (computer_dn == NULL || *computer_dn == '\0')
		return NULL;
	/* Kept as it is: it is asked for once more. Shown only through a notice, which makes it printable. */
	char *kept = hr_arena_string(journal->arena, computer_dn);
	if (kept == NULL) {
		give_up(journal);
		return NULL;
	}
	return find(journal,
	            (struct hr_found){.computer_dn = kept, .product = product, .release = release, .roles = roles});
}

static void emit_place(void *host, struct hr_found *server, const char *dn, const char *site)
{
	struct hr_journal *journal = host;
	if (server == NULL)
		return;
	say(journal, (struct hr_emission){.kind = HR_SAID_PLACE,
	                                  .server = server,
	                                  .text = keep(journal, dn, HR_NAME_MAX),
	                                  .more = keep(journal, site, HR_NAME_MAX)});
}

static void emit_endpoint(void *host, struct hr_found *server, const char *endpoint_host, uint16_t port,
                          enum hr_service service, const char *purpose)
{
	struct hr_journal *journal = host;
	if (server == NULL)
		return;
	const char *name = keep(journal, endpoint_host, HR_NAME_MAX);
	if (*name != '\0' && !hr_text_is_host(name) && (name[strlen(name) - 1] != '.' || name[1] == '\0')) {
		journal->face.notice(journal, "endpoint-name-refused", name);
		return;
	}
	say(journal, (struct hr_emission){.kind = HR_SAID_ENDPOINT,
	                                  .server = server,
	                                  .text = name,
	                                  .more = keep(journal, purpose, HR_NAME_MAX),
	                                  .port = port,
	                                  .service = service});
}

static void emit_fact(void *host, struct hr_found *server, enum hr_fact_key key, const char *of, enum hr_seen seen,
                      const char *value)
{
	struct hr_journal *journal = host;
	if (key <= HR_FACT_NONE || key >= HR_FACT_COUNT)
		return;
	say(journal, (struct hr_emission){.kind = HR_SAID_FACT,
	                                  .server = server,
	                                  .text = keep(journal, of, HR_NAME_MAX),
	                                  .more = keep(journal, value, HR_VALUE_MAX - 4),
	                                  .key = key,
	                                  .seen = seen});
}

/* Where the facts of one certificate go. */
struct certificate_place {
	struct hr_journal *journal;
	struct hr_found *server;
	const char *of;
};

static void emit_certificate_fact(void *context, enum hr_fact_key key, enum hr_seen seen, const char *value)
{
	const struct certificate_place *place = context;
	const struct hr_emitter *face = &place->journal->face;
	face->fact(face->host, place->server, key, place->of, seen, value);
}

static void emit_certificate(void *host, struct hr_found *server, const char *of, const void *der, size_t length)
{
	struct hr_journal *journal = host;
	struct certificate_place place = {.journal = journal, .server = server, .of = of};
	const struct hr_certificate_sink sink = {.context = &place, .say = emit_certificate_fact};
	if (!hr_certificate_describe_der(der, length, &sink))
		emit_certificate_fact(&place, HR_FACT_CERT_SUBJECT, HR_FAILED, "the directory's value is no certificate");
}

static void emit_notice(void *host, const char *text_id, const char *detail)
{
	struct hr_journal *journal = host;
	say(journal, (struct hr_emission){.kind = HR_SAID_NOTICE,
	                                  .text = keep(journal, text_id, HR_NAME_MAX),
	                                  .more = keep(journal, detail, HR_NAME_MAX - 4)});
}

static void emit_count(void *host, enum hr_fact_key key, const char *of)
{
	struct hr_journal *journal = host;
	say(journal, (struct hr_emission){.kind = HR_SAID_COUNT, .key = key, .text = keep(journal, of, HR_NAME_MAX)});
}

bool hr_journal_open(struct hr_journal *journal, enum hr_means by, struct hr_error *why)
{
	*journal = (struct hr_journal){.by = by,
	                               .face = {.host = journal,
	                                        .server = emit_server,
	                                        .server_at = emit_server_at,
	                                        .place = emit_place,
	                                        .endpoint = emit_endpoint,
	                                        .fact = emit_fact,
	                                        .certificate = emit_certificate,
	                                        .notice = emit_notice,
	                                        .count = emit_count}};
	journal->arena = hr_arena_new(0);
	return journal->arena != NULL || hr_fail_memory(why);
}

void hr_journal_close(struct hr_journal *journal)
{
	hr_arena_free(journal->arena);
	journal->arena = NULL;
}

void hr_journal_rewind(struct hr_journal *journal, size_t count)
{
	journal->count = count;
}

bool hr_journal_ok(const struct hr_journal *journal, struct hr_error *why)
{
	if (journal->failed && why != NULL)
		*why = journal->error;
	return !journal->failed;
}

struct hr_found *hr_journal_next_server(struct hr_journal *journal, size_t *place)
{
	while (*place < journal->count) {
		const struct hr_emission *emission = &journal->emissions[(*place)++];
		if (emission->kind == HR_SAID_SERVER)
			return emission->server;
	}
	return NULL;
}
