/* What every TLS endpoint shows to those who connect to it, whatever the product. */
#include "rules.h"

bool is_media_relay(const struct hr_case *c)
{
	return hr_same(c->endpoint->purpose, "media-relay");
}

bool is_back_end(const struct hr_case *c)
{
	return hr_same(c->endpoint->purpose, "back-end");
}

/* Every endpoint is enumerated; the planner merges this with what product modules ask. */
static const struct hr_ask asks[] = {
        {.kind = HR_ASK_TLS, .service = HR_SERVICE_ANY},
};

static const struct hr_rule rules[] = {
        {.id = "tls.inbound-1.2",
         .source = "ms-tls12",
         .remedy = "tls-enable-12",
         .judge = inbound_works,
         .question = HR_CONNECT,
         .severity = HR_CRITICAL,
         .scope = HR_PER_ENDPOINT},
        {.id = "tls.suites-office365",
         .source = "ms365-suites",
         .remedy = "tls-enable-suites",
         .judge = shares_office365_suite,
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_ENDPOINT},
        {.id = "tls.suites-front-door",
         .source = "afd-tls",
         .remedy = "tls-enable-suites",
         .judge = shares_front_door_suite,
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_ENDPOINT},
        {.id = "tls.certificate",
         .source = "exchange-certificates",
         .remedy = "tls-renew-certificate",
         .judge = certificate_is_good,
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_ENDPOINT},
        {.id = "tls.sni",
         .source = "adfs-requirements",
         .remedy = "adfs-bind-fallback",
         .evidence = "capture",
         .judge = clients_send_sni,
         .products = HR_ON(HR_ADFS),
         .question = HR_CONNECT,
         .severity = HR_MEDIUM,
         .scope = HR_PER_ENDPOINT},
        {.id = "tls.only-1.3",
         .source = "exchange-tls",
         .remedy = "tls-enable-12",
         .judge = older_peers_can_connect,
         .question = HR_CONNECT,
         .severity = HR_HIGH,
         .scope = HR_PER_ENDPOINT},
        {.id = "tls.legacy-ssl",
         .source = "schannel-protocols",
         .remedy = "tls-disable-legacy-ssl",
         .judge = ssl_is_off,
         .question = HR_RETIRE,
         .severity = HR_HIGH,
         .scope = HR_PER_ENDPOINT},
        {.id = "tls.legacy-versions",
         .source = "ms-tls12",
         .remedy = "tls-disable-legacy",
         .judge = legacy_is_off,
         .question = HR_RETIRE,
         .severity = HR_MEDIUM,
         .scope = HR_PER_ENDPOINT},
        {.id = "tls.weak-suites",
         .source = "exchange-tls-part3",
         .remedy = "tls-disable-weak-suites",
         .judge = weak_suites_are_off,
         .question = HR_RETIRE,
         .severity = HR_MEDIUM,
         .scope = HR_PER_ENDPOINT},
};

extern const struct hr_module hybridready_module;
__attribute__((visibility("default"))) const struct hr_module hybridready_module = {
        .abi = HR_ABI,
        .size = sizeof(struct hr_module),
        .name = "tls",
        .asks = asks,
        .ask_count = HR_COUNT(asks),
        .rules = rules,
        .rule_count = HR_COUNT(rules),
};
