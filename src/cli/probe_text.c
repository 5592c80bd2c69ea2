#include "cli/probe_text.h"

#include <stdio.h>
#include <string.h>

#include "model/names.h"

#define GREEN "\x1B[32m"
#define RED "\x1B[31m"
#define YELLOW "\x1B[33m"
#define BOLD "\x1B[1m"
#define WIDTH 100 /* of explanations */

struct version {
	enum hr_fact_key key;
	const char *name;
	bool wanted; /* else it is old: good if it is off */
};

static const struct version versions[] = {
        {HR_FACT_TLS_SSL2, "SSL 2.0", false}, {HR_FACT_TLS_SSL3, "SSL 3.0", false}, {HR_FACT_TLS_1_0, "TLS 1.0", false},
        {HR_FACT_TLS_1_1, "TLS 1.1", false},  {HR_FACT_TLS_1_2, "TLS 1.2", true},   {HR_FACT_TLS_1_3, "TLS 1.3", true},
};

static void painted(const struct hr_probe_text *t, const char *color, int width, const char *word)
{
	bool paint = t->color && *color != '\0';
	(void)printf("%s%-*s%s", paint ? color : "", width, word, paint ? "\x1B[0m" : "");
}

/* --- in words --- */

static void print_wrapped(const char *sentence)
{
	size_t column = 0;
	while (*sentence != '\0') {
		size_t length = strcspn(sentence, " \n\t");
		if (column == 0 || column + length + 1 > WIDTH - 8) {
			(void)printf("%s      %s", column == 0 ? "" : "\n", column == 0 ? "> " : "  ");
			column = 0;
		} else if (length > 0) {
			(void)putchar(' ');
		}
		(void)printf("%.*s", (int)length, sentence);
		column += length + 1;
		sentence += length;
		sentence += strspn(sentence, " \n\t");
	}
	(void)puts("");
}

/* The text for what was seen: for this very value if there is one, else for its kind. */
static const char *meaning_of(const struct hr_probe_text *t, const struct hr_fact *fact)
{
	char id[128];
	const char *key = hr_fact_key_name(fact->key), *seen = hr_seen_name(fact->seen);
	const char *text = "";
	if (strlen(fact->value) < 40 && strchr(fact->value, ' ') == NULL) {
		(void)snprintf(id, sizeof id, "fact.%s.%s.%s", key, seen, fact->value);
		text = hr_lang_text(t->lang, "ui", id, "text");
	}
	if (*text == '\0') {
		(void)snprintf(id, sizeof id, "fact.%s.%s", key, seen);
		text = hr_lang_text(t->lang, "ui", id, "text");
	}
	if (*text == '\0' && fact->seen == HR_FAILED)
		text = hr_lang_text(t->lang, "ui", "fact.failed", "text");
	return text;
}

static void explain(const struct hr_probe_text *t, const struct hr_fact *fact)
{
	const char *text = t->lang == NULL ? "" : meaning_of(t, fact);
	if (*text != '\0')
		print_wrapped(text);
}

static void explain_id(const struct hr_probe_text *t, const char *id)
{
	const char *text = t->lang == NULL ? "" : hr_lang_text(t->lang, "ui", id, "text");
	if (*text != '\0')
		print_wrapped(text);
}

/* --- versions and suites --- */

static const struct version *version_of(enum hr_fact_key key)
{
	for (size_t i = 0; i < HR_COUNT(versions); i++)
		if (versions[i].key == key)
			return &versions[i];
	return NULL;
}

static void print_version(const struct hr_probe_text *t, const struct version *version, const struct hr_fact *fact)
{
	const char *color = fact->seen == HR_FAILED                                   ? YELLOW
	                    : fact->seen == HR_PRESENT && version->wanted             ? GREEN
	                    : fact->seen == HR_PRESENT                                ? RED
	                    : fact->seen == HR_ABSENT && fact->key == HR_FACT_TLS_1_2 ? RED
	                                                                              : "";
	const char *word = fact->seen == HR_PRESENT ? "accepted" : fact->seen == HR_ABSENT ? "refused" : "not known";
	(void)printf("    %-10s", version->name);
	const char *reason = fact->seen == HR_PRESENT ? "" : fact->value;
	painted(t, color, *reason == '\0' ? 0 : 12, word);
	(void)puts(reason);
	explain(t, fact);
}

static const char *weakness_of(const struct hr_suite *suite)
{
	static const struct {
		uint32_t trait;
		const char *word;
	} rows[] = {{HR_SUITE_NULL, "not encrypted"},
	            {HR_SUITE_ANON, "anonymous"},
	            {HR_SUITE_EXPORT, "export grade"},
	            {HR_SUITE_RC4, "RC4"},
	            {HR_SUITE_DES, "DES"},
	            {HR_SUITE_3DES, "3DES"},
	            {HR_SUITE_RC2, "RC2"}};
	for (size_t i = 0; i < HR_COUNT(rows); i++)
		if ((suite->traits & rows[i].trait) != 0)
			return rows[i].word;
	return NULL;
}

static void print_suites(const struct hr_probe_text *t, const struct version *version, const char *suites)
{
	bool modern = version->wanted;
	bool shared = false, weak = false;
	(void)printf("  %s suites\n", version->name);
	while (*suites != '\0') {
		size_t length = strcspn(suites, " ");
		char name[128];
		(void)snprintf(name, sizeof name, "%.*s", (int)length, suites);
		const struct hr_suite *suite = hr_suite_named(t->catalog, suites, length);
		const char *weakness = suite == NULL ? NULL : weakness_of(suite);
		bool forward = suite != NULL && (suite->traits & (HR_SUITE_FORWARD | HR_SUITE_TLS13)) != 0;
		bool listed = modern && suite != NULL && suite->office365;
		(void)printf("    ");
		const char *const notes[] = {weakness == NULL ? NULL : weakness, listed ? "Microsoft 365" : NULL,
		                             forward ? "forward secrecy" : NULL};
		painted(t, weakness != NULL ? RED : listed ? GREEN : "", 0, name);
		size_t column = length < sizeof name ? length : sizeof name - 1;
		for (size_t i = 0; i < HR_COUNT(notes); i++) {
			if (notes[i] == NULL)
				continue;
			int gap = column == length && length < 50 ? (int)(50 - length) : 2;
			(void)printf("%*s%s%s", gap, "", notes[i] == weakness ? "weak: " : "", notes[i]);
			column++;
		}
		(void)puts("");
		shared |= listed;
		weak |= weakness != NULL;
		suites += length;
		suites += strspn(suites, " ");
	}
	if (modern)
		explain_id(t, shared ? "fact.suites.shared" : "fact.suites.none-shared");
	if (weak)
		explain_id(t, "fact.suites.weak");
}

/* --- everything else --- */

static void print_fact(const struct hr_probe_text *t, const struct hr_fact *fact)
{
	const char *seen = fact->seen == HR_PRESENT ? "" : fact->seen == HR_ABSENT ? "no" : "not known";
	char label[96];
	(void)snprintf(label, sizeof label, "%s%s%s", hr_fact_key_name(fact->key), *fact->of == '\0' ? "" : " ",
	               fact->of);
	(void)printf("    %-31s ", label);
	painted(t, fact->seen == HR_FAILED ? YELLOW : "", 0, seen);
	(void)printf("%s%s\n", *seen == '\0' || *fact->value == '\0' ? "" : ": ", fact->value);
	explain(t, fact);
}

/* Facts whose key begins with that, versions aside; a heading before the first. */
static void print_group(const struct hr_probe_text *t, const struct hr_endpoint *endpoint, const char *heading,
                        const char *prefix, bool others)
{
	bool any = false;
	for (size_t i = 0; i < endpoint->facts.count; i++) {
		const struct hr_fact *fact = &endpoint->facts.at[i];
		const char *key = hr_fact_key_name(fact->key);
		bool mine = strncmp(key, prefix, strlen(prefix)) == 0;
		bool rest = strncmp(key, "tls.", 4) != 0 && strncmp(key, "cert.", 5) != 0;
		if (version_of(fact->key) != NULL || (others ? !rest : !mine))
			continue;
		if (!any)
			(void)printf("  %s\n", heading);
		any = true;
		print_fact(t, fact);
	}
}

void hr_probe_text_print(const struct hr_probe_text *text, const struct hr_endpoint *endpoint)
{
	char title[320];
	(void)snprintf(title, sizeof title, "%s:%u (%s)", endpoint->host, (unsigned)endpoint->port,
	               hr_service_name(endpoint->service));
	painted(text, BOLD, 0, title);
	(void)puts("");
	print_group(text, endpoint, "Reached", "", true);
	const struct hr_fact *found[HR_COUNT(versions)];
	bool any = false;
	for (size_t i = 0; i < HR_COUNT(versions); i++) {
		found[i] = hr_find_in(&endpoint->facts, versions[i].key);
		if (found[i] == NULL)
			continue;
		if (!any)
			(void)puts("  Versions");
		any = true;
		print_version(text, &versions[i], found[i]);
	}
	for (size_t i = HR_COUNT(versions); i-- > 0;)
		if (hr_known(found[i]) && *found[i]->value != '\0')
			print_suites(text, &versions[i], found[i]->value);
	print_group(text, endpoint, "TLS", "tls.", false);
	print_group(text, endpoint, "Certificate", "cert.", false);
	(void)puts("");
	(void)fflush(stdout);
}
