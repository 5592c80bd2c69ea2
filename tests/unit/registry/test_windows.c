/* What Windows does by its release and registry, against what Microsoft documents. Each case names its source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/catalog.h"
#include "registry/derive.h"
#include "registry/windows.h"

#define PROTOCOLS "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\"
#define WINHTTP "Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp\\DefaultSecureProtocols"
#define NET "Microsoft\\.NETFramework\\"
#define NDP "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\"

static struct hr_catalog_set *set;
static const struct hr_catalog *catalog;

/* Short names of values in the cases. */
static const struct {
	const char *word;
	const char *of;
} names[] = {
        {"c12", PROTOCOLS "TLS 1.2\\Client\\Enabled"},
        {"c12d", PROTOCOLS "TLS 1.2\\Client\\DisabledByDefault"},
        {"s12", PROTOCOLS "TLS 1.2\\Server\\Enabled"},
        {"s12d", PROTOCOLS "TLS 1.2\\Server\\DisabledByDefault"},
        {"c11", PROTOCOLS "TLS 1.1\\Client\\Enabled"},
        {"c11d", PROTOCOLS "TLS 1.1\\Client\\DisabledByDefault"},
        {"c10", PROTOCOLS "TLS 1.0\\Client\\Enabled"},
        {"s11", PROTOCOLS "TLS 1.1\\Server\\Enabled"},
        {"s10", PROTOCOLS "TLS 1.0\\Server\\Enabled"},
        {"s10d", PROTOCOLS "TLS 1.0\\Server\\DisabledByDefault"},
        {"c13", PROTOCOLS "TLS 1.3\\Client\\Enabled"},
        {"c13d", PROTOCOLS "TLS 1.3\\Client\\DisabledByDefault"},
        {"c3", PROTOCOLS "SSL 3.0\\Client\\Enabled"},
        {"s2", PROTOCOLS "SSL 2.0\\Server\\Enabled"},
        {"wh64", "HKLM\\SOFTWARE\\" WINHTTP},
        {"wh32", "HKLM\\SOFTWARE\\Wow6432Node\\" WINHTTP},
        {"strong64", "HKLM\\SOFTWARE\\" NET "v4.0.30319\\SchUseStrongCrypto"},
        {"strong32", "HKLM\\SOFTWARE\\Wow6432Node\\" NET "v4.0.30319\\SchUseStrongCrypto"},
        {"system64", "HKLM\\SOFTWARE\\" NET "v4.0.30319\\SystemDefaultTlsVersions"},
        {"system32", "HKLM\\SOFTWARE\\Wow6432Node\\" NET "v4.0.30319\\SystemDefaultTlsVersions"},
        {"strong2", "HKLM\\SOFTWARE\\" NET "v2.0.50727\\SchUseStrongCrypto"},
        {"system2", "HKLM\\SOFTWARE\\" NET "v2.0.50727\\SystemDefaultTlsVersions"},
        {"net4", NDP "v4\\Full\\Release"},
        {"net4i", NDP "v4\\Full\\Install"},
        {"net35", NDP "v3.5\\Install"},
};

struct row {
	const char *release;
	const char *values; /* "c12=0 c12d=1": all others are not set; "c12=?" could not be read */
	const char *asked;  /* client server winhttp64 winhttp32 dotnet4-64 dotnet4-32 dotnet2-64 */
	const char *wanted; /* versions, "not installed", or "? what is missing" (its beginning) */
	const char *source; /* id in sources.xml */
};

static const struct row rows[] = {
        /* releases as they come */
        {"Windows Server 2008", "", "client", "ssl3 1.0", "schannel-protocols"},
        {"Windows Server 2008 SP2", "", "client", "ssl3 1.0", "schannel-protocols"},
        {"Windows Server 2008 SP2", "c12=1 c12d=0", "client", "? whether KB4019276 is installed", "dotnet-tls"},
        {"Windows Server 2008 SP2", "c12=1 c12d=0 KB4019276", "client", "ssl3 1.0 1.2", "dotnet-tls"},
        {"Windows 7", "", "client", "ssl3 1.0", "schannel-protocols"},
        {"Windows 7", "", "server", "ssl2 ssl3 1.0", "schannel-protocols"},
        {"Windows Server 2008 R2", "", "client", "ssl3 1.0", "schannel-protocols"},
        {"Windows Server 2008 R2", "", "server", "ssl2 ssl3 1.0", "schannel-protocols"},
        {"Windows 8", "", "client", "ssl3 1.0 1.1 1.2", "schannel-protocols"},
        {"Windows Server 2012", "", "server", "ssl3 1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 8.1", "", "client", "ssl3 1.0 1.1 1.2", "schannel-protocols"},
        {"Windows Server 2012 R2", "", "client", "ssl3 1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1507", "", "client", "ssl3 1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1511", "", "server", "ssl3 1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1607", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 22H2", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1703", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1709", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1803", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1809", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1903", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 1909", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 2004", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 20H2", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 21H1", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 10, version 21H2", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows 11, version 22H2", "", "client", "1.0 1.1 1.2 1.3", "schannel-protocols"},
        {"Windows 11, version 23H2", "", "client", "1.0 1.1 1.2 1.3", "schannel-protocols"},
        {"Windows Server 2016", "", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows Server 2019", "", "server", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows Server 2022", "", "client", "1.0 1.1 1.2 1.3", "schannel-protocols"},
        {"Windows 11, version 21H2", "", "client", "1.0 1.1 1.2 1.3", "schannel-protocols"},
        {"Windows 11, version 24H2", "", "server", "1.0 1.1 1.2 1.3", "schannel-protocols"},
        {"Windows Server 2025", "", "client", "1.0 1.1 1.2 1.3", "schannel-protocols"},
        /* TLS 1.3 is not supported before Server 2022, whatever the registry says; SSL 2.0 is gone since 2016 */
        {"Windows Server 2019", "c13=1 c13d=0", "client", "1.0 1.1 1.2", "schannel-protocols"},
        {"Windows Server 2016", "s2=1", "server", "1.0 1.1 1.2", "schannel-protocols"},
        /* Enabled and DisabledByDefault */
        {"Windows Server 2019", "c12=0", "client", "1.0 1.1", "tls-registry"},
        {"Windows Server 2019", "c12=0 c12d=0", "client", "1.0 1.1", "tls-registry"},
        {"Windows Server 2019", "c12d=1", "client", "1.0 1.1", "tls-registry"},
        {"Windows Server 2019", "c12=1 c12d=1", "client", "1.0 1.1", "tls-registry"},
        {"Windows Server 2016", "s10=0 s10d=1 s11=0", "server", "1.2", "exchange-tls"},
        {"Windows Server 2016", "c12=4294967295 c12d=0", "client", "1.0 1.1 1.2", "dotnet-tls"},
        {"Windows Server 2012 R2", "c3=0", "client", "1.0 1.1 1.2", "tls-registry"},
        {"Windows Server 2022", "c10=0 c11=0", "client", "1.2 1.3", "tls-registry"},
        {"Windows Server 2025", "c10=1 c11=1", "client", "1.0 1.1 1.2 1.3", "tls-deprecation"},
        {"Windows Server 2008 R2", "c12=1 c12d=0", "client", "ssl3 1.0 1.2", "exchange-tls12-minimum"},
        {"Windows 7", "c12d=0 c11d=0", "client", "ssl3 1.0 1.1 1.2", "winhttp-update"},
        {"Windows Server 2008 R2", "c12=1", "client", "? " PROTOCOLS "TLS 1.2\\Client\\DisabledByDefault",
         "tls-registry"},
        {"Windows Server 2019", "c12=?", "client", "? " PROTOCOLS "TLS 1.2\\Client\\Enabled", "tls-registry"},
        {"Windows Server 2019", "c12d=?", "client", "? " PROTOCOLS "TLS 1.2\\Client\\DisabledByDefault",
         "tls-registry"},
        {"Windows Server 2019", "c12=0 c12d=?", "client", "1.0 1.1", "tls-registry"},
        /* WinHTTP */
        {"Windows 7", "c12d=0", "winhttp64", "ssl3 1.0", "winhttp-options"},
        {"Windows 7", "c12d=0 wh64=2560", "winhttp64", "? whether KB3140245 or a later rollup", "winhttp-update"},
        {"Windows 7", "c12d=0 c11d=0 wh64=2560 KB3140245", "winhttp64", "1.1 1.2", "winhttp-update"},
        {"Windows 7", "wh64=2560 KB3140245", "winhttp64", "", "winhttp-update"},
        {"Windows Server 2012", "", "winhttp64", "ssl3 1.0", "winhttp-options"},
        {"Windows Server 2012", "wh64=2048 KB3140245", "winhttp64", "1.2", "winhttp-update"},
        {"Windows Server 2012", "wh64=2048 KB3140245", "winhttp32", "ssl3 1.0", "winhttp-update"},
        {"Windows Server 2012", "wh64=160", "winhttp64", "ssl3 1.0", "winhttp-options"},
        {"Windows Server 2012 R2", "", "winhttp32", "ssl3 1.0 1.1 1.2", "winhttp-options"},
        {"Windows Server 2012 R2", "wh64=2720", "winhttp64", "ssl3 1.0 1.1 1.2", "skype-disable-tls"},
        {"Windows Server 2016", "wh64=160", "winhttp64", "1.0", "winhttp-options"},
        {"Windows Server 2016", "c12=0", "winhttp64", "1.0 1.1", "winhttp-options"},
        {"Windows Server 2016", "wh32=?", "winhttp32", "? HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Windows",
         "winhttp-options"},
        {"Windows 11, version 22H2", "", "winhttp64", "1.2 1.3", "winhttp-options"},
        /* .NET 4 */
        {"Windows Server 2019", "net4=461814 net4i=1", "dotnet4-64", "ssl3 1.0", "dotnet-tls"},
        {"Windows Server 2012 R2", "net4=461814 net4i=1", "dotnet4-64", "ssl3 1.0", "dotnet-tls"},
        {"Windows Server 2019", "net4=528049 strong64=1", "dotnet4-64", "1.0 1.1 1.2", "dotnet-tls"},
        {"Windows Server 2019", "net4=528049 strong64=1", "dotnet4-32", "ssl3 1.0", "dotnet-tls"},
        {"Windows Server 2019", "net4=528049 system64=1", "dotnet4-64", "1.0 1.1 1.2", "dotnet-tls"},
        {"Windows Server 2022", "net4=528049 system32=1 c10=0 c11=0", "dotnet4-32", "1.2 1.3", "dotnet-tls"},
        {"Windows Server 2012 R2", "net4=379893 strong64=1", "dotnet4-64", "1.0 1.1 1.2", "dotnet-tls"},
        {"Windows Server 2012 R2", "net4=379893 system64=1", "dotnet4-64", "? whether the .NET rollup", "dotnet-tls"},
        {"Windows Server 2008 R2", "net4=528049 strong64=1", "dotnet4-64", "1.0 1.1 1.2", "dotnet-tls"},
        {"Windows Server 2008 R2", "net4=528049 system64=1", "dotnet4-64", "ssl3 1.0", "dotnet-tls"},
        {"Windows Server 2019", "net4=528049 strong64=1 c12=0", "dotnet4-64", "1.0 1.1", "dotnet-tls"},
        {"Windows Server 2019", "net4=528049 strong64=0 system64=0", "dotnet4-64", "ssl3 1.0", "dotnet-tls"},
        {"Windows Server 2019", "net4=528049 strong64=?", "dotnet4-64", "? HKLM\\SOFTWARE\\Microsoft\\.NETFramework",
         "dotnet-tls"},
        {"Windows Server 2019", "net4=? strong64=1", "dotnet4-64", "? " NDP "v4\\Full\\Release", "dotnet-tls"},
        {"Windows Server 2012", "net4i=1 strong64=1", "dotnet4-64", "ssl3 1.0", "dotnet-tls"},
        {"Windows Server 2019", "", "dotnet4-64", "not installed", "dotnet-releases"},
        /* .NET 2.0 and 3.5 */
        {"Windows Server 2016", "", "dotnet2-64", "not installed", "dotnet-releases"},
        {"Windows Server 2016", "net35=1 strong2=1", "dotnet2-64", "ssl3 1.0", "dotnet-tls"},
        {"Windows Server 2016", "net35=1 system2=1", "dotnet2-64", "1.0 1.1 1.2", "dotnet-tls"},
        {"Windows Server 2012 R2", "net35=1 system2=1", "dotnet2-64", "? whether KB3154520", "dotnet-tls"},
        {"Windows Server 2012 R2", "net35=1 system2=1 KB3154520", "dotnet2-64", "ssl3 1.0 1.1 1.2", "dotnet-tls"},
        {"Windows 7", "net35=1 system2=1 KB3154518 c12d=0", "dotnet2-64", "ssl3 1.0 1.2", "dotnet-tls"},
};

#define FACTS_MAX 256

/* All settings of the catalog, not set, but for those of the case. */
static size_t make_facts(const char *values, struct hr_fact *facts, char text[][16])
{
	size_t count = 0;
	char of[FACTS_MAX][256];
	static char kept[FACTS_MAX][256];
	for (size_t i = 0; i < catalog->setting_count; i++) {
		snprintf(of[i], sizeof of[i], "%s\\%s", catalog->settings[i].key, catalog->settings[i].value);
		memcpy(kept[i], of[i], sizeof kept[i]);
		facts[count++] = (struct hr_fact){.of = kept[i],
		                                  .value = "",
		                                  .key = HR_FACT_REGISTRY_VALUE,
		                                  .seen = HR_ABSENT,
		                                  .by = HR_BY_REGISTRY};
	}
	size_t settings = count;
	for (const char *at = values; *at != '\0'; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		size_t name = strcspn(at, "= ");
		snprintf(text[count], 16, "%.*s", (int)(length - name - (name < length)), at + name + (name < length));
		if (name == length) {
			static char update[32];
			snprintf(update, sizeof update, "%.*s", (int)length, at);
			facts[count++] = (struct hr_fact){
			        .of = "", .value = update, .key = HR_FACT_WINDOWS_HOTFIXES, .seen = HR_PRESENT};
		}
		for (size_t k = 0; name < length && k < sizeof names / sizeof names[0]; k++) {
			if (strlen(names[k].word) != name || memcmp(names[k].word, at, name) != 0)
				continue;
			size_t i = 0;
			while (i < settings && strcmp(facts[i].of, names[k].of) != 0)
				i++;
			assert_true(i < settings);         /* else the catalog does not have it read */
			memmove(text[i], text[count], 16); /* may be the same row */
			facts[i].seen = *text[i] == '?' ? HR_FAILED : HR_PRESENT;
			facts[i].value = text[i];
			name = length;
		}
		assert_true(name == length); /* else a typing error in the case */
		at += length;
	}
	return count;
}

static void ask(const struct hr_machine *machine, const char *asked, struct hr_effective *found)
{
	bool wow = strstr(asked, "32") != NULL;
	if (strcmp(asked, "client") == 0 || strcmp(asked, "server") == 0)
		hr_model_schannel(machine, *asked == 's' ? HR_SIDE_SERVER : HR_SIDE_CLIENT, found);
	else if (strncmp(asked, "winhttp", 7) == 0)
		hr_model_winhttp(machine, wow, found);
	else if (strncmp(asked, "dotnet4", 7) == 0)
		hr_model_dotnet4(machine, wow, found);
	else
		hr_model_dotnet2(machine, wow, found);
}

static void does_what_is_documented(void **state)
{
	static struct hr_fact facts[FACTS_MAX];
	static char text[FACTS_MAX][16];
	size_t wrong = 0;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *row = &rows[i];
		struct hr_facts all = {.at = facts, .count = make_facts(row->values, facts, text)};
		struct hr_machine machine = {.facts = &all};
		struct hr_effective found;
		char words[64] = "";
		for (size_t k = 0; k < catalog->windows_count; k++)
			if (strcmp(catalog->windows[k].name, row->release) == 0)
				machine.windows = &catalog->windows[k];
		assert_non_null(machine.windows);
		assert_non_null(hr_catalog_source(set, row->source));
		ask(&machine, row->asked, &found);
		bool good = false;
		if (row->wanted[0] == '?')
			good = found.seen == HR_FAILED &&
			       strncmp(found.because, row->wanted + 2, strlen(row->wanted) - 2) == 0;
		else if (strcmp(row->wanted, "not installed") == 0)
			good = found.seen == HR_ABSENT;
		else
			good = found.seen == HR_PRESENT &&
			       strcmp(hr_version_words(found.versions, words, sizeof words), row->wanted) == 0;
		good = good && *found.because != '\0' && strlen(found.because) < HR_BECAUSE_MAX - 1;
		if (!good)
			print_error("%s with \"%s\", %s: wanted \"%s\", found seen=%d \"%s\" because %s\n",
			            row->release, row->values, row->asked, row->wanted, (int)found.seen, words,
			            found.because);
		wrong += !good;
	}
	assert_int_equal(wrong, 0);
	assert_true(sizeof rows / sizeof rows[0] >= 40);
}

/* Every release from 2008 R2 to 2025 and 7 to 11 has all that the model wants to know of it. */
static void knows_every_release(void **state)
{
	(void)state;
	for (size_t k = 0; k < catalog->windows_count; k++) {
		const struct hr_windows *row = &catalog->windows[k];
		if (row->version < HR_BUILD(6, 1, 0, 0))
			continue;
		assert_true(*row->client_on != '\0' && *row->server_on != '\0' && *row->winhttp != '\0' &&
		            *row->suites != '\0');
		assert_true(row->tls12);
		assert_int_equal(row->tls12_default, (hr_version_bits(row->client_on) & HR_BIT_1_2) != 0);
		size_t cases = 0;
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
			cases += strcmp(rows[i].release, row->name) == 0;
		if (cases == 0)
			fail_msg("%s: no case of what it does by default", row->name);
	}
}

static void tells_why(void **state)
{
	static struct hr_fact facts[FACTS_MAX];
	static char text[FACTS_MAX][16];
	struct hr_facts all = {.at = facts, .count = make_facts("c12=0 c11d=1", facts, text)};
	struct hr_machine machine = {.facts = &all,
	                             .windows = hr_windows_release(catalog, HR_BUILD(10, 0, 17763, 0), true)};
	struct hr_effective found;
	(void)state;
	hr_model_schannel(&machine, HR_SIDE_CLIENT, &found);
	assert_string_equal(found.because,
	                    "1.2 off: Enabled = 0; 1.1 off: DisabledByDefault = 1; 1.0 on: default of Windows "
	                    "Server 2019; ssl3 off: default of Windows Server 2019");
	assert_int_equal(found.by_name, HR_BIT_SSL3 | HR_BIT_1_0 | HR_BIT_1_1);
}

static void offers_suites(void **state)
{
	static struct hr_fact facts[FACTS_MAX + 4];
	static char text[FACTS_MAX][16];
	struct hr_facts all = {.at = facts, .count = make_facts("", facts, text)};
	struct hr_machine machine = {.facts = &all,
	                             .windows = hr_windows_release(catalog, HR_BUILD(6, 3, 9600, 0), true)};
	char suites[8192];
	struct hr_effective found;
	struct hr_fact *policy = NULL, *aes = NULL;
	(void)state;
	for (size_t i = 0; i < all.count; i++) {
		if (strstr(facts[i].of, "Policies") != NULL)
			policy = &facts[i];
		if (strstr(facts[i].of, "AES 256/256") != NULL)
			aes = &facts[i];
	}
	assert_true(policy != NULL && aes != NULL);
	hr_model_suites(&machine, suites, sizeof suites, &found);
	assert_int_equal(found.seen, HR_PRESENT);
	assert_ptr_equal(strstr(suites, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 "),
	                 suites);
	*aes = (struct hr_fact){.of = aes->of, .value = "0", .key = HR_FACT_REGISTRY_VALUE, .seen = HR_PRESENT};
	hr_model_suites(&machine, suites, sizeof suites, &found);
	assert_null(strstr(suites, "AES_256"));
	assert_string_equal(found.because, "default order of Windows Server 2012 R2; without Ciphers\\AES 256/256");
	*policy =
	        (struct hr_fact){.of = policy->of,
	                         .value = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256_P256,TLS_RSA_WITH_AES_256_GCM_SHA384",
	                         .key = HR_FACT_REGISTRY_VALUE,
	                         .seen = HR_PRESENT};
	hr_model_suites(&machine, suites, sizeof suites, &found);
	assert_string_equal(suites, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
	/* On later releases a name with a curve is not relied upon. */
	machine.windows = hr_windows_release(catalog, HR_BUILD(10, 0, 14393, 0), true);
	policy->value = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256_P256";
	hr_model_suites(&machine, suites, sizeof suites, &found);
	assert_int_equal(found.seen, HR_FAILED);
	policy->seen = HR_FAILED;
	hr_model_suites(&machine, suites, sizeof suites, &found);
	assert_int_equal(found.seen, HR_FAILED);
	assert_non_null(strstr(found.because, "Policies"));
}

static int load(void **state)
{
	struct hr_error why = {.text = ""};
	(void)state;
	if (!hr_catalog_load(HR_TEST_DATA "/../../../checks/catalog", "worldwide", &set, &why)) {
		print_error("%s\n", why.text);
		return 1;
	}
	catalog = hr_catalog_rows(set);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	hr_catalog_free(set);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(does_what_is_documented),
	        cmocka_unit_test(knows_every_release),
	        cmocka_unit_test(tells_why),
	        cmocka_unit_test(offers_suites),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
