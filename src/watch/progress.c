#include "watch/progress.h"

#include <stdio.h>
#include <string.h>

#include "hybridready/check.h"
#include "model/names.h"
#include "report/diff.h"

/* --- steps --- */

/* Is the finding about that server, one of its endpoints, or, where the subject is the organisation, about it? */
static bool belongs(const char *about, const char *subject)
{
	size_t length = strlen(subject);
	return strncmp(about, subject, length) == 0 && (about[length] == '\0' || about[length] == ':');
}

static bool concerns(const struct hr_finding *finding, const struct hr_step *step)
{
	return hr_finding_counts(finding) && hr_has_word(step->rules, finding->rule) &&
	       belongs(finding->about, step->about);
}

/* The same rule on the same subject; NULL: it was not judged. */
static const struct hr_finding *same_finding(const struct hr_report *report, const struct hr_finding *finding)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct hr_finding *other = &report->findings[i];
		if (strcmp(other->about, finding->about) == 0 && strcmp(other->rule, finding->rule) == 0)
			return other;
	}
	return NULL;
}

enum hr_step_state hr_step_judge(const struct hr_step *step, const struct hr_report *before,
                                 const struct hr_report *now)
{
	size_t ready = 0;
	size_t unknown = 0;
	for (size_t i = 0; i < now->finding_count; i++) {
		const struct hr_finding *finding = &now->findings[i];
		if (!concerns(finding, step))
			continue;
		if (finding->outcome == HR_NOT_READY)
			return HR_STEP_OPEN;
		ready += finding->outcome == HR_READY;
		unknown += finding->outcome == HR_UNKNOWN;
	}
	for (size_t i = 0; i < before->finding_count; i++) {
		const struct hr_finding *finding = &before->findings[i];
		if (!concerns(finding, step) || finding->outcome != HR_NOT_READY)
			continue;
		const struct hr_finding *other = same_finding(now, finding);
		if (other == NULL || other->outcome == HR_UNKNOWN)
			return HR_STEP_OPEN; /* that nobody can see it any more does not mend it */
	}
	if (ready == 0 || (!step->certain && unknown > 0))
		return HR_STEP_OPEN;
	return unknown > 0 ? HR_STEP_PARTLY : HR_STEP_DONE;
}

/* --- better and worse --- */

struct telling {
	const struct hr_report *first;
	const struct hr_report *now;
	int64_t at;
	void *context;
	void (*tell)(void *context, const struct hr_event *event);
	const char *unclear; /* subject whose findings were last said to be unclear */
};

static bool was_not_ready(const struct hr_report *report, const struct hr_finding *finding)
{
	const struct hr_finding *other = same_finding(report, finding);
	return other != NULL && other->outcome == HR_NOT_READY;
}

/* An endpoint that nobody reaches has an event of its own, which explains all that is unclear of it. */
static bool is_out_of_reach(const struct hr_report *report, const char *about)
{
	char id[HR_NAME_MAX];
	(void)snprintf(id, sizeof id, "%s#%s@%s", about, hr_fact_key_name(HR_FACT_REACHED), hr_means_name(HR_BY_PROBE));
	const struct hr_fact *fact = hr_report_fact(report, id);
	return fact != NULL && fact->seen != HR_PRESENT;
}

/* What could not be told for a while and is again as it was, is no news. */
static bool is_news(struct telling *telling, const struct hr_change *change, enum hr_event_kind *kind)
{
	const struct hr_finding *before = change->old_finding;
	const struct hr_finding *after = change->new_finding;
	bool was_unknown = before != NULL && before->outcome == HR_UNKNOWN;
	switch (change->bearing) {
	case HR_WORSE:
		*kind = HR_EVENT_WORSE;
		return after == NULL || !was_unknown || !was_not_ready(telling->first, after);
	case HR_BETTER:
		*kind = HR_EVENT_BETTER;
		return after != NULL && (!was_unknown || was_not_ready(telling->first, after));
	case HR_UNCLEAR:
		*kind = HR_EVENT_UNCLEAR;
		if (after == NULL || is_out_of_reach(telling->now, change->about) ||
		    (telling->unclear != NULL && strcmp(telling->unclear, change->about) == 0))
			return false;
		telling->unclear = change->about; /* once for all its findings */
		return true;
	case HR_OTHER:
		break;
	}
	return false;
}

static void tell_change(struct telling *telling, const struct hr_change *change)
{
	struct hr_event event = {.at = telling->at, .about = change->about, .of = "", .detail = ""};
	if (change->cause != HR_BY_EVIDENCE || !is_news(telling, change, &event.kind))
		return;
	if (change->new_finding != NULL) {
		event.of = change->new_finding->rule;
		event.detail = change->new_finding->message;
	} else if (change->new_fact != NULL && change->new_fact->key != HR_FACT_REACHED) {
		event.of = hr_fact_key_name(change->new_fact->key);
		event.detail = change->new_fact->seen == HR_PRESENT ? change->new_fact->value
		                                                    : hr_seen_name(change->new_fact->seen);
	}
	if (*event.of != '\0')
		telling->tell(telling->context, &event);
}

bool hr_progress_tell(const struct hr_report *first, const struct hr_report *before, const struct hr_report *now,
                      int64_t at, void *context, void (*tell)(void *context, const struct hr_event *event),
                      struct hr_error *why)
{
	struct hr_diff *diff = NULL;
	struct telling telling = {.first = first, .now = now, .at = at, .context = context, .tell = tell};
	if (!hr_diff_make(before, now, &diff, why))
		return false;
	for (size_t i = 0; i < diff->count; i++)
		tell_change(&telling, &diff->changes[i]);
	hr_diff_free(diff);
	return true;
}

/* --- suites --- */

/* The words of `words` that are not in `others`, each with that sign before it. */
static void list_missing(const char *words, const char *others, const char *sign, struct hr_buffer *text)
{
	while (*words != '\0') {
		size_t length = strcspn(words, " ");
		char word[128];
		if (length > 0 && length < sizeof word) {
			memcpy(word, words, length);
			word[length] = '\0';
			if (!hr_has_word(others, word))
				hr_buffer_printf(text, "%s%s%s", text->length > 0 ? " " : "", sign, word);
		}
		words += length + (words[length] == ' ');
	}
}

void hr_suites_compare(const char *before, const char *after, struct hr_buffer *text)
{
	list_missing(before, after, "-", text);
	list_missing(after, before, "+", text);
	if (text->length == 0)
		hr_buffer_text(text, "another order");
}
