#include "parse/tls_names.h"

#include <stddef.h>

struct name {
	uint16_t number;
	const char *name;
};

static const char *name_of(const struct name *names, size_t count, uint16_t number)
{
	for (size_t i = 0; i < count; i++) {
		if (names[i].number == number)
			return names[i].name;
	}
	return NULL;
}

const char *hr_group_name(uint16_t group)
{
	static const struct name names[] = {
	        {1, "sect163k1"},
	        {2, "sect163r1"},
	        {3, "sect163r2"},
	        {4, "sect193r1"},
	        {5, "sect193r2"},
	        {6, "sect233k1"},
	        {7, "sect233r1"},
	        {8, "sect239k1"},
	        {9, "sect283k1"},
	        {10, "sect283r1"},
	        {11, "sect409k1"},
	        {12, "sect409r1"},
	        {13, "sect571k1"},
	        {14, "sect571r1"},
	        {15, "secp160k1"},
	        {16, "secp160r1"},
	        {17, "secp160r2"},
	        {18, "secp192k1"},
	        {19, "secp192r1"},
	        {20, "secp224k1"},
	        {21, "secp224r1"},
	        {22, "secp256k1"},
	        {23, "secp256r1"},
	        {24, "secp384r1"},
	        {25, "secp521r1"},
	        {26, "brainpoolP256r1"},
	        {27, "brainpoolP384r1"},
	        {28, "brainpoolP512r1"},
	        {29, "x25519"},
	        {30, "x448"},
	        {31, "brainpoolP256r1tls13"},
	        {32, "brainpoolP384r1tls13"},
	        {33, "brainpoolP512r1tls13"},
	        {41, "curveSM2"},
	        {0x100, "ffdhe2048"},
	        {0x101, "ffdhe3072"},
	        {0x102, "ffdhe4096"},
	        {0x103, "ffdhe6144"},
	        {0x104, "ffdhe8192"},
	        {0x200, "MLKEM512"},
	        {0x201, "MLKEM768"},
	        {0x202, "MLKEM1024"},
	        {0x11eb, "SecP256r1MLKEM768"},
	        {0x11ec, "X25519MLKEM768"},
	        {0x11ed, "SecP384r1MLKEM1024"},
	};
	return name_of(names, sizeof names / sizeof *names, group);
}

const char *hr_signature_name(uint16_t signature)
{
	static const struct name names[] = {
	        {0x0101, "rsa_pkcs1_md5"},
	        {0x0201, "rsa_pkcs1_sha1"},
	        {0x0301, "rsa_pkcs1_sha224"},
	        {0x0401, "rsa_pkcs1_sha256"},
	        {0x0501, "rsa_pkcs1_sha384"},
	        {0x0601, "rsa_pkcs1_sha512"},
	        {0x0202, "dsa_sha1"},
	        {0x0302, "dsa_sha224"},
	        {0x0402, "dsa_sha256"},
	        {0x0502, "dsa_sha384"},
	        {0x0602, "dsa_sha512"},
	        {0x0203, "ecdsa_sha1"},
	        {0x0303, "ecdsa_sha224"},
	        {0x0403, "ecdsa_secp256r1_sha256"},
	        {0x0503, "ecdsa_secp384r1_sha384"},
	        {0x0603, "ecdsa_secp521r1_sha512"},
	        {0x0804, "rsa_pss_rsae_sha256"},
	        {0x0805, "rsa_pss_rsae_sha384"},
	        {0x0806, "rsa_pss_rsae_sha512"},
	        {0x0807, "ed25519"},
	        {0x0808, "ed448"},
	        {0x0809, "rsa_pss_pss_sha256"},
	        {0x080a, "rsa_pss_pss_sha384"},
	        {0x080b, "rsa_pss_pss_sha512"},
	};
	return name_of(names, sizeof names / sizeof *names, signature);
}
