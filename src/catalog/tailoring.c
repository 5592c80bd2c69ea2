#include "catalog/tailoring.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "model/names.h"
#include "model/report.h"

/* A file while its rows are taken over. */
struct file {
	const char *name;
	struct hr_tailoring *tailoring;
	struct hr_error *why;
};

/* One element of it. Attributes that are not there are "". */
struct row {
	const struct file *file;
	const xmlNode *element;
	unsigned line;
};

static const char *get(const struct row *row, const char *name)
{
	return hr_xml_attribute(row->file->tailoring->arena, row->element, name, "");
}

static bool is_there_twice(const struct row *row, const char *what, unsigned line)
{
	return hr_fail(row->file->why, HR_E_CATALOG, "%s:%u: %s is there already, in line %u; keep one of them",
	               row->file->name, row->line, what, line);
}

/* A day, or 0 where none is given. */
static bool get_day(const struct row *row, int64_t *seconds)
{
	const char *text = get(row, "until");
	*seconds = 0;
	if (text == NULL)
		return hr_fail_memory(row->file->why);
	return *text == '\0' || (hr_time_parse(text, seconds) && *seconds > 0) ||
	       hr_fail(row->file->why, HR_E_CATALOG, "%s:%u: until=\"%s\" is no day after 1970", row->file->name,
	               row->line, text);
}

static bool take_rule(const struct row *row)
{
	const struct hr_tailoring *t = row->file->tailoring;
	struct hr_adjustment fresh = {.rule = get(row, "id"), .why = get(row, "why"), .line = row->line};
	const char *off = get(row, "off");
	const char *severity = get(row, "severity");
	if (fresh.rule == NULL || fresh.why == NULL || off == NULL || severity == NULL)
		return hr_fail_memory(row->file->why);
	fresh.off = *off != '\0';
	fresh.graded = hr_severity_named(severity, &fresh.severity);
	if (fresh.off == fresh.graded)
		return hr_fail(row->file->why, HR_E_CATALOG,
		               "%s:%u: rule \"%s\": wanted off=\"true\" or a severity, and not both", row->file->name,
		               row->line, fresh.rule);
	const struct hr_adjustment *old = hr_tailoring_adjustment(t, fresh.rule);
	if (old != NULL)
		return is_there_twice(row, fresh.rule, old->line);
	return hr_tailoring_add_adjustment(row->file->tailoring, &fresh, row->file->why);
}

/* The organisation has neither a phase of its own nor facts of endpoints. */
static bool is_of_server(const struct row *row, const char *about)
{
	return strcmp(about, HR_ORGANISATION) != 0 ||
	       hr_fail(row->file->why, HR_E_CATALOG, "%s:%u: found \"%s\", wanted a server or an endpoint",
	               row->file->name, row->line, about);
}

static bool take_server(const struct row *row)
{
	const struct hr_tailoring *t = row->file->tailoring;
	struct hr_server_phase fresh = {.about = get(row, "name"), .line = row->line};
	const char *phase = get(row, "phase");
	if (fresh.about == NULL || phase == NULL)
		return hr_fail_memory(row->file->why);
	if (!is_of_server(row, fresh.about))
		return false;
	if (!hr_legacy_phase_named(phase, &fresh.phase))
		return hr_fail(row->file->why, HR_E_CATALOG, "%s:%u: phase=\"%s\": wanted enabling or disabled",
		               row->file->name, row->line, phase);
	for (size_t i = 0; i < t->phase_count; i++)
		if (hr_text_compare_nocase(t->phases[i].about, fresh.about) == 0)
			return is_there_twice(row, fresh.about, t->phases[i].line);
	return hr_tailoring_add_phase(row->file->tailoring, &fresh, row->file->why);
}

/* Either a fact and how it is seen, or a rule and its outcome. */
static bool get_expected(const struct row *row, struct hr_expectation *fresh)
{
	const char *fact = get(row, "fact");
	const char *seen = get(row, "seen");
	const char *outcome = get(row, "outcome");
	const char *question = get(row, "question");
	if (fact == NULL || seen == NULL || outcome == NULL || question == NULL)
		return hr_fail_memory(row->file->why);
	bool by_fact = *fact != '\0' && *seen != '\0';
	bool by_rule = *fresh->rule != '\0' && *outcome != '\0';
	bool mixed = (by_fact && (*fresh->rule != '\0' || *outcome != '\0')) ||
	             (by_rule && (*fact != '\0' || *seen != '\0' || *question != '\0'));
	if (by_fact == by_rule || mixed)
		return hr_fail(row->file->why, HR_E_CATALOG,
		               "%s:%u: wanted either fact and seen (and perhaps question), or rule and outcome",
		               row->file->name, row->line);
	if (by_fact && !hr_fact_key_named(fact, &fresh->key))
		return hr_fail(row->file->why, HR_E_CATALOG, "%s:%u: there is no fact \"%s\"; tls.1.0 is one",
		               row->file->name, row->line, fact);
	bool good = by_fact ? hr_seen_named(seen, &fresh->seen) : hr_outcome_named(outcome, &fresh->outcome);
	good = good && (*question == '\0' || hr_question_named(question, &fresh->question));
	return good ||
	       hr_fail(row->file->why, HR_E_CATALOG, "%s:%u: a word that is not known", row->file->name, row->line);
}

static bool take_expectation(const struct row *row)
{
	const struct hr_tailoring *t = row->file->tailoring;
	struct hr_expectation fresh = {.about = get(row, "about"),
	                               .rule = get(row, "rule"),
	                               .why = get(row, "why"),
	                               .question = HR_RETIRE,
	                               .line = row->line};
	if (fresh.about == NULL || fresh.rule == NULL || fresh.why == NULL)
		return hr_fail_memory(row->file->why);
	if (!is_of_server(row, fresh.about) || !get_expected(row, &fresh) || !get_day(row, &fresh.until))
		return false;
	for (size_t i = 0; i < t->expectation_count; i++) {
		const struct hr_expectation *old = &t->expectations[i];
		if (hr_text_compare_nocase(old->about, fresh.about) == 0 && old->key == fresh.key &&
		    strcmp(old->rule, fresh.rule) == 0)
			return is_there_twice(row, "what is expected of that", old->line);
	}
	return hr_tailoring_add_expectation(row->file->tailoring, &fresh, row->file->why);
}

static bool take_waiver(const struct row *row)
{
	const struct hr_tailoring *t = row->file->tailoring;
	struct hr_waiver fresh = {.rule = get(row, "rule"),
	                          .about = get(row, "about"),
	                          .who = get(row, "who"),
	                          .why = get(row, "why"),
	                          .line = row->line};
	if (fresh.rule == NULL || fresh.about == NULL || fresh.who == NULL || fresh.why == NULL)
		return hr_fail_memory(row->file->why);
	if (!get_day(row, &fresh.until))
		return false;
	for (size_t i = 0; i < t->waiver_count; i++) {
		const struct hr_waiver *old = &t->waivers[i];
		if (strcmp(old->rule, fresh.rule) == 0 && hr_text_compare_nocase(old->about, fresh.about) == 0)
			return is_there_twice(row, "a waiver of that rule there", old->line);
	}
	return hr_tailoring_add_waiver(row->file->tailoring, &fresh, row->file->why);
}

static const struct {
	const char *name;
	bool (*take)(const struct row *);
} elements[] = {{"rule", take_rule}, {"server", take_server}, {"expect", take_expectation}, {"waiver", take_waiver}};

static bool take_all(const struct file *file, xmlNode *root)
{
	for (xmlNode *node = hr_xml_element(root->children, NULL); node != NULL;
	     node = hr_xml_element(node->next, NULL)) {
		const struct row row = {.file = file, .element = node, .line = (unsigned)xmlGetLineNo(node)};
		for (size_t i = 0; i < HR_COUNT(elements); i++)
			if (strcmp((const char *)node->name, elements[i].name) == 0 && !elements[i].take(&row))
				return false;
	}
	return true;
}

bool hr_tailoring_parse(const char *name, const char *sha256, const char *bytes, size_t length,
                        const struct hr_xml_schema *schema, struct hr_arena *arena, struct hr_tailoring **tailoring,
                        struct hr_error *why)
{
	xmlDoc *document = NULL;
	enum hr_legacy_phase phase = HR_LEGACY_ALLOWED;
	if (length > HR_TAILORING_FILE_MAX)
		return hr_fail(why, HR_E_LIMIT, "%s: larger than %zu MiB, the most that is read", name,
		               HR_TAILORING_FILE_MAX >> 20);
	if (!hr_xml_parse(name, bytes, length, schema, &document, why))
		return false;
	xmlNode *root = xmlDocGetRootElement(document);
	const char *slash = strrchr(name, '/');
	const char *title = hr_xml_attribute(arena, root, "title", "");
	const char *word = hr_xml_attribute(arena, root, "phase", "enabling");
	struct file file = {.name = name, .why = why};
	if (title != NULL && word != NULL && hr_legacy_phase_named(word, &phase))
		file.tailoring = hr_tailoring_new(arena, slash == NULL ? name : slash + 1, sha256, title, phase);
	bool good = file.tailoring != NULL ? take_all(&file, root) : hr_fail_memory(why);
	xmlFreeDoc(document);
	if (good)
		*tailoring = file.tailoring;
	return good;
}
