/*
 * Office Online Server. It is not registered in the directory: Exchange's organisation object and the Skype for
 * Business topology name its farm, and their readers emit it.
 */
#include "rules.h"

static const struct hr_extract discovery[] = {
        {.from = HR_EXTRACT_HEADER, .begin = "X-OfficeVersion", .key = HR_FACT_HTTP_OFFICE_VERSION},
        {.from = HR_EXTRACT_BODY_HAS, .begin = "wopi-discovery", .key = HR_FACT_HTTP_WOPI_DISCOVERY},
};

static const struct hr_ask asks[] = {
        {.kind = HR_ASK_TLS, .products = HR_ON(HR_OFFICE_ONLINE)},
        {.kind = HR_ASK_HTTP,
         .path = "/hosting/discovery",
         .extracts = discovery,
         .extract_count = HR_COUNT(discovery),
         .products = HR_ON(HR_OFFICE_ONLINE),
         .service = HR_SERVICE_HTTPS},
};

static const struct hr_rule rules[] = {
        {.id = "office-online.update",
         .source = "oos-tls",
         .remedy = "office-online-install-update",
         .evidence = "office-online-version",
         .judge = update_is_current,
         .products = HR_ON(HR_OFFICE_ONLINE),
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
        {.id = "office-online.strong-crypto",
         .source = "oos-tls",
         .remedy = "office-online-strong-crypto",
         .evidence = "registry-export",
         .judge = crypto_is_strong,
         .products = HR_ON(HR_OFFICE_ONLINE),
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
        {.id = "office-online.discovery",
         .source = "oos-tls",
         .remedy = "tls-enable-12",
         .judge = discovery_comes,
         .products = HR_ON(HR_OFFICE_ONLINE),
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_SERVER},
        {.id = "office-online.support",
         .source = "oos-lifecycle",
         .remedy = "office-online-upgrade",
         .evidence = "office-online-version",
         .judge = release_is_supported,
         .products = HR_ON(HR_OFFICE_ONLINE),
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_SERVER},
};

extern const struct hr_module hybridready_module;
__attribute__((visibility("default"))) const struct hr_module hybridready_module = {
        .abi = HR_ABI,
        .size = sizeof(struct hr_module),
        .name = "office_online",
        .asks = asks,
        .ask_count = HR_COUNT(asks),
        .rules = rules,
        .rule_count = HR_COUNT(rules),
};
