/* Active Directory Federation Services and Web Application Proxy. */
#include "rules.h"

static const struct hr_extract metadata[] = {
        {.from = HR_EXTRACT_BODY_HAS, .begin = "EntityDescriptor", .key = HR_FACT_HTTP_FEDERATION},
        {.from = HR_EXTRACT_SIGNING_CERTIFICATES, .key = HR_FACT_HTTP_SIGNING_NOT_AFTER},
};

static const struct hr_ask asks[] = {
        {.kind = HR_ASK_TLS, .products = HR_ON(HR_ADFS)},
        {.kind = HR_ASK_HTTP,
         .path = "/federationmetadata/2007-06/federationmetadata.xml",
         .extracts = metadata,
         .extract_count = HR_COUNT(metadata),
         .products = HR_ON(HR_ADFS),
         .service = HR_SERVICE_HTTPS,
         .purpose = ""},
};

static const struct hr_rule rules[] = {
        {.id = "adfs.found",
         .source = "adfs-requirements",
         .evidence = "servers-list",
         .judge = farm_is_found,
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_ORGANISATION},
        {.id = "adfs.metadata",
         .source = "adfs-requirements",
         .remedy = "adfs-renew-signing-certificate",
         .judge = metadata_comes,
         .products = HR_ON(HR_ADFS),
         .question = HR_CONNECT,
         .severity = HR_CRITICAL,
         .scope = HR_PER_SERVER},
        {.id = "adfs.client-certificate-port",
         .source = "adfs-certauth",
         .remedy = "tls-enable-12",
         .evidence = "adfs-authentication",
         .judge = client_certificate_port_works,
         .products = HR_ON(HR_ADFS),
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_SERVER},
        {.id = "adfs.release",
         .source = "adfs-requirements",
         .remedy = "adfs-upgrade",
         .evidence = "servers-list",
         .judge = release_is_fit,
         .products = HR_ON(HR_ADFS),
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_SERVER},
        {.id = "adfs.inbound-outbound",
         .source = "ms-tls12",
         .remedy = "prove-outbound",
         .evidence = "canary",
         .judge = both_directions_work,
         .products = HR_ON(HR_ADFS),
         .question = HR_CONNECT,
         .severity = HR_CRITICAL,
         .scope = HR_PER_SERVER},
};

extern const struct hr_module hybridready_module;
__attribute__((visibility("default"))) const struct hr_module hybridready_module = {
        .abi = HR_ABI,
        .size = sizeof(struct hr_module),
        .name = "adfs",
        .searches = adfs_searches,
        .search_count = ADFS_SEARCH_COUNT,
        .map_entry = map_entry,
        .asks = asks,
        .ask_count = HR_COUNT(asks),
        .rules = rules,
        .rule_count = HR_COUNT(rules),
};
