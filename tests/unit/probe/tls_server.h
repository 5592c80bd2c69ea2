/* A TLS server over memory, and certificates made on the spot, for tests. */
#ifndef HR_TEST_TLS_SERVER_H
#define HR_TEST_TLS_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

struct issued {
	X509 *certificate;
	EVP_PKEY *key;
};

struct wish {
	const char *name; /* common name */
	const char *san;  /* "DNS:a,IP:192.0.2.1"; NULL = none */
	bool ec, authority;
	int64_t from, until;
	const EVP_MD *digest; /* NULL = SHA-256 */
};

static inline void extend(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

/* By `issuer`, or self-signed if that is NULL. */
static inline struct issued issue(const struct wish *wish, const struct issued *issuer)
{
	static long serial;
	struct issued made = {.certificate = X509_new(), .key = wish->ec ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048)};
	X509 *c = made.certificate;
	assert_true(c != NULL && made.key != NULL);
	assert_int_equal(X509_set_version(c, 2), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(c), ++serial), 1);
	assert_int_equal(X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_ASC,
	                                            (const unsigned char *)wish->name, -1, -1, 0),
	                 1);
	assert_int_equal(X509_set_issuer_name(c, X509_get_subject_name(issuer != NULL ? issuer->certificate : c)), 1);
	assert_non_null(ASN1_TIME_set(X509_getm_notBefore(c), (time_t)wish->from));
	assert_non_null(ASN1_TIME_set(X509_getm_notAfter(c), (time_t)wish->until));
	assert_int_equal(X509_set_pubkey(c, made.key), 1);
	if (wish->authority)
		extend(c, NID_basic_constraints, "critical,CA:TRUE");
	if (wish->san != NULL)
		extend(c, NID_subject_alt_name, wish->san);
	assert_true(X509_sign(c, issuer != NULL ? issuer->key : made.key,
	                      wish->digest != NULL ? wish->digest : EVP_sha256()) > 0);
	return made;
}

static inline void discard(struct issued *issued)
{
	X509_free(issued->certificate);
	EVP_PKEY_free(issued->key);
}

struct tls_server {
	SSL_CTX *context;
	SSL *ssl;
	BIO *in, *out;
};

struct serving {
	const struct issued *leaf;
	const struct issued *intermediate; /* NULL = none is sent */
	int version;                       /* the only one */
	const char *suites;                /* NULL = all */
	bool wants_client, needs_client;
};

static inline struct tls_server serve(const struct serving *how)
{
	struct tls_server server = {.context = SSL_CTX_new(TLS_server_method())};
	SSL_CTX *c = server.context;
	SSL_CTX_set_security_level(c, 0);
	assert_int_equal(SSL_CTX_set_cipher_list(c, how->suites != NULL ? how->suites : "ALL:@SECLEVEL=0"), 1);
	assert_int_equal(SSL_CTX_set_min_proto_version(c, how->version), 1);
	assert_int_equal(SSL_CTX_set_max_proto_version(c, how->version), 1);
	if (how->leaf != NULL) {
		assert_int_equal(SSL_CTX_use_certificate(c, how->leaf->certificate), 1);
		assert_int_equal(SSL_CTX_use_PrivateKey(c, how->leaf->key), 1);
	}
	if (how->intermediate != NULL)
		assert_int_equal(SSL_CTX_add1_chain_cert(c, how->intermediate->certificate), 1);
	SSL_CTX_set_verify(c,
	                   (how->wants_client ? SSL_VERIFY_PEER : 0) |
	                           (how->needs_client ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
	                   NULL);
	server.ssl = SSL_new(c);
	server.in = BIO_new(BIO_s_mem());
	server.out = BIO_new(BIO_s_mem());
	assert_true(server.ssl != NULL && server.in != NULL && server.out != NULL);
	(void)BIO_set_mem_eof_return(server.in, -1);
	SSL_set_bio(server.ssl, server.in, server.out);
	SSL_set_accept_state(server.ssl);
	return server;
}

static inline void stop(struct tls_server *server)
{
	SSL_free(server->ssl);
	SSL_CTX_free(server->context);
}

#endif
