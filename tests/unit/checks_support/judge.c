#include "checks_support/judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/lang.h"
#include "model/names.h"

#define LINE_MAX_BYTES 4096

/* Where in the world the next line belongs. */
struct place {
	struct hr_report *report;
	size_t server;
	char about[HR_NAME_MAX];
	bool in_endpoint, in_organisation, any_server;
};

static void check(bool ok, const struct hr_error *why, const char *line)
{
	if (!ok)
		fail_msg("world line \"%s\": %s", line, why->text);
}

static char *next_field(char **rest)
{
	char *field = *rest;
	if (field == NULL || *field == '\0')
		return NULL;
	char *end = strchr(field, ' ');
	if (end != NULL)
		*end++ = '\0';
	*rest = end;
	return field;
}

static void replace(char *text, char from, char to)
{
	for (; *text != '\0'; text++)
		if (*text == from)
			*text = to;
}

static void add_server(struct place *place, char *rest, const char *line)
{
	struct hr_error why;
	enum hr_product product;
	const char *product_name = next_field(&rest), *name = next_field(&rest);
	char *roles = next_field(&rest);
	const char *release = next_field(&rest);

	if (!hr_product_named(product_name, &product))
		fail_msg("world line \"%s\": no such product", line);
	if (strcmp(roles, "-") == 0)
		roles[0] = '\0';
	replace(roles, '+', ' ');
	check(hr_report_add_server(place->report, product, name, release == NULL ? "" : release, roles, &place->server,
	                           &why),
	      &why, line);
	(void)snprintf(place->about, sizeof(place->about), "%s", place->report->servers[place->server].view.id);
	place->in_endpoint = place->in_organisation = false;
	place->any_server = true;
}

static void add_endpoint(struct place *place, char *rest, const char *line)
{
	struct hr_error why;
	enum hr_service service;
	const char *port = next_field(&rest), *service_name = next_field(&rest);
	const char *purpose = next_field(&rest), *host = next_field(&rest);

	if (!hr_service_named(service_name, &service))
		fail_msg("world line \"%s\": no such service", line);
	if (purpose == NULL || strcmp(purpose, "-") == 0)
		purpose = "";
	check(hr_report_add_endpoint(place->report, place->server, host, (uint16_t)strtoul(port, NULL, 10), service,
	                             purpose, &why),
	      &why, line);
	const struct hr_server_record *record = &place->report->servers[place->server];
	const char *wanted = host == NULL ? record->view.name : host;
	for (size_t i = 0; i < record->view.endpoint_count; i++) {
		const struct hr_endpoint *endpoint = &record->endpoints[i];
		if (endpoint->port == strtoul(port, NULL, 10) && strcmp(endpoint->host, wanted) == 0)
			(void)snprintf(place->about, sizeof(place->about), "%s", endpoint->id);
	}
	place->in_endpoint = true;
}

static void add_fact(struct place *place, char *word, char *rest, const char *line)
{
	struct hr_error why;
	struct hr_observation seen = {.by = place->in_endpoint ? HR_BY_PROBE : HR_BY_DIRECTORY, .at = TEST_NOW};

	seen.about = place->any_server && !place->in_organisation ? place->about : HR_ORGANISATION;
	if (hr_means_named(word, &seen.by))
		word = next_field(&rest);
	char *of = strchr(word, '/');
	if (of != NULL) {
		*of++ = '\0';
		replace(of, '_', ' ');
	}
	if (!hr_fact_key_named(word, &seen.key))
		fail_msg("world line \"%s\": no fact key \"%s\"", line, word);
	const char *how = next_field(&rest);
	if (how == NULL || !hr_seen_named(how, &seen.seen))
		fail_msg("world line \"%s\": how was it seen?", line);
	seen.of = of;
	seen.value = rest;
	check(hr_report_add_fact(place->report, &seen, &why), &why, line);
}

static void turn_to(struct place *place, const char *name, const char *line)
{
	place->in_endpoint = false;
	place->in_organisation = strcmp(name, HR_ORGANISATION) == 0;
	for (size_t i = 0; i < place->report->server_count && !place->in_organisation; i++) {
		if (strcmp(place->report->servers[i].view.name, name) != 0)
			continue;
		place->server = i;
		(void)snprintf(place->about, sizeof(place->about), "%s", place->report->servers[i].view.id);
		return;
	}
	if (!place->in_organisation)
		fail_msg("world line \"%s\": no such server", line);
}

static void add_line(struct place *place, char *text)
{
	struct hr_error why;
	char line[LINE_MAX_BYTES];
	char *rest = text;
	(void)snprintf(line, sizeof(line), "%s", text);
	char *word = next_field(&rest);

	if (word == NULL)
		return;
	if (strcmp(word, "server") == 0)
		add_server(place, rest, line);
	else if (strcmp(word, "endpoint") == 0)
		add_endpoint(place, rest, line);
	else if (strcmp(word, "dn") == 0)
		check(hr_report_place_server(place->report, place->server, rest, "", &why), &why, line);
	else if (strcmp(word, "about") == 0)
		turn_to(place, rest, line);
	else
		add_fact(place, word, rest, line);
}

struct hr_report *judge_world(const char *world)
{
	struct hr_error why;
	struct place place = {0};
	check(hr_report_new(&place.report, &why), &why, "new");
	while (*world != '\0') {
		char line[LINE_MAX_BYTES];
		size_t n = strcspn(world, "\n");
		assert_true(n < sizeof(line));
		memcpy(line, world, n);
		line[n] = '\0';
		add_line(&place, line);
		world += n + (world[n] == '\n' ? 1 : 0);
	}
	check(hr_report_index(place.report, &why), &why, "index");
	return place.report;
}

static const struct hr_rule *rule_named(const char *id)
{
	for (size_t i = 0; i < hybridready_module.rule_count; i++)
		if (strcmp(hybridready_module.rules[i].id, id) == 0)
			return &hybridready_module.rules[i];
	fail_msg("no rule \"%s\"", id);
	return NULL;
}

/* The name in the first line that begins with "server", and the port of the first endpoint after it. */
static void find_subject(const struct hr_report *report, const char *world, struct hr_case *c)
{
	char name[HR_NAME_MAX];
	unsigned port = 0;
	char service[16] = "";
	const char *line = strstr(world, "server ");
	if (line == NULL || sscanf(line, "server %*s %255s", name) != 1)
		return;
	for (size_t i = 0; i < report->organisation.server_count; i++)
		if (strcmp(report->organisation.servers[i].name, name) == 0)
			c->server = &report->organisation.servers[i];
	const char *endpoint = strstr(line, "endpoint ");
	if (c->rule->scope != HR_PER_ENDPOINT)
		return;
	if (endpoint == NULL || sscanf(endpoint, "endpoint %u %15s", &port, service) != 2)
		fail_msg("rule %s needs an endpoint in: %s", c->rule->id, world);
	for (size_t i = 0; i < c->server->endpoint_count && c->endpoint == NULL; i++)
		if (c->server->endpoints[i].port == port &&
		    strcmp(hr_service_name(c->server->endpoints[i].service), service) == 0)
			c->endpoint = &c->server->endpoints[i];
	assert_non_null(c->endpoint);
}

/* Would a person be told why? A reason without a sentence would fall back to one that says something else. */
static void expect_sentence(const struct hr_rule *rule, const struct hr_verdict *verdict)
{
	static struct hr_lang *lang;
	struct hr_error why;
	char part[96];
	if (lang == NULL && !hr_lang_load(HR_TEST_LANG, "en", &lang, &why))
		fail_msg("%s", why.text);
	(void)snprintf(part, sizeof(part), "%s%s%s", hr_outcome_name(verdict->outcome), verdict->why == NULL ? "" : "/",
	               verdict->why == NULL ? "" : verdict->why);
	if (*hr_lang_text(lang, "rule", rule->id, part) == '\0')
		fail_msg("rule %s has no sentence for %s", rule->id, part);
}

static void judge_row(const struct judge_row *row, const struct hr_catalog *catalog)
{
	struct hr_report *report = judge_world(row->world);
	struct hr_case c = {.rule = rule_named(row->rule),
	                    .organisation = &report->organisation,
	                    .catalog = catalog,
	                    .now = TEST_NOW,
	                    .disabled_phase = row->disabled_phase};
	if (c.rule->scope != HR_PER_ORGANISATION)
		find_subject(report, row->world, &c);
	struct hr_verdict verdict = c.rule->judge(&c);
	const char *why = verdict.why == NULL ? "" : verdict.why;
	const char *found = verdict.found != NULL ? verdict.found : verdict.fact != NULL ? verdict.fact->value : "";

	if (verdict.outcome != row->outcome || strcmp(why, row->why == NULL ? "" : row->why) != 0 ||
	    (row->found != NULL && strcmp(found, row->found) != 0) || verdict.lighter != row->lighter ||
	    verdict.unverified != row->unverified)
		fail_msg("%s on\n%s\nis %s (why \"%s\", found \"%s\", lighter %d, unverified %d),\nnot %s (why \"%s\", "
		         "found \"%s\", lighter %d, unverified %d)",
		         row->rule, row->world, hr_outcome_name(verdict.outcome), why, found, verdict.lighter,
		         verdict.unverified, hr_outcome_name(row->outcome), row->why == NULL ? "" : row->why,
		         row->found == NULL ? "any" : row->found, row->lighter, row->unverified);
	if (verdict.outcome == HR_READY && verdict.fact == NULL)
		fail_msg("%s is ready without a fact on\n%s", row->rule, row->world);
	expect_sentence(c.rule, &verdict);
	hr_report_free(report);
}

void judge_rows(const struct judge_row *rows, size_t count, const struct hr_catalog *catalog)
{
	for (size_t i = 0; i < count; i++)
		judge_row(&rows[i], catalog);
}

static bool is_exempt(const char *const *exempt, size_t count, const char *rule, const char *outcome)
{
	char text[256];
	(void)snprintf(text, sizeof(text), "%s %s", rule, outcome);
	for (size_t i = 0; i < count; i++)
		if (strcmp(exempt[i], text) == 0)
			return true;
	return false;
}

void judge_coverage(const struct judge_row *rows, size_t count, const char *const *exempt, size_t exempt_count)
{
	static const enum hr_outcome wanted[] = {HR_READY, HR_NOT_READY, HR_UNKNOWN};
	for (size_t r = 0; r < hybridready_module.rule_count; r++) {
		const char *id = hybridready_module.rules[r].id;
		for (size_t w = 0; w < HR_COUNT(wanted); w++) {
			bool shown = is_exempt(exempt, exempt_count, id, hr_outcome_name(wanted[w]));
			for (size_t i = 0; i < count && !shown; i++)
				shown = strcmp(rows[i].rule, id) == 0 && rows[i].outcome == wanted[w];
			if (!shown)
				fail_msg("no row shows rule %s as %s", id, hr_outcome_name(wanted[w]));
		}
	}
}
