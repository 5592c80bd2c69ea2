/*
 * What Windows does with TLS, given its release and its registry: a pure function over facts, with the tables of the
 * catalog. What is not known makes the answer unknown, with the name of what is missing; every answer says why.
 *
 * Sources: Microsoft, "Protocols in TLS/SSL (Schannel SSP)", "TLS registry settings", "WinHTTP option flags", "TLS best
 * practices with the .NET Framework" (sources.xml: schannel-protocols, tls-registry, winhttp-options, dotnet-tls).
 */
#ifndef HR_REGISTRY_WINDOWS_H
#define HR_REGISTRY_WINDOWS_H

#include "hybridready/catalog.h"

enum hr_version_bit {
	HR_BIT_SSL2 = 1 << 0,
	HR_BIT_SSL3 = 1 << 1,
	HR_BIT_1_0 = 1 << 2,
	HR_BIT_1_1 = 1 << 3,
	HR_BIT_1_2 = 1 << 4,
	HR_BIT_1_3 = 1 << 5,
};
#define HR_VERSION_BITS 6

enum hr_side { HR_SIDE_CLIENT = 0, HR_SIDE_SERVER };

#define HR_BECAUSE_MAX 1024

/* One answer. */
struct hr_effective {
	enum hr_seen
	        seen; /* present: known; absent: not there at all (.NET not installed); failed: something is missing */
	uint32_t versions;            /* hr_version_bit: what a program gets that asks for nothing */
	uint32_t by_name;             /* Schannel only: what a program gets that asks for it by name as well */
	char because[HR_BECAUSE_MAX]; /* present: which value or default decided; failed: what is missing */
};

/* What is known of one machine. */
struct hr_machine {
	const struct hr_facts *facts;     /* its facts; of these `registry` and `windows.hotfixes` are looked at */
	const struct hr_windows *windows; /* its release; NULL = not known */
	bool narrow;                      /* 32-bit Windows: there are no 64-bit programs */
};

void hr_model_schannel(const struct hr_machine *machine, enum hr_side side, struct hr_effective *out);
void hr_model_winhttp(const struct hr_machine *machine, bool wow, struct hr_effective *out);
void hr_model_dotnet4(const struct hr_machine *machine, bool wow, struct hr_effective *out);
void hr_model_dotnet2(const struct hr_machine *machine, bool wow, struct hr_effective *out);

/*
 * The suites that Schannel offers as a client, in its order: IANA names separated by one space, into `suites` of
 * `size` bytes. out->versions is not set.
 */
void hr_model_suites(const struct hr_machine *machine, char *suites, size_t size, struct hr_effective *out);

/* "ssl3 1.0 1.1 1.2" into `words` (of at least 40 bytes); and back, unknown words ignored. */
const char *hr_version_words(uint32_t versions, char *words, size_t size);
uint32_t hr_version_bits(const char *words);

/* --- the registry as the model sees it --- */

/* The fact about HKLM\`key`\`name`, or NULL. Looked up without case. */
const struct hr_fact *hr_machine_value(const struct hr_machine *machine, const char *key, const char *name);

enum hr_value_state { HR_VALUE_UNKNOWN = 0, HR_VALUE_NOT_SET, HR_VALUE_SET };
/* A REG_DWORD. */
enum hr_value_state hr_machine_number(const struct hr_machine *machine, const char *key, const char *name,
                                      uint32_t *number);

/* Is that update ("KB3140245") listed as installed? A list without it proves nothing: later rollups contain it. */
bool hr_machine_has_update(const struct hr_machine *machine, const char *kb);

#endif
