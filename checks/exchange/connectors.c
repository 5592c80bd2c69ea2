/* Send connectors (the organisation's) and receive connectors (each a server's). */
#include "rules.h"

#include "common/entry.h"

static void emit_number(const struct hr_entry *entry, const struct hr_emitter *emit, struct hr_found *server,
                        enum hr_fact_key key, const char *of, const char *attribute)
{
	char digits[HR_NUMBER_TEXT_MAX];
	uint32_t number;
	if (hr_first_number(entry, attribute, &number))
		emit->fact(emit->host, server, key, of, HR_PRESENT, hr_number_text(number, digits));
	else if (hr_attribute_of(entry, attribute) != NULL)
		emit->fact(emit->host, server, key, of, HR_FAILED, "not a number");
	else
		emit->fact(emit->host, server, key, of, HR_ABSENT, "");
}

static void emit_joined(const struct hr_entry *entry, const struct hr_emitter *emit, struct hr_found *server,
                        enum hr_fact_key key, const char *of, const char *attribute)
{
	char text[HR_JOINED_TEXT_MAX];
	if (hr_join(entry, attribute, text))
		emit->fact(emit->host, server, key, of, HR_PRESENT, text);
	else if (hr_attribute_of(entry, attribute) != NULL)
		emit->fact(emit->host, server, key, of, HR_FAILED, "no text, or too much of it");
	else
		emit->fact(emit->host, server, key, of, HR_ABSENT, "");
}

static void emit_flag(const struct hr_entry *entry, const struct hr_emitter *emit, struct hr_found *server,
                      enum hr_fact_key key, const char *of, const char *attribute)
{
	const char *flag = hr_first_flag(entry, attribute);
	if (flag != NULL)
		emit->fact(emit->host, server, key, of, HR_PRESENT, flag);
}

/* The connector's name tells its facts from those of another one. */
static bool read_connector(const struct hr_entry *entry, char name[static HR_HOST_TEXT_MAX])
{
	return hr_copy_host(hr_rdn_value(entry->dn), name);
}

bool map_send_connector(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	char of[HR_HOST_TEXT_MAX];
	if (!read_connector(entry, of))
		return false;
	emit_joined(entry, emit, NULL, HR_FACT_SEND_SPACES, of, "routingList");
	emit_joined(entry, emit, NULL, HR_FACT_SEND_SMART_HOST, of, "msExchSmtpSmartHost");
	emit_joined(entry, emit, NULL, HR_FACT_SEND_TLS_DOMAIN, of, "msExchSmtpSendTlsDomain");
	emit_joined(entry, emit, NULL, HR_FACT_SEND_CERTIFICATE, of, "msExchSmtpTLSCertificate");
	emit_number(entry, emit, NULL, HR_FACT_SEND_SECURITY, of, "msExchSmtpOutboundSecurityFlag");
	emit_number(entry, emit, NULL, HR_FACT_SEND_FLAGS, of, "msExchSmtpSendFlags");
	emit_flag(entry, emit, NULL, HR_FACT_SEND_ENABLED, of, "msExchSmtpSendEnabled");
	return true;
}

/* Transport-service ports: reached from other Exchange servers only, with the internal certificate. */
static bool is_back_end_port(uint64_t port)
{
	return port == 2525 || port == 475 || port == 465 || port == 717;
}

/*
 * "0.0.0.0:25", "[::]:25" or "10.0.0.5:587". A wildcard is the server itself; loopback cannot be reached from outside,
 * and an IPv6 literal is not probed apart from the name it belongs to.
 */
static void emit_binding(const struct hr_emitter *emit, struct hr_found *server, struct hr_piece binding, bool hybrid)
{
	char host[HR_HOST_TEXT_MAX];
	size_t colon = binding.length;
	while (colon > 0 && binding.at[colon - 1] != ':')
		colon--;
	if (colon < 2)
		return;
	const char *at = binding.at + colon;
	uint64_t port = 0;
	struct hr_piece address = {.at = binding.at, .length = colon - 1};
	if (!hr_read_number(&at, UINT16_MAX, &port) || at != binding.at + binding.length || port == 0 ||
	    !hr_copy_host(address, host) || hr_begins(host, "127.") || hr_same(host, "[::1]"))
		return;
	bool any = hr_same(host, "0.0.0.0") || host[0] == '[';
	emit->endpoint(emit->host, server, any ? NULL : host, (uint16_t)port, HR_SERVICE_SMTP,
	               is_back_end_port(port) ? "back-end"
	               : hybrid               ? "hybrid-mail"
	                                      : "");
}

static bool is_hybrid(const struct hr_entry *entry)
{
	char text[HR_JOINED_TEXT_MAX];
	return hr_join(entry, "msExchSmtpReceiveTlsDomainCapabilities", text) &&
	       (hr_within(text, "AcceptCloudServicesMail") || hr_within(text, "AcceptOorgProtocol"));
}

bool map_receive_connector(const struct hr_entry *entry, const struct hr_emitter *emit)
{
	char of[HR_HOST_TEXT_MAX], bindings[HR_JOINED_TEXT_MAX];
	const char *server_dn = hr_dn_below(entry->dn, "CN=Servers,"), *enabled;
	const char *words = bindings;
	struct hr_piece binding;

	if (server_dn == NULL || server_dn == entry->dn || !read_connector(entry, of))
		return false;
	struct hr_found *server = emit->server_at(emit->host, HR_EXCHANGE, server_dn, "", "");
	emit_joined(entry, emit, server, HR_FACT_RECEIVE_BINDINGS, of, "msExchSmtpReceiveBindings");
	emit_number(entry, emit, server, HR_FACT_RECEIVE_AUTH, of, "msExchSMTPReceiveInboundSecurityFlag");
	emit_joined(entry, emit, server, HR_FACT_RECEIVE_TLS_DOMAINS, of, "msExchSmtpReceiveTlsDomainCapabilities");
	emit_joined(entry, emit, server, HR_FACT_RECEIVE_CERTIFICATE, of, "msExchSmtpTLSCertificate");
	emit_flag(entry, emit, server, HR_FACT_RECEIVE_ENABLED, of, "msExchSmtpReceiveEnabled");
	enabled = hr_first_flag(entry, "msExchSmtpReceiveEnabled");
	if ((enabled == NULL || hr_same(enabled, "true")) && hr_join(entry, "msExchSmtpReceiveBindings", bindings))
		while (hr_next_word(&words, &binding))
			emit_binding(emit, server, binding, is_hybrid(entry));
	return true;
}
