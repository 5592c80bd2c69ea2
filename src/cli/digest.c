#include "cli/digest.h"

#include <openssl/evp.h>

bool hr_digest(const void *bytes, size_t length, char text[static HR_DIGEST_TEXT_MAX], struct hr_error *why)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	if (EVP_Digest(bytes == NULL ? "" : bytes, length, digest, &size, EVP_sha256(), NULL) != 1 ||
	    2 * size + 1 != HR_DIGEST_TEXT_MAX)
		return hr_fail(why, HR_E_SYSTEM, "SHA-256: OpenSSL refuses to compute it");
	for (unsigned i = 0; i < size; i++) {
		text[2 * i] = hex[digest[i] >> 4];
		text[2 * i + 1] = hex[digest[i] & 15];
	}
	text[2 * size] = '\0';
	return true;
}
