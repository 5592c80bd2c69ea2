#include "registry/change.h"

#include <string.h>

#include "hybridready/check.h"
#include "registry/windows.h"

#define EOL "\r\n"

/* One machine, which may be a server of several products. */
struct changing {
	const struct hr_report *report;
	const struct hr_catalog *catalog;
	const char *const *servers;
	size_t server_count;
	struct hr_change *change;
	const char *key; /* the last one written, so that its values stand together */
};

static bool is_ours(const struct changing *c, const char *about)
{
	for (size_t i = 0; i < c->server_count; i++)
		if (strcmp(c->servers[i], about) == 0)
			return true;
	return false;
}

/* Is one of the setting's remedies what a finding asks for? */
static bool is_asked(const struct changing *c, const struct hr_setting *setting)
{
	for (size_t i = 0; i < c->report->finding_count; i++) {
		const struct hr_finding *finding = &c->report->findings[i];
		if (finding->outcome == HR_NOT_READY && *finding->remedy != '\0' && is_ours(c, finding->about) &&
		    hr_has_word(setting->remedies, finding->remedy))
			return true;
	}
	return false;
}

/* The fact of the value, of whichever server of the machine has it. */
static const struct hr_fact *value_of(const struct changing *c, const struct hr_setting *setting)
{
	for (size_t i = 0; i < c->report->organisation.server_count; i++) {
		const struct hr_server *server = &c->report->organisation.servers[i];
		const struct hr_machine machine = {.facts = &server->facts};
		const struct hr_fact *fact =
		        is_ours(c, server->id) ? hr_machine_value(&machine, setting->key, setting->value) : NULL;
		if (fact != NULL)
			return fact;
	}
	return NULL;
}

static void begin_key(struct changing *c, const char *key)
{
	if (c->key != NULL && strcmp(c->key, key) == 0)
		return;
	c->key = key;
	hr_buffer_printf(&c->change->make, EOL "[HKEY_LOCAL_MACHINE%s]" EOL, key + strlen("HKLM"));
	hr_buffer_printf(&c->change->undo, EOL "[HKEY_LOCAL_MACHINE%s]" EOL, key + strlen("HKLM"));
}

static void undo_value(struct changing *c, const struct hr_setting *setting, const struct hr_fact *fact)
{
	struct hr_buffer *undo = &c->change->undo;
	if (hr_known(fact)) {
		hr_buffer_printf(undo, "\"%s\"=dword:%08x" EOL, setting->value, (unsigned)fact->number);
	} else if (hr_missing(fact)) {
		hr_buffer_printf(undo, "\"%s\"=-" EOL, setting->value);
	} else {
		c->change->unknown++;
		hr_buffer_printf(undo, "; \"%s\": what it was is not known; look before you change it" EOL,
		                 setting->value);
	}
}

/* Does the list hold a suite of TLS 1.2 that all of Microsoft 365 accepts? Names may end in a curve. */
static bool is_of_use(const struct changing *c, const char *list)
{
	while (*(list += strspn(list, " ,")) != '\0') {
		size_t length = strcspn(list, " ,"), plain = length;
		for (size_t i = 0; i + 2 < length; i++)
			if (memcmp(list + i, "_P", 2) == 0 && strspn(list + i + 2, "0123456789") == length - i - 2)
				plain = i;
		const struct hr_suite *suite = hr_suite_named(c->catalog, list, plain);
		if (suite != NULL && suite->office365 && suite->front_door && (suite->traits & HR_SUITE_TLS13) == 0)
			return true;
		list += length;
	}
	return false;
}

/* A policy's list of suites: without it, the order of Windows itself is in force. */
static void remove_value(struct changing *c, const struct hr_setting *setting)
{
	const struct hr_fact *fact = value_of(c, setting);
	if (!hr_known(fact) || is_of_use(c, fact->value))
		return;
	begin_key(c, setting->key);
	hr_buffer_printf(&c->change->make, "\"%s\"=-" EOL, setting->value);
	hr_buffer_printf(&c->change->undo, "\"%s\"=\"", setting->value);
	for (const char *at = fact->value; *at != '\0'; at++)
		hr_buffer_printf(&c->change->undo, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
	hr_buffer_text(&c->change->undo, "\"" EOL);
	c->change->values++;
}

static void set_value(struct changing *c, const struct hr_setting *setting)
{
	uint32_t old = 0, set = setting->set;
	const struct hr_fact *fact = value_of(c, setting);
	struct hr_fact before = fact == NULL ? (struct hr_fact){.seen = HR_NOT_COLLECTED} : *fact;
	const struct hr_facts one = {.at = &before, .count = 1};
	const struct hr_machine machine = {.facts = &one};
	enum hr_value_state state =
	        fact == NULL ? HR_VALUE_UNKNOWN : hr_machine_number(&machine, setting->key, setting->value, &old);
	if (state == HR_VALUE_SET && setting->bits)
		set |= old;
	/* Any Enabled but 0 is on: 0xffffffff need not become 1. */
	bool as_wanted = state == HR_VALUE_SET && (old == set || (set == 1 && old != 0));
	if (as_wanted || (setting->where_zero && (state != HR_VALUE_SET || old != 0)))
		return;
	before.number = old;
	if (state == HR_VALUE_UNKNOWN)
		before.seen = HR_FAILED;
	begin_key(c, setting->key);
	hr_buffer_printf(&c->change->make, "\"%s\"=dword:%08x" EOL, setting->value, (unsigned)set);
	undo_value(c, setting, &before);
	c->change->values++;
}

static void begin(struct hr_buffer *buffer, const char *name, const char *what)
{
	hr_buffer_printf(
	        buffer,
	        "Windows Registry Editor Version 5.00" EOL EOL "; %s" EOL "; %s" EOL
	        "; To be read and applied by a person, in the order of the report's plan; a restart is needed." EOL,
	        name, what);
}

bool hr_change_make(const struct hr_report *report, const struct hr_catalog *catalog, const char *const *servers,
                    size_t server_count, struct hr_change *change, struct hr_error *why)
{
	struct changing c = {.report = report,
	                     .catalog = catalog,
	                     .servers = servers,
	                     .server_count = server_count,
	                     .change = change};
	const char *name = server_count == 0 ? "" : strchr(servers[0], '/') + 1;
	*change = (struct hr_change){.make = {.ceiling = HR_CHANGE_TEXT_MAX}, .undo = {.ceiling = HR_CHANGE_TEXT_MAX}};
	begin(&change->make, name, "The settings that the findings call for.");
	begin(&change->undo, name, "Back to the settings as they were found.");
	for (size_t i = 0; i < catalog->setting_count; i++)
		if (*catalog->settings[i].remedies != '\0' && is_asked(&c, &catalog->settings[i]))
			(catalog->settings[i].removed ? remove_value : set_value)(&c, &catalog->settings[i]);
	if (change->values == 0)
		hr_buffer_text(&change->make, EOL "; Nothing: no finding that is not ready calls for a value." EOL);
	if (!change->make.failed && !change->undo.failed)
		return true;
	hr_change_free(change);
	return hr_fail_memory(why);
}

void hr_change_free(struct hr_change *change)
{
	hr_buffer_free(&change->make);
	hr_buffer_free(&change->undo);
}
