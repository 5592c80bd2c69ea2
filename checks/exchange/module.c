/* Exchange Server 2010 to SE: mailbox, client access and Edge servers, and the hybrid configuration. */
#include "rules.h"

#include "common/words.h"

static const char container[] = "CN=Microsoft Exchange,CN=Services";

static const char *const organisation_attributes[] = {"cn", "msExchWACDiscoveryEndpoint",
                                                      "msExchAdfsAuthenticationRawConfiguration", NULL};
static const char *const server_attributes[] = {"cn",
                                                "serialNumber",
                                                "networkAddress",
                                                "msExchCurrentServerRoles",
                                                "msExchServerSite",
                                                "msExchServerInternalTLSCert",
                                                "whenChanged",
                                                NULL};
static const char *const send_attributes[] = {"cn",
                                              "routingList",
                                              "msExchSmtpSmartHost",
                                              "msExchSmtpSendTlsDomain",
                                              "msExchSmtpTLSCertificate",
                                              "msExchSmtpOutboundSecurityFlag",
                                              "msExchSmtpSendFlags",
                                              "msExchSmtpSendEnabled",
                                              NULL};
static const char *const receive_attributes[] = {"cn",
                                                 "msExchSmtpReceiveBindings",
                                                 "msExchSMTPReceiveInboundSecurityFlag",
                                                 "msExchSmtpReceiveTlsDomainCapabilities",
                                                 "msExchSmtpTLSCertificate",
                                                 "msExchSmtpReceiveEnabled",
                                                 NULL};
static const char *const web_attributes[] = {"cn", "msExchInternalHostName", "msExchExternalHostName", NULL};
static const char *const autodiscover_attributes[] = {"cn", "keywords", "serviceBindingInformation", NULL};
static const char *const hybrid_attributes[] = {"msExchCoexistenceTransportServers",
                                                "msExchCoexistenceFrontendTransportServers",
                                                "msExchCoexistenceEdgeTransportServers",
                                                "msExchCoexistenceSecureMailCertificateThumbprint",
                                                "msExchCoexistenceOnPremisesSmartHost",
                                                "msExchCoexistenceFeatureFlags",
                                                NULL};
static const char *const domain_attributes[] = {"msExchAcceptedDomainName", NULL};

static const struct hr_search searches[] = {
        {.name = "organisation",
         .container = container,
         .filter = "(objectClass=msExchOrganizationContainer)",
         .attributes = organisation_attributes,
         .depth = HR_DEPTH_ONE},
        {.name = "servers",
         .container = container,
         .filter = "(&(objectClass=msExchExchangeServer)(!(objectClass=msExchClientAccessArray)))",
         .attributes = server_attributes,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "send-connectors",
         .container = container,
         .filter = "(objectClass=msExchRoutingSMTPConnector)",
         .attributes = send_attributes,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "receive-connectors",
         .container = container,
         .filter = "(objectClass=msExchSmtpReceiveConnector)",
         .attributes = receive_attributes,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "virtual-directories",
         .container = container,
         .filter = "(&(objectClass=msExchVirtualDirectory)(!(objectClass=container)))",
         .attributes = web_attributes,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "autodiscover",
         .container = container,
         .filter = "(&(objectClass=serviceConnectionPoint)(keywords=77378F46-2C66-4aa9-A6A6-3E7A48B19596))",
         .attributes = autodiscover_attributes,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "hybrid",
         .container = container,
         .filter = "(objectClass=msExchCoexistenceRelationship)",
         .attributes = hybrid_attributes,
         .depth = HR_DEPTH_SUBTREE},
        {.name = "accepted-domains",
         .container = container,
         .filter = "(objectClass=msExchAcceptedDomain)",
         .attributes = domain_attributes,
         .depth = HR_DEPTH_SUBTREE},
};

static const struct {
	const char *search;
	bool (*map)(const struct hr_entry *, const struct hr_emitter *);
} mappers[] = {
        {"organisation", map_organisation},
        {"servers", map_server},
        {"send-connectors", map_send_connector},
        {"receive-connectors", map_receive_connector},
        {"virtual-directories", map_virtual_directory},
        {"autodiscover", map_autodiscover},
        {"hybrid", map_hybrid},
        {"accepted-domains", map_accepted_domain},
};

static bool map_entry(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	for (size_t i = 0; i < HR_COUNT(mappers); i++)
		if (hr_same(mappers[i].search, entry->search->name))
			return mappers[i].map(entry, emit);
	return false;
}

static const struct hr_extract owa[] = {
        {.from = HR_EXTRACT_HEADER, .begin = "X-OWA-Version", .key = HR_FACT_HTTP_OWA_VERSION},
        {.from = HR_EXTRACT_HEADER, .begin = "X-FEServer", .key = HR_FACT_HTTP_FE_SERVER},
        {.from = HR_EXTRACT_BODY_BETWEEN, .begin = "/owa/auth/", .end = "/themes/", .key = HR_FACT_HTTP_OWA_THEMES},
};
static const struct hr_extract exporttool[] = {
        {.from = HR_EXTRACT_BODY_BETWEEN,
         .begin = "name=\"microsoft.exchange.ediscovery.exporttool\" version=\"",
         .end = "\"",
         .key = HR_FACT_HTTP_EXPORTTOOL},
};

/* Unauthenticated pages only; never the back end, which tells nothing more. */
static const struct hr_ask asks[] = {
        {.kind = HR_ASK_TLS, .products = HR_ON(HR_EXCHANGE)},
        {.kind = HR_ASK_HTTP,
         .path = "/owa/",
         .extracts = owa,
         .extract_count = HR_COUNT(owa),
         .products = HR_ON(HR_EXCHANGE),
         .service = HR_SERVICE_HTTPS,
         .purpose = ""},
        {.kind = HR_ASK_HTTP,
         .path = "/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application",
         .extracts = exporttool,
         .extract_count = HR_COUNT(exporttool),
         .products = HR_ON(HR_EXCHANGE),
         .service = HR_SERVICE_HTTPS,
         .purpose = ""},
};

static const struct hr_rule rules[] = {
        {.id = "exchange.update",
         .source = "exchange-tls",
         .remedy = "exchange-install-cu",
         .evidence = "exchange-version",
         .judge = update_is_current,
         .products = HR_ON(HR_EXCHANGE),
         .question = HR_CONNECT,
         .severity = HR_CRITICAL,
         .scope = HR_PER_SERVER},
        {.id = "exchange.update-retire",
         .source = "exchange-tls",
         .remedy = "exchange-install-cu",
         .evidence = "exchange-version",
         .judge = update_is_current,
         .products = HR_ON(HR_EXCHANGE),
         .question = HR_RETIRE,
         .severity = HR_CRITICAL,
         .scope = HR_PER_SERVER},
        {.id = "exchange.support",
         .source = "exchange-builds",
         .remedy = "product-upgrade",
         .evidence = "exchange-version",
         .judge = release_is_supported,
         .products = HR_ON(HR_EXCHANGE),
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_SERVER},
        {.id = "exchange.dotnet",
         .source = "exchange-supportability",
         .remedy = "exchange-install-dotnet",
         .evidence = "registry-export",
         .judge = dotnet_fits_build,
         .products = HR_ON(HR_EXCHANGE),
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_SERVER},
        {.id = "exchange.edge-stale",
         .source = "exchange-edge",
         .remedy = "exchange-resubscribe-edge",
         .evidence = "exchange-version",
         .judge = edge_record_is_current,
         .products = HR_ON(HR_EXCHANGE),
         .question = HR_CONNECT,
         .severity = HR_LOW,
         .scope = HR_PER_SERVER},
        {.id = "exchange.hybrid",
         .source = "exchange-hybrid",
         .remedy = "exchange-rerun-hybrid-wizard",
         .evidence = "directory",
         .judge = hybrid_is_whole,
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_ORGANISATION},
        {.id = "exchange.hybrid-certificate",
         .source = "exchange-hybrid-certificates",
         .remedy = "exchange-renew-certificate",
         .judge = hybrid_certificate_is_shown,
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_ORGANISATION},
        {.id = "exchange.send-connector",
         .source = "exchange-healthchecker",
         .remedy = "exchange-fix-send-connector",
         .evidence = "directory",
         .judge = send_connector_insists,
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_ORGANISATION},
        {.id = "exchange.receive-connector",
         .source = "exchange-receive-connectors",
         .remedy = "exchange-fix-receive-connector",
         .judge = receive_connector_offers_tls,
         .products = HR_ON(HR_EXCHANGE),
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
        {.id = "exchange.internal-certificate",
         .source = "exchange-healthchecker",
         .remedy = "exchange-renew-certificate",
         .evidence = "directory",
         .judge = internal_certificate_is_good,
         .products = HR_ON(HR_EXCHANGE),
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_SERVER},
};

HR_MODULE("exchange", searches, map_entry, asks, rules);
