/* A Skype for Business topology: what the directory does not know (Edge members, Office Online, ports). */
#include "discover/topology.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "discover/emitter.h"
#include "discover/input.h"

/* What a service of that version is part of; 8 is 2019 or the Subscription Edition, which upgrades it in place. */
static const char *release_of(unsigned version)
{
	static const char *const releases[] = {[5] = "2010", [6] = "2013", [7] = "2015"};
	return version < HR_COUNT(releases) && releases[version] != NULL ? releases[version] : "";
}

static void say_generation(const struct hr_emitter *say, struct hr_found *server, unsigned version)
{
	char text[16];
	if (version == 0)
		return;
	(void)snprintf(text, sizeof text, "%u", version);
	say->fact(say->host, server, HR_FACT_GENERATION, "", HR_PRESENT, text);
}

static const char *roles_of(const struct hr_topology_cluster *cluster, char out[static 128])
{
	const struct {
		bool has;
		const char *word;
	} roles[] = {{cluster->front_end, "front-end"}, {cluster->director, "director"},    {cluster->edge, "edge"},
	             {cluster->mediation, "mediation"}, {cluster->chat, "persistent-chat"}, {cluster->web, "web"},
	             {cluster->store, "back-end"}};
	size_t used = 0;
	out[0] = '\0';
	for (size_t i = 0; i < HR_COUNT(roles); i++)
		if (roles[i].has)
			used += (size_t)snprintf(out + used, 128 - used, "%s%s", used > 0 ? " " : "", roles[i].word);
	return out;
}

/* The outside of an Edge is another address, which the machine's name does not lead to. */
static bool listens(const struct hr_topology_cluster *cluster, const struct hr_topology_port *port)
{
	return port->side == HR_SIDE_INSIDE || !cluster->edge;
}

/* The inside of an Edge is for the pools next to it only. */
static const char *purpose_on_machine(const struct hr_topology_cluster *cluster, const struct hr_topology_port *port)
{
	if (cluster->edge)
		return "back-end";
	return port->side == HR_SIDE_EXTERNAL && port->service == HR_SERVICE_HTTPS ? "" : port->purpose;
}

static void say_machine(const struct hr_emitter *say, const struct hr_topology_cluster *cluster, const char *name)
{
	char roles[128];
	struct hr_found *server =
	        say->server(say->host, HR_SKYPE, name, release_of(cluster->version), roles_of(cluster, roles));
	say_generation(say, server, cluster->version);
	if (hr_text_compare_nocase(name, cluster->fqdn) != 0)
		say->fact(say->host, server, HR_FACT_POOL, "", HR_PRESENT, cluster->fqdn);
	for (size_t i = 0; i < cluster->port_count; i++) {
		const struct hr_topology_port *port = &cluster->ports[i];
		if (listens(cluster, port))
			say->endpoint(say->host, server, NULL, port->port, port->service,
			              purpose_on_machine(cluster, port));
	}
}

/* The pool's name is what clients know: it gets the ports that are meant for them. */
static void say_pool(const struct hr_emitter *say, const struct hr_topology_cluster *cluster)
{
	struct hr_found *pool = say->server(say->host, HR_SKYPE, cluster->fqdn, release_of(cluster->version),
	                                    cluster->edge ? "farm edge" : "farm");
	say_generation(say, pool, cluster->version);
	for (size_t i = 0; i < cluster->port_count; i++) {
		const struct hr_topology_port *port = &cluster->ports[i];
		const char *purpose = purpose_on_machine(cluster, port);
		if (listens(cluster, port) && (*purpose == '\0' || (cluster->edge && port->port == 5061)))
			say->endpoint(say->host, pool, NULL, port->port, port->service, purpose);
	}
}

/* Names that the world outside uses. */
static void say_published(const struct hr_emitter *say, const struct hr_topology_cluster *cluster)
{
	for (size_t i = 0; i < cluster->port_count; i++) {
		const struct hr_topology_port *port = &cluster->ports[i];
		if (*port->public_host == '\0')
			continue;
		struct hr_found *name = say->server(say->host, HR_SKYPE, port->public_host,
		                                    release_of(cluster->version), cluster->edge ? "farm edge" : "farm");
		say_generation(say, name, cluster->version);
		say->endpoint(say->host, name, NULL, port->public_port, port->service, port->purpose);
	}
	for (size_t i = 0; i < cluster->port_count && *cluster->web_host != '\0'; i++) {
		const struct hr_topology_port *port = &cluster->ports[i];
		if (port->side != HR_SIDE_EXTERNAL || port->service != HR_SERVICE_HTTPS)
			continue;
		struct hr_found *web =
		        say->server(say->host, HR_SKYPE, cluster->web_host, release_of(cluster->version), "farm");
		say->endpoint(say->host, web, NULL, port->public_port, HR_SERVICE_HTTPS,
		              hr_same_nocase(cluster->web_host, cluster->fqdn) ? "" : "external");
	}
}

/* SQL Server starts TLS inside its own protocol, which is not probed: the reader must look there. */
static void say_sql_server(const struct hr_emitter *say, const struct hr_topology_cluster *cluster)
{
	char place[600];
	say->notice(say->host, "skype-sql-server", cluster->fqdn);
	for (size_t i = 0; i < cluster->instance_count; i++) {
		const char *name = cluster->instances[i];
		(void)snprintf(place, sizeof place, "%s%s%s", cluster->fqdn, *name == '\0' ? "" : "\\", name);
		say->fact(say->host, NULL, HR_FACT_SKYPE_BACK_END, place, HR_PRESENT, place);
	}
	if (cluster->instance_count == 0)
		say->fact(say->host, NULL, HR_FACT_SKYPE_BACK_END, cluster->fqdn, HR_PRESENT, cluster->fqdn);
}

static void say_cluster(const struct hr_emitter *say, const struct hr_topology_cluster *cluster)
{
	bool has_role = cluster->front_end || cluster->director || cluster->edge || cluster->mediation ||
	                cluster->chat || cluster->web;
	if (!has_role) {
		if (cluster->store)
			say_sql_server(say, cluster);
		return;
	}
	bool single = cluster->machine_count == 0;
	for (size_t i = 0; i < cluster->machine_count; i++) {
		single = single || hr_text_compare_nocase(cluster->machines[i], cluster->fqdn) == 0;
		say_machine(say, cluster, cluster->machines[i]);
	}
	if (cluster->machine_count == 0)
		say_machine(say, cluster, cluster->fqdn);
	if (!single)
		say_pool(say, cluster);
	say_published(say, cluster);
}

/* "https://oos.contoso.com/hosting/discovery/" */
static void say_office_online(const struct hr_emitter *say, const char *url)
{
	static const char scheme[] = "https://";
	char host[300];
	uint64_t port = 443;
	(void)snprintf(host, sizeof host, "%.*s", (int)sizeof scheme - 1, url);
	if (hr_same_nocase(host, scheme)) {
		const char *begin = url + sizeof scheme - 1;
		(void)snprintf(host, sizeof host, "%.*s",
		               (int)strcspn(begin, "/?#") < 299 ? (int)strcspn(begin, "/?#") : 299, begin);
		char *colon = strchr(host, ':');
		bool ok = colon == NULL || hr_text_number(colon + 1, 65535, &port);
		if (colon != NULL)
			*colon = '\0';
		if (ok && hr_text_is_host(host)) {
			struct hr_found *farm = say->server(say->host, HR_OFFICE_ONLINE, host, "", "farm");
			say->endpoint(say->host, farm, NULL, (uint16_t)port, HR_SERVICE_HTTPS, "");
			return;
		}
	}
	say->notice(say->host, "office-online-url", url);
}

/* Reads the document. No network, no entities, no document type: it came from outside. */
static xmlDoc *read_document(const char *path, const struct hr_input *input, struct hr_error *why)
{
	xmlDoc *document = xmlReadMemory((const char *)input->bytes, (int)input->length, "topology", NULL,
	                                 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	if (document == NULL) {
		const xmlError *error = xmlGetLastError();
		char said[200] = "";
		if (error != NULL && error->message != NULL)
			(void)snprintf(said, sizeof said, ": %.*s", (int)strcspn(error->message, "\r\n"),
			               error->message);
		(void)hr_fail(why, HR_E_FORMAT, "%s:%d: no well-formed XML%s", path, error == NULL ? 0 : error->line,
		              said);
		return NULL;
	}
	if (document->intSubset != NULL || document->extSubset != NULL) {
		xmlFreeDoc(document);
		(void)hr_fail(why, HR_E_FORMAT, "%s: has a document type (DOCTYPE), which no topology has", path);
		return NULL;
	}
	return document;
}

/* A document type is refused before the parser acts on it; xmlDoc is looked at once more, whatever the encoding. */
static bool looks_harmless(const char *path, const struct hr_input *input, struct hr_error *why)
{
	static const char type[] = "<!DOCTYPE";
	for (size_t i = 0; i + sizeof type - 1 <= input->length; i++)
		if (input->bytes[i] == '<' && memcmp(input->bytes + i, type, sizeof type - 1) == 0)
			return hr_fail(why, HR_E_FORMAT, "%s: has a document type (DOCTYPE), which no topology has",
			               path);
	return true;
}

static bool say_all(const struct hr_discovery *discovery, const char *path, struct hr_notebook *notebook,
                    const struct hr_topology *topology, struct hr_error *why)
{
	for (size_t i = 0; i < topology->cluster_count; i++)
		say_cluster(&notebook->face, topology->clusters[i]);
	for (size_t i = 0; i < topology->office_count; i++)
		say_office_online(&notebook->face, topology->office_online[i]);
	return hr_notebook_commit(notebook, discovery->report, discovery->now, why) &&
	       hr_report_add_source(discovery->report, "topology", path, "", why);
}

bool hr_discover_topology(const struct hr_discovery *discovery, const char *path, struct hr_error *why)
{
	struct hr_input input = {0};
	struct hr_notebook notebook;
	struct hr_topology topology = {0};
	if (!hr_notebook_open(&notebook, HR_BY_TOPOLOGY, why))
		return false;
	topology.arena = notebook.arena;
	bool ok = hr_input_read(path, HR_TOPOLOGY_FILE_MAX, &input, why) && looks_harmless(path, &input, why);
	xmlDoc *document = ok ? read_document(path, &input, why) : NULL;
	ok = document != NULL && xmlDocGetRootElement(document) != NULL &&
	     hr_topology_read(path, xmlDocGetRootElement(document), &topology, why) &&
	     say_all(discovery, path, &notebook, &topology, why);
	if (document != NULL)
		xmlFreeDoc(document);
	hr_input_free(&input);
	hr_notebook_close(&notebook);
	return ok;
}
