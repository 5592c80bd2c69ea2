/*
 * What the directory holds of a topology: pools, trusted servers, Edge pools and where the rest is kept. No builds, no
 * Edge machines, no Office Online URL: those are in the central management store only.
 */
#include "rules.h"

#include "common/entry.h"

#define GENERATION_MAX 31

void emit_generation(const struct hr_entry *entry, const struct hr_emitter *emit, struct hr_found *server,
                     const char *attribute)
{
	char digits[HR_NUMBER_TEXT_MAX];
	uint32_t number;
	if (!hr_first_number(entry, attribute, &number))
		return;
	/* The documentation lists small integers; Microsoft's own scripts compare with generation << 16. */
	if (number >= 0x10000)
		number >>= 16;
	if (number > 0 && number <= GENERATION_MAX)
		emit->fact(emit->host, server, HR_FACT_GENERATION, "", HR_PRESENT, hr_number_text(number, digits));
}

static bool is_class(const struct hr_entry *entry, const char *name)
{
	const struct hr_attribute *classes = hr_attribute_of(entry, "objectClass");
	for (size_t i = 0; classes != NULL && i < classes->count; i++)
		if (hr_same_nocase(classes->values[i].bytes, name))
			return true;
	return false;
}

static void say_what_is_missing(const struct hr_emitter *emit)
{
	emit->notice(emit->host, "skype-no-builds", "");
	emit->notice(emit->host, "skype-no-edge-members", "");
	emit->notice(emit->host, "skype-no-office-online", "");
}

static bool map_pool(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	const char *name = hr_first_text(entry, "dNSHostName");
	if (name == NULL)
		name = hr_first_text(entry, "msRTCSIP-dnsHostName");
	if (name == NULL)
		return false;
	struct hr_found *pool = emit->server(emit->host, HR_SKYPE, name, "", "farm");
	emit->place(emit->host, pool, entry->dn, "");
	emit_generation(entry, emit, pool, "msRTCSIP-PoolVersion");
	emit->endpoint(emit->host, pool, NULL, 5061, HR_SERVICE_SIP, "");
	emit->endpoint(emit->host, pool, NULL, 443, HR_SERVICE_HTTPS, "");
	emit->endpoint(emit->host, pool, NULL, 4443, HR_SERVICE_HTTPS, "");
	const char *back_end = hr_first_text(entry, "msRTCSIP-BackEndServer");
	if (back_end != NULL)
		emit->fact(emit->host, NULL, HR_FACT_SKYPE_BACK_END, back_end, HR_PRESENT, back_end);
	say_what_is_missing(emit);
	return true;
}

/* Pools and their machines alike: a machine gets its role from its own connection points. */
static bool map_trusted_server(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	const char *name = hr_first_text(entry, "msRTCSIP-TrustedServerFQDN");
	if (name == NULL)
		return false;
	struct hr_found *server = emit->server(emit->host, HR_SKYPE, name, "", "");
	emit_generation(entry, emit, server, "msRTCSIP-TrustedServerVersion");
	emit->endpoint(emit->host, server, NULL, 5061, HR_SERVICE_SIP, "");
	return true;
}

/*
 * One per name, kind of service and port. MRAS stands on the Edge, beside the A/V service whose port 443 only pretends
 * to speak TLS and is therefore not emitted.
 */
static bool map_trusted_service(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	const char *name = hr_first_text(entry, "msRTCSIP-TrustedServerFQDN");
	const char *type = hr_first_text(entry, "msRTCSIP-TrustedServiceType");
	uint32_t port;
	if (name == NULL || type == NULL || !hr_first_number(entry, "msRTCSIP-TrustedServicePort", &port) ||
	    port == 0 || port > UINT16_MAX)
		return false;
	bool edge = hr_same_nocase(type, "MRAS");
	if (!edge && !hr_same_nocase(type, "MediationServer"))
		return true;
	struct hr_found *server = emit->server(emit->host, HR_SKYPE, name, "", edge ? "farm edge" : "");
	emit->endpoint(emit->host, server, NULL, (uint16_t)port, HR_SERVICE_SIP, "back-end");
	return true;
}

/* The name of an Edge pool, or of a single Edge: the directory does not say which. */
static bool map_edge(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	const char *name = hr_first_text(entry, "msRTCSIP-EdgeProxyFQDN");
	if (name == NULL)
		return false;
	struct hr_found *edge = emit->server(emit->host, HR_SKYPE, name, "", "farm edge");
	emit->place(emit->host, edge, entry->dn, "");
	emit->endpoint(emit->host, edge, NULL, 5061, HR_SERVICE_SIP, "federation");
	say_what_is_missing(emit);
	return true;
}

static bool map_store(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	const char *store = hr_first_text(entry, "msRTCSIP-BackEndServer");
	if (store == NULL)
		return false;
	emit->fact(emit->host, NULL, HR_FACT_SKYPE_STORE, "", HR_PRESENT, store);
	return true;
}

bool map_topology(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	static const struct {
		const char *name;
		bool (*map)(const struct hr_entry *, const struct hr_emitter *);
	} classes[] = {
	        {"msRTCSIP-Pool", map_pool},
	        {"msRTCSIP-TrustedServer", map_trusted_server},
	        {"msRTCSIP-TrustedService", map_trusted_service},
	        {"msRTCSIP-EdgeProxy", map_edge},
	        {"msRTCSIP-GlobalTopologySetting", map_store},
	};
	for (size_t i = 0; i < HR_COUNT(classes); i++)
		if (is_class(entry, classes[i].name))
			return classes[i].map(entry, emit);
	return false;
}
