#include "cli/settings.h"

#include <string.h>

#include "base/text.h"
#include "model/names.h"

enum kind { FLAG, TEXT, LIST, NUMBER, PORTS, SERVICE, SHARD };

/* Every option of every verb; which verb heeds which is in its help. */
struct option {
	const char *name;
	enum kind kind;
	size_t offset;
	unsigned max;  /* of a NUMBER */
	unsigned unit; /* what a NUMBER is multiplied with */
};

#define AT(member) offsetof(struct hr_settings, member)

static const struct option options[] = {
        {"ldap", TEXT, AT(ldap), 0, 0},
        {"domain", TEXT, AT(domain), 0, 0},
        {"bind-dn", TEXT, AT(bind_dn), 0, 0},
        {"password-file", TEXT, AT(password_file), 0, 0},
        {"gssapi", FLAG, AT(gssapi), 0, 0},
        {"starttls", FLAG, AT(starttls), 0, 0},
        {"ca", TEXT, AT(ca), 0, 0},
        {"nameserver", TEXT, AT(nameserver), 0, 0},
        {"ldif", LIST, AT(ldif), 0, 0},
        {"topology", LIST, AT(topology), 0, 0},
        {"servers", LIST, AT(servers), 0, 0},
        {"server", TEXT, AT(server), 0, 0},
        {"since", TEXT, AT(since), 0, 0},
        {"output", TEXT, AT(output), 0, 0},
        {"resolve", LIST, AT(resolve), 0, 0},
        {"hosts", LIST, AT(hosts), 0, 0},
        {"targets", LIST, AT(targets), 0, 0},
        {"ports", PORTS, 0, 0, 0},
        {"cloud", TEXT, AT(cloud), 0, 0},
        {"concurrency", NUMBER, AT(concurrency), 100000, 1},
        {"per-host", NUMBER, AT(per_host), 1000, 1},
        {"rate", NUMBER, AT(rate), 1000000, 1},
        {"timeout", NUMBER, AT(timeout_ms), 3600, 1000},
        {"lang", TEXT, AT(language), 0, 0},
        {"format", TEXT, AT(format), 0, 0},
        {"stylesheet", TEXT, AT(stylesheet), 0, 0},
        {"service", SERVICE, AT(service), 0, 0},
        {"checks", TEXT, AT(checks), 0, 0},
        {"catalog", TEXT, AT(catalog), 0, 0},
        {"explain", FLAG, AT(explain), 0, 0},
        {"quick", FLAG, AT(quick), 0, 0},
        {"fast", FLAG, AT(fast), 0, 0},
        {"deep", FLAG, AT(deep), 0, 0},
        {"resume", FLAG, AT(resume), 0, 0},
        {"restart", FLAG, AT(restart), 0, 0},
        {"shard", SHARD, AT(shard), 0, 0},
        {"tailoring", TEXT, AT(tailoring), 0, 0},
        {"accept-waivers", FLAG, AT(accept_waivers), 0, 0},

        {"https", LIST, AT(https), 0, 0},
        {"smtp", LIST, AT(smtp), 0, 0},
        {"sip", LIST, AT(sip), 0, 0},
        {"for", NUMBER, AT(seconds), 31536000, 1},
        {"interval", NUMBER, AT(interval), 3600, 1},
        {"restart-time", NUMBER, AT(restart_seconds), 86400, 1},
        {"events", TEXT, AT(events), 0, 0},
        {"certificate", TEXT, AT(certificate), 0, 0},
        {"key", TEXT, AT(key), 0, 0},
        {"commands", TEXT, AT(commands), 0, 0},
        {"registry", FLAG, AT(registry), 0, 0},
        {"smb-user", TEXT, AT(smb_user), 0, 0},
        {"smb-password-file", TEXT, AT(smb_password_file), 0, 0},
        {"smb-kerberos", FLAG, AT(smb_kerberos), 0, 0},
        {"smb-keytab", TEXT, AT(smb_keytab), 0, 0},
        {"quiet", FLAG, AT(quiet), 0, 0},
        {"no-color", FLAG, AT(no_color), 0, 0},
        {"progress", FLAG, AT(progress), 0, 0},
        {"help", FLAG, AT(help), 0, 0},
};

static const struct option *find(const char *name, size_t length)
{
	for (size_t i = 0; i < HR_COUNT(options); i++)
		if (strlen(options[i].name) == length && strncmp(options[i].name, name, length) == 0)
			return &options[i];
	return NULL;
}

/* "30", and for a rate "30/s" too. */
static bool set_number(const struct option *option, const char *value, unsigned *number, struct hr_error *why)
{
	uint64_t parsed = 0;
	char digits[16];
	size_t length = strcspn(value, "/");
	bool rate = strcmp(option->name, "rate") == 0;
	bool well_formed =
	        length < sizeof digits && (value[length] == '\0' || (rate && strcmp(value + length, "/s") == 0));
	if (well_formed) {
		memcpy(digits, value, length);
		digits[length] = '\0';
	}
	if (!well_formed || !hr_text_number(digits, option->max, &parsed) || parsed == 0)
		return hr_fail(why, HR_E_USAGE, "--%s %s: wanted a whole number from 1 to %u%s", option->name, value,
		               option->max, rate ? ", per second" : "");
	*number = (unsigned)parsed * option->unit;
	return true;
}

static bool set_port(struct hr_settings *settings, const char *value, struct hr_error *why)
{
	struct hr_port_override *row = &settings->ports[settings->port_count];
	const char *equals = strchr(value, '=');
	uint64_t port = 0;
	char *name = equals == NULL ? NULL : hr_arena_copy(settings->arena, value, (size_t)(equals - value));
	if (settings->port_count == HR_COUNT(settings->ports))
		return hr_fail(why, HR_E_USAGE, "--ports: given more than %zu times", HR_COUNT(settings->ports));
	if (name == NULL || !hr_service_named(name, &row->service) || !hr_text_number(equals + 1, 65535, &port) ||
	    port == 0)
		return hr_fail(why, HR_E_USAGE, "--ports %s: wanted SERVICE=PORT, such as smtp=2525", value);
	row->port = (uint16_t)port;
	settings->port_count++;
	return true;
}

static bool set(struct hr_settings *settings, const struct option *option, const char *value, struct hr_error *why)
{
	void *place = (char *)settings + option->offset;
	struct hr_list *list = place;
	switch (option->kind) {
	case FLAG:
		*(bool *)place = true;
		return true;
	case TEXT:
		*(const char **)place = value;
		return true;
	case LIST:
		if (list->count == HR_LIST_MAX)
			return hr_fail(why, HR_E_USAGE, "--%s: given more than %d times", option->name, HR_LIST_MAX);
		list->at[list->count++] = value;
		return true;
	case NUMBER:
		return set_number(option, value, place, why);
	case PORTS:
		return set_port(settings, value, why);
	case SHARD:
		if (hr_shard_parse(value, place))
			return true;
		return hr_fail(why, HR_E_USAGE, "--shard %s: wanted I/N, such as 2/3, with N at most %d", value,
		               HR_SHARDS_MAX);
	case SERVICE:
		if (hr_service_named(value, place))
			return true;
		return hr_fail(why, HR_E_USAGE, "--service %s: wanted smtp, imap, pop3, ldap, sip, https or tls",
		               value);
	}
	return false;
}

/* `--service` of the verbs that look at servers takes no value: it means Microsoft 365. */
static bool looks_around(const struct hr_settings *settings)
{
	return settings->verb != NULL && (strcmp(settings->verb, "collect") == 0 || strcmp(settings->verb, "run") == 0);
}

/* One option at argv[*i]; moves *i over a value of its own. */
static bool read_option(struct hr_settings *settings, int argc, char **argv, int *i, struct hr_error *why)
{
	const char *word = argv[*i];
	const struct option *option = NULL;
	const char *value = NULL;
	if (strcmp(word, "-o") == 0) {
		option = find("output", 6);
	} else if (strcmp(word, "-h") == 0) {
		option = find("help", 4);
	} else if (strncmp(word, "--", 2) == 0) {
		size_t length = strcspn(word + 2, "=");
		option = find(word + 2, length);
		value = word[2 + length] == '=' ? word + 3 + length : NULL;
	}
	if (option == NULL)
		return hr_fail(why, HR_E_USAGE, "unknown option %s; hybridready --help lists them", word);
	if (option->kind == FLAG && value != NULL)
		return hr_fail(why, HR_E_USAGE, "--%s takes no value", option->name);
	if (option->kind == SERVICE && value == NULL && looks_around(settings)) {
		settings->path = true;
		return true;
	}
	if (option->kind != FLAG && value == NULL) {
		if (*i + 1 >= argc)
			return hr_fail(why, HR_E_USAGE, "%s: its value is missing", word);
		value = argv[++*i];
	}
	if (option->kind != FLAG && *value == '\0')
		return hr_fail(why, HR_E_USAGE, "--%s: its value is empty", option->name);
	return set(settings, option, value, why);
}

static const char default_cloud[] = "worldwide";

bool hr_settings_read(int argc, char **argv, struct hr_settings *settings, struct hr_error *why)
{
	*settings = (struct hr_settings){.arena = hr_arena_new(0), .cloud = default_cloud};
	if (settings->arena == NULL)
		return hr_fail_memory(why);
	bool only_arguments = false;
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		if (!only_arguments && strcmp(word, "--") == 0) {
			only_arguments = true;
		} else if (!only_arguments && word[0] == '-' && word[1] != '\0') {
			if (!read_option(settings, argc, argv, &i, why))
				return false;
		} else if (settings->verb == NULL) {
			settings->verb = word;
		} else if (settings->arguments.count == HR_LIST_MAX) {
			return hr_fail(why, HR_E_USAGE,
			               "more than %d arguments; put hosts into a file (--servers, --targets)",
			               HR_LIST_MAX);
		} else {
			settings->arguments.at[settings->arguments.count++] = word;
		}
	}
	settings->cloud_given = settings->cloud != default_cloud;
	return true;
}
