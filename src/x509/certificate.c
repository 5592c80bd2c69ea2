#include "x509/certificate.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define NAMES_MAX ((size_t)16384)
#define NAME_MAX_BYTES 1024

static void say(const struct hr_certificate_sink *sink, enum hr_fact_key key, const char *value)
{
	sink->say(sink->context, key, HR_PRESENT, value);
}

static void say_name(const struct hr_certificate_sink *sink, enum hr_fact_key key, const X509_NAME *name)
{
	char text[NAME_MAX_BYTES] = "";
	BIO *out = BIO_new(BIO_s_mem());
	if (out != NULL && X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
		int length = BIO_read(out, text, (int)sizeof text - 1);
		text[length > 0 ? length : 0] = '\0';
	}
	BIO_free(out);
	say(sink, key, text);
}

static void say_time(const struct hr_certificate_sink *sink, enum hr_fact_key key, const ASN1_TIME *time)
{
	struct tm tm;
	char text[HR_TIME_TEXT_MAX];
	if (ASN1_TIME_to_tm(time, &tm) != 1)
		return;
	int64_t seconds = hr_time_of(tm.tm_year + 1900, (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday,
	                             (unsigned)tm.tm_hour, (unsigned)tm.tm_min, (unsigned)tm.tm_sec);
	say(sink, key, hr_time_format(seconds, text));
}

static void add_address(struct hr_buffer *words, const ASN1_OCTET_STRING *address)
{
	const unsigned char *b = ASN1_STRING_get0_data(address);
	int length = ASN1_STRING_length(address);
	if (length == 4)
		hr_buffer_printf(words, "%s%u.%u.%u.%u", words->length > 0 ? " " : "", b[0], b[1], b[2], b[3]);
	if (length != 16)
		return;
	for (int i = 0; i < 16; i += 2)
		hr_buffer_printf(words, "%s%x", i > 0 ? ":" : words->length > 0 ? " " : "", b[i] << 8 | b[i + 1]);
}

/* DNS names without a space or NUL in them, and addresses. */
static void say_alternative_names(const struct hr_certificate_sink *sink, X509 *certificate)
{
	struct hr_buffer words = {.ceiling = NAMES_MAX};
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type == GEN_IPADD)
			add_address(&words, name->d.iPAddress);
		if (name->type != GEN_DNS)
			continue;
		const char *text = (const char *)ASN1_STRING_get0_data(name->d.dNSName);
		size_t length = (size_t)ASN1_STRING_length(name->d.dNSName);
		if (length == 0 || memchr(text, '\0', length) != NULL || memchr(text, ' ', length) != NULL)
			continue;
		if (words.length > 0)
			hr_buffer_text(&words, " ");
		hr_buffer_add(&words, text, length);
	}
	GENERAL_NAMES_free(names);
	sink->say(sink->context, HR_FACT_CERT_NAMES, words.length > 0 ? HR_PRESENT : HR_ABSENT,
	          words.length > 0 ? words.data : "");
	hr_buffer_free(&words);
}

static void say_key(const struct hr_certificate_sink *sink, X509 *certificate)
{
	const EVP_PKEY *key = X509_get0_pubkey(certificate);
	if (key == NULL)
		return;
	int type = EVP_PKEY_get_base_id(key);
	char text[64];
	const char *name = type == EVP_PKEY_RSA ? "RSA" : type == EVP_PKEY_EC ? "EC" : OBJ_nid2sn(type);
	(void)snprintf(text, sizeof text, "%s %d", name == NULL ? "unknown" : name, EVP_PKEY_get_bits(key));
	say(sink, HR_FACT_CERT_KEY, text);
}

static void say_digest(const struct hr_certificate_sink *sink, enum hr_fact_key key, const EVP_MD *algorithm,
                       const char *hex, X509 *certificate)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	char text[2 * EVP_MAX_MD_SIZE + 1];
	if (X509_digest(certificate, algorithm, digest, &size) != 1)
		return;
	for (unsigned i = 0; i < size; i++) {
		text[2 * i] = hex[digest[i] >> 4];
		text[2 * i + 1] = hex[digest[i] & 15];
	}
	text[2 * size] = '\0';
	say(sink, key, text);
}

void hr_certificate_describe(X509 *certificate, const struct hr_certificate_sink *sink)
{
	say_name(sink, HR_FACT_CERT_SUBJECT, X509_get_subject_name(certificate));
	say_name(sink, HR_FACT_CERT_ISSUER, X509_get_issuer_name(certificate));
	say_alternative_names(sink, certificate);
	say_time(sink, HR_FACT_CERT_NOT_BEFORE, X509_get0_notBefore(certificate));
	say_time(sink, HR_FACT_CERT_NOT_AFTER, X509_get0_notAfter(certificate));
	say_key(sink, certificate);
	const char *signature = OBJ_nid2ln(X509_get_signature_nid(certificate));
	say(sink, HR_FACT_CERT_SIGNATURE, signature == NULL ? "unknown" : signature);
	say_digest(sink, HR_FACT_CERT_SHA256, EVP_sha256(), "0123456789abcdef", certificate);
	say_digest(sink, HR_FACT_CERT_SHA1, EVP_sha1(), "0123456789ABCDEF", certificate);
}

bool hr_certificate_describe_der(const void *der, size_t length, const struct hr_certificate_sink *sink)
{
	const unsigned char *at = der;
	X509 *certificate = length == 0 || length > LONG_MAX ? NULL : d2i_X509(NULL, &at, (long)length);
	if (certificate == NULL)
		return false;
	hr_certificate_describe(certificate, sink);
	X509_free(certificate);
	return true;
}

const char *hr_certificate_kind(X509 *certificate)
{
	const EVP_PKEY *key = X509_get0_pubkey(certificate);
	switch (key == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
		return "rsa";
	case EVP_PKEY_EC:
		return "ecdsa";
	case EVP_PKEY_DSA:
		return "dsa";
	case EVP_PKEY_ED25519:
		return "ed25519";
	default:
		return "other";
	}
}
