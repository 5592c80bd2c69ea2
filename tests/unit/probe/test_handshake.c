#include "probe/handshake.h"

#include <unistd.h>

#include <openssl/err.h>

#include "probe/certificate.h"
#include "tls_server.h"

#define NOW INT64_C(1795500000) /* 2026-11-24 */
#define DAY INT64_C(86400)
#define HOST "ex01.contoso.com"

static struct issued root, stranger, middle, good, ec, alone, expired, sha1, by_middle, by_stranger;
static struct hr_trust *trust;

static int set_up(void **state)
{
	(void)state;
	const struct wish authority = {"Contoso Root CA", NULL, true, true, NOW - 900 * DAY, NOW + 900 * DAY, NULL};
	const struct wish other = {"Fabrikam Root CA", NULL, true, true, NOW - 900 * DAY, NOW + 900 * DAY, NULL};
	const struct wish between = {"Contoso Issuing CA", NULL, true, true, NOW - 900 * DAY, NOW + 900 * DAY, NULL};
	struct wish leaf = {
	        HOST, "DNS:" HOST ",DNS:*.mail.contoso.com,IP:192.0.2.5", false, false, NOW - DAY, NOW + DAY, NULL};
	root = issue(&authority, NULL);
	stranger = issue(&other, NULL);
	middle = issue(&between, &root);
	good = issue(&leaf, &root);
	alone = issue(&leaf, NULL);
	by_stranger = issue(&leaf, &stranger);
	by_middle = issue(&leaf, &middle);
	leaf.digest = EVP_sha1();
	sha1 = issue(&leaf, &root);
	leaf.digest = NULL;
	leaf.ec = true;
	ec = issue(&leaf, &root);
	leaf.until = NOW - 10;
	expired = issue(&leaf, &root);

	char path[] = "/tmp/hr-handshake-XXXXXX";
	int file = mkstemp(path);
	FILE *out = file < 0 ? NULL : fdopen(file, "w");
	struct hr_error why;
	if (out == NULL || PEM_write_X509(out, root.certificate) != 1 || fclose(out) != 0)
		return -1;
	bool made = hr_trust_new(path, &trust, &why);
	(void)unlink(path);
	return made ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	struct issued *all[] = {&root,  &stranger, &middle, &good,      &ec,
	                        &alone, &expired,  &sha1,   &by_middle, &by_stranger};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		discard(all[i]);
	hr_trust_free(trust);
	return 0;
}

/* Carries bytes between both until neither has any; `piece` bytes at a time. */
static void carry(struct hr_handshake *h, struct tls_server *server, size_t piece)
{
	for (bool moved = true; moved;) {
		uint8_t bytes[4096];
		size_t length;
		moved = false;
		while ((length = hr_handshake_output(h, bytes, piece)) > 0) {
			assert_int_equal(BIO_write(server->in, bytes, (int)length), (int)length);
			moved = true;
		}
		if (!SSL_is_init_finished(server->ssl))
			(void)SSL_do_handshake(server->ssl);
		ERR_clear_error();
		int got;
		while ((got = BIO_read(server->out, bytes, (int)piece)) > 0) {
			(void)hr_handshake_feed(h, bytes, (size_t)got);
			moved = true;
		}
	}
}

static struct hr_handshake *begin(const char *host, uint16_t version)
{
	struct hr_handshake *h = NULL;
	struct hr_error why;
	const struct hr_handshake_offer offer = {.min_version = version, .max_version = version};
	assert_true(hr_handshake_new(trust, host, &offer, &h, &why));
	return h;
}

static void completes(void **state)
{
	(void)state;
	static const struct {
		const struct issued *leaf;
		uint16_t version;
		const char *suites, *name;
	} table[] = {
	        {&good, 0x0301, "AES128-SHA:@SECLEVEL=0", "TLS_RSA_WITH_AES_128_CBC_SHA"},
	        {&good, 0x0302, "ECDHE-RSA-AES256-SHA:@SECLEVEL=0", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"},
	        {&good, 0x0303, "ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
	        {&ec, 0x0303, "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
	        {&good, 0x0303, "NULL-SHA256:@SECLEVEL=0", "TLS_RSA_WITH_NULL_SHA256"},
	        {&sha1, 0x0303, "AES256-SHA256:@SECLEVEL=0", "TLS_RSA_WITH_AES_256_CBC_SHA256"},
	        {&expired, 0x0304, NULL, "TLS_AES_256_GCM_SHA384"},
	};
	for (size_t i = 0; i < 2 * sizeof table / sizeof *table; i++) {
		const struct serving how = {
		        .leaf = table[i / 2].leaf, .version = table[i / 2].version, .suites = table[i / 2].suites};
		struct tls_server server = serve(&how);
		struct hr_handshake *h = begin(HOST, table[i / 2].version);
		carry(h, &server, i % 2 == 0 ? 4096 : 1);
		assert_int_equal(hr_handshake_feed(h, "", 0), HR_HANDSHAKE_DONE);
		assert_int_equal(hr_handshake_version(h), table[i / 2].version);
		assert_string_equal(hr_handshake_suite(h), table[i / 2].name);
		assert_false(hr_handshake_asked_certificate(h));
		assert_string_equal(SSL_get_servername(server.ssl, TLSEXT_NAMETYPE_host_name), HOST);
		hr_handshake_free(h);
		stop(&server);
	}
}

static void names_no_address(void **state)
{
	(void)state;
	static const char *const hosts[] = {"192.0.2.5", "2001:db8::5"};
	for (size_t i = 0; i < 2; i++) {
		struct tls_server server = serve(&(struct serving){.leaf = &good, .version = 0x0303});
		struct hr_handshake *h = begin(hosts[i], 0x0303);
		carry(h, &server, 4096);
		assert_int_equal(hr_handshake_feed(h, "", 0), HR_HANDSHAKE_DONE);
		assert_null(SSL_get_servername(server.ssl, TLSEXT_NAMETYPE_host_name));
		hr_handshake_free(h);
		stop(&server);
	}
}

static void carries_plain_text(void **state)
{
	(void)state;
	for (uint16_t version = 0x0301; version <= 0x0304; version++) {
		struct tls_server server = serve(&(struct serving){.leaf = &good, .version = version});
		struct hr_handshake *h = begin(HOST, version);
		assert_false(hr_handshake_send(h, "early", 5));
		carry(h, &server, 4096);
		char bytes[64];
		assert_true(hr_handshake_send(h, "GET /", 5));
		carry(h, &server, 3);
		assert_int_equal(SSL_read(server.ssl, bytes, sizeof bytes), 5);
		assert_memory_equal(bytes, "GET /", 5);
		assert_int_equal(SSL_write(server.ssl, "HTTP/1.1 200 OK", 15), 15);
		carry(h, &server, 3);
		size_t got = 0, n;
		while ((n = hr_handshake_receive(h, bytes + got, 4)) > 0)
			got += n;
		assert_int_equal(got, 15);
		assert_memory_equal(bytes, "HTTP/1.1 200 OK", 15);
		hr_handshake_free(h);
		stop(&server);
	}
}

/* A server that has nothing of what is offered says so, and that is no wish for a certificate of ours. */
static void is_refused(void **state)
{
	(void)state;
	struct tls_server server = serve(&(struct serving){.leaf = &good, .version = 0x0303});
	struct hr_handshake *h = begin(HOST, 0x0301);
	carry(h, &server, 4096);
	assert_int_equal(hr_handshake_feed(h, "", 0), HR_HANDSHAKE_FAILED);
	assert_true(hr_handshake_refused(h));
	assert_non_null(strstr(hr_handshake_reason(h), "protocol version"));
	assert_null(hr_handshake_chain(h));
	assert_string_equal(hr_handshake_suite(h), "");
	hr_handshake_free(h);
	stop(&server);

	/* One that answers with a version which was not offered did not refuse; we do. */
	server = serve(&(struct serving){.leaf = &good, .version = 0x0301});
	h = begin(HOST, 0x0303);
	carry(h, &server, 4096);
	assert_int_equal(hr_handshake_feed(h, "", 0), HR_HANDSHAKE_FAILED);
	assert_false(hr_handshake_refused(h));
	assert_string_equal(hr_handshake_reason(h), "unsupported protocol");
	hr_handshake_free(h);
	stop(&server);

	/* Anonymous suites are not offered: they would show no certificate. */
	server = serve(&(struct serving){.leaf = &good, .version = 0x0303, .suites = "aNULL:@SECLEVEL=0"});
	h = begin(HOST, 0x0303);
	carry(h, &server, 4096);
	assert_int_equal(hr_handshake_feed(h, "", 0), HR_HANDSHAKE_FAILED);
	assert_non_null(strstr(hr_handshake_reason(h), "handshake failure"));
	hr_handshake_free(h);
	stop(&server);
}

static void is_asked_for_a_certificate(void **state)
{
	(void)state;
	for (uint16_t version = 0x0301; version <= 0x0304; version++) {
		for (unsigned needs = 0; needs < 2; needs++) {
			struct tls_server server = serve(&(struct serving){
			        .leaf = &good, .version = version, .wants_client = true, .needs_client = needs == 1});
			struct hr_handshake *h = begin(HOST, version);
			char bytes[16];
			carry(h, &server, 4096);
			(void)hr_handshake_receive(h, bytes, sizeof bytes); /* TLS 1.3 says it only now */
			assert_true(hr_handshake_asked_certificate(h));
			assert_non_null(hr_handshake_chain(h));
			assert_int_equal(hr_handshake_feed(h, "", 0),
			                 needs == 1 ? HR_HANDSHAKE_FAILED : HR_HANDSHAKE_DONE);
			if (needs == 1)
				assert_non_null(strstr(hr_handshake_reason(h), "client certificate required"));
			hr_handshake_free(h);
			stop(&server);
		}
	}
}

static void bears_what_is_not_tls(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		enum hr_handshake_state state;
		bool refused;
	} table[] = {
	        {"HTTP/1.1 400 Bad Request\r\n\r\n", 28, HR_HANDSHAKE_FAILED, false},
	        {"\x15\x03\x01\x00\x02\x02\x46", 7, HR_HANDSHAKE_FAILED, true},
	        {"\x15\x03\x03\x00\x02\x01\x70", 7, HR_HANDSHAKE_MORE, false}, /* a warning: unrecognized_name */
	        {"\x16\x03\x03\x48\x01", 5, HR_HANDSHAKE_FAILED, false},       /* longer than a record may be */
	        {"\x16\x03\x03\x00\x04\x02\x00\x00\x00", 9, HR_HANDSHAKE_FAILED, false},
	        {"\x16\x03\x03\x00\x04\x02\xff\xff\xff", 9, HR_HANDSHAKE_FAILED, false},
	        {"\x17\x03\x03\x00\x01\x41", 6, HR_HANDSHAKE_FAILED, false},
	        {"\x16\x03\x03\x00\x00", 5, HR_HANDSHAKE_MORE, false}, /* empty records are allowed, but not many */
	        {"", 0, HR_HANDSHAKE_MORE, false},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct hr_handshake *h = begin(HOST, 0x0303);
		enum hr_handshake_state now = hr_handshake_feed(h, table[i].bytes, table[i].length);
		if (now != table[i].state || hr_handshake_refused(h) != table[i].refused)
			fail_msg("%zu: state %d (%s)", i, now, hr_handshake_reason(h));
		assert_int_equal(hr_handshake_end(h), HR_HANDSHAKE_FAILED);
		assert_true(*hr_handshake_reason(h) != '\0');
		hr_handshake_free(h);
	}
}

/* Warnings, or a message that never ends: given up at a ceiling. */
static void bears_endless_records(void **state)
{
	(void)state;
	uint8_t record[5 + 4096] = {0x16, 0x03, 0x03, 0x10, 0x00, 0x02, 0x01, 0x00, 0x00};
	static const uint8_t warning[] = {0x15, 0x03, 0x03, 0x00, 0x02, 0x01, 0x70};
	struct hr_handshake *h = begin(HOST, 0x0303);
	size_t fed = 0;
	while (hr_handshake_feed(h, record, sizeof record) == HR_HANDSHAKE_MORE && fed < 1 << 20)
		fed += sizeof record;
	assert_true(fed <= HR_HANDSHAKE_BYTES_MAX);
	hr_handshake_free(h);
	h = begin(HOST, 0x0303);
	for (fed = 0; hr_handshake_feed(h, warning, sizeof warning) == HR_HANDSHAKE_MORE && fed < 1 << 20;)
		fed += sizeof warning;
	assert_true(fed <= HR_HANDSHAKE_BYTES_MAX);
	hr_handshake_free(h);
}

/* Chooses the protocol that it was told to, or finds none. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *in,
                           unsigned in_length, void *wanted)
{
	(void)ssl;
	for (unsigned i = 0; i < in_length; i += 1u + in[i]) {
		if (in[i] == strlen(wanted) && memcmp(in + i + 1, wanted, in[i]) == 0) {
			*out = in + i + 1;
			*length = in[i];
			return SSL_TLSEXT_ERR_OK;
		}
	}
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void tells_the_protocol(void **state)
{
	(void)state;
	static char http[] = "http/1.1", other[] = "private";
	static const struct {
		char *wanted; /* by the server; NULL = it knows no ALPN */
		const char *chosen;
		bool missed;
	} table[] = {{http, "http/1.1", false}, {NULL, "", false}, {other, "", true}};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct tls_server server = serve(&(struct serving){.leaf = &good, .version = 0x0303});
		struct hr_handshake *h = NULL;
		struct hr_error why;
		char protocol[256];
		if (table[i].wanted != NULL)
			SSL_CTX_set_alpn_select_cb(server.context, choose_protocol, table[i].wanted);
		const struct hr_handshake_offer offer = {
		        .min_version = 0x0303, .max_version = 0x0303, .protocols = "h2 http/1.1"};
		assert_true(hr_handshake_new(trust, HOST, &offer, &h, &why));
		carry(h, &server, 4096);
		assert_int_equal(hr_handshake_missed_protocol(h), table[i].missed);
		assert_int_equal(hr_handshake_protocol(h, protocol), strlen(table[i].chosen));
		assert_string_equal(protocol, table[i].chosen);
		hr_handshake_free(h);
		stop(&server);
	}
}

/* What a server staples: DER of an OCSP response, or what is none. */
static const char *stapled;
static size_t stapled_length;

static int staple(SSL *ssl, void *unused)
{
	(void)unused;
	unsigned char *copy = OPENSSL_memdup(stapled, stapled_length);
	return copy != NULL && SSL_set_tlsext_status_ocsp_resp(ssl, copy, (long)stapled_length) == 1
	               ? SSL_TLSEXT_ERR_OK
	               : SSL_TLSEXT_ERR_NOACK;
}

static void tells_the_stapled_status(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		size_t length;
		const char *words;
	} table[] = {
	        {"\x30\x03\x0a\x01\x03", 5, "trylater"},   /* RFC 6960 4.2.1: the status alone */
	        {"\x30\x03\x0a\x01\x00", 5, "unreadable"}, /* successful, and yet no response */
	        {"no DER at all", 13, "unreadable"},
	        {NULL, 0, NULL},
	};
	for (size_t i = 0; i < 2 * sizeof table / sizeof *table; i++) {
		uint16_t version = i % 2 == 0 ? 0x0303 : 0x0304;
		struct tls_server server = serve(&(struct serving){.leaf = &ec, .version = version});
		struct hr_handshake *h = NULL;
		struct hr_error why;
		stapled = table[i / 2].der;
		stapled_length = table[i / 2].length;
		if (stapled != NULL)
			(void)SSL_CTX_set_tlsext_status_cb(server.context, staple);
		const struct hr_handshake_offer offer = {
		        .min_version = version, .max_version = version, .status = true};
		assert_true(hr_handshake_new(trust, HOST, &offer, &h, &why));
		carry(h, &server, 4096);
		assert_int_equal(hr_handshake_feed(h, "", 0), HR_HANDSHAKE_DONE);
		const char *words = hr_handshake_status(h);
		assert_true((words == NULL) == (table[i / 2].words == NULL));
		if (words != NULL)
			assert_string_equal(words, table[i / 2].words);
		assert_int_equal(hr_handshake_signature(h), version == 0x0304 ? 0x0403 : 0);
		hr_handshake_free(h);
		stop(&server);
	}
}

struct told {
	char chain[128], match[16], names[256], key[32], until[40];
	unsigned count;
};

static void hear(void *context, enum hr_fact_key key, enum hr_seen seen, const char *value)
{
	struct told *told = context;
	assert_int_equal(seen, HR_PRESENT);
	told->count++;
	if (key == HR_FACT_CERT_CHAIN)
		(void)snprintf(told->chain, sizeof told->chain, "%s", value);
	if (key == HR_FACT_CERT_NAME_MATCH)
		(void)snprintf(told->match, sizeof told->match, "%s", value);
	if (key == HR_FACT_CERT_NAMES)
		(void)snprintf(told->names, sizeof told->names, "%s", value);
	if (key == HR_FACT_CERT_KEY)
		(void)snprintf(told->key, sizeof told->key, "%s", value);
	if (key == HR_FACT_CERT_NOT_AFTER)
		(void)snprintf(told->until, sizeof told->until, "%s", value);
}

/* Chains as they stand in a Certificate message. */
static void reads_chains(void **state)
{
	(void)state;
	uint8_t list[8192] = {0};
	const struct issued *const leaves[] = {&by_middle, &middle};
	size_t at = 0;
	for (size_t i = 0; i < 2; i++) {
		int length = i2d_X509(leaves[i]->certificate, NULL);
		unsigned char *into = list + at + 3;
		list[at + 1] = (uint8_t)(length >> 8);
		list[at + 2] = (uint8_t)length;
		assert_int_equal(i2d_X509(leaves[i]->certificate, &into), length);
		at += 3 + (size_t)length;
	}
	STACK_OF(X509) *chain = hr_chain_read(hr_reader_of(list, at));
	assert_int_equal(sk_X509_num(chain), 2);
	struct told told = {.count = 0};
	const struct hr_certificate_sink sink = {.context = &told, .say = hear};
	const char *of = "";
	hr_chain_describe(trust, chain, HOST, NOW, &of, &sink);
	assert_string_equal(told.chain, "trusted");
	sk_X509_pop_free(chain, X509_free);
	chain = hr_chain_read(hr_reader_of(list, at - 1));
	assert_int_equal(sk_X509_num(chain), 1);
	sk_X509_pop_free(chain, X509_free);
	list[3] = 0x31;
	assert_null(hr_chain_read(hr_reader_of(list, at)));
	assert_null(hr_chain_read(hr_reader_of(list, 0)));
}

static void tells_certificates(void **state)
{
	(void)state;
	static const struct {
		const struct issued *leaf, *intermediate;
		const char *host, *of, *key, *chain, *match;
	} table[] = {
	        {&good, NULL, HOST, "rsa", "RSA 2048", "trusted", "true"},
	        {&ec, NULL, HOST, "ecdsa", "EC 256", "trusted", "true"},
	        {&good, NULL, "a.mail.contoso.com", "rsa", "RSA 2048", "trusted", "true"},
	        {&good, NULL, "a.b.mail.contoso.com", "rsa", "RSA 2048", "trusted", "false"},
	        {&good, NULL, "fe01.contoso.com", "rsa", "RSA 2048", "trusted", "false"},
	        {&good, NULL, "192.0.2.5", "rsa", "RSA 2048", "trusted", "true"},
	        {&good, NULL, "192.0.2.6", "rsa", "RSA 2048", "trusted", "false"},
	        {&alone, NULL, HOST, "rsa", "RSA 2048", "self-signed", "true"},
	        {&by_stranger, &stranger, HOST, "rsa", "RSA 2048", "untrusted-root", "true"},
	        {&by_stranger, NULL, HOST, "rsa", "RSA 2048", "incomplete", "true"},
	        {&by_middle, &middle, HOST, "rsa", "RSA 2048", "trusted", "true"},
	        {&by_middle, NULL, HOST, "rsa", "RSA 2048", "incomplete", "true"},
	        /* Its dates are facts of their own. */
	        {&expired, NULL, HOST, "ecdsa", "EC 256", "trusted", "true"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct tls_server server = serve(&(struct serving){
		        .leaf = table[i].leaf, .intermediate = table[i].intermediate, .version = 0x0303});
		struct hr_handshake *h = begin(table[i].host, 0x0303);
		struct told told = {.count = 0};
		const char *of = "";
		carry(h, &server, 4096);
		const struct hr_certificate_sink sink = {.context = &told, .say = hear};
		hr_chain_describe(trust, hr_handshake_chain(h), table[i].host, NOW, &of, &sink);
		if (strcmp(told.chain, table[i].chain) != 0 || strcmp(told.match, table[i].match) != 0)
			fail_msg("%zu %s: chain %s, match %s", i, table[i].host, told.chain, told.match);
		assert_string_equal(of, table[i].of);
		assert_string_equal(told.key, table[i].key);
		assert_non_null(strstr(told.names, HOST " *.mail.contoso.com 192.0.2.5"));
		assert_int_equal(told.count, 11);
		hr_handshake_free(h);
		stop(&server);
	}
}

static void judges_at_the_time_given(void **state)
{
	(void)state;
	struct tls_server server =
	        serve(&(struct serving){.leaf = &by_middle, .intermediate = &middle, .version = 0x0303});
	struct hr_handshake *h = begin(HOST, 0x0303);
	struct told told = {.count = 0};
	const char *of = "";
	const struct hr_certificate_sink sink = {.context = &told, .say = hear};
	carry(h, &server, 4096);
	hr_chain_describe(trust, hr_handshake_chain(h), HOST, NOW + 2000 * DAY, &of,
	                  &sink); /* the authorities have expired too */
	assert_string_equal(told.chain, "certificate has expired");
	hr_handshake_free(h);
	stop(&server);
}

static void refuses_files_without_certificates(void **state)
{
	(void)state;
	struct hr_trust *none = NULL;
	struct hr_error why;
	assert_false(hr_trust_new("/nonexistent.pem", &none, &why));
	assert_int_equal(why.status, HR_E_FILE);
	assert_false(hr_trust_new("/etc/hostname", &none, &why));
	assert_null(none);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(completes),
	        cmocka_unit_test(names_no_address),
	        cmocka_unit_test(carries_plain_text),
	        cmocka_unit_test(is_refused),
	        cmocka_unit_test(is_asked_for_a_certificate),
	        cmocka_unit_test(bears_what_is_not_tls),
	        cmocka_unit_test(bears_endless_records),
	        cmocka_unit_test(tells_the_protocol),
	        cmocka_unit_test(tells_the_stapled_status),
	        cmocka_unit_test(reads_chains),
	        cmocka_unit_test(tells_certificates),
	        cmocka_unit_test(judges_at_the_time_given),
	        cmocka_unit_test(refuses_files_without_certificates),
	};
	return cmocka_run_group_tests_name("handshake", tests, set_up, tear_down);
}
