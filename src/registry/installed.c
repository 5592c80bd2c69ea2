#include "registry/installed.h"

#include <string.h>

#include "base/text.h"
#include "hybridready/check.h"

#define CURRENT_VERSION "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define EXCHANGE(version) "HKLM\\SOFTWARE\\Microsoft\\ExchangeServer\\" version "\\Setup"
#define UNINSTALL "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\"

static const char *text_value(const struct hr_machine *machine, const char *key, const char *name)
{
	const struct hr_fact *fact = hr_machine_value(machine, key, name);
	return hr_known(fact) ? fact->value : "";
}

/* Setup writes the cumulative update there, not the security update (exchange-css). */
static bool read_exchange(const struct hr_machine *machine, uint64_t *number)
{
	static const char *const keys[] = {EXCHANGE("v15"), EXCHANGE("v14")};
	static const char *const names[] = {"MsiProductMajor", "MsiProductMinor", "MsiBuildMajor", "MsiBuildMinor"};
	for (size_t i = 0; i < HR_COUNT(keys); i++) {
		uint32_t part[4];
		size_t n = 0;
		while (n < HR_COUNT(names) && hr_machine_number(machine, keys[i], names[n], &part[n]) == HR_VALUE_SET &&
		       part[n] <= UINT16_MAX)
			n++;
		if (n < HR_COUNT(names))
			continue;
		*number = HR_BUILD(part[0], part[1], part[2], part[3]);
		return true;
	}
	return false;
}

static bool ends(const char *text, const char *with)
{
	size_t length = strlen(text), own = strlen(with);
	return length >= own && strcmp(text + length - own, with) == 0;
}

/* Whatever installed component is the core of Skype for Business or Lync: its version is that of its last update. */
static bool read_skype(const struct hr_machine *machine, uint64_t *number)
{
	static const char name_end[] = "\\DisplayName";
	const struct hr_fact *fact = NULL;
	while ((fact = hr_next(machine->facts, HR_FACT_REGISTRY_VALUE, fact)) != NULL) {
		char key[256];
		size_t length = strlen(fact->of);
		if (!hr_known(fact) || strstr(fact->of, "\\Uninstall\\") == NULL || !ends(fact->of, name_end) ||
		    strstr(fact->value, "Core Components") == NULL || length >= sizeof key)
			continue;
		memcpy(key, fact->of, length + 1);
		key[length - strlen(name_end)] = '\0';
		if (hr_build_parse(text_value(machine, key, "DisplayVersion"), number))
			return true;
	}
	return false;
}

/* What setup wrote; whether an update writes it anew is not published, so that it is the least that can be there. */
static bool read_office_online(const struct hr_machine *machine, uint64_t *number)
{
	static const char *const keys[] = {UNINSTALL "Office16.WacServer", UNINSTALL "Office15.WacServer"};
	for (size_t i = 0; i < HR_COUNT(keys); i++)
		if (hr_build_parse(text_value(machine, keys[i], "DisplayVersion"), number))
			return true;
	return false;
}

/* A Surface Hub is its Windows: 10.0.15063 and the update's number behind it. */
static bool read_hub(const struct hr_machine *machine, uint64_t *number)
{
	uint32_t major = 0, update = 0;
	uint64_t build = 0;
	bool known = hr_text_number(text_value(machine, CURRENT_VERSION, "CurrentBuild"), UINT16_MAX, &build) &&
	             hr_machine_number(machine, CURRENT_VERSION, "CurrentMajorVersionNumber", &major) == HR_VALUE_SET &&
	             hr_machine_number(machine, CURRENT_VERSION, "UBR", &update) == HR_VALUE_SET &&
	             major <= UINT16_MAX && update <= UINT16_MAX;
	*number = HR_BUILD(major, 0, build, update);
	return known;
}

/* The newest version of the Teams Rooms app that is installed: it stands in the name of its key. */
static bool read_rooms(const struct hr_machine *machine, uint64_t *number)
{
	static const char start[] = "\\AppxAllUserStore\\Applications\\Microsoft.SkypeRoomSystem_";
	const struct hr_fact *fact = NULL;
	*number = 0;
	while ((fact = hr_next(machine->facts, HR_FACT_REGISTRY_VALUE, fact)) != NULL) {
		char text[HR_BUILD_TEXT_MAX];
		const char *at = strstr(fact->of, start);
		uint64_t one = 0;
		size_t length = at == NULL ? 0 : strcspn(at + strlen(start), "_");
		if (!hr_known(fact) || length == 0 || length >= sizeof text)
			continue;
		memcpy(text, at + strlen(start), length);
		text[length] = '\0';
		if (hr_build_parse(text, &one) && one > *number)
			*number = one;
	}
	return *number != 0;
}

bool hr_installed_build(const struct hr_machine *machine, const struct hr_server *server,
                        char text[static HR_BUILD_TEXT_MAX])
{
	uint64_t number = 0;
	bool hub = server->product == HR_ROOMS && hr_has_word(server->roles, "surface-hub");
	bool known = (server->product == HR_EXCHANGE && read_exchange(machine, &number)) ||
	             (server->product == HR_SKYPE && read_skype(machine, &number)) ||
	             (server->product == HR_OFFICE_ONLINE && read_office_online(machine, &number)) ||
	             (hub && read_hub(machine, &number)) ||
	             (server->product == HR_ROOMS && !hub && read_rooms(machine, &number));
	if (known)
		(void)hr_build_format(number, text);
	return known;
}
