/* The names by which clients and Microsoft 365 reach Exchange over HTTPS. */
#include "rules.h"

#include "common/entry.h"

/* A URL's host is a farm: whatever stands behind the name. A short name cannot be asked for from outside its domain. */
static bool emit_url(const struct hr_emitter *emit, const char *url)
{
	char host[HR_HOST_TEXT_MAX];
	uint16_t port;
	if (url == NULL || !hr_url_host(url, host, &port) || !hr_is_qualified(host))
		return false;
	struct hr_found *farm = emit->server(emit->host, HR_EXCHANGE, host, "", "farm");
	emit->endpoint(emit->host, farm, NULL, port, HR_SERVICE_HTTPS, "");
	return true;
}

static bool emit_urls(const struct hr_entry *entry, const struct hr_emitter *emit, const char *name)
{
	const struct hr_attribute *attribute = hr_attribute_of(entry, name);
	bool any = false;
	for (size_t i = 0; attribute != NULL && i < attribute->count; i++)
		any = emit_url(emit, hr_value_text(&attribute->values[i])) || any;
	return any;
}

bool map_virtual_directory(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	/* The back end's site listens on 444 of each server, whatever its URL says. */
	if (hr_within(entry->dn, "(Exchange Back End)") != NULL)
		return true;
	bool external = emit_urls(entry, emit, "msExchExternalHostName");
	bool internal = emit_urls(entry, emit, "msExchInternalHostName");
	return external || internal;
}

bool map_autodiscover(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	return emit_urls(entry, emit, "serviceBindingInformation");
}
