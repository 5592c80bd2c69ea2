#include "probe/certificate.h"

#include <arpa/inet.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#define CHAIN_MAX 16

/* Expiry has facts of its own; here it would hide what else is wrong with the chain. */
static int ignore_dates(int good, X509_STORE_CTX *verification)
{
	int error = X509_STORE_CTX_get_error(verification);
	if (good == 0 && (error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID)) {
		if (X509_STORE_CTX_get_error_depth(verification) == 0) {
			X509_STORE_CTX_set_error(verification, X509_V_OK);
			return 1;
		}
	}
	return good;
}

static const char *words_of(int error)
{
	switch (error) {
	case X509_V_OK:
		return "trusted";
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return "self-signed";
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return "untrusted-root";
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return "incomplete";
	default:
		return X509_verify_cert_error_string(error);
	}
}

static const char *verify(const struct hr_trust *trust, X509 *leaf, STACK_OF(X509) * chain, int64_t now)
{
	X509_STORE_CTX *verification = X509_STORE_CTX_new();
	const char *words = NULL;
	if (verification != NULL && X509_STORE_CTX_init(verification, hr_trust_store(trust), leaf, chain) == 1) {
		X509_STORE_CTX_set_time(verification, 0, (time_t)now);
		X509_STORE_CTX_set_verify_cb(verification, ignore_dates);
		int result = X509_verify_cert(verification);
		int error = X509_STORE_CTX_get_error(verification);
		/* A verifier that fails without an error must not read as success. */
		words = result != 1 && error == X509_V_OK ? NULL : words_of(error);
	}
	X509_STORE_CTX_free(verification);
	ERR_clear_error();
	return words;
}

static bool is_valid_for(X509 *leaf, const char *host)
{
	unsigned char bytes[16];
	if (inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1)
		return X509_check_ip_asc(leaf, host, 0) == 1;
	return X509_check_host(leaf, host, 0, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, NULL) == 1;
}

STACK_OF(X509) * hr_chain_read(struct hr_reader certificates)
{
	STACK_OF(X509) *chain = sk_X509_new_null();
	struct hr_reader der;
	while (chain != NULL && sk_X509_num(chain) < CHAIN_MAX && hr_flight_certificate(&certificates, &der)) {
		const unsigned char *at = der.at;
		X509 *certificate = d2i_X509(NULL, &at, (long)hr_left(&der));
		if (certificate == NULL || sk_X509_push(chain, certificate) <= 0) {
			X509_free(certificate);
			break;
		}
	}
	ERR_clear_error();
	if (sk_X509_num(chain) > 0)
		return chain;
	sk_X509_free(chain);
	return NULL;
}

void hr_chain_describe(const struct hr_trust *trust, STACK_OF(X509) * chain, const char *host, int64_t now,
                       const char **of, const struct hr_certificate_sink *sink)
{
	X509 *leaf = sk_X509_num(chain) > 0 ? sk_X509_value(chain, 0) : NULL;
	if (leaf == NULL)
		return;
	*of = hr_certificate_kind(leaf);
	hr_certificate_describe(leaf, sink);
	const char *words = verify(trust, leaf, chain, now);
	sink->say(sink->context, HR_FACT_CERT_CHAIN, words == NULL ? HR_FAILED : HR_PRESENT,
	          words == NULL ? "the chain could not be verified" : words);
	sink->say(sink->context, HR_FACT_CERT_NAME_MATCH, HR_PRESENT, is_valid_for(leaf, host) ? "true" : "false");
}
