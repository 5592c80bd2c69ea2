#include "probe/handshake.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/ssl.h>

#include "base/text.h"

#define SENT_MAX 2048             /* of a record of ours: hellos and requests are shorter */
#define OFFER_MAX ((size_t)65536) /* of names of suites */

struct hr_trust {
	SSL_CTX *context;
};

struct hr_handshake {
	SSL *ssl;
	BIO *in;  /* bytes of the server */
	BIO *out; /* bytes for the server */
	STACK_OF(X509) * chain;
	size_t received;
	enum hr_handshake_state state;
	int alert; /* of the server, or -1 */
	bool asked;
	char reason[160];
};

/* Whatever the server shows is accepted here, and kept for judging. */
static int keep_chain(X509_STORE_CTX *verification, void *unused)
{
	(void)unused;
	int index = SSL_get_ex_data_X509_STORE_CTX_idx();
	SSL *ssl = X509_STORE_CTX_get_ex_data(verification, index);
	struct hr_handshake *handshake = ssl == NULL ? NULL : SSL_get_app_data(ssl);
	STACK_OF(X509) *shown = X509_STORE_CTX_get0_untrusted(verification);
	if (handshake != NULL && handshake->chain == NULL && shown != NULL)
		handshake->chain = X509_chain_up_ref(shown);
	return 1;
}

static int note_request(SSL *ssl, X509 **certificate, EVP_PKEY **key)
{
	(void)certificate;
	(void)key;
	struct hr_handshake *handshake = SSL_get_app_data(ssl);
	if (handshake != NULL)
		handshake->asked = true;
	return 0; /* none to give */
}

static void note_alert(const SSL *ssl, int where, int value)
{
	struct hr_handshake *handshake = SSL_get_app_data(ssl);
	if (handshake != NULL && (where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && handshake->alert < 0 &&
	    (value >> 8) == SSL3_AL_FATAL)
		handshake->alert = value & 0xFF;
}

static SSL_CTX *new_context(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	if (context == NULL)
		return NULL;
	SSL_CTX_set_security_level(context, 0); /* a refusal of ours would look like one of the server's */
	SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
	(void)SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_cert_verify_callback(context, keep_chain, NULL);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_client_cert_cb(context, note_request);
	SSL_CTX_set_info_callback(context, note_alert);
	(void)SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	(void)SSL_CTX_set_max_send_fragment(context, SENT_MAX); /* the buffer for it is as large */
	SSL_CTX_set_max_cert_list(context, 200 * 1024);
	/* Without anonymous suites, because a server that prefers them would show no certificate. */
	if (SSL_CTX_set_cipher_list(context, "ALL:COMPLEMENTOFALL:!aNULL:@SECLEVEL=0") == 1)
		return context;
	SSL_CTX_free(context);
	return NULL;
}

bool hr_trust_new(const char *ca_file, struct hr_trust **trust, struct hr_error *why)
{
	struct hr_trust *fresh = calloc(1, sizeof *fresh);
	if (fresh == NULL)
		return hr_fail_memory(why);
	fresh->context = new_context();
	if (fresh->context == NULL) {
		free(fresh);
		return hr_fail(why, HR_E_SYSTEM, "OpenSSL cannot be set up");
	}
	/* A machine without authorities of its own still sees certificates; their roots are then unknown. */
	(void)SSL_CTX_set_default_verify_paths(fresh->context);
	if (ca_file != NULL && SSL_CTX_load_verify_locations(fresh->context, ca_file, NULL) != 1) {
		hr_trust_free(fresh);
		ERR_clear_error();
		return hr_fail(why, HR_E_FILE, "--ca %s: no certificate in PEM form could be read from it", ca_file);
	}
	ERR_clear_error();
	*trust = fresh;
	return true;
}

void hr_trust_free(struct hr_trust *trust)
{
	if (trust == NULL)
		return;
	SSL_CTX_free(trust->context);
	free(trust);
}

X509_STORE *hr_trust_store(const struct hr_trust *trust)
{
	return SSL_CTX_get_cert_store(trust->context);
}

static bool is_address(const char *host)
{
	unsigned char bytes[16];
	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

/* The macro of OpenSSL casts the name to void *: a copy keeps the const. */
static bool name_server(SSL *ssl, const char *host)
{
	char name[TLSEXT_MAXLEN_host_name + 1];
	size_t length = strlen(host);
	if (length >= sizeof name)
		return false;
	memcpy(name, host, length + 1);
	return SSL_set_tlsext_host_name(ssl, name) == 1;
}

static bool set_up(struct hr_handshake *h, const char *host, uint16_t min_version, uint16_t max_version)
{
	h->in = BIO_new(BIO_s_mem());
	h->out = BIO_new(BIO_s_mem());
	if (h->in == NULL || h->out == NULL) {
		BIO_free(h->in);
		BIO_free(h->out);
		return false;
	}
	(void)BIO_set_mem_eof_return(h->in, -1);
	SSL_set_bio(h->ssl, h->in, h->out); /* the SSL owns both now */
	SSL_set_app_data(h->ssl, h);
	SSL_set_connect_state(h->ssl);
	return SSL_set_min_proto_version(h->ssl, min_version) == 1 &&
	       SSL_set_max_proto_version(h->ssl, max_version) == 1 && (is_address(host) || name_server(h->ssl, host));
}

static enum hr_handshake_state advance(struct hr_handshake *h);

/* OpenSSL keeps TLS 1.3 suites apart from the others, and has names of its own for these. */
static bool offer(SSL *ssl, const uint16_t *suites, size_t count)
{
	struct hr_buffer older = {.ceiling = OFFER_MAX}, newer = {.ceiling = OFFER_MAX};
	for (size_t i = 0; i < count; i++) {
		const unsigned char code[2] = {(unsigned char)(suites[i] >> 8), (unsigned char)suites[i]};
		const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, code);
		struct hr_buffer *list = suites[i] >> 8 == 0x13 ? &newer : &older;
		if (cipher == NULL)
			continue;
		hr_buffer_text(list, list->length > 0 ? ":" : "");
		hr_buffer_text(list, SSL_CIPHER_get_name(cipher));
	}
	hr_buffer_text(&older, ":@SECLEVEL=0");
	bool good = !older.failed && !newer.failed && SSL_set_cipher_list(ssl, older.data) == 1 &&
	            SSL_set_ciphersuites(ssl, newer.length > 0 ? newer.data : "") == 1;
	hr_buffer_free(&older);
	hr_buffer_free(&newer);
	return good;
}

/* Each name after its length, as it stands in the extension. */
static bool offer_protocols(SSL *ssl, const char *names)
{
	unsigned char list[64];
	size_t length = 0;
	while (*names != '\0') {
		size_t size = strcspn(names, " ");
		if (size == 0 || size > sizeof list - length - 1)
			return false;
		list[length++] = (unsigned char)size;
		memcpy(list + length, names, size);
		length += size;
		names += size;
		names += strspn(names, " ");
	}
	return SSL_set_alpn_protos(ssl, list, (unsigned)length) == 0; /* 0 is success here */
}

static bool set_offer(SSL *ssl, const struct hr_handshake_offer *made)
{
	return (made->suite_count == 0 || offer(ssl, made->suites, made->suite_count)) &&
	       (made->protocols == NULL || offer_protocols(ssl, made->protocols)) &&
	       (!made->status || SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp) == 1);
}

bool hr_handshake_new(const struct hr_trust *trust, const char *host, const struct hr_handshake_offer *offer,
                      struct hr_handshake **handshake, struct hr_error *why)
{
	struct hr_handshake *h = calloc(1, sizeof *h);
	if (h == NULL)
		return hr_fail_memory(why);
	h->alert = -1;
	h->ssl = SSL_new(trust->context);
	if (h->ssl == NULL || !set_up(h, host, offer->min_version, offer->max_version) || !set_offer(h->ssl, offer)) {
		hr_handshake_free(h);
		ERR_clear_error();
		return hr_fail(why, HR_E_MEMORY, "%s: no handshake could be set up", host);
	}
	(void)advance(h);
	*handshake = h;
	return true;
}

void hr_handshake_free(struct hr_handshake *handshake)
{
	if (handshake == NULL)
		return;
	SSL_free(handshake->ssl);
	sk_X509_pop_free(handshake->chain, X509_free);
	free(handshake);
}

static void fail(struct hr_handshake *h, const char *words)
{
	h->state = HR_HANDSHAKE_FAILED;
	(void)snprintf(h->reason, sizeof h->reason, "%s", words);
}

/* What servers send for want of a client certificate: RFC 5246 7.4.6 and 7.2.2, RFC 8446 6.2. */
static bool is_about_certificate(int alert)
{
	return (alert >= 40 && alert <= 46) || alert == 48 || alert == 49 || alert == 116;
}

static void fail_with_cause(struct hr_handshake *h)
{
	char words[160];
	unsigned long error = ERR_peek_last_error();
	const char *text = error == 0 ? NULL : ERR_reason_error_string(error);
	if (h->asked && is_about_certificate(h->alert))
		(void)snprintf(words, sizeof words, "client certificate required (alert %s)",
		               SSL_alert_desc_string_long(h->alert));
	else if (h->alert >= 0)
		(void)snprintf(words, sizeof words, "alert %s (%d)", SSL_alert_desc_string_long(h->alert), h->alert);
	else
		(void)snprintf(words, sizeof words, "%s", text != NULL ? text : "the handshake failed");
	fail(h, words);
}

/* Lets OpenSSL work on what has come. */
static enum hr_handshake_state advance(struct hr_handshake *h)
{
	ERR_clear_error();
	int result = SSL_do_handshake(h->ssl);
	if (result == 1)
		h->state = HR_HANDSHAKE_DONE;
	else if (SSL_get_error(h->ssl, result) != SSL_ERROR_WANT_READ)
		fail_with_cause(h);
	ERR_clear_error();
	return h->state;
}

enum hr_handshake_state hr_handshake_feed(struct hr_handshake *handshake, const void *bytes, size_t length)
{
	if (handshake->state == HR_HANDSHAKE_FAILED)
		return handshake->state;
	if (length > HR_HANDSHAKE_BYTES_MAX ||
	    (handshake->state == HR_HANDSHAKE_MORE && handshake->received > HR_HANDSHAKE_BYTES_MAX - length)) {
		fail(handshake, "the server sent more than a handshake can need");
		return handshake->state;
	}
	handshake->received += handshake->state == HR_HANDSHAKE_MORE ? length : 0;
	if (BIO_write(handshake->in, bytes, (int)length) != (int)length) {
		fail(handshake, "out of memory");
		return handshake->state;
	}
	return handshake->state == HR_HANDSHAKE_MORE ? advance(handshake) : handshake->state;
}

enum hr_handshake_state hr_handshake_end(struct hr_handshake *handshake)
{
	if (handshake->state == HR_HANDSHAKE_MORE)
		fail(handshake, handshake->asked ? "client certificate required (connection closed)"
		                                 : "the server closed the connection during the handshake");
	return handshake->state;
}

size_t hr_handshake_output(struct hr_handshake *handshake, void *into, size_t room)
{
	int taken = BIO_read(handshake->out, into, room > 65536 ? 65536 : (int)room);
	return taken > 0 ? (size_t)taken : 0;
}

uint16_t hr_handshake_version(const struct hr_handshake *handshake)
{
	return (uint16_t)SSL_version(handshake->ssl);
}

const char *hr_handshake_suite(const struct hr_handshake *handshake)
{
	const SSL_CIPHER *cipher = SSL_get_current_cipher(handshake->ssl);
	const char *name = cipher == NULL ? NULL : SSL_CIPHER_standard_name(cipher);
	return name == NULL ? "" : name;
}

uint16_t hr_handshake_suite_code(const struct hr_handshake *handshake)
{
	const SSL_CIPHER *cipher = SSL_get_current_cipher(handshake->ssl);
	return cipher == NULL ? 0 : SSL_CIPHER_get_protocol_id(cipher);
}

const char *hr_handshake_reason(const struct hr_handshake *handshake)
{
	return handshake->reason;
}

bool hr_handshake_refused(const struct hr_handshake *handshake)
{
	return handshake->state == HR_HANDSHAKE_FAILED && handshake->alert >= 0;
}

bool hr_handshake_missed_protocol(const struct hr_handshake *handshake)
{
	return hr_handshake_refused(handshake) && handshake->alert == TLS1_AD_NO_APPLICATION_PROTOCOL;
}

size_t hr_handshake_protocol(const struct hr_handshake *handshake, char text[static 256])
{
	const unsigned char *name = NULL;
	unsigned length = 0;
	SSL_get0_alpn_selected(handshake->ssl, &name, &length);
	if (length > 255)
		length = 255;
	if (length > 0)
		memcpy(text, name, length);
	text[length] = '\0';
	return length;
}

/* RFC 6960 4.2.1 */
static const char *words_of_status(OCSP_BASICRESP *basic)
{
	OCSP_SINGLERESP *single = basic == NULL ? NULL : OCSP_resp_get0(basic, 0);
	int status = single == NULL ? -1 : OCSP_single_get0_status(single, NULL, NULL, NULL, NULL);
	return status == V_OCSP_CERTSTATUS_GOOD      ? "good"
	       : status == V_OCSP_CERTSTATUS_REVOKED ? "revoked"
	       : status == V_OCSP_CERTSTATUS_UNKNOWN ? "unknown"
	                                             : "unreadable";
}

const char *hr_handshake_status(const struct hr_handshake *handshake)
{
	const unsigned char *der = NULL;
	long length = SSL_get_tlsext_status_ocsp_resp(handshake->ssl, &der);
	if (der == NULL || length <= 0)
		return NULL;
	ERR_clear_error();
	OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &der, length);
	int told = response == NULL ? -1 : OCSP_response_status(response);
	OCSP_BASICRESP *basic = told == OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_get1_basic(response) : NULL;
	const char *words =
	        told > OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_status_str(told) : words_of_status(basic);
	OCSP_BASICRESP_free(basic);
	OCSP_RESPONSE_free(response);
	ERR_clear_error();
	return words;
}

uint16_t hr_handshake_signature(const struct hr_handshake *handshake)
{
	static const struct {
		int type, hash;
		uint16_t scheme;
	} rows[] = {
	        {EVP_PKEY_RSA_PSS, NID_sha256, 0x0804}, {EVP_PKEY_RSA_PSS, NID_sha384, 0x0805},
	        {EVP_PKEY_RSA_PSS, NID_sha512, 0x0806}, {EVP_PKEY_EC, NID_sha256, 0x0403},
	        {EVP_PKEY_EC, NID_sha384, 0x0503},      {EVP_PKEY_EC, NID_sha512, 0x0603},
	        {EVP_PKEY_ED25519, NID_undef, 0x0807},  {EVP_PKEY_ED448, NID_undef, 0x0808},
	};
	int type = NID_undef, hash = NID_undef;
	if (SSL_version(handshake->ssl) != TLS1_3_VERSION ||
	    SSL_get_peer_signature_type_nid(handshake->ssl, &type) != 1)
		return 0;
	(void)SSL_get_peer_signature_nid(handshake->ssl, &hash);
	bool pss_key = type == EVP_PKEY_RSA_PSS && handshake->chain != NULL &&
	               EVP_PKEY_get_base_id(X509_get0_pubkey(sk_X509_value(handshake->chain, 0))) == EVP_PKEY_RSA_PSS;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].type == type && (rows[i].hash == hash || rows[i].hash == NID_undef))
			return (uint16_t)(rows[i].scheme + (pss_key ? 5 : 0)); /* rsa_pss_pss_* */
	}
	return 0;
}

bool hr_handshake_asked_certificate(const struct hr_handshake *handshake)
{
	return handshake->asked;
}

bool hr_handshake_missed_certificate(struct hr_handshake *handshake)
{
	char byte;
	size_t got = 0;
	if (handshake->state != HR_HANDSHAKE_DONE || !handshake->asked)
		return false;
	ERR_clear_error();
	(void)SSL_peek_ex(handshake->ssl, &byte, 1, &got);
	if (is_about_certificate(handshake->alert))
		fail_with_cause(handshake);
	ERR_clear_error();
	return handshake->state == HR_HANDSHAKE_FAILED;
}

STACK_OF(X509) * hr_handshake_chain(const struct hr_handshake *handshake)
{
	return handshake->chain;
}

bool hr_handshake_send(struct hr_handshake *handshake, const void *bytes, size_t length)
{
	size_t written = 0;
	ERR_clear_error();
	bool good = handshake->state == HR_HANDSHAKE_DONE && SSL_write_ex(handshake->ssl, bytes, length, &written) == 1;
	ERR_clear_error();
	return good && written == length;
}

size_t hr_handshake_receive(struct hr_handshake *handshake, void *into, size_t room)
{
	size_t got = 0;
	if (handshake->state != HR_HANDSHAKE_DONE)
		return 0;
	ERR_clear_error();
	int result = SSL_read_ex(handshake->ssl, into, room, &got);
	if (result != 1) {
		got = 0;
		if (SSL_get_error(handshake->ssl, result) != SSL_ERROR_WANT_READ && handshake->alert >= 0)
			fail_with_cause(handshake); /* TLS 1.3 servers refuse a missing client certificate only now */
	}
	ERR_clear_error();
	return got;
}
