/* Which facts of a journal count in the report. */
#include "model/names.h"
#include "report/journal_inside.h"
#include "report/subjects.h"

struct folding {
	struct hr_journal_marks marks;
	struct hr_subjects subjects;
	struct hr_report *report;
	const struct hr_journal *journal;
	size_t session, strays;
};

static bool fold_fact(struct folding *folding, const struct hr_journal_record *record, struct hr_error *why)
{
	const char *const *fields = record->fields;
	uint64_t at = 0;
	struct hr_observation seen = {
	        .about = fields[HR_LOGGED_ABOUT], .of = fields[HR_LOGGED_OF], .value = fields[HR_LOGGED_VALUE]};
	if (!hr_fact_key_named(fields[HR_LOGGED_KEY], &seen.key) ||
	    !hr_seen_named(fields[HR_LOGGED_SEEN], &seen.seen) || !hr_means_named(fields[HR_LOGGED_BY], &seen.by) ||
	    !hr_text_number(fields[HR_LOGGED_AT], INT64_MAX, &at))
		return hr_fail(why, HR_E_FORMAT,
		               "%s: holds a fact \"%.60s\" that this version does not know; resume with the version "
		               "that wrote it",
		               folding->journal->path, fields[HR_LOGGED_KEY]);
	seen.at = (int64_t)at;
	if (!hr_subjects_have(&folding->subjects, seen.about)) {
		folding->strays++;
		return true;
	}
	return hr_report_add_fact(folding->report, &seen, why);
}

/* A fact counts if its task was done after it, for the last time, and without an interruption in between. */
static bool fold(void *context, const struct hr_journal_record *record, struct hr_error *why)
{
	struct folding *folding = context;
	folding->session += record->kind == HR_JOURNAL_RESUMED ? 1 : 0;
	if (record->kind != HR_JOURNAL_DONE && record->kind != HR_JOURNAL_FACT)
		return true;
	if (record->count != (record->kind == HR_JOURNAL_DONE ? 1 : HR_LOGGED_FIELDS))
		return true;
	struct hr_journal_mark *mark = hr_journal_marks_find(&folding->marks, record->fields[0]);
	if (mark == NULL)
		return true;
	if (record->kind == HR_JOURNAL_DONE) {
		mark->met++;
		return true;
	}
	return mark->met + 1 != mark->times || mark->session != folding->session || fold_fact(folding, record, why);
}

bool hr_journal_fold(struct hr_journal *journal, struct hr_report *report, size_t *strays, struct hr_error *why)
{
	struct folding folding = {.marks = {.arena = hr_arena_new(0)}, .report = report, .journal = journal};
	struct hr_journal_marking marking = {.marks = &folding.marks};
	bool good = folding.marks.arena != NULL && hr_subjects_list(&report->organisation, &folding.subjects);
	good = (good || hr_fail_memory(why)) && hr_journal_read_back(journal, hr_journal_mark, &marking, why);
	if (good)
		hr_journal_marks_settle(&folding.marks);
	good = good && hr_journal_read_back(journal, fold, &folding, why);
	*strays = folding.strays;
	hr_subjects_free(&folding.subjects);
	hr_arena_free(folding.marks.arena);
	return good;
}
