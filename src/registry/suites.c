/* Which suites Schannel offers, and in which order. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "hybridready/check.h"
#include "registry/model.h"

#define SCHANNEL "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\"
#define POLICY "HKLM\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002"
#define LOCAL "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010002"
#define SUITE_NAME_MAX 128

/* A part of an algorithm's name in a suite's name, and the key that switches it (tls-registry). */
static const struct {
	const char *part;
	bool at_end;
	const char *key;
} switches[] = {
        {"WITH_NULL_", false, "Ciphers\\NULL"},
        {"_AES_128_", false, "Ciphers\\AES 128/128"},
        {"_AES_256_", false, "Ciphers\\AES 256/256"},
        {"_3DES_EDE_", false, "Ciphers\\Triple DES 168"},
        {"_RC4_128_", false, "Ciphers\\RC4 128/128"},
        {"WITH_DES_CBC_", false, "Ciphers\\DES 56/56"},
        {"_SHA", true, "Hashes\\SHA"},
        {"_SHA256", true, "Hashes\\SHA256"},
        {"_SHA384", true, "Hashes\\SHA384"},
        {"_MD5", true, "Hashes\\MD5"},
        {"TLS_ECDHE_", false, "KeyExchangeAlgorithms\\ECDH"},
        {"TLS_DHE_", false, "KeyExchangeAlgorithms\\Diffie-Hellman"},
        {"TLS_RSA_", false, "KeyExchangeAlgorithms\\PKCS"},
};

static bool ends(const char *text, const char *with)
{
	size_t length = strlen(text), own = strlen(with);
	return length >= own && strcmp(text + length - own, with) == 0;
}

/* Is one of its algorithms switched off? Unknown: false, and the answer says so. */
static bool is_allowed(const struct hr_machine *machine, const char *suite, struct hr_effective *out)
{
	for (size_t i = 0; i < HR_COUNT(switches); i++) {
		char key[160];
		uint32_t enabled = 0;
		if (!(switches[i].at_end ? ends(suite, switches[i].part) : strstr(suite, switches[i].part) != NULL))
			continue;
		(void)snprintf(key, sizeof key, SCHANNEL "%s", switches[i].key);
		enum hr_value_state state = hr_machine_number(machine, key, "Enabled", &enabled);
		if (state == HR_VALUE_UNKNOWN) {
			hr_model_unknown(out, "%s\\Enabled", key);
			return false;
		}
		if (state == HR_VALUE_SET && enabled == 0) {
			if (strstr(out->because, switches[i].key) == NULL)
				hr_because_add(out, "; without %s", switches[i].key);
			return false;
		}
	}
	return true;
}

/* Before Windows 10 a suite's name ended in its curve. Of later releases the sources do not agree whether it may. */
static bool strip_curve(const struct hr_machine *machine, char *suite)
{
	size_t length = strlen(suite);
	if (length < 5 || (!ends(suite, "_P256") && !ends(suite, "_P384") && !ends(suite, "_P521")))
		return true;
	suite[length - 5] = '\0';
	return machine->windows->version < HR_BUILD(10, 0, 0, 0);
}

static void add_suite(char *suites, size_t size, const char *suite)
{
	size_t used = strlen(suites), length = strlen(suite);
	if (used + length + 2 > size || hr_has_word(suites, suite))
		return;
	if (used > 0)
		suites[used++] = ' ';
	memcpy(suites + used, suite, length + 1);
}

/* The list in force: by policy, by this machine's own order, or by default. */
static const char *list_of(const struct hr_machine *machine, struct hr_effective *out)
{
	const struct hr_fact *policy = hr_machine_value(machine, POLICY, "Functions");
	const struct hr_fact *local = hr_machine_value(machine, LOCAL, "Functions");
	if (hr_known(policy)) {
		hr_because_add(out, "order set by policy");
		return policy->value;
	}
	if (!hr_missing(policy)) {
		hr_model_unknown(out, "%s\\Functions", POLICY);
		return NULL;
	}
	if (hr_known(local)) {
		hr_because_add(out, "order set on this machine");
		return local->value;
	}
	if (!hr_missing(local)) {
		hr_model_unknown(out, "%s\\Functions", LOCAL);
		return NULL;
	}
	if (*machine->windows->suites == '\0') {
		hr_model_unknown(out, "the default suites of %s", machine->windows->name);
		return NULL;
	}
	hr_because_add(out, "default order of %s", machine->windows->name);
	return machine->windows->suites;
}

void hr_model_suites(const struct hr_machine *machine, char *suites, size_t size, struct hr_effective *out)
{
	struct hr_effective schannel;
	suites[0] = '\0';
	hr_model_schannel(machine, HR_SIDE_CLIENT, &schannel);
	if (schannel.seen != HR_PRESENT) {
		*out = schannel;
		return;
	}
	*out = (struct hr_effective){.seen = HR_PRESENT};
	const char *at = list_of(machine, out);
	bool doubtful = false;
	while (at != NULL && *(at += strspn(at, " ,")) != '\0') {
		char suite[SUITE_NAME_MAX];
		size_t length = strcspn(at, " ,");
		if (length < sizeof suite) {
			memcpy(suite, at, length);
			suite[length] = '\0';
			bool plain = strip_curve(machine, suite);
			bool of_13 = strncmp(suite, "TLS_AES_", 8) == 0 || strncmp(suite, "TLS_CHACHA20_", 13) == 0;
			bool offered = plain && is_allowed(machine, suite, out) &&
			               (!of_13 || (schannel.versions & HR_BIT_1_3) != 0);
			doubtful = doubtful || !plain;
			if (offered)
				add_suite(suites, size, suite);
		}
		at += length;
		if (out->seen == HR_FAILED)
			return;
	}
	if (doubtful && *suites == '\0')
		hr_model_unknown(out, "whether %s heeds names of suites that end in a curve", machine->windows->name);
	else if (doubtful)
		hr_because_add(out, "; names that end in a curve left out");
}
