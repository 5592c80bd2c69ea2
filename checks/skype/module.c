/* Skype for Business Server 2015, 2019 and SE, and Lync Server 2013: pools, front ends, Edge pools. */
#include "rules.h"

/* Deployments that began with Office Communications Server keep their container in the root domain. */
#define TOPOLOGY                                                                                                       \
	"(|(objectClass=msRTCSIP-Pool)(objectClass=msRTCSIP-TrustedServer)(objectClass=msRTCSIP-TrustedService)"       \
	"(objectClass=msRTCSIP-EdgeProxy)(objectClass=msRTCSIP-GlobalTopologySetting))"

static const char *const topology_attributes[] = {"objectClass",
                                                  "dNSHostName",
                                                  "msRTCSIP-dnsHostName",
                                                  "msRTCSIP-PoolVersion",
                                                  "msRTCSIP-TrustedServerFQDN",
                                                  "msRTCSIP-TrustedServerVersion",
                                                  "msRTCSIP-TrustedServiceType",
                                                  "msRTCSIP-TrustedServicePort",
                                                  "msRTCSIP-EdgeProxyFQDN",
                                                  "msRTCSIP-BackEndServer",
                                                  NULL};
static const char *const point_attributes[] = {"objectClass", "msRTCSIP-ServerVersion", "msRTCSIP-PoolAddress",
                                               "msRTCSIP-WebComponentsPoolAddress", NULL};

static const struct hr_search searches[] = {
        {.name = "topology",
         .container = "CN=RTC Service,CN=Services",
         .filter = TOPOLOGY,
         .attributes = topology_attributes,
         .context = HR_CONTEXT_CONFIGURATION,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "topology-in-system",
         .container = "CN=RTC Service,CN=Microsoft,CN=System",
         .filter = TOPOLOGY,
         .attributes = topology_attributes,
         .context = HR_CONTEXT_ROOT_DOMAIN,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "connection-points",
         .container = "",
         .filter = "(|(objectClass=msRTCSIP-Server)(objectClass=msRTCSIP-WebComponents)(objectClass=msRTCSIP-MCU)"
                   "(objectClass=msRTCSIP-ApplicationServer)(objectClass=msRTCSIP-MediationServer)"
                   "(objectClass=msRTCSIP-ConnectionPoint))",
         .attributes = point_attributes,
         .context = HR_CONTEXT_DOMAIN,
         .depth = HR_DEPTH_SUBTREE},
};

static bool map_entry(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	return hr_same(entry->search->name, "connection-points") ? map_connection_point(entry, emit)
	                                                         : map_topology(entry, emit);
}

static const struct hr_extract autodiscover[] = {
        {.from = HR_EXTRACT_HEADER, .begin = "X-MS-Server-Fqdn", .key = HR_FACT_HTTP_MS_SERVER_FQDN},
};

static const struct hr_ask asks[] = {
        {.kind = HR_ASK_TLS, .products = HR_ON(HR_SKYPE)},
        {.kind = HR_ASK_SIP, .products = HR_ON(HR_SKYPE), .service = HR_SERVICE_SIP},
        {.kind = HR_ASK_HTTP,
         .path = "/autodiscover/autodiscoverservice.svc/root",
         .extracts = autodiscover,
         .extract_count = HR_COUNT(autodiscover),
         .products = HR_ON(HR_SKYPE),
         .service = HR_SERVICE_HTTPS,
         .purpose = ""},
};

static const struct hr_rule rules[] = {
        {.id = "skype.update",
         .source = "ms-tls12#skype-server",
         .remedy = "skype-install-cu",
         .evidence = "skype-version",
         .judge = update_is_current,
         .products = HR_ON(HR_SKYPE),
         .question = HR_CONNECT,
         .severity = HR_CRITICAL,
         .scope = HR_PER_SERVER},
        {.id = "skype.retire-order",
         .source = "ms-tls12#skype-server",
         .remedy = "skype-install-cu",
         .evidence = "skype-version",
         .judge = order_is_kept,
         .products = HR_ON(HR_SKYPE),
         .question = HR_RETIRE,
         .severity = HR_CRITICAL,
         .scope = HR_PER_SERVER},
        {.id = "skype.prerequisites",
         .source = "skype-disable-tls",
         .remedy = "skype-install-prerequisites",
         .evidence = "skype-prerequisites",
         .judge = prerequisites_are_there,
         .products = HR_ON(HR_SKYPE),
         .question = HR_RETIRE,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
        {.id = "skype.edge-federation",
         .source = "ms-tls12#skype-server",
         .remedy = "tls-enable-12",
         .evidence = "topology",
         .judge = edges_federate,
         .question = HR_CONNECT,
         .severity = HR_CRITICAL,
         .scope = HR_PER_ORGANISATION},
        {.id = "skype.support",
         .source = "skype-lifecycle",
         .remedy = "skype-upgrade",
         .evidence = "skype-version",
         .judge = release_is_supported,
         .products = HR_ON(HR_SKYPE),
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_SERVER},
};

HR_MODULE("skype", searches, map_entry, asks, rules);
