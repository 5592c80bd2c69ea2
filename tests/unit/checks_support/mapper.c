#include "checks_support/mapper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/names.h"

#define VALUES_MAX 64
#define BYTES_MAX 32768

struct hr_found {
	char name[2 * HR_NAME_MAX];
};

struct recorder {
	struct mapped *mapped;
	size_t used;
	struct hr_found found[16];
	size_t found_count;
};

__attribute__((format(printf, 2, 3))) static void say(struct recorder *r, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(r->mapped->text + r->used, sizeof(r->mapped->text) - r->used, format, args);
	va_end(args);
	assert_true(n >= 0 && (size_t)n < sizeof(r->mapped->text) - r->used);
	r->used += (size_t)n;
}

static const char *word(const char *text)
{
	return text == NULL || *text == '\0' ? "-" : text;
}

static const char *name_of(const struct hr_found *server)
{
	return server == NULL ? "organisation" : server->name;
}

static struct hr_found *find(struct recorder *r, const char *name)
{
	for (size_t i = 0; i < r->found_count; i++)
		if (hr_text_compare_nocase(r->found[i].name, name) == 0)
			return &r->found[i];
	assert_true(r->found_count < HR_COUNT(r->found));
	struct hr_found *fresh = &r->found[r->found_count++];
	(void)snprintf(fresh->name, sizeof(fresh->name), "%s", name);
	return fresh;
}

static struct hr_found *on_server(void *host, enum hr_product product, const char *name, const char *release,
                                  const char *roles)
{
	struct recorder *r = host;
	char lower[1024];
	(void)snprintf(lower, sizeof(lower), "%s", name);
	if (!hr_text_is_host(hr_text_lower(lower)))
		return NULL;
	say(r, "%s: server %s %s %s\n", lower, hr_product_name(product), word(release), word(roles));
	return find(r, lower);
}

static struct hr_found *on_server_at(void *host, enum hr_product product, const char *dn, const char *release,
                                     const char *roles)
{
	struct recorder *r = host;
	say(r, "%s: server %s %s %s\n", dn, hr_product_name(product), word(release), word(roles));
	return find(r, dn);
}

static void on_place(void *host, struct hr_found *server, const char *dn, const char *site)
{
	if (server != NULL)
		say(host, "%s: place %s %s\n", server->name, word(dn), word(site));
}

static void on_endpoint(void *host, struct hr_found *server, const char *endpoint_host, uint16_t port,
                        enum hr_service service, const char *purpose)
{
	if (server != NULL)
		say(host, "%s: endpoint %s %u %s %s\n", server->name, word(endpoint_host), port,
		    hr_service_name(service), word(purpose));
}

static void on_fact(void *host, struct hr_found *server, enum hr_fact_key key, const char *of, enum hr_seen seen,
                    const char *value)
{
	say(host, "%s: fact %s%s%s %s %s\n", name_of(server), hr_fact_key_name(key),
	    of == NULL || *of == '\0' ? "" : "/", of == NULL ? "" : of, hr_seen_name(seen), word(value));
}

static void on_certificate(void *host, struct hr_found *server, const char *of, const void *der, size_t length)
{
	assert_non_null(der);
	say(host, "%s: certificate %s %zu\n", name_of(server), of, length);
}

static void on_notice(void *host, const char *text_id, const char *detail)
{
	say(host, "organisation: notice %s %s\n", text_id, word(detail));
}

static void on_count(void *host, enum hr_fact_key key, const char *of)
{
	say(host, "organisation: count %s%s%s\n", hr_fact_key_name(key), of == NULL || *of == '\0' ? "" : "/",
	    of == NULL ? "" : of);
}

/* An entry taken apart: attributes in the order of their first value, names and values in one buffer. */
struct taken {
	struct hr_attribute attributes[VALUES_MAX];
	struct hr_value values[VALUES_MAX][VALUES_MAX];
	size_t count;
	char bytes[BYTES_MAX];
	size_t used;
};

static char *keep(struct taken *t, const char *bytes, size_t length)
{
	assert_true(t->used + length + 1 <= sizeof(t->bytes));
	char *at = t->bytes + t->used;
	memcpy(at, bytes, length);
	at[length] = '\0';
	t->used += length + 1;
	return at;
}

static size_t unhex(char *text)
{
	size_t n = 0;
	for (const char *at = text; at[0] != '\0' && at[1] != '\0'; at += 2) {
		const char pair[3] = {at[0], at[1], '\0'};
		text[n++] = (char)strtoul(pair, NULL, 16);
	}
	return n;
}

static void take_attribute(struct taken *t, char *line)
{
	char *colon = strchr(line, ':');
	assert_non_null(colon);
	bool hex = colon[1] == ':';
	*colon = '\0';
	char *value = colon + (hex ? 2 : 1);
	value += *value == ' ' ? 1 : 0;
	size_t length = hex ? unhex(value) : strlen(value), i = 0;
	while (i < t->count && hr_text_compare_nocase(t->attributes[i].name, line) != 0)
		i++;
	assert_true(i < VALUES_MAX && t->attributes[i].count < VALUES_MAX);
	if (i == t->count) {
		t->attributes[i].name = keep(t, line, strlen(line));
		t->attributes[i].values = t->values[i];
		t->count++;
	}
	t->values[i][t->attributes[i].count++] = (struct hr_value){.bytes = keep(t, value, length), .length = length};
}

static char *next_line(char **rest)
{
	char *line = *rest;
	size_t n = strcspn(line, "\n");
	*rest = line + n + (line[n] == '\n' ? 1 : 0);
	line[n] = '\0';
	return line;
}

static const struct hr_search *search_named(const char *name)
{
	for (size_t i = 0; i < hybridready_module.search_count; i++)
		if (strcmp(hybridready_module.searches[i].name, name) == 0)
			return &hybridready_module.searches[i];
	fail_msg("no search \"%s\"", name);
	return NULL;
}

void map_lines(const char *search, const char *lines, struct mapped *mapped)
{
	struct taken *t = calloc(1, sizeof(*t));
	struct recorder *r = calloc(1, sizeof(*r));
	char *text = strdup(lines), *rest = text;
	struct hr_entry entry = {.context = "DC=contoso,DC=com", .search = search_named(search)};

	assert_true(t != NULL && r != NULL && text != NULL);
	entry.dn = next_line(&rest);
	while (*rest != '\0')
		take_attribute(t, next_line(&rest));
	entry.attributes = t->attributes;
	entry.attribute_count = t->count;
	r->mapped = mapped;
	mapped->text[0] = '\0';
	const struct hr_emitter emit = {.host = r,
	                                .server = on_server,
	                                .server_at = on_server_at,
	                                .place = on_place,
	                                .endpoint = on_endpoint,
	                                .fact = on_fact,
	                                .certificate = on_certificate,
	                                .notice = on_notice,
	                                .count = on_count};
	mapped->known = hybridready_module.map_entry(&entry, &emit);
	free(text);
	free(r);
	free(t);
}

static bool was_said(const struct mapped *mapped, const char *line, size_t length)
{
	for (const char *at = mapped->text; *at != '\0'; at = strchr(at, '\n') + 1)
		if (strncmp(at, line, length) == 0 && at[length] == '\n')
			return true;
	return false;
}

void expect_mapped(const struct mapped *mapped, const char *lines, const char *not_said)
{
	while (*lines != '\0') {
		size_t n = strcspn(lines, "\n");
		if (!was_said(mapped, lines, n))
			fail_msg("not said: %.*s\nsaid:\n%s", (int)n, lines, mapped->text);
		lines += n + (lines[n] == '\n' ? 1 : 0);
	}
	if (not_said != NULL && strstr(mapped->text, not_said) != NULL)
		fail_msg("said \"%s\" in:\n%s", not_said, mapped->text);
}

void map_rows(const struct map_row *rows, size_t count)
{
	struct mapped *mapped = calloc(1, sizeof(*mapped));
	assert_non_null(mapped);
	for (size_t i = 0; i < count; i++) {
		map_lines(rows[i].search, rows[i].entry, mapped);
		if (mapped->known == rows[i].unknown)
			fail_msg("map_entry returned %d for\n%s", mapped->known, rows[i].entry);
		expect_mapped(mapped, rows[i].said, rows[i].not_said);
	}
	free(mapped);
}
