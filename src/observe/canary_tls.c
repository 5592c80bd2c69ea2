#include "observe/canary_tls.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

static bool add_names(X509 *x)
{
	X509_NAME *name = X509_get_subject_name(x);
	X509_EXTENSION *names =
	        X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:canary.invalid,DNS:localhost");
	bool good = names != NULL &&
	            X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"hybridready canary",
	                                       -1, -1, 0) == 1 &&
	            X509_set_issuer_name(x, name) == 1 && X509_add_ext(x, names, -1) == 1;
	X509_EXTENSION_free(names);
	return good;
}

static X509 *certificate_of(EVP_PKEY *key)
{
	X509 *x = X509_new();
	uint8_t serial[8];
	BIGNUM *number = NULL;
	bool good = x != NULL && RAND_bytes(serial, sizeof serial) == 1;
	if (good) {
		serial[0] = (uint8_t)((serial[0] & 0x3f) | 0x40);
		number = BN_bin2bn(serial, sizeof serial, NULL);
		good = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) != NULL;
	}
	good = good && X509_set_version(x, X509_VERSION_3) == 1 &&
	       X509_gmtime_adj(X509_getm_notBefore(x), -86400L) != NULL &&
	       X509_gmtime_adj(X509_getm_notAfter(x), 30L * 86400L) != NULL && X509_set_pubkey(x, key) == 1 &&
	       add_names(x) && X509_sign(x, key, EVP_sha256()) > 0;
	BN_free(number);
	if (good)
		return x;
	X509_free(x);
	return NULL;
}

static bool use_own(SSL_CTX *context, EVP_PKEY *key)
{
	X509 *x = key == NULL ? NULL : certificate_of(key);
	bool good = x != NULL && SSL_CTX_use_certificate(context, x) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1;
	X509_free(x);
	EVP_PKEY_free(key);
	return good;
}

static bool use_files(SSL_CTX *context, const char *certificate, const char *key, struct hr_error *why)
{
	if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
		return hr_fail(why, HR_E_FILE, "--certificate %s: no certificate in PEM could be read: %s", certificate,
		               ERR_reason_error_string(ERR_peek_error()));
	if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(context) != 1)
		return hr_fail(why, HR_E_FILE, "--key %s: no private key in PEM that belongs to the certificate: %s",
		               key, ERR_reason_error_string(ERR_peek_error()));
	return true;
}

/* Everything a caller may still speak, but for suites without encryption or authentication: no real server has them. */
static bool permit_all(SSL_CTX *context)
{
	char signatures[] =
	        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:"
	        "RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA1:RSA+SHA1"; /* the macro casts const away */
	SSL_CTX_set_security_level(context, 0);
	(void)SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
	(void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); /* each call shows its whole hello */
	return SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1 &&
	       SSL_CTX_set_cipher_list(context, "ALL:!aNULL:!eNULL:@SECLEVEL=0") == 1 &&
	       SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_dh_auto(context, 1) == 1 &&
	       SSL_CTX_set1_sigalgs_list(context, signatures) == 1;
}

bool hr_canary_tls(const char *certificate, const char *key, SSL_CTX **context, struct hr_error *why)
{
	ERR_clear_error();
	SSL_CTX *made = SSL_CTX_new(TLS_server_method());
	bool good = made != NULL && permit_all(made);
	if (!good)
		(void)hr_fail(why, HR_E_SYSTEM, "OpenSSL allows no server from TLS 1.0 up: %s",
		              ERR_reason_error_string(ERR_peek_error()));
	else if (certificate != NULL)
		good = use_files(made, certificate, key, why);
	else if (!use_own(made, EVP_RSA_gen(2048)) || !use_own(made, EVP_EC_gen("P-256")))
		good = hr_fail(why, HR_E_SYSTEM, "a certificate of our own could not be made: %s",
		               ERR_reason_error_string(ERR_peek_error()));
	if (good)
		*context = made;
	else
		SSL_CTX_free(made);
	return good;
}
