#include "catalog/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/build.h"
#include "base/clock.h"
#include "base/text.h"
#include "catalog/xml.h"
#include "model/names.h"

/* An element being read. The schema has checked that required attributes are there; what it cannot check fails here. */
struct row {
	struct hr_catalog_set *set;
	const char *path;
	const xmlNode *element;
	bool failed;
	struct hr_error *why;
};

static void refuse(struct row *row, const char *name, const char *value, const char *wanted)
{
	if (!row->failed)
		(void)hr_fail(row->why, HR_E_CATALOG, "%s:%ld: %s=\"%s\": wanted %s", row->path,
		              xmlGetLineNo((xmlNode *)(uintptr_t)row->element), name, value, wanted);
	row->failed = true;
}

static const char *text(struct row *row, const char *name)
{
	const char *value = hr_xml_attribute(row->set->arena, row->element, name, "");
	if (value == NULL && !row->failed) {
		(void)hr_fail_memory(row->why);
		row->failed = true;
	}
	return value == NULL ? "" : value;
}

static uint64_t build(struct row *row, const char *name)
{
	uint64_t parsed = 0;
	const char *value = text(row, name);
	if (!hr_build_parse(value, &parsed))
		refuse(row, name, value, "a build a.b.c.d");
	return parsed;
}

/* 0 if the attribute is not there. A month counts from its first day. */
static int64_t day(struct row *row, const char *name)
{
	int64_t seconds = 0;
	const char *value = text(row, name);
	if (*value == '\0')
		return 0;
	const char *whole = strlen(value) == 7 ? hr_arena_printf(row->set->arena, "%s-01", value) : value;
	if (whole == NULL || !hr_time_parse(whole, &seconds))
		refuse(row, name, value, "a day YYYY-MM-DD");
	return seconds;
}

static bool is_yes(struct row *row, const char *name)
{
	const char *value = text(row, name);
	return strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
}

/* Absent means verified. */
static bool is_verified(struct row *row)
{
	return *text(row, "verified") == '\0' || is_yes(row, "verified");
}

static const char *source(struct row *row)
{
	const char *own = text(row, "source");
	if (*own != '\0' || row->element->parent == NULL)
		return own;
	/* A build or floor without one stands on its line's. */
	struct row parent = *row;
	parent.element = row->element->parent;
	return text(&parent, "source");
}

static enum hr_product product(struct row *row, const char *name)
{
	enum hr_product value = HR_PRODUCT_NONE;
	if (!hr_product_named(text(row, name), &value))
		refuse(row, name, text(row, name), "a product");
	return value;
}

static uint32_t traits(struct row *row)
{
	static const struct {
		const char *word;
		uint32_t bit;
	} words[] = {
	        {"null", HR_SUITE_NULL}, {"anon", HR_SUITE_ANON},   {"export", HR_SUITE_EXPORT},
	        {"rc4", HR_SUITE_RC4},   {"des", HR_SUITE_DES},     {"3des", HR_SUITE_3DES},
	        {"rc2", HR_SUITE_RC2},   {"md5", HR_SUITE_MD5},     {"forward", HR_SUITE_FORWARD},
	        {"aead", HR_SUITE_AEAD}, {"tls13", HR_SUITE_TLS13},
	};
	uint32_t bits = 0;
	const char *value = text(row, "traits");
	for (size_t i = 0; i < HR_COUNT(words); i++)
		if (hr_has_word(value, words[i].word))
			bits |= words[i].bit;
	return bits;
}

/* --- one function per element --- */

static struct hr_line read_line(struct row *row)
{
	return (struct hr_line){.name = text(row, "name"),
	                        .release = text(row, "release"),
	                        .source = text(row, "source"),
	                        .from = build(row, "from"),
	                        .to = build(row, "to"),
	                        .support_ends = day(row, "support-ends"),
	                        .product = product(row, "product"),
	                        .verified = is_verified(row)};
}

static struct hr_build read_build(struct row *row, const struct hr_line *line)
{
	return (struct hr_build){.name = text(row, "name"),
	                         .kb = text(row, "kb"),
	                         .source = source(row),
	                         .number = build(row, "number"),
	                         .date = day(row, "date"),
	                         .line = line,
	                         .verified = is_verified(row)};
}

static struct hr_floor read_floor(struct row *row, const struct hr_line *line)
{
	return (struct hr_floor){.rule = text(row, "rule"),
	                         .name = text(row, "name"),
	                         .source = source(row),
	                         .number = build(row, "number"),
	                         .line = line,
	                         .verified = is_verified(row)};
}

static struct hr_suite read_suite(struct row *row)
{
	const char *code = text(row, "code");
	return (struct hr_suite){.name = text(row, "name"),
	                         .traits = traits(row),
	                         .code = (uint16_t)strtoul(code, NULL, 16), /* four hex digits, by the schema */
	                         .office365 = is_yes(row, "office365"),
	                         .front_door = is_yes(row, "front-door"),
	                         .verified = is_verified(row)};
}

static struct hr_windows read_windows(struct row *row)
{
	return (struct hr_windows){.name = text(row, "name"),
	                           .source = text(row, "source"),
	                           .version = build(row, "version"),
	                           .support_ends = day(row, "support-ends"),
	                           .server = is_yes(row, "server"),
	                           .tls12 = is_yes(row, "tls12"),
	                           .tls12_default = is_yes(row, "tls12-default"),
	                           .verified = is_verified(row),
	                           .client_on = text(row, "client-on"),
	                           .client_off = text(row, "client-off"),
	                           .server_on = text(row, "server-on"),
	                           .server_off = text(row, "server-off"),
	                           .tls12_needs = text(row, "tls12-needs"),
	                           .winhttp = text(row, "winhttp"),
	                           .winhttp_needs = text(row, "winhttp-needs"),
	                           .dotnet2_needs = text(row, "dotnet2-needs"),
	                           .suites = text(row, "suites")}; /* a name, until all orders are read */
}

static uint64_t number(struct row *row, const char *name)
{
	uint64_t value = 0;
	if (!hr_text_number(text(row, name), UINT32_MAX, &value))
		refuse(row, name, text(row, name), "a number");
	return value;
}

static struct hr_suite_order read_order(struct row *row)
{
	return (struct hr_suite_order){
	        .name = text(row, "name"), .suites = text(row, "suites"), .source = text(row, "source")};
}

static struct hr_setting read_setting(struct row *row)
{
	const char *type = text(row, "type");
	return (struct hr_setting){.key = text(row, "key"),
	                           .value = text(row, "value"),
	                           .source = text(row, "source"),
	                           .remedies = text(row, "remedy"),
	                           .set = *text(row, "set") == '\0' ? 0 : (uint32_t)number(row, "set"),
	                           .bits = is_yes(row, "bits"),
	                           .where_zero = is_yes(row, "where-zero"),
	                           .removed = is_yes(row, "remove"),
	                           .type = strcmp(type, "dword") == 0  ? HR_SETTING_DWORD
	                                   : strcmp(type, "list") == 0 ? HR_SETTING_LIST
	                                                               : HR_SETTING_TEXT,
	                           .verified = is_verified(row)};
}

static struct hr_dotnet read_dotnet(struct row *row)
{
	return (struct hr_dotnet){.name = text(row, "name"),
	                          .source = text(row, "source"),
	                          .from = build(row, "from"),
	                          .to = build(row, "to"),
	                          .release_from = number(row, "release-from"),
	                          .release_to = number(row, "release-to"),
	                          .product = product(row, "product"),
	                          .verified = is_verified(row)};
}

static struct hr_component read_component(struct row *row)
{
	return (struct hr_component){.kind = text(row, "kind"),
	                             .name = text(row, "name"),
	                             .source = text(row, "source"),
	                             .from = build(row, "from"),
	                             .to = build(row, "to"),
	                             .floor = build(row, "floor"),
	                             .verified = is_verified(row)};
}

static struct hr_hello_look read_look(struct row *row)
{
	return (struct hr_hello_look){.suites = text(row, "suites"),
	                              .extensions = text(row, "extensions"),
	                              .stack = text(row, "stack"),
	                              .source = text(row, "source"),
	                              .verified = is_verified(row)};
}

/* One to four numbers with dots between them; what is left out is `rest`. 0 if the attribute is not there. */
static uint64_t version(struct row *row, const char *name, unsigned rest)
{
	const char *value = text(row, name), *at = value;
	unsigned parts[4] = {rest, rest, rest, rest};
	size_t count = 0;
	if (*value == '\0')
		return 0;
	do {
		char *end = NULL;
		unsigned long part = strtoul(at, &end, 10); /* digits and dots, by the schema */
		parts[count++] = part > UINT16_MAX ? UINT16_MAX : (unsigned)part;
		at = *end == '.' ? end + 1 : end;
	} while (*at != '\0' && count < 4);
	return HR_BUILD(parts[0], parts[1], parts[2], parts[3]);
}

static struct hr_old_client read_old_client(struct row *row)
{
	return (struct hr_old_client){.name = text(row, "name"),
	                              .product = text(row, "product"),
	                              .from = version(row, "from", 0),
	                              .to = version(row, "to", UINT16_MAX),
	                              .on = text(row, "on"),
	                              .on_to = version(row, "on-to", UINT16_MAX),
	                              .with = text(row, "with"),
	                              .without = text(row, "without"),
	                              .source = text(row, "source"),
	                              .verified = is_verified(row)};
}

static struct hr_known_client read_known_client(struct row *row)
{
	return (struct hr_known_client){.name = text(row, "name"),
	                                .versions = text(row, "versions"),
	                                .suites = text(row, "suites"),
	                                .services = text(row, "services"),
	                                .source = text(row, "source"),
	                                .current = is_yes(row, "current"),
	                                .verified = is_verified(row)};
}

static struct hr_service_endpoint read_endpoint(struct row *row)
{
	struct hr_service_endpoint endpoint = {.host = text(row, "host"),
	                                       .source = text(row, "source"),
	                                       .port = (uint16_t)number(row, "port"), /* at most 65535, by the schema */
	                                       .verified = is_verified(row)};
	if (!hr_service_named(text(row, "service"), &endpoint.service))
		refuse(row, "service", text(row, "service"), "a service");
	return endpoint;
}

static struct hr_authority read_authority(struct row *row)
{
	return (struct hr_authority){
	        .organization = text(row, "organization"), .source = text(row, "source"), .verified = is_verified(row)};
}

static struct hr_service_domain read_domain(struct row *row)
{
	return (struct hr_service_domain){.name = text(row, "name"),
	                                  .clouds = text(row, "clouds"),
	                                  .source = text(row, "source"),
	                                  .verified = is_verified(row)};
}

static struct hr_cloud read_cloud(struct row *row)
{
	return (struct hr_cloud){.name = text(row, "name"),
	                         .mail_domain = text(row, "mail-domain"),
	                         .routing_domain = text(row, "routing-domain"),
	                         .sip_domain = text(row, "sip-domain"),
	                         .source = text(row, "source"),
	                         .legacy_ended = day(row, "legacy-ended"),
	                         .verified = is_verified(row)};
}

static struct hr_remedy read_remedy(struct row *row)
{
	struct hr_remedy remedy = {.id = text(row, "id"),
	                           .after = text(row, "after"),
	                           .after_everywhere = text(row, "after-everywhere"),
	                           .notice = text(row, "notice"),
	                           .breaks = text(row, "breaks")};
	const char *phase = text(row, "phase");
	if (!row->failed && !hr_phase_named(phase, &remedy.phase))
		refuse(row, "phase", phase, "a phase of the plan");
	return remedy;
}

static struct hr_source_row read_source(struct row *row)
{
	return (struct hr_source_row){
	        .id = text(row, "id"), .title = text(row, "title"), .url = text(row, "url"), .read = text(row, "read")};
}

/* --- a build line with what is in it --- */

static bool read_line_content(struct hr_catalog_set *set, struct row *row, const struct hr_line *line)
{
	for (xmlNode *child = hr_xml_element(row->element->children, NULL); child != NULL;
	     child = hr_xml_element(child->next, NULL)) {
		struct row inner = *row;
		inner.element = child;
		uint64_t own = build(&inner, "number");
		char from[HR_BUILD_TEXT_MAX];
		if (own < line->from || own > line->to)
			refuse(&inner, "number", text(&inner, "number"),
			       hr_arena_printf(set->arena, "a build of %s, which begins with %s", line->name,
			                       hr_build_format(line->from, from)));
		if (strcmp((const char *)child->name, "build") == 0)
			set->builds[set->view.build_count++] = read_build(&inner, line);
		else
			set->floors[set->view.floor_count++] = read_floor(&inner, line);
		if (inner.failed)
			return false;
	}
	return true;
}

static bool read_element(struct hr_catalog_set *set, struct row *row)
{
	const char *name = (const char *)row->element->name;
	if (strcmp(name, "line") == 0) {
		struct hr_line *line = &set->lines[set->view.line_count++];
		*line = read_line(row);
		return !row->failed && read_line_content(set, row, line);
	}
	if (strcmp(name, "endpoint") == 0) {
		set->endpoint_clouds[set->view.service_endpoint_count] = text(row, "clouds");
		set->endpoints[set->view.service_endpoint_count++] = read_endpoint(row);
		return !row->failed;
	}
	if (strcmp(name, "suite") == 0)
		set->suites[set->view.suite_count++] = read_suite(row);
	else if (strcmp(name, "windows") == 0)
		set->windows[set->view.windows_count++] = read_windows(row);
	else if (strcmp(name, "suite-order") == 0)
		set->orders[set->order_count++] = read_order(row);
	else if (strcmp(name, "setting") == 0)
		set->settings[set->view.setting_count++] = read_setting(row);
	else if (strcmp(name, "dotnet") == 0)
		set->dotnets[set->view.dotnet_count++] = read_dotnet(row);
	else if (strcmp(name, "component") == 0)
		set->components[set->view.component_count++] = read_component(row);
	else if (strcmp(name, "hello") == 0)
		set->looks[set->view.look_count++] = read_look(row);
	else if (strcmp(name, "client") == 0)
		set->old_clients[set->view.old_client_count++] = read_old_client(row);
	else if (strcmp(name, "known-client") == 0)
		set->known_clients[set->view.known_client_count++] = read_known_client(row);
	else if (strcmp(name, "authority") == 0)
		set->authorities[set->view.authority_count++] = read_authority(row);
	else if (strcmp(name, "domain") == 0)
		set->domains[set->view.service_domain_count++] = read_domain(row);
	else if (strcmp(name, "cloud") == 0)
		set->clouds[set->cloud_count++] = read_cloud(row);
	else if (strcmp(name, "remedy") == 0)
		set->remedies[set->remedy_count++] = read_remedy(row);
	else if (strcmp(name, "source") == 0)
		set->sources[set->source_count++] = read_source(row);
	return !row->failed;
}

/* --- room for all rows, so that pointers into the tables stay --- */

static size_t count_in(const xmlNode *parent, const char *name)
{
	size_t count = 0;
	for (xmlNode *child = hr_xml_element(parent->children, NULL); child != NULL;
	     child = hr_xml_element(child->next, NULL))
		count += (strcmp((const char *)child->name, name) == 0) + count_in(child, name);
	return count;
}

static bool make_room(struct hr_catalog_set *set, const struct hr_catalog_file *files, size_t count)
{
	size_t lines = 1, builds = 1, floors = 1, suites = 1, windows = 1, dotnets = 1, clouds = 1, remedies = 1,
	       sources = 1, looks = 1, settings = 1, orders = 1, clients = 1, endpoints = 1, authorities = 1,
	       known_clients = 1, domains = 1, components = 1;
	for (size_t i = 0; i < count; i++) {
		const xmlNode *root = xmlDocGetRootElement(files[i].document);
		lines += count_in(root, "line");
		builds += count_in(root, "build");
		floors += count_in(root, "floor");
		suites += count_in(root, "suite");
		windows += count_in(root, "windows");
		dotnets += count_in(root, "dotnet");
		components += count_in(root, "component");
		looks += count_in(root, "hello");
		settings += count_in(root, "setting");
		orders += count_in(root, "suite-order");
		clients += count_in(root, "client");
		known_clients += count_in(root, "known-client");
		endpoints += count_in(root, "endpoint");
		authorities += count_in(root, "authority");
		domains += count_in(root, "domain");
		clouds += count_in(root, "cloud");
		remedies += count_in(root, "remedy");
		sources += count_in(root, "source");
	}
	struct hr_arena *a = set->arena;
	return (set->lines = hr_arena_take(a, lines * sizeof *set->lines)) != NULL &&
	       (set->builds = hr_arena_take(a, builds * sizeof *set->builds)) != NULL &&
	       (set->floors = hr_arena_take(a, floors * sizeof *set->floors)) != NULL &&
	       (set->suites = hr_arena_take(a, suites * sizeof *set->suites)) != NULL &&
	       (set->windows = hr_arena_take(a, windows * sizeof *set->windows)) != NULL &&
	       (set->dotnets = hr_arena_take(a, dotnets * sizeof *set->dotnets)) != NULL &&
	       (set->components = hr_arena_take(a, components * sizeof *set->components)) != NULL &&
	       (set->looks = hr_arena_take(a, looks * sizeof *set->looks)) != NULL &&
	       (set->settings = hr_arena_take(a, settings * sizeof *set->settings)) != NULL &&
	       (set->orders = hr_arena_take(a, orders * sizeof *set->orders)) != NULL &&
	       (set->old_clients = hr_arena_take(a, clients * sizeof *set->old_clients)) != NULL &&
	       (set->known_clients = hr_arena_take(a, known_clients * sizeof *set->known_clients)) != NULL &&
	       (set->endpoints = hr_arena_take(a, endpoints * sizeof *set->endpoints)) != NULL &&
	       (set->endpoint_clouds = hr_arena_take(a, endpoints * sizeof *set->endpoint_clouds)) != NULL &&
	       (set->authorities = hr_arena_take(a, authorities * sizeof *set->authorities)) != NULL &&
	       (set->domains = hr_arena_take(a, domains * sizeof *set->domains)) != NULL &&
	       (set->clouds = hr_arena_take(a, clouds * sizeof *set->clouds)) != NULL &&
	       (set->remedies = hr_arena_take(a, remedies * sizeof *set->remedies)) != NULL &&
	       (set->sources = hr_arena_take(a, sources * sizeof *set->sources)) != NULL;
}

bool hr_rows_fill(struct hr_catalog_set *set, const struct hr_catalog_file *files, size_t count, struct hr_error *why)
{
	if (!make_room(set, files, count))
		return hr_fail_memory(why);
	for (size_t i = 0; i < count; i++) {
		xmlNode *root = xmlDocGetRootElement(files[i].document);
		const char *read = hr_xml_attribute(set->arena, root, "read", "");
		if (read != NULL && strcmp(read, set->view.date) > 0)
			set->view.date = read;
		for (xmlNode *child = hr_xml_element(root->children, NULL); child != NULL;
		     child = hr_xml_element(child->next, NULL)) {
			struct row row = {.set = set, .path = files[i].path, .element = child, .why = why};
			if (!read_element(set, &row))
				return false;
		}
	}
	return true;
}
