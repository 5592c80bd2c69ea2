/* From the XML of both dialects to clusters and services. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "discover/topology.h"
#include "hybridready/check.h"

#define DEPTH_MAX 64
#define TEXT_MAX ((size_t)1024)

/* What walking through the document needs to know. */
struct walk {
	const char *path;
	struct hr_topology *topology;
	struct hr_error *why;
};

static bool is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
	for (const xmlNode *c = node == NULL ? NULL : node->children; c != NULL; c = c->next)
		if (is(c, name))
			return c;
	return NULL;
}

/* The attribute in the arena, printable, without the spaces around it; "" if it is not there, NULL if memory is out. */
static const char *attribute(struct hr_topology *topology, const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node == NULL ? NULL : node->properties; a != NULL; a = a->next) {
		if (strcmp((const char *)a->name, name) != 0 || a->children == NULL || a->children->content == NULL)
			continue;
		const char *text = (const char *)a->children->content;
		text += strspn(text, " \t\r\n");
		size_t length = strlen(text);
		while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
			length--;
		return hr_text_printable(topology->arena, text, length, TEXT_MAX);
	}
	return "";
}

static bool flag(struct hr_topology *topology, const xmlNode *node, const char *name)
{
	const char *text = attribute(topology, node, name);
	return text != NULL && hr_same_nocase(text, "true");
}

static unsigned number(struct hr_topology *topology, const xmlNode *node, const char *name, unsigned max)
{
	const char *text = attribute(topology, node, name);
	uint64_t value = 0;
	return text != NULL && hr_text_number(text, max, &value) ? (unsigned)value : 0;
}

/* --- clusters --- */

/* "1:2" of <ClusterId SiteId="1" Number="2"/>. */
static const char *cluster_key(struct hr_topology *topology, const xmlNode *id)
{
	const char *site = attribute(topology, id, "SiteId");
	const char *place = attribute(topology, id, "Number");
	return site == NULL || place == NULL ? NULL : hr_arena_printf(topology->arena, "%s:%s", site, place);
}

static struct hr_topology_cluster *cluster_of(const struct hr_topology *topology, const char *key)
{
	for (size_t i = 0; i < topology->cluster_count; i++)
		if (strcmp(topology->clusters[i]->key, key) == 0)
			return topology->clusters[i];
	return NULL;
}

static bool add_machine(struct walk *walk, struct hr_topology_cluster *cluster, const xmlNode *node)
{
	struct hr_topology *topology = walk->topology;
	const char *name = attribute(topology, node, "Fqdn");
	if (name == NULL)
		return hr_fail_memory(walk->why);
	if (*name == '\0')
		return true; /* the only machine of a cluster is named by the cluster */
	if (topology->machine_count++ == HR_TOPOLOGY_MACHINES_MAX)
		return hr_fail(walk->why, HR_E_LIMIT, "%s: more than %zu machines", walk->path,
		               HR_TOPOLOGY_MACHINES_MAX);
	const char **grown = hr_arena_grow(topology->arena, cluster->machines, cluster->machine_count,
	                                   &cluster->machine_capacity, sizeof *grown, HR_TOPOLOGY_MACHINES_MAX + 1);
	if (grown == NULL)
		return hr_fail_memory(walk->why);
	cluster->machines = grown;
	grown[cluster->machine_count++] = name;
	return true;
}

static bool add_cluster(struct walk *walk, const xmlNode *node)
{
	struct hr_topology *topology = walk->topology;
	struct hr_topology_cluster *cluster = hr_arena_take(topology->arena, sizeof *cluster);
	if (cluster == NULL)
		return hr_fail_memory(walk->why);
	cluster->web_host = "";
	cluster->fqdn = attribute(topology, node, "Fqdn");
	const xmlNode *id = child(node, "ClusterId");
	cluster->key = id != NULL ? cluster_key(topology, id) : attribute(topology, node, "UniqueId");
	if (cluster->fqdn == NULL || cluster->key == NULL)
		return hr_fail_memory(walk->why);
	if (*cluster->fqdn == '\0' || *cluster->key == '\0')
		return hr_fail(walk->why, HR_E_FORMAT,
		               "%s:%ld: a Cluster without Fqdn or without an id (ClusterId, UniqueId)", walk->path,
		               xmlGetLineNo(node));
	struct hr_topology_cluster **grown =
	        hr_arena_grow(topology->arena, topology->clusters, topology->cluster_count, &topology->cluster_capacity,
	                      sizeof *grown, HR_TOPOLOGY_CLUSTERS_MAX);
	if (grown == NULL)
		return hr_fail(walk->why, HR_E_LIMIT, "%s: more than %zu clusters", walk->path,
		               HR_TOPOLOGY_CLUSTERS_MAX);
	topology->clusters = grown;
	grown[topology->cluster_count++] = cluster;
	/* <Cluster><Machine/></Cluster>, or <Cluster><Machines><Machine/></Machines></Cluster>. */
	const xmlNode *list = child(node, "Machines");
	for (const xmlNode *m = list != NULL ? list->children : node->children; m != NULL; m = m->next)
		if (is(m, "Machine") && !add_machine(walk, cluster, m))
			return false;
	return true;
}

/* A SQL instance is a place to install on, of the cluster around it (Topology Builder's dialect). */
static const char *instance_cluster(struct hr_topology *topology, const xmlNode *node)
{
	const xmlNode *cluster = node->parent == NULL ? NULL : node->parent->parent;
	return cluster != NULL && is(cluster, "Cluster") ? attribute(topology, cluster, "UniqueId") : "";
}

/* --- services --- */

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* How TLS starts on the port, by its use; back ends talk MTLS over whatever they like. */
static enum hr_service service_of(const char *protocol, const char *usage)
{
	if (hr_same_nocase(protocol, "Https"))
		return HR_SERVICE_HTTPS;
	return starts_with(usage, "Sip") ? HR_SERVICE_SIP : HR_SERVICE_TLS;
}

static const char *purpose_of(const struct hr_topology_port *port, const char *owner, const char *usage)
{
	if (port->side == HR_SIDE_EXTERNAL && *port->public_host != '\0')
		return hr_same_nocase(usage, "SipServer") ? "federation" : "external";
	bool for_clients = (hr_same_nocase(owner, "urn:component:Registrar") && hr_same_nocase(usage, "SipServer")) ||
	                   port->service == HR_SERVICE_HTTPS;
	return for_clients ? "" : "back-end";
}

/* One listener serves several owners: HTTPS says more than TLS, and federation more than clients from outside. */
static bool is_better(const struct hr_topology_port *fresh, const struct hr_topology_port *old)
{
	if (fresh->service != old->service)
		return old->service == HR_SERVICE_TLS || fresh->service == HR_SERVICE_HTTPS;
	return *fresh->purpose == '\0' || strcmp(fresh->purpose, "federation") == 0;
}

static bool put_port(struct walk *walk, struct hr_topology_cluster *cluster, const struct hr_topology_port *port)
{
	for (size_t i = 0; i < cluster->port_count; i++) {
		struct hr_topology_port *old = &cluster->ports[i];
		if (old->port != port->port || old->side != port->side ||
		    strcmp(old->public_host, port->public_host) != 0)
			continue;
		if (is_better(port, old))
			*old = *port;
		return true;
	}
	if (cluster->port_count == HR_TOPOLOGY_PORTS_MAX)
		return hr_fail(walk->why, HR_E_LIMIT, "%s: more than %zu TLS ports on cluster %s", walk->path,
		               HR_TOPOLOGY_PORTS_MAX, cluster->fqdn);
	cluster->ports[cluster->port_count++] = *port;
	return true;
}

static bool add_port(struct walk *walk, struct hr_topology_cluster *cluster, const xmlNode *node)
{
	struct hr_topology *topology = walk->topology;
	const char *protocol = attribute(topology, node, "Protocol");
	const char *usage = attribute(topology, node, "Usage");
	const char *owner = attribute(topology, node, "Owner");
	const char *side = attribute(topology, node, "InterfaceSide");
	const char *host = attribute(topology, node, "ConfiguredFqdn");
	if (protocol == NULL || usage == NULL || owner == NULL || side == NULL || host == NULL)
		return hr_fail_memory(walk->why);
	/* TURN on TCP only looks like TLS, and XMPP begins TLS in a way of its own: neither is to be judged. */
	if ((!hr_same_nocase(protocol, "Mtls") && !hr_same_nocase(protocol, "Tls") &&
	     !hr_same_nocase(protocol, "Https")) ||
	    hr_same_nocase(usage, "XmppServer"))
		return true;
	struct hr_topology_port port = {.port = (uint16_t)number(topology, node, "Port", 65535),
	                                .public_port = (uint16_t)number(topology, node, "ConfiguredPort", 65535),
	                                .public_host = host,
	                                .service = service_of(protocol, usage)};
	if (port.port == 0)
		return true;
	if (port.public_port == 0)
		port.public_port = port.port;
	port.side = hr_same_nocase(side, "External") ? HR_SIDE_EXTERNAL : HR_SIDE_INSIDE;
	if (port.side == HR_SIDE_INSIDE)
		port.public_host = "";
	port.purpose = purpose_of(&port, owner, usage);
	return put_port(walk, cluster, &port);
}

static void set_role(struct hr_topology *topology, struct hr_topology_cluster *cluster, const xmlNode *node,
                     const char *role)
{
	bool director = flag(topology, child(node, "RegistrarService"), "IsDirector");
	bool store = strlen(role) > 5 && strcmp(role + strlen(role) - 5, "Store") == 0;
	cluster->director = cluster->director || (strcmp(role, "Registrar") == 0 && director);
	cluster->front_end = cluster->front_end || (strcmp(role, "Registrar") == 0 && !director);
	cluster->edge = cluster->edge || strcmp(role, "EdgeServer") == 0;
	cluster->mediation = cluster->mediation || strcmp(role, "MediationServer") == 0;
	cluster->web = cluster->web || strcmp(role, "WebServices") == 0;
	cluster->chat = cluster->chat || (starts_with(role, "PersistentChat") && !store);
	cluster->store = cluster->store || (store && strcmp(role, "FileStore") != 0);
	unsigned version = number(topology, node, "ServiceVersion", 99);
	if (!store && version > cluster->version)
		cluster->version = version;
}

/* Where the service is installed: the cluster's key, "" if that is not said. */
static const char *installed_on(struct hr_topology *topology, const xmlNode *node, const xmlNode *root)
{
	const xmlNode *on = child(node, "InstalledOn");
	if (on != NULL) {
		const xmlNode *instance = child(on, "SqlInstanceId");
		return cluster_key(topology, child(instance != NULL ? instance : on, "ClusterId"));
	}
	const char *key = attribute(topology, node, "InstalledOn");
	if (key == NULL || *key == '\0' || cluster_of(topology, key) != NULL)
		return key;
	/* Not a cluster: a SQL instance in one. */
	for (const xmlNode *n = root; n != NULL;) {
		if (is(n, "SqlInstance")) {
			const char *id = attribute(topology, n, "UniqueId");
			if (id == NULL || strcmp(id, key) == 0)
				return id == NULL ? NULL : instance_cluster(topology, n);
		}
		const xmlNode *next = n->type == XML_ELEMENT_NODE && n->children != NULL ? n->children : n->next;
		while (next == NULL && n != root && (n = n->parent) != NULL && n != root)
			next = n->next;
		n = next;
	}
	return "";
}

static bool add_office_online(struct walk *walk, const xmlNode *node)
{
	struct hr_topology *topology = walk->topology;
	const char *url = attribute(topology, child(node, "WacService"), "DiscoveryUrl");
	if (url == NULL)
		return hr_fail_memory(walk->why);
	if (*url == '\0')
		return true;
	const char **grown = hr_arena_grow(topology->arena, topology->office_online, topology->office_count,
	                                   &topology->office_capacity, sizeof *grown, HR_TOPOLOGY_CLUSTERS_MAX);
	if (grown == NULL)
		return hr_fail_memory(walk->why);
	topology->office_online = grown;
	grown[topology->office_count++] = url;
	return true;
}

static bool add_service(struct walk *walk, const xmlNode *node, const xmlNode *root)
{
	struct hr_topology *topology = walk->topology;
	const xmlNode *id = child(node, "ServiceId");
	const char *role = attribute(topology, id != NULL ? id : node, "RoleName");
	const char *key = installed_on(topology, node, root);
	if (role == NULL || key == NULL)
		return hr_fail_memory(walk->why);
	if (strcmp(role, "WacService") == 0)
		return add_office_online(walk, node);
	struct hr_topology_cluster *cluster = cluster_of(topology, key);
	if (cluster == NULL)
		return hr_fail(walk->why, HR_E_FORMAT,
		               "%s:%ld: service %s is installed on no cluster of this file: it is not whole",
		               walk->path, xmlGetLineNo(node), role);
	set_role(topology, cluster, node, role);
	const xmlNode *settings = child(child(node, "WebService"), "ExternalSettings");
	if (settings != NULL) {
		cluster->web_host = attribute(topology, settings, "Host");
		if (cluster->web_host == NULL)
			return hr_fail_memory(walk->why);
	}
	const xmlNode *ports = child(node, "Ports");
	for (const xmlNode *p = ports == NULL ? NULL : ports->children; p != NULL; p = p->next)
		if (is(p, "Port") && !add_port(walk, cluster, p))
			return false;
	return true;
}

/* Every element below `node` that is called `name` goes to `take`; what it holds is not walked through again. */
static bool each(struct walk *walk, const xmlNode *node, const char *name, const xmlNode *root, unsigned depth,
                 bool (*take)(struct walk *, const xmlNode *, const xmlNode *))
{
	if (depth > DEPTH_MAX)
		return true;
	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		bool ok = true;
		if (is(c, name))
			ok = take(walk, c, root);
		else if (c->type == XML_ELEMENT_NODE)
			ok = each(walk, c, name, root, depth + 1, take);
		if (!ok)
			return false;
	}
	return true;
}

static bool take_cluster(struct walk *walk, const xmlNode *node, const xmlNode *root)
{
	(void)root;
	return add_cluster(walk, node);
}

/* Published: its id names its cluster; in Topology Builder's dialect it stands in it. */
static bool take_instance(struct walk *walk, const xmlNode *node, const xmlNode *root)
{
	struct hr_topology *topology = walk->topology;
	const xmlNode *id = child(node, "SqlInstanceId");
	const char *name = attribute(topology, id != NULL ? id : node, "Name");
	const char *key = id != NULL ? cluster_key(topology, child(id, "ClusterId")) : instance_cluster(topology, node);
	(void)root;
	if (name == NULL || key == NULL)
		return hr_fail_memory(walk->why);
	struct hr_topology_cluster *cluster = cluster_of(topology, key);
	if (cluster == NULL)
		return true;
	const char **grown = hr_arena_grow(topology->arena, cluster->instances, cluster->instance_count,
	                                   &cluster->instance_capacity, sizeof *grown, HR_TOPOLOGY_CLUSTERS_MAX);
	if (grown == NULL)
		return hr_fail_memory(walk->why);
	cluster->instances = grown;
	grown[cluster->instance_count++] = name;
	return true;
}

bool hr_topology_read(const char *path, const xmlNode *root, struct hr_topology *topology, struct hr_error *why)
{
	static const char space[] = "urn:schema:Microsoft.Rtc.Management.Deploy.";
	struct walk walk = {.path = path, .topology = topology, .why = why};
	const char *uri = root->ns == NULL || root->ns->href == NULL ? "" : (const char *)root->ns->href;
	if ((!is(root, "Topology") && !is(root, "TopologyBuilder")) || !starts_with(uri, space))
		return hr_fail(why, HR_E_FORMAT,
		               "%s: its root element is <%.100s>: wanted is what (Get-CsTopology -AsXml) writes, or a "
		               ".tbxml file of Topology Builder",
		               path, (const char *)root->name);
	if (!each(&walk, root, "Cluster", root, 0, take_cluster) ||
	    !each(&walk, root, "SqlInstance", root, 0, take_instance) ||
	    !each(&walk, root, "Service", root, 0, add_service))
		return false;
	return topology->cluster_count > 0 ||
	       hr_fail(why, HR_E_FORMAT, "%s: no Cluster in it: an empty topology", path);
}
