/* A Skype for Business topology in memory: clusters, their machines, and the services on them. */
#ifndef HR_DISCOVER_TOPOLOGY_H
#define HR_DISCOVER_TOPOLOGY_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/error.h"
#include "hybridready/model.h"

#define HR_TOPOLOGY_FILE_MAX ((size_t)64 * 1048576)
#define HR_TOPOLOGY_CLUSTERS_MAX ((size_t)5000)
#define HR_TOPOLOGY_MACHINES_MAX ((size_t)20000) /* of all clusters */
#define HR_TOPOLOGY_PORTS_MAX ((size_t)60)       /* TLS ports of one cluster */

enum hr_port_side { HR_SIDE_INSIDE = 0, HR_SIDE_EXTERNAL };

/* A port on which TLS starts at once. */
struct hr_topology_port {
	const char *purpose;
	const char *public_host; /* external only: the name that it is published under, "" = none */
	uint16_t port;
	uint16_t public_port;
	enum hr_port_side side;
	enum hr_service service;
};

struct hr_topology_cluster {
	const char *key; /* "site:number", or a GUID */
	const char *fqdn;
	const char **machines; /* names; none = the cluster is its own machine */
	size_t machine_count, machine_capacity;
	struct hr_topology_port ports[HR_TOPOLOGY_PORTS_MAX];
	size_t port_count;
	const char *web_host;   /* external web services, "" = none */
	const char **instances; /* of SQL Server: names, "" = the default one */
	size_t instance_count, instance_capacity;
	unsigned version; /* greatest ServiceVersion of its roles, 0 unknown */
	bool front_end, director, edge, mediation, chat, web, store;
};

struct hr_topology {
	struct hr_arena *arena;
	struct hr_topology_cluster **clusters;
	size_t cluster_count, cluster_capacity;
	const char **office_online; /* discovery URLs */
	size_t office_count, office_capacity;
	size_t machine_count;
};

/* Reads both dialects (facts of Get-CsTopology -AsXml, and of Topology Builder's .tbxml). False: file and what is
 * wrong. */
bool hr_topology_read(const char *path, const xmlNode *root, struct hr_topology *topology,
                      struct hr_error *why) HR_MUST_USE;

#endif
