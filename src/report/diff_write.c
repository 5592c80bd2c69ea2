/* The comparison of two reports, for a person and for a program. */
#include <string.h>

#include "base/clock.h"
#include "model/names.h"
#include "report/diff.h"
#include "report/pen.h"

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
	static const char *const names[] = {"evidence", "inventory", "catalog"};
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

/* The changes of one bearing that evidence made, or, with another cause, all of that cause. */
static void say_group(struct hr_buffer *text, const struct hr_diff *diff, const char *title, enum hr_cause cause,
                      enum hr_bearing bearing)
{
	size_t said = 0;
	for (size_t i = 0; i < diff->count; i++) {
		const struct hr_change *change = &diff->changes[i];
		if (change->cause != cause || (cause == HR_BY_EVIDENCE && change->bearing != bearing))
			continue;
		if (said++ == 0)
			hr_buffer_printf(text, "\n%s\n", title);
		say_change(text, change);
	}
}

static void say_run(struct hr_buffer *text, const char *which, const struct hr_run *run)
{
	char stamp[HR_TIME_TEXT_MAX];
	hr_buffer_printf(text, "%s  %s  %s  catalog %s%s\n", which, hr_time_format(run->started, stamp), run->tool,
	                 *run->catalog == '\0' ? "none" : run->catalog, run->complete ? "" : "  (not complete)");
}

bool hr_diff_text(const struct hr_diff *diff, struct hr_buffer *text, struct hr_error *why)
{
	static const char *const heads[] = {"GO", "NO-GO", "CANNOT TELL"};
	hr_buffer_printf(text, "%s: %s\n\n", heads[diff->go], diff->reason);
	say_run(text, "old", &diff->old_report->run);
	say_run(text, "new", &diff->new_report->run);
	say_group(text, diff, "Worse", HR_BY_EVIDENCE, HR_WORSE);
	say_group(text, diff, "Can no longer be told", HR_BY_EVIDENCE, HR_UNCLEAR);
	say_group(text, diff, "Better", HR_BY_EVIDENCE, HR_BETTER);
	say_group(text, diff, "Changed otherwise", HR_BY_EVIDENCE, HR_OTHER);
	say_group(text, diff, "In one of the inventories only", HR_BY_INVENTORY, HR_OTHER);
	say_group(text, diff, "The same evidence, judged by another catalog or version", HR_BY_CATALOG, HR_OTHER);
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
}

static void write_change(struct hr_pen *pen, const struct hr_change *change)
{
	const struct hr_finding *finding = change->new_finding != NULL ? change->new_finding : change->old_finding;
	const struct hr_fact *fact = change->new_fact != NULL ? change->new_fact : change->old_fact;
	if (finding != NULL) {
		begin_change(pen, "finding", change, kind_of(change->old_finding != NULL, change->new_finding != NULL));
		hr_pen_put(pen, "rule", finding->rule);
		hr_pen_put(pen, "question", hr_question_name(finding->question));
		write_finding(pen, "old", change->old_finding);
		write_finding(pen, "new", change->new_finding);
	} else if (fact != NULL) {
		begin_change(pen, "fact", change, kind_of(change->old_fact != NULL, change->new_fact != NULL));
		hr_pen_put(pen, "key", hr_fact_key_name(fact->key));
		hr_pen_put_if_any(pen, "of", fact->of);
		hr_pen_put(pen, "by", hr_means_name(fact->by));
		write_fact(pen, "old", change->old_fact);
		write_fact(pen, "new", change->new_fact);
	} else {
		begin_change(pen, "subject", change, kind_of(!change->appeared, change->appeared));
	}
	hr_pen_end(pen);
}

static void write_diff(struct hr_pen *pen, const void *subject)
{
	const struct hr_diff *diff = subject;
	hr_pen_begin(pen, "readiness-diff");
	hr_pen_put(pen, "xmlns", NAMESPACE);
	hr_pen_put(pen, "version", "1.0");
	hr_pen_put(pen, "go", hr_go_name(diff->go));
	hr_pen_put(pen, "reason", diff->reason);
	write_run(pen, "old-run", &diff->old_report->run);
	write_run(pen, "new-run", &diff->new_report->run);
	for (size_t i = 0; i < diff->count; i++)
		write_change(pen, &diff->changes[i]);
	hr_pen_end(pen);
}

bool hr_diff_write(const struct hr_diff *diff, const char *path, struct hr_error *why)
{
	return hr_pen_document(path, write_diff, diff, why);
}
