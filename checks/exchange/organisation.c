/* The organisation object, its hybrid configuration and its domains. */
#include "rules.h"

#include "common/entry.h"

/*
 * The raw AD FS configuration holds several URLs; the one below /adfs/ is the federation service's own, others are
 * those of OWA and ECP as audiences.
 */
static void emit_adfs(const struct hr_emitter *emit, const char *raw)
{
	char host[HR_HOST_TEXT_MAX];
	uint16_t port;
	while (raw != NULL && (raw = hr_within(raw, "https://")) != NULL) {
		const char *path = raw + 8;
		while (*path != '\0' && *path != '/')
			path++;
		if (hr_begins(path, "/adfs/") && hr_url_host(raw, host, &port) && hr_is_qualified(host)) {
			struct hr_found *farm = emit->server(emit->host, HR_ADFS, host, "", "farm");
			emit->endpoint(emit->host, farm, NULL, port, HR_SERVICE_HTTPS, "");
		}
		raw += 8;
	}
}

static void emit_office_online(const struct hr_emitter *emit, const char *url)
{
	char host[HR_HOST_TEXT_MAX];
	uint16_t port;
	if (url == NULL || !hr_url_host(url, host, &port) || !hr_is_qualified(host))
		return;
	struct hr_found *farm = emit->server(emit->host, HR_OFFICE_ONLINE, host, "", "farm");
	emit->endpoint(emit->host, farm, NULL, port, HR_SERVICE_HTTPS, "");
}

bool map_organisation(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	char name[HR_HOST_TEXT_MAX];
	if (!hr_copy_host(hr_rdn_value(entry->dn), name))
		return false;
	emit->fact(emit->host, NULL, HR_FACT_EXCHANGE_ORGANISATION, "", HR_PRESENT, name);
	emit_office_online(emit, hr_first_text(entry, "msExchWACDiscoveryEndpoint"));
	emit_adfs(emit, hr_first_text(entry, "msExchAdfsAuthenticationRawConfiguration"));
	return true;
}

static void emit_list(const struct hr_entry *entry, const struct hr_emitter *emit, enum hr_fact_key key,
                      const char *attribute_name)
{
	const struct hr_attribute *attribute = hr_attribute_of(entry, attribute_name);
	char digits[HR_NUMBER_TEXT_MAX];
	for (size_t i = 0; attribute != NULL && i < attribute->count; i++) {
		const char *dn = hr_value_text(&attribute->values[i]);
		if (dn != NULL)
			emit->fact(emit->host, NULL, key, hr_number_text(i + 1, digits), HR_PRESENT, dn);
	}
}

static void emit_text(const struct hr_entry *entry, const struct hr_emitter *emit, enum hr_fact_key key,
                      const char *attribute)
{
	const char *text = hr_first_text(entry, attribute);
	emit->fact(emit->host, NULL, key, "", text != NULL ? HR_PRESENT : HR_ABSENT, text != NULL ? text : "");
}

bool map_hybrid(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	char digits[HR_NUMBER_TEXT_MAX], host[HR_HOST_TEXT_MAX];
	uint32_t features;
	const char *smart_host = hr_first_text(entry, "msExchCoexistenceOnPremisesSmartHost");

	emit->fact(emit->host, NULL, HR_FACT_HYBRID_CONFIGURATION, "", HR_PRESENT, entry->dn);
	emit_list(entry, emit, HR_FACT_HYBRID_SENDING, "msExchCoexistenceTransportServers");
	emit_list(entry, emit, HR_FACT_HYBRID_RECEIVING, "msExchCoexistenceFrontendTransportServers");
	emit_list(entry, emit, HR_FACT_HYBRID_EDGE, "msExchCoexistenceEdgeTransportServers");
	/* Not a thumbprint, in spite of its name: "<I>issuer<S>subject". */
	emit_text(entry, emit, HR_FACT_HYBRID_CERTIFICATE, "msExchCoexistenceSecureMailCertificateThumbprint");
	emit_text(entry, emit, HR_FACT_HYBRID_SMART_HOST, "msExchCoexistenceOnPremisesSmartHost");
	if (hr_first_number(entry, "msExchCoexistenceFeatureFlags", &features))
		emit->fact(emit->host, NULL, HR_FACT_HYBRID_FEATURES, "", HR_PRESENT, hr_number_text(features, digits));
	if (smart_host != NULL && hr_is_qualified(smart_host) &&
	    hr_copy_host((struct hr_piece){.at = smart_host, .length = hr_length(smart_host)}, host)) {
		struct hr_found *farm = emit->server(emit->host, HR_EXCHANGE, host, "", "farm");
		emit->endpoint(emit->host, farm, NULL, 25, HR_SERVICE_SMTP, "hybrid-mail");
	}
	return true;
}

bool map_accepted_domain(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	const char *domain = hr_first_text(entry, "msExchAcceptedDomainName");
	if (domain == NULL)
		return false;
	emit->fact(emit->host, NULL, HR_FACT_ACCEPTED_DOMAIN, domain, HR_PRESENT, domain);
	return true;
}
