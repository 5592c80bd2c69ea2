/* The registry as the model sees it, and Schannel. */
#include "registry/windows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "hybridready/check.h"
#include "registry/model.h"

#define PROTOCOLS "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\"

/* By bit. */
static const struct {
	const char *word; /* in facts */
	const char *key;  /* in the registry */
} versions[HR_VERSION_BITS] = {
        {"ssl2", "SSL 2.0"}, {"ssl3", "SSL 3.0"}, {"1.0", "TLS 1.0"},
        {"1.1", "TLS 1.1"},  {"1.2", "TLS 1.2"},  {"1.3", "TLS 1.3"},
};

/* --- words --- */

const char *hr_version_words(uint32_t bits, char *words, size_t size)
{
	size_t used = 0;
	words[0] = '\0';
	for (size_t i = 0; i < HR_VERSION_BITS; i++) {
		size_t length = strlen(versions[i].word);
		if ((bits & UINT32_C(1) << i) == 0 || used + length + 2 > size)
			continue;
		if (used > 0)
			words[used++] = ' ';
		memcpy(words + used, versions[i].word, length + 1);
		used += length;
	}
	return words;
}

uint32_t hr_version_bits(const char *words)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < HR_VERSION_BITS; i++)
		if (hr_has_word(words, versions[i].word))
			bits |= UINT32_C(1) << i;
	return bits;
}

void hr_because_add(struct hr_effective *out, const char *format, ...)
{
	va_list list;
	size_t used = strlen(out->because);
	va_start(list, format);
	(void)vsnprintf(out->because + used, sizeof out->because - used, format, list);
	va_end(list);
}

void hr_model_unknown(struct hr_effective *out, const char *format, ...)
{
	va_list list;
	*out = (struct hr_effective){.seen = HR_FAILED};
	va_start(list, format);
	(void)vsnprintf(out->because, sizeof out->because, format, list);
	va_end(list);
}

/* --- the registry --- */

const struct hr_fact *hr_machine_value(const struct hr_machine *machine, const char *key, const char *name)
{
	const struct hr_fact *fact = NULL;
	size_t length = strlen(key);
	while ((fact = hr_next(machine->facts, HR_FACT_REGISTRY_VALUE, fact)) != NULL) {
		size_t own = strlen(fact->of);
		if (own == length + 1 + strlen(name) && fact->of[length] == '\\' &&
		    hr_text_compare_nocase(fact->of + length + 1, name) == 0) {
			size_t i = 0; /* the key, without case */
			while (i < length && (fact->of[i] | 32) == (key[i] | 32))
				i++;
			if (i == length)
				return fact;
		}
	}
	return NULL;
}

enum hr_value_state hr_machine_number(const struct hr_machine *machine, const char *key, const char *name,
                                      uint32_t *number)
{
	uint64_t parsed = 0;
	const struct hr_fact *fact = hr_machine_value(machine, key, name);
	if (hr_missing(fact))
		return HR_VALUE_NOT_SET;
	if (!hr_known(fact) || !hr_text_number(fact->value, UINT32_MAX, &parsed))
		return HR_VALUE_UNKNOWN;
	*number = (uint32_t)parsed;
	return HR_VALUE_SET;
}

bool hr_machine_has_update(const struct hr_machine *machine, const char *kb)
{
	const struct hr_fact *fact = NULL;
	while ((fact = hr_next(machine->facts, HR_FACT_WINDOWS_HOTFIXES, fact)) != NULL)
		if (hr_known(fact) && hr_has_word(fact->value, kb))
			return true;
	return false;
}

/* --- Schannel --- */

/* One protocol on one side. */
struct protocol {
	const char *word;
	char key[128]; /* HKLM\... */
	const char *side;
	bool default_on, default_off;
	enum hr_value_state enabled, disabled;
	uint32_t enabled_value, disabled_value;
};

enum standing { NOT_THERE, NEVER, BY_NAME, ON, NOT_KNOWN };

static enum standing decide(const struct hr_machine *machine, const struct protocol *p, struct hr_effective *out)
{
	if (!p->default_on && !p->default_off)
		return NOT_THERE; /* no value brings a version that Schannel does not have */
	if (p->enabled == HR_VALUE_SET && p->enabled_value == 0) {
		hr_because_add(out, "; %s off: Enabled = 0", p->word);
		return NEVER;
	}
	if (p->enabled == HR_VALUE_UNKNOWN || p->disabled == HR_VALUE_UNKNOWN) {
		hr_model_unknown(out, "%s\\%s", p->key,
		                 p->enabled == HR_VALUE_UNKNOWN ? "Enabled" : "DisabledByDefault");
		return NOT_KNOWN;
	}
	if (p->disabled == HR_VALUE_SET) {
		hr_because_add(out, "; %s %s: DisabledByDefault = %u", p->word, p->disabled_value == 0 ? "on" : "off",
		               p->disabled_value);
		return p->disabled_value == 0 ? ON : BY_NAME;
	}
	if (p->default_on || p->enabled == HR_VALUE_NOT_SET) {
		hr_because_add(out, "; %s %s: default of %s", p->word, p->default_on ? "on" : "off",
		               machine->windows->name);
		return p->default_on ? ON : BY_NAME;
	}
	/* Off by default, Enabled alone: the sources for old and for new releases do not agree on what that does. */
	hr_model_unknown(out, "%s\\DisabledByDefault, which is not set beside Enabled = %u", p->key, p->enabled_value);
	return NOT_KNOWN;
}

static enum standing judge_protocol(const struct hr_machine *machine, enum hr_side side, size_t index,
                                    struct hr_effective *out)
{
	const struct hr_windows *w = machine->windows;
	const char *on = side == HR_SIDE_CLIENT ? w->client_on : w->server_on;
	const char *off = side == HR_SIDE_CLIENT ? w->client_off : w->server_off;
	struct protocol p = {.word = versions[index].word};
	(void)snprintf(p.key, sizeof p.key, PROTOCOLS "%s\\%s", versions[index].key,
	               side == HR_SIDE_CLIENT ? "Client" : "Server");
	p.default_on = hr_has_word(on, p.word);
	p.default_off = hr_has_word(off, p.word);
	p.enabled = hr_machine_number(machine, p.key, "Enabled", &p.enabled_value);
	p.disabled = hr_machine_number(machine, p.key, "DisabledByDefault", &p.disabled_value);
	enum standing standing = decide(machine, &p, out);
	/* Server 2008 has 1.1 and 1.2 with an update only, and asking by name needs it just as well. */
	bool needs = *w->tls12_needs != '\0' && (hr_has_word("1.1 1.2", p.word));
	if (standing == ON && needs && !hr_machine_has_update(machine, w->tls12_needs)) {
		hr_model_unknown(out, "whether %s is installed, without which %s has no TLS %s", w->tls12_needs,
		                 w->name, p.word);
		return NOT_KNOWN;
	}
	return standing == BY_NAME && needs && !hr_machine_has_update(machine, w->tls12_needs) ? NEVER : standing;
}

void hr_model_schannel(const struct hr_machine *machine, enum hr_side side, struct hr_effective *out)
{
	/* The one that matters most is told first. */
	static const size_t order[HR_VERSION_BITS] = {4, 5, 3, 2, 1, 0};
	*out = (struct hr_effective){.seen = HR_PRESENT};
	if (machine->windows == NULL) {
		hr_model_unknown(out, "the Windows release");
		return;
	}
	if (*machine->windows->client_on == '\0') {
		hr_model_unknown(out, "what %s does by default", machine->windows->name);
		return;
	}
	for (size_t i = 0; i < HR_VERSION_BITS; i++) {
		struct hr_effective so_far = *out;
		enum standing standing = judge_protocol(machine, side, order[i], out);
		bool counts = order[i] >= 2 && order[i] <= 4; /* no judgement rests on SSL or on 1.3 being on */
		if (standing == NOT_KNOWN && counts)
			return;
		if (standing == NOT_KNOWN) {
			*out = so_far;
			hr_because_add(out, "; %s not known", versions[order[i]].word);
		}
		out->versions |= standing == ON ? UINT32_C(1) << order[i] : 0;
		out->by_name |= standing == ON || standing == BY_NAME ? UINT32_C(1) << order[i] : 0;
	}
	if (out->because[0] == ';')
		memmove(out->because, out->because + 2, strlen(out->because + 2) + 1);
}
