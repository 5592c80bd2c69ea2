#include "discover/emitter.h"

#include <string.h>

#include "base/text.h"
#include "discover/emission.h"
#include "x509/certificate.h"

static void give_up(struct hr_notebook *notebook)
{
	if (!notebook->failed)
		(void)hr_fail_memory(&notebook->error);
	notebook->failed = true;
}

/* A printable, capped copy; NULL and "" become "". */
static const char *keep(struct hr_notebook *notebook, const char *text, size_t cap)
{
	if (text == NULL || *text == '\0')
		return "";
	const char *kept = hr_text_printable(notebook->arena, text, strnlen(text, cap + 1), cap);
	if (kept == NULL)
		give_up(notebook);
	return kept == NULL ? "" : kept;
}

static void say(struct hr_notebook *notebook, struct hr_emission emission)
{
	if (notebook->failed)
		return;
	struct hr_emission *grown = hr_arena_grow(notebook->arena, notebook->emissions, notebook->count,
	                                          &notebook->capacity, sizeof emission, HR_NOTEBOOK_MAX);
	if (grown == NULL) {
		if (notebook->count == HR_NOTEBOOK_MAX)
			notebook->failed = !hr_fail(&notebook->error, HR_E_LIMIT,
			                            "the check modules found more than %zu things in one directory",
			                            HR_NOTEBOOK_MAX);
		else
			give_up(notebook);
		return;
	}
	notebook->emissions = grown;
	grown[notebook->count++] = emission;
}

static struct hr_found *find(struct hr_notebook *notebook, struct hr_found found)
{
	struct hr_found *kept = hr_arena_take(notebook->arena, sizeof *kept);
	if (kept == NULL) {
		give_up(notebook);
		return NULL;
	}
	found.release = keep(notebook, found.release, HR_NAME_MAX);
	found.roles = keep(notebook, found.roles, HR_NAME_MAX);
	*kept = found;
	say(notebook, (struct hr_emission){.kind = HR_SAID_SERVER, .server = kept});
	return kept;
}

static struct hr_found *emit_server(void *host, enum hr_product product, const char *name, const char *release,
                                    const char *roles)
{
	struct hr_notebook *notebook = host;
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
		notebook->face.notice(notebook, "server-name-refused", name);
		return NULL;
	}
	const char *kept = keep(notebook, hr_text_lower(copy), HR_NAME_MAX);
	return find(notebook, (struct hr_found){.name = kept, .product = product, .release = release, .roles = roles});
}

static struct hr_found *emit_server_at(void *host, enum hr_product product, const char *computer_dn,
                                       const char *release, const char *roles)
{
	struct hr_notebook *notebook = host;
	if (computer_dn == NULL || *computer_dn == '\0')
		return NULL;
	/* Kept as it is: it is asked for once more. Shown only through a notice, which makes it printable. */
	char *kept = hr_arena_string(notebook->arena, computer_dn);
	if (kept == NULL) {
		give_up(notebook);
		return NULL;
	}
	return find(notebook,
	            (struct hr_found){.computer_dn = kept, .product = product, .release = release, .roles = roles});
}

static void emit_place(void *host, struct hr_found *server, const char *dn, const char *site)
{
	struct hr_notebook *notebook = host;
	if (server == NULL)
		return;
	say(notebook, (struct hr_emission){.kind = HR_SAID_PLACE,
	                                   .server = server,
	                                   .text = keep(notebook, dn, HR_NAME_MAX),
	                                   .more = keep(notebook, site, HR_NAME_MAX)});
}

static void emit_endpoint(void *host, struct hr_found *server, const char *endpoint_host, uint16_t port,
                          enum hr_service service, const char *purpose)
{
	struct hr_notebook *notebook = host;
	if (server == NULL)
		return;
	const char *name = keep(notebook, endpoint_host, HR_NAME_MAX);
	if (*name != '\0' && !hr_text_is_host(name) && (name[strlen(name) - 1] != '.' || name[1] == '\0')) {
		notebook->face.notice(notebook, "endpoint-name-refused", name);
		return;
	}
	say(notebook, (struct hr_emission){.kind = HR_SAID_ENDPOINT,
	                                   .server = server,
	                                   .text = name,
	                                   .more = keep(notebook, purpose, HR_NAME_MAX),
	                                   .port = port,
	                                   .service = service});
}

static void emit_fact(void *host, struct hr_found *server, enum hr_fact_key key, const char *of, enum hr_seen seen,
                      const char *value)
{
	struct hr_notebook *notebook = host;
	if (key <= HR_FACT_NONE || key >= HR_FACT_COUNT)
		return;
	say(notebook, (struct hr_emission){.kind = HR_SAID_FACT,
	                                   .server = server,
	                                   .text = keep(notebook, of, HR_NAME_MAX),
	                                   .more = keep(notebook, value, HR_VALUE_MAX - 4),
	                                   .key = key,
	                                   .seen = seen});
}

/* Where the facts of one certificate go. */
struct certificate_place {
	struct hr_notebook *notebook;
	struct hr_found *server;
	const char *of;
};

static void emit_certificate_fact(void *context, enum hr_fact_key key, enum hr_seen seen, const char *value)
{
	const struct certificate_place *place = context;
	const struct hr_emitter *face = &place->notebook->face;
	face->fact(face->host, place->server, key, place->of, seen, value);
}

static void emit_certificate(void *host, struct hr_found *server, const char *of, const void *der, size_t length)
{
	struct hr_notebook *notebook = host;
	struct certificate_place place = {.notebook = notebook, .server = server, .of = of};
	const struct hr_certificate_sink sink = {.context = &place, .say = emit_certificate_fact};
	if (!hr_certificate_describe_der(der, length, &sink))
		emit_certificate_fact(&place, HR_FACT_CERT_SUBJECT, HR_FAILED,
		                      "the directory's value is no certificate");
}

static void emit_notice(void *host, const char *text_id, const char *detail)
{
	struct hr_notebook *notebook = host;
	say(notebook, (struct hr_emission){.kind = HR_SAID_NOTICE,
	                                   .text = keep(notebook, text_id, HR_NAME_MAX),
	                                   .more = keep(notebook, detail, HR_NAME_MAX - 4)});
}

static void emit_count(void *host, enum hr_fact_key key, const char *of)
{
	struct hr_notebook *notebook = host;
	say(notebook, (struct hr_emission){.kind = HR_SAID_COUNT, .key = key, .text = keep(notebook, of, HR_NAME_MAX)});
}

bool hr_notebook_open(struct hr_notebook *notebook, enum hr_means by, struct hr_error *why)
{
	*notebook = (struct hr_notebook){.by = by,
	                                 .face = {.host = notebook,
	                                          .server = emit_server,
	                                          .server_at = emit_server_at,
	                                          .place = emit_place,
	                                          .endpoint = emit_endpoint,
	                                          .fact = emit_fact,
	                                          .certificate = emit_certificate,
	                                          .notice = emit_notice,
	                                          .count = emit_count}};
	notebook->arena = hr_arena_new(0);
	return notebook->arena != NULL || hr_fail_memory(why);
}

void hr_notebook_close(struct hr_notebook *notebook)
{
	hr_arena_free(notebook->arena);
	notebook->arena = NULL;
}

void hr_notebook_rewind(struct hr_notebook *notebook, size_t count)
{
	notebook->count = count;
}

bool hr_notebook_ok(const struct hr_notebook *notebook, struct hr_error *why)
{
	if (notebook->failed && why != NULL)
		*why = notebook->error;
	return !notebook->failed;
}

struct hr_found *hr_notebook_next_server(struct hr_notebook *notebook, size_t *place)
{
	while (*place < notebook->count) {
		const struct hr_emission *emission = &notebook->emissions[(*place)++];
		if (emission->kind == HR_SAID_SERVER)
			return emission->server;
	}
	return NULL;
}
