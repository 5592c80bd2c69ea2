/* What is told besides versions and suites: what answers showed on the way, and certificates. */
#include <stdio.h>
#include <string.h>

#include "model/names.h"
#include "parse/tls_names.h"
#include "probe/certificate.h"
#include "probe/prober.h"

static const char *const versions[HR_GLEAN_VERSIONS] = {"ssl3", "1.0", "1.1", "1.2", "1.3"};

struct saying {
	struct hr_visit *visit;
	const char *of;
};

static void say(void *context, enum hr_fact_key key, enum hr_seen seen, const char *value)
{
	struct saying *saying = context;
	hr_visit_observe(saying->visit, key, saying->of, seen, value);
}

static bool was_shown(const struct hr_visit *visit, const char *kind)
{
	for (size_t i = 0; i < HR_COUNT(visit->shown); i++) {
		if (visit->shown[i] != NULL && strcmp(visit->shown[i], kind) == 0)
			return true;
	}
	return false;
}

void hr_visit_tell_chain(struct hr_visit *visit, STACK_OF(X509) * chain)
{
	struct saying saying = {.visit = visit};
	struct hr_certificate_sink sink = {.context = &saying, .say = say};
	const char *kind = sk_X509_num(chain) > 0 ? hr_certificate_kind(sk_X509_value(chain, 0)) : NULL;
	if (kind == NULL || was_shown(visit, kind))
		return;
	visit->shown[visit->shown[0] == NULL ? 0 : 1] = kind;
	hr_chain_describe(visit->prober->trust, chain, visit->task->host, visit->prober->now(), &saying.of, &sink);
}

/* A server with keys of two kinds shows the certificate that goes with the suite; a handshake shows one of them. */
static void tell_kept(struct hr_visit *visit, const struct hr_buffer *kept)
{
	STACK_OF(X509) *chain = hr_chain_read(hr_reader_of(kept->data, kept->length));
	hr_visit_tell_chain(visit, chain);
	sk_X509_pop_free(chain, X509_free);
}

static void tell_number(struct hr_visit *visit, enum hr_fact_key key, const char *of, const char *name, uint16_t number)
{
	char text[8];
	(void)snprintf(text, sizeof text, "0x%04X", number);
	if (number != 0)
		hr_visit_observe(visit, key, of, HR_PRESENT, name == NULL ? text : name);
}

static void tell_bits(struct hr_visit *visit, const char *of, unsigned bits)
{
	char text[16];
	(void)snprintf(text, sizeof text, "%u", bits);
	if (bits > 0)
		hr_visit_observe(visit, HR_FACT_TLS_DH_BITS, of, HR_PRESENT, text);
}

static void tell_flag(struct hr_visit *visit, enum hr_fact_key key, const char *of, bool flag)
{
	hr_visit_observe(visit, key, of, HR_PRESENT, flag ? "true" : "false");
}

void hr_visit_tell_gleanings(struct hr_visit *visit)
{
	const struct hr_glean *glean = &visit->glean;
	const struct hr_enumerate *e = visit->enumerate;
	for (size_t i = 0; i < HR_GLEAN_VERSIONS; i++) {
		tell_number(visit, HR_FACT_TLS_GROUP, versions[i], hr_group_name(glean->groups[i]), glean->groups[i]);
		tell_number(visit, HR_FACT_TLS_SIGNATURE, versions[i], hr_signature_name(glean->signatures[i]),
		            glean->signatures[i]);
	}
	tell_bits(visit, "", glean->dh_bits);
	tell_bits(visit, "export", glean->export_dh_bits);
	if (glean->extended != 0) {
		const char *of = versions[glean->extended - HR_SSL_3_0];
		tell_flag(visit, HR_FACT_TLS_SECURE_RENEGOTIATION, of, glean->renegotiation);
		tell_flag(visit, HR_FACT_TLS_EXTENDED_MASTER_SECRET, of, glean->master_secret);
		tell_flag(visit, HR_FACT_TLS_SESSION_TICKETS, of, glean->tickets);
	}
	if (e->big_ok || e->small_only)
		tell_flag(visit, HR_FACT_TLS_LARGE_HELLO, "suites", e->big_ok);
	tell_kept(visit, &glean->rsa);
	tell_kept(visit, &glean->ecdsa);
}

void hr_visit_tell_extras(struct hr_visit *visit, const struct hr_handshake *handshake, const char *of,
                          const struct hr_handshake_offer *offer)
{
	char protocol[256];
	uint16_t signature = hr_handshake_signature(handshake);
	tell_number(visit, HR_FACT_TLS_SIGNATURE, of, hr_signature_name(signature), signature);
	if (visit->no_protocol)
		hr_visit_observe(visit, HR_FACT_TLS_ALPN, NULL, HR_ABSENT, "alert no_application_protocol");
	else if (offer->protocols != NULL && hr_handshake_protocol(handshake, protocol) > 0)
		hr_visit_observe(visit, HR_FACT_TLS_ALPN, NULL, HR_PRESENT, protocol);
	else if (offer->protocols != NULL)
		hr_visit_observe(visit, HR_FACT_TLS_ALPN, NULL, HR_ABSENT, "");
	if (!offer->status)
		return;
	const char *status = hr_handshake_status(handshake);
	hr_visit_observe(visit, HR_FACT_TLS_OCSP_STAPLING, NULL, status == NULL ? HR_ABSENT : HR_PRESENT,
	                 status == NULL ? "" : status);
}

static void tell_list(struct hr_visit *visit, enum hr_fact_key key, const char *of, const struct hr_deep_question *q,
                      const char *(*name_of)(uint16_t number))
{
	struct hr_buffer text = {.ceiling = HR_VALUE_MAX};
	for (size_t i = 0; i < q->found_count; i++) {
		const char *name = name_of(q->found[i]);
		hr_buffer_text(&text, i > 0 ? " " : "");
		if (name != NULL)
			hr_buffer_text(&text, name);
		else
			hr_buffer_printf(&text, "0x%04X", q->found[i]);
	}
	if (text.failed)
		hr_prober_fail_memory(visit->prober);
	else if (q->seen != HR_NOT_COLLECTED)
		hr_visit_observe(visit, key, of, q->seen, q->seen == HR_PRESENT ? text.data : q->why);
	hr_buffer_free(&text);
}

static void tell_answer(struct hr_visit *visit, enum hr_fact_key key, const char *of, const struct hr_deep_question *q,
                        const char *word)
{
	if (q->seen != HR_NOT_COLLECTED)
		hr_visit_observe(visit, key, of, q->seen, q->seen == HR_PRESENT ? word : q->why);
}

static const char *yes_or_no(const struct hr_deep_question *q)
{
	return q->good ? "true" : "false";
}

void hr_visit_tell_deep(struct hr_visit *visit)
{
	if (visit->deep == NULL)
		return;
	const struct hr_deep_question *q = visit->deep->questions;
	uint16_t version = q[HR_DEEP_GROUPS].version;
	const struct hr_deep_question *name = &q[HR_DEEP_NAME];
	tell_list(visit, HR_FACT_TLS_GROUPS, version == 0 ? "1.2" : versions[version - HR_SSL_3_0], &q[HR_DEEP_GROUPS],
	          hr_group_name);
	tell_list(visit, HR_FACT_TLS_GROUPS, "1.3", &q[HR_DEEP_GROUPS_1_3], hr_group_name);
	tell_list(visit, HR_FACT_TLS_SIGNATURES, "rsa", &q[HR_DEEP_RSA], hr_signature_name);
	tell_list(visit, HR_FACT_TLS_SIGNATURES, "ecdsa", &q[HR_DEEP_ECDSA], hr_signature_name);
	tell_answer(visit, HR_FACT_TLS_SNI_UNKNOWN, NULL, name,
	            name->warned ? "warned"
	            : name->good ? "served"
	                         : "refused");
	tell_answer(visit, HR_FACT_TLS_VERSION_TOLERANCE, "client-version", &q[HR_DEEP_CLIENT_VERSION],
	            yes_or_no(&q[HR_DEEP_CLIENT_VERSION]));
	tell_answer(visit, HR_FACT_TLS_VERSION_TOLERANCE, "supported-versions", &q[HR_DEEP_SUPPORTED_VERSIONS],
	            yes_or_no(&q[HR_DEEP_SUPPORTED_VERSIONS]));
	tell_answer(visit, HR_FACT_TLS_LARGE_HELLO, "bytes", &q[HR_DEEP_LENGTH], yes_or_no(&q[HR_DEEP_LENGTH]));
}
