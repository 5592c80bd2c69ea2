/* The comparison of two reports, for a person and for a program. */
#include <string.h>

#include "base/clock.h"
#include "model/names.h"
#include "report/diff.h"
#include "report/pen.h"
#include "report/render.h"

#define NAMESPACE "urn:hybridready:diff:1"
#define VALUE_SHOWN 100 /* bytes of a fact's value in the text; the XML has all of it */

const char *hr_go_name(enum hr_go go)
{
	return go == HR_GO ? "go" : go == HR_NO_GO ? "no-go" : "cannot-tell";
}

const char *hr_bearing_name(enum hr_bearing bearing)
{
	static const char *const names[] = {"worse", "unclear", "better", "other"};
	return (size_t)bearing < HR_COUNT(names) ? names[bearing] : "unknown";
}

const char *hr_cause_name(enum hr_cause cause)
{
	static const char *const names[] = {"evidence", "inventory", "catalog", "time"};
	return (size_t)cause < HR_COUNT(names) ? names[cause] : "unknown";
}

/* --- as text --- */

static void say_outcome(struct hr_buffer *text, const struct hr_finding *finding)
{
	hr_buffer_text(text, finding == NULL ? "not judged" : hr_outcome_name(finding->outcome));
	if (finding != NULL && finding->outcome == HR_NOT_READY)
		hr_buffer_printf(text, " (%s)", hr_severity_name(finding->severity));
}

/* Cut between two characters. */
static void say_value(struct hr_buffer *text, const char *value)
{
	size_t length = strlen(value);
	if (length > VALUE_SHOWN) {
		length = VALUE_SHOWN;
		while (length > 0 && ((unsigned char)value[length] & 0xC0) == 0x80)
			length--;
	}
	hr_buffer_add(text, value, length);
	if (value[length] != '\0')
		hr_buffer_text(text, "...");
}

static void say_fact(struct hr_buffer *text, const struct hr_fact *fact)
{
	if (fact == NULL) {
		hr_buffer_text(text, "not collected");
		return;
	}
	if (fact->seen != HR_PRESENT || *fact->value == '\0')
		hr_buffer_text(text, hr_seen_name(fact->seen));
	if (*fact->value == '\0')
		return;
	hr_buffer_text(text, fact->seen == HR_PRESENT ? "\"" : " (");
	say_value(text, fact->value);
	hr_buffer_text(text, fact->seen == HR_PRESENT ? "\"" : ")");
}

static void say_change(struct hr_buffer *text, const struct hr_change *change)
{
	if (change->sentence != NULL) {
		hr_buffer_printf(text, "  * %s\n", change->sentence);
		return;
	}
	hr_buffer_printf(text, "  %s", change->about);
	if (change->old_finding != NULL || change->new_finding != NULL) {
		const struct hr_finding *one = change->new_finding != NULL ? change->new_finding : change->old_finding;
		hr_buffer_printf(text, "  %s: ", one->rule);
		say_outcome(text, change->old_finding);
		hr_buffer_text(text, " -> ");
		say_outcome(text, change->new_finding);
		if (change->new_finding != NULL && *one->message != '\0')
			hr_buffer_printf(text, "\n      %s", one->message);
	} else if (change->old_fact != NULL || change->new_fact != NULL) {
		const struct hr_fact *one = change->new_fact != NULL ? change->new_fact : change->old_fact;
		hr_buffer_printf(text, "  %s", hr_fact_key_name(one->key));
		if (*one->of != '\0')
			hr_buffer_printf(text, " [%s]", one->of);
		hr_buffer_text(text, ": ");
		say_fact(text, change->old_fact);
		hr_buffer_text(text, " -> ");
		say_fact(text, change->new_fact);
	} else {
		hr_buffer_text(text, change->appeared ? "  is new in the inventory" : "  is gone from the inventory");
	}
	hr_buffer_text(text, "\n");
}

static bool is_told_elsewhere(const struct hr_change *change)
{
	return change->sentence != NULL && *change->sentence == '\0';
}

/* In the language of the sentences, else in English. */
static const char *words(const struct hr_diff *diff, const char *id, const char *english)
{
	const char *text = diff->lang == NULL ? "" : hr_lang_text(diff->lang, "diff", id, "text");
	return *text == '\0' ? english : text;
}

/* The changes of one bearing that evidence made, or, with another cause, all of that cause. */
static void say_group(struct hr_buffer *text, const struct hr_diff *diff, const char *title, enum hr_cause cause,
                      enum hr_bearing bearing)
{
	size_t said = 0;
	for (size_t i = 0; i < diff->count; i++) {
		const struct hr_change *change = &diff->changes[i];
		bool counts = cause == HR_BY_EVIDENCE || cause == HR_BY_TIME;
		if (change->cause != cause || (counts && change->bearing != bearing) || is_told_elsewhere(change))
			continue;
		if (said++ == 0)
			hr_buffer_printf(text, "\n%s\n", title);
		say_change(text, change);
	}
}

static void say_run(struct hr_buffer *text, const struct hr_diff *diff, const char *which, const struct hr_run *run)
{
	char stamp[HR_TIME_TEXT_MAX];
	(void)hr_time_format(run->started, stamp);
	hr_buffer_printf(text, "%s: %.10s %.5s UTC, %s", which, stamp, stamp + 11, run->tool);
	if (*run->catalog != '\0')
		hr_buffer_printf(text, ", %s %s", words(diff, "catalog", "catalog"), run->catalog);
	hr_buffer_printf(text, ".%s%s\n", run->complete ? "" : " ",
	                 run->complete ? "" : words(diff, "incomplete", "This run did not finish."));
}

bool hr_diff_text(const struct hr_diff *diff, struct hr_buffer *text, struct hr_error *why)
{
	static const char *const heads[] = {"GO", "NO-GO", "CANNOT TELL"};
	static const struct {
		const char *id, *english;
		enum hr_cause cause;
		enum hr_bearing bearing;
	} sections[] = {
	        {"section-worse", "Worse", HR_BY_EVIDENCE, HR_WORSE},
	        {"section-time", "Changed by the date alone", HR_BY_TIME, HR_WORSE},
	        {"section-unclear", "Can no longer be told", HR_BY_EVIDENCE, HR_UNCLEAR},
	        {"section-time", "Changed by the date alone", HR_BY_TIME, HR_UNCLEAR},
	        {"section-better", "Better", HR_BY_EVIDENCE, HR_BETTER},
	        {"section-other", "Changed otherwise", HR_BY_EVIDENCE, HR_OTHER},
	        {"section-time", "Changed by the date alone", HR_BY_TIME, HR_BETTER},
	        {"section-time", "Changed by the date alone", HR_BY_TIME, HR_OTHER},
	        {"section-inventory", "In one of the inventories only", HR_BY_INVENTORY, HR_OTHER},
	        {"section-catalog", "The same evidence, judged by another catalog or version", HR_BY_CATALOG, HR_OTHER},
	};
	hr_buffer_printf(text, "%s: %s\n\n", words(diff, hr_go_name(diff->go), heads[diff->go]), diff->reason);
	say_run(text, diff, words(diff, "old-run", "Old report"), &diff->old_report->run);
	say_run(text, diff, words(diff, "new-run", "New report"), &diff->new_report->run);
	for (size_t i = 0; i < HR_COUNT(diff->verdicts); i++)
		if (diff->verdicts[i] != NULL)
			hr_buffer_printf(text, "%s\n", diff->verdicts[i]);
	for (size_t i = 0; i < HR_COUNT(sections); i++)
		say_group(text, diff, words(diff, sections[i].id, sections[i].english), sections[i].cause,
		          sections[i].bearing);
	return !text->failed || hr_fail(why, HR_E_MEMORY, "the comparison is too long to show; write it as XML");
}

/* --- as XML --- */

static void write_run(struct hr_pen *pen, const char *element, const struct hr_run *run)
{
	hr_pen_begin(pen, element);
	hr_pen_put(pen, "run", run->id);
	hr_pen_put(pen, "tool", run->tool);
	hr_pen_put_time(pen, "started", run->started);
	hr_pen_put(pen, "complete", run->complete ? "true" : "false");
	hr_pen_put(pen, "catalog", run->catalog);
	hr_pen_end(pen);
}

static void write_finding(struct hr_pen *pen, const char *element, const struct hr_finding *finding)
{
	if (finding == NULL)
		return;
	hr_pen_begin(pen, element);
	hr_pen_put(pen, "outcome", hr_outcome_name(finding->outcome));
	hr_pen_put(pen, "severity", hr_severity_name(finding->severity));
	hr_pen_put_if_any(pen, "fact", finding->fact);
	hr_pen_text(pen, finding->message);
	hr_pen_end(pen);
}

static void write_fact(struct hr_pen *pen, const char *element, const struct hr_fact *fact)
{
	if (fact == NULL)
		return;
	hr_pen_begin(pen, element);
	hr_pen_put(pen, "seen", hr_seen_name(fact->seen));
	hr_pen_put_time(pen, "at", fact->at);
	hr_pen_text(pen, fact->value);
	hr_pen_end(pen);
}

static const char *kind_of(bool before, bool after)
{
	return before && after ? "changed" : after ? "appeared" : "vanished";
}

static void begin_change(struct hr_pen *pen, const char *element, const struct hr_change *change, const char *kind)
{
	hr_pen_begin(pen, element);
	hr_pen_put(pen, "about", change->about);
	hr_pen_put(pen, "change", kind);
	hr_pen_put(pen, "bearing", hr_bearing_name(change->bearing));
	hr_pen_put(pen, "cause", hr_cause_name(change->cause));
	if (change->step != 0)
		hr_pen_put_number(pen, "step", change->step);
}

static void write_sentence(struct hr_pen *pen, const struct hr_change *change)
{
	if (change->sentence != NULL)
		hr_pen_element_if_any(pen, "sentence", change->sentence);
}

static void write_change(struct hr_pen *pen, const struct hr_change *change)
{
	const struct hr_finding *finding = change->new_finding != NULL ? change->new_finding : change->old_finding;
	const struct hr_fact *fact = change->new_fact != NULL ? change->new_fact : change->old_fact;
	if (finding != NULL) {
		begin_change(pen, "finding", change, kind_of(change->old_finding != NULL, change->new_finding != NULL));
		hr_pen_put(pen, "rule", finding->rule);
		hr_pen_put(pen, "question", hr_question_name(finding->question));
		write_sentence(pen, change);
		write_finding(pen, "old", change->old_finding);
		write_finding(pen, "new", change->new_finding);
	} else if (fact != NULL) {
		begin_change(pen, "fact", change, kind_of(change->old_fact != NULL, change->new_fact != NULL));
		hr_pen_put(pen, "key", hr_fact_key_name(fact->key));
		hr_pen_put_if_any(pen, "of", fact->of);
		hr_pen_put(pen, "by", hr_means_name(fact->by));
		write_sentence(pen, change);
		write_fact(pen, "old", change->old_fact);
		write_fact(pen, "new", change->new_fact);
	} else {
		begin_change(pen, "subject", change, kind_of(!change->appeared, change->appeared));
		write_sentence(pen, change);
	}
	hr_pen_end(pen);
}

static void write_verdict(struct hr_pen *pen, const struct hr_diff *diff, enum hr_question question)
{
	if (diff->verdicts[question] == NULL)
		return;
	hr_pen_begin(pen, "verdict");
	hr_pen_put(pen, "question", hr_question_name(question));
	hr_pen_put(pen, "old", hr_outcome_name(diff->old_report->verdicts[question]));
	hr_pen_put(pen, "new", hr_outcome_name(diff->new_report->verdicts[question]));
	hr_pen_text(pen, diff->verdicts[question]);
	hr_pen_end(pen);
}

static void write_diff(struct hr_pen *pen, const void *subject)
{
	const struct hr_diff *diff = subject;
	hr_pen_begin(pen, "readiness-diff");
	hr_pen_put(pen, "xmlns", NAMESPACE);
	hr_pen_put(pen, "version", "1.0");
	hr_pen_put(pen, "xml:lang", diff->language);
	hr_pen_put(pen, "go", hr_go_name(diff->go));
	hr_pen_put(pen, "reason", diff->reason);
	write_run(pen, "old-run", &diff->old_report->run);
	write_run(pen, "new-run", &diff->new_report->run);
	for (size_t i = 0; i < HR_COUNT(diff->verdicts); i++)
		write_verdict(pen, diff, (enum hr_question)i);
	for (size_t i = 0; i < diff->count; i++)
		write_change(pen, &diff->changes[i]);
	hr_pen_end(pen);
}

bool hr_diff_write(const struct hr_diff *diff, const char *path, struct hr_error *why)
{
	return hr_pen_document(path, write_diff, diff, why);
}

bool hr_diff_render(const struct hr_diff *diff, const char *stylesheet, const char *path, struct hr_error *why)
{
	xmlDoc *document = NULL;
	return hr_pen_tree(write_diff, diff, &document, why) && hr_render_tree(document, stylesheet, path, why);
}
