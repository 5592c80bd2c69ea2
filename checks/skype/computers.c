/*
 * Service connection points below computer accounts: CN=<service>,CN=Microsoft,<computer>. They are how the machines of
 * a pool are found; an Edge, outside the domain, has none. Each says one service; roles add up.
 */
#include "rules.h"

#include "common/entry.h"

static bool has_class(const struct hr_entry *entry, const char *name)
{
	const struct hr_attribute *classes = hr_attribute_of(entry, "objectClass");
	for (size_t i = 0; classes != NULL && i < classes->count; i++)
		if (hr_same_nocase(classes->values[i].bytes, name))
			return true;
	return false;
}

/* The DN of the pool's object: what a computer names is the connection point of a service below it. */
static void emit_pool(const struct hr_entry *entry, const struct hr_emitter *emit, struct hr_found *server)
{
	const char *pool = hr_first_text(entry, "msRTCSIP-PoolAddress");
	if (pool == NULL)
		pool = hr_first_text(entry, "msRTCSIP-WebComponentsPoolAddress");
	if (pool == NULL)
		return;
	if (hr_begins(hr_parent_dn(pool), "CN=Microsoft,"))
		pool = hr_parent_dn(hr_parent_dn(pool));
	emit->fact(emit->host, server, HR_FACT_POOL, "", HR_PRESENT, pool);
}

static struct hr_found *emit_computer(const struct hr_entry *entry, const struct hr_emitter *emit, const char *roles)
{
	const char *computer = hr_parent_dn(hr_parent_dn(entry->dn));
	struct hr_found *server = emit->server_at(emit->host, HR_SKYPE, computer, "", roles);
	emit_generation(entry, emit, server, "msRTCSIP-ServerVersion");
	emit_pool(entry, emit, server);
	return server;
}

bool map_connection_point(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	struct hr_found *server;
	if (!hr_begins(hr_parent_dn(entry->dn), "CN=Microsoft,"))
		return false;
	if (has_class(entry, "msRTCSIP-MCU")) {
		/* Only a front end runs the A/V conferencing service. */
		bool front_end = hr_within(entry->dn, "AV MCU,") != NULL;
		server = emit_computer(entry, emit, front_end ? "front-end" : "");
		if (front_end)
			emit->endpoint(emit->host, server, NULL, 444, HR_SERVICE_TLS, "back-end");
	} else if (has_class(entry, "msRTCSIP-WebComponents")) {
		server = emit_computer(entry, emit, "web");
		emit->endpoint(emit->host, server, NULL, 443, HR_SERVICE_HTTPS, "");
		emit->endpoint(emit->host, server, NULL, 4443, HR_SERVICE_HTTPS, "");
	} else if (has_class(entry, "msRTCSIP-MediationServer")) {
		server = emit_computer(entry, emit, "mediation");
		emit->endpoint(emit->host, server, NULL, 5070, HR_SERVICE_SIP, "back-end");
	} else if (has_class(entry, "msRTCSIP-Server")) {
		server = emit_computer(entry, emit, "registrar");
		emit->endpoint(emit->host, server, NULL, 5061, HR_SERVICE_SIP, "");
	} else if (has_class(entry, "msRTCSIP-ApplicationServer") || has_class(entry, "msRTCSIP-ConnectionPoint")) {
		(void)emit_computer(entry, emit, "");
	} else {
		return false;
	}
	return true;
}
