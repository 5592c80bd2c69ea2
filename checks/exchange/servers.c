/* Exchange server objects of the configuration partition. */
#include "rules.h"

#include "common/entry.h"

#define BUILD_TEXT_MAX (4 * HR_NUMBER_TEXT_MAX)

enum role_bit {
	ROLE_CAFE = 1 << 0,
	ROLE_MAILBOX = 1 << 1,
	ROLE_CLIENT_ACCESS = 1 << 2,
	ROLE_UNIFIED_MESSAGING = 1 << 4,
	ROLE_HUB = 1 << 5,
	ROLE_EDGE = 1 << 6,
	ROLE_FRONTEND_TRANSPORT = 1 << 14,
};

struct version {
	uint64_t major, minor, build, revision;
};

static bool take(const char **text, const char *literal)
{
	if (!hr_begins(*text, literal))
		return false;
	*text += hr_length(literal);
	return true;
}

/*
 * "Version 15.1 (Build 32507.6)" is 15.1.2507.6: the directory stores the build 30000 higher (10000 in an old form),
 * and may pad the revision with zeros.
 */
static bool read_serial_number(const char *text, struct version *v)
{
	if (!take(&text, "Version ") || !hr_read_number(&text, UINT16_MAX, &v->major) || !take(&text, ".") ||
	    !hr_read_number(&text, UINT16_MAX, &v->minor) || !take(&text, " (Build ") ||
	    !hr_read_number(&text, UINT16_MAX, &v->build) || !take(&text, ".") ||
	    !hr_read_number(&text, UINT16_MAX, &v->revision) || !take(&text, ")") || *text != '\0')
		return false;
	if (v->build >= 30000)
		v->build -= 30000;
	else if (v->build >= 10000)
		v->build -= 10000;
	return true;
}

static const char *version_text(const struct version *v, char text[static BUILD_TEXT_MAX])
{
	const uint64_t parts[] = {v->major, v->minor, v->build, v->revision};
	size_t used = 0;
	for (size_t i = 0; i < HR_COUNT(parts); i++) {
		char digits[HR_NUMBER_TEXT_MAX];
		const char *from = hr_number_text(parts[i], digits);
		while (*from != '\0')
			text[used++] = *from++;
		text[used++] = '.';
	}
	text[used - 1] = '\0';
	return text;
}

/* The words that people use; which build is which line is the catalog's business. SE goes on with 2019's 15.2. */
static const char *release_of(const struct version *v)
{
	if (v->major == 14)
		return "2010";
	if (v->major != 15)
		return "";
	switch (v->minor) {
	case 0:
		return "2013";
	case 1:
		return "2016";
	case 2:
		return v->build < 2562 ? "2019" : "SE";
	default:
		return "";
	}
}

/* From 2013 on a mailbox server does everything; before, each role may stand alone. */
static const char *roles_of(uint32_t bits)
{
	if (bits & ROLE_EDGE)
		return "edge";
	bool web = (bits & (ROLE_CAFE | ROLE_CLIENT_ACCESS)) != 0, hub = (bits & ROLE_HUB) != 0;
	if (bits & ROLE_MAILBOX)
		return bits & (ROLE_CAFE | ROLE_FRONTEND_TRANSPORT) ? "mailbox"
		       : web && hub                                 ? "mailbox client-access hub-transport"
		       : hub                                        ? "mailbox hub-transport"
		       : web                                        ? "mailbox client-access"
		                                                    : "mailbox";
	if (web)
		return hub ? "client-access hub-transport" : "client-access";
	return hub ? "hub-transport" : bits & ROLE_UNIFIED_MESSAGING ? "unified-messaging" : "";
}

/* "ncacn_ip_tcp:ex01.contoso.com" among the network addresses; else the object's own short name. */
static bool read_name(const struct hr_entry *entry, char name[static HR_HOST_TEXT_MAX])
{
	const struct hr_attribute *addresses = hr_attribute_of(entry, "networkAddress");
	for (size_t i = 0; addresses != NULL && i < addresses->count; i++) {
		const char *text = hr_value_text(&addresses->values[i]);
		if (text == NULL || !take(&text, "ncacn_ip_tcp:"))
			continue;
		struct hr_piece piece = {.at = text, .length = hr_length(text)};
		if (hr_copy_host(piece, name))
			return true;
	}
	return hr_copy_host(hr_rdn_value(entry->dn), name);
}

/* "20261124022920.0Z" as "2026-11-24T02:29:20Z". */
static bool read_generalized_time(const char *text, char time[static 21])
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
	for (size_t i = 0; i < sizeof(shape) - 1; i++) {
		if (shape[i] == 'd' && (*text < '0' || *text > '9'))
			return false;
		time[i] = shape[i] == 'd' ? *text++ : shape[i];
	}
	time[sizeof(shape) - 1] = '\0';
	return hr_same(text, "Z") || (hr_begins(text, ".0") && hr_ends(text, "Z"));
}

static void emit_version(const struct hr_entry *entry, const struct hr_emitter *emit, struct hr_found *server,
                         const struct version *v)
{
	char text[BUILD_TEXT_MAX];
	const char *serial = hr_first_text(entry, "serialNumber");
	if (serial != NULL)
		emit->fact(emit->host, server, HR_FACT_EXCHANGE_VERSION_TEXT, "", HR_PRESENT, serial);
	if (v != NULL)
		emit->fact(emit->host, server, HR_FACT_BUILD, "", HR_PRESENT, version_text(v, text));
	else
		emit->fact(emit->host, server, HR_FACT_BUILD, "", HR_FAILED,
		           serial != NULL ? serial : "no serialNumber");
}

/* The web sites. SMTP ports come from the receive connectors, but an Edge keeps those to itself (in AD LDS). */
static void emit_endpoints(const struct hr_emitter *emit, struct hr_found *server, uint32_t bits,
                           const struct version *v)
{
	if (bits & ROLE_EDGE) {
		emit->endpoint(emit->host, server, NULL, 25, HR_SERVICE_SMTP, "external");
		return;
	}
	if (bits & (ROLE_CAFE | ROLE_CLIENT_ACCESS))
		emit->endpoint(emit->host, server, NULL, 443, HR_SERVICE_HTTPS, "");
	if (bits & ROLE_MAILBOX && v != NULL && v->major >= 15)
		emit->endpoint(emit->host, server, NULL, 444, HR_SERVICE_HTTPS, "back-end");
}

static void emit_details(const struct hr_entry *entry, const struct hr_emitter *emit, struct hr_found *server,
                         uint32_t bits)
{
	char digits[HR_NUMBER_TEXT_MAX], time[21], site[HR_HOST_TEXT_MAX] = "";
	const char *text = hr_first_text(entry, "msExchServerSite");
	const struct hr_attribute *certificate = hr_attribute_of(entry, "msExchServerInternalTLSCert");

	if (text == NULL || !hr_copy_host(hr_rdn_value(text), site))
		site[0] = '\0';
	emit->place(emit->host, server, entry->dn, site);
	emit->fact(emit->host, server, HR_FACT_EXCHANGE_ROLES, "", HR_PRESENT, hr_number_text(bits, digits));
	text = hr_first_text(entry, "whenChanged");
	if (bits & ROLE_EDGE && text != NULL && read_generalized_time(text, time))
		emit->fact(emit->host, server, HR_FACT_EXCHANGE_EDGE_RECORDED, "", HR_PRESENT, time);
	if (certificate != NULL && certificate->count > 0)
		emit->certificate(emit->host, server, "internal-transport", certificate->values[0].bytes,
		                  certificate->values[0].length);
}

bool map_server(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	char name[HR_HOST_TEXT_MAX];
	struct version version;
	uint32_t bits = 0;
	const char *serial = hr_first_text(entry, "serialNumber");
	bool has_version = serial != NULL && read_serial_number(serial, &version);

	if (!read_name(entry, name))
		return false;
	(void)hr_first_number(entry, "msExchCurrentServerRoles", &bits);
	struct hr_found *server =
	        emit->server(emit->host, HR_EXCHANGE, name, has_version ? release_of(&version) : "", roles_of(bits));
	emit_details(entry, emit, server, bits);
	emit_version(entry, emit, server, has_version ? &version : NULL);
	emit_endpoints(emit, server, bits, has_version ? &version : NULL);
	return true;
}
