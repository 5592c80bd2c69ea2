/* WinHTTP and the .NET Framework: what programs on top of Schannel ask it for. */
#include <stdio.h>
#include <string.h>

#include "hybridready/check.h"
#include "registry/model.h"

#define SOFTWARE(wow) ((wow) ? "HKLM\\SOFTWARE\\Wow6432Node\\" : "HKLM\\SOFTWARE\\")
#define NDP "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\"

/* Release values of the .NET Framework (dotnet-releases). */
#define DOTNET_4_5 378389
#define DOTNET_4_6 393295

#define OLD_TLS (HR_BIT_SSL3 | HR_BIT_1_0) /* what .NET asks for by itself */
#define STRONG_TLS (HR_BIT_1_0 | HR_BIT_1_1 | HR_BIT_1_2)

/* Keeps of Schannel's reason what speaks of the version that matters: 1.2 comes first. */
static void take_schannel(struct hr_effective *out, const struct hr_effective *schannel)
{
	const char *end = strchr(schannel->because, ';');
	int length = end == NULL ? (int)strlen(schannel->because) : (int)(end - schannel->because);
	hr_because_add(out, "; Schannel: %.*s", length, schannel->because);
}

/* --- WinHTTP --- */

/* Bits of DefaultSecureProtocols (winhttp-options). */
static uint32_t winhttp_bits(uint32_t value)
{
	static const uint32_t bits[HR_VERSION_BITS] = {0x08, 0x20, 0x80, 0x200, 0x800, 0x2000};
	uint32_t versions = 0;
	for (size_t i = 0; i < HR_VERSION_BITS; i++)
		versions |= (value & bits[i]) != 0 ? UINT32_C(1) << i : 0;
	return versions;
}

void hr_model_winhttp(const struct hr_machine *machine, bool wow, struct hr_effective *out)
{
	char key[128];
	uint32_t value = 0;
	struct hr_effective schannel;
	hr_model_schannel(machine, HR_SIDE_CLIENT, &schannel);
	if (schannel.seen != HR_PRESENT) {
		*out = schannel;
		return;
	}
	*out = (struct hr_effective){.seen = HR_PRESENT};
	const struct hr_windows *w = machine->windows;
	(void)snprintf(key, sizeof key, "%sMicrosoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
	               SOFTWARE(wow));
	enum hr_value_state state = hr_machine_number(machine, key, "DefaultSecureProtocols", &value);
	uint32_t asked = hr_version_bits(w->winhttp);
	if (state == HR_VALUE_UNKNOWN) {
		hr_model_unknown(out, "%s\\DefaultSecureProtocols", key);
		return;
	}
	if (state == HR_VALUE_SET) {
		/* Without the update the value is not heeded; where the default would do worse, that matters. */
		uint32_t set = winhttp_bits(value);
		bool heeded = *w->winhttp_needs == '\0' || hr_machine_has_update(machine, w->winhttp_needs);
		if (!heeded && (set & HR_BIT_1_2) != (asked & HR_BIT_1_2)) {
			hr_model_unknown(
			        out,
			        "whether %s or a later rollup is installed, without which WinHTTP on %s does not heed "
			        "DefaultSecureProtocols",
			        w->winhttp_needs, w->name);
			return;
		}
		asked = heeded ? set : asked;
		hr_because_add(out, "DefaultSecureProtocols = 0x%X", value);
	} else if (asked == 0) {
		hr_model_unknown(out, "what WinHTTP does by default on %s", w->name);
		return;
	} else {
		hr_because_add(out, "DefaultSecureProtocols not set: default of %s", w->name);
	}
	out->versions = asked & schannel.versions;
	take_schannel(out, &schannel);
}

/* --- .NET --- */

/* The two values of one framework and bitness. */
struct framework {
	char key[96];
	enum hr_value_state strong_state, system_state;
	uint32_t strong, system;
	struct hr_effective schannel;
};

static bool is_on(enum hr_value_state state, uint32_t value)
{
	return state == HR_VALUE_SET && value != 0;
}

/* False: the answer is unknown already. */
static bool read_framework(const struct hr_machine *machine, const char *version, bool wow, struct framework *f,
                           struct hr_effective *out)
{
	hr_model_schannel(machine, HR_SIDE_CLIENT, &f->schannel);
	if (f->schannel.seen != HR_PRESENT) {
		*out = f->schannel;
		return false;
	}
	*out = (struct hr_effective){.seen = HR_PRESENT};
	(void)snprintf(f->key, sizeof f->key, "%sMicrosoft\\.NETFramework\\%s", SOFTWARE(wow), version);
	f->strong_state = hr_machine_number(machine, f->key, "SchUseStrongCrypto", &f->strong);
	f->system_state = hr_machine_number(machine, f->key, "SystemDefaultTlsVersions", &f->system);
	return true;
}

static void take_system(const struct framework *f, struct hr_effective *out)
{
	out->versions = f->schannel.versions;
	hr_because_add(out, "SystemDefaultTlsVersions = %u", f->system);
	take_schannel(out, &f->schannel);
}

static void take_strong(const struct framework *f, struct hr_effective *out)
{
	/* .NET asks for these by name, so that DisabledByDefault does not keep them away. */
	out->versions = f->schannel.by_name & STRONG_TLS;
	hr_because_add(out, "SchUseStrongCrypto = %u", f->strong);
	take_schannel(out, &f->schannel);
}

static void take_old(const struct framework *f, const char *who, struct hr_effective *out)
{
	out->versions = f->schannel.by_name & OLD_TLS;
	hr_because_add(out, "%s ask for SSL 3.0 and TLS 1.0: %s", who,
	               f->system_state == HR_VALUE_SET ? "SystemDefaultTlsVersions = 0"
	                                               : "SystemDefaultTlsVersions not set");
	hr_because_add(out, ", %s",
	               f->strong_state == HR_VALUE_SET
	                       ? f->strong == 0 ? "SchUseStrongCrypto = 0" : "SchUseStrongCrypto is not enough"
	                       : "SchUseStrongCrypto not set");
}

void hr_model_dotnet4(const struct hr_machine *machine, bool wow, struct hr_effective *out)
{
	static const char setup[] = NDP "v4\\Full";
	struct framework f;
	uint32_t release = 0, install = 0;
	enum hr_value_state known = hr_machine_number(machine, setup, "Release", &release);
	enum hr_value_state installed = hr_machine_number(machine, setup, "Install", &install);
	if (known == HR_VALUE_NOT_SET && installed == HR_VALUE_NOT_SET) {
		*out = (struct hr_effective){.seen = HR_ABSENT, .because = "the .NET Framework 4 is not installed"};
		return;
	}
	if (!read_framework(machine, "v4.0.30319", wow, &f, out))
		return;
	if (f.system_state == HR_VALUE_UNKNOWN || f.strong_state == HR_VALUE_UNKNOWN) {
		hr_model_unknown(out, "%s\\%s", f.key,
		                 f.system_state == HR_VALUE_UNKNOWN ? "SystemDefaultTlsVersions"
		                                                    : "SchUseStrongCrypto");
		return;
	}
	bool strong = is_on(f.strong_state, f.strong), system = is_on(f.system_state, f.system);
	if (!strong && !system) { /* whatever the release is */
		take_old(&f, "programs built for .NET before 4.6", out);
	} else if (known == HR_VALUE_UNKNOWN) {
		hr_model_unknown(out, "%s\\Release: which .NET Framework 4 it is", setup);
	} else if (release < DOTNET_4_5) {
		take_old(&f, "programs on .NET 4.0", out);
	} else if (system && release >= DOTNET_4_6) {
		take_system(&f, out);
	} else if (strong) {
		take_strong(&f, out);
	} else {
		hr_model_unknown(
		        out,
		        "whether the .NET rollup of September 2017 is installed, without which .NET 4.5 does not heed "
		        "SystemDefaultTlsVersions");
	}
}

void hr_model_dotnet2(const struct hr_machine *machine, bool wow, struct hr_effective *out)
{
	struct framework f;
	uint32_t value = 0;
	bool absent = hr_machine_number(machine, NDP "v3.5", "Install", &value) == HR_VALUE_NOT_SET &&
	              hr_machine_number(machine, NDP "v2.0.50727", "Install", &value) == HR_VALUE_NOT_SET;
	if (absent) {
		*out = (struct hr_effective){.seen = HR_ABSENT,
		                             .because = "the .NET Framework 2.0 and 3.5 are not installed"};
		return;
	}
	if (!read_framework(machine, "v2.0.50727", wow, &f, out))
		return;
	const struct hr_windows *w = machine->windows;
	if (f.system_state == HR_VALUE_UNKNOWN)
		hr_model_unknown(out, "%s\\SystemDefaultTlsVersions", f.key);
	else if (!is_on(f.system_state, f.system))
		take_old(&f, "programs built for .NET 2.0 and 3.5", out);
	else if (*w->dotnet2_needs != '\0' && !hr_machine_has_update(machine, w->dotnet2_needs))
		hr_model_unknown(
		        out,
		        "whether %s or a later rollup is installed, without which .NET 3.5 on %s does not heed "
		        "SystemDefaultTlsVersions",
		        w->dotnet2_needs, w->name);
	else
		take_system(&f, out);
}
