#include "report/tailored.h"

#include <string.h>

#include "base/clock.h"
#include "model/names.h"

/* --- written --- */

static void put_day(struct hr_pen *pen, int64_t seconds)
{
	char stamp[HR_TIME_TEXT_MAX];
	if (seconds == 0)
		return;
	(void)hr_time_format(seconds, stamp);
	stamp[strlen("2026-11-24")] = '\0';
	hr_pen_put(pen, "until", stamp);
}

static void write_adjustment(struct hr_pen *pen, const struct hr_adjustment *row)
{
	hr_pen_begin(pen, "adjusted");
	hr_pen_put(pen, "rule", row->rule);
	if (row->off)
		hr_pen_put(pen, "off", "true");
	if (row->graded) {
		hr_pen_put(pen, "severity", hr_severity_name(row->severity));
		hr_pen_put(pen, "was", hr_severity_name(row->was));
	}
	hr_pen_put(pen, "why", row->why);
	hr_pen_end(pen);
}

static void write_phase(struct hr_pen *pen, const struct hr_server_phase *row)
{
	hr_pen_begin(pen, "server-phase");
	hr_pen_put(pen, "about", row->about);
	hr_pen_put(pen, "phase", hr_legacy_phase_name(row->phase));
	hr_pen_put(pen, "standing", hr_standing_name(row->standing));
	hr_pen_end(pen);
}

static void write_expectation(struct hr_pen *pen, const struct hr_expectation *row)
{
	hr_pen_begin(pen, "expected");
	hr_pen_put(pen, "about", row->about);
	if (*row->rule == '\0') {
		hr_pen_put(pen, "fact", hr_fact_key_name(row->key));
		hr_pen_put(pen, "seen", hr_seen_name(row->seen));
	} else {
		hr_pen_put(pen, "rule", row->rule);
		hr_pen_put(pen, "outcome", hr_outcome_name(row->outcome));
	}
	hr_pen_put(pen, "question", hr_question_name(row->question));
	put_day(pen, row->until);
	hr_pen_put(pen, "why", row->why);
	hr_pen_put(pen, "standing", hr_standing_name(row->standing));
	hr_pen_end(pen);
}

static void write_waiver(struct hr_pen *pen, const struct hr_waiver *row, unsigned number)
{
	hr_pen_begin(pen, "waiver");
	hr_pen_put_number(pen, "n", number);
	hr_pen_put(pen, "rule", row->rule);
	hr_pen_put(pen, "about", row->about);
	hr_pen_put(pen, "who", row->who);
	hr_pen_put(pen, "why", row->why);
	put_day(pen, row->until);
	hr_pen_put(pen, "standing", hr_standing_name(row->standing));
	hr_pen_put_number(pen, "findings", row->findings);
	hr_pen_end(pen);
}

void hr_tailoring_write(struct hr_pen *pen, const struct hr_tailoring *t)
{
	hr_pen_begin(pen, "tailoring");
	hr_pen_put(pen, "file", t->file);
	hr_pen_put(pen, "sha256", t->sha256);
	hr_pen_put_if_any(pen, "title", t->title);
	hr_pen_put(pen, "phase", hr_legacy_phase_name(t->phase));
	for (size_t i = 0; i < t->adjustment_count; i++)
		write_adjustment(pen, &t->adjustments[i]);
	for (size_t i = 0; i < t->phase_count; i++)
		write_phase(pen, &t->phases[i]);
	for (size_t i = 0; i < t->expectation_count; i++)
		write_expectation(pen, &t->expectations[i]);
	for (size_t i = 0; i < t->waiver_count; i++)
		write_waiver(pen, &t->waivers[i], (unsigned)i + 1);
	hr_pen_end(pen);
}

/* --- read again --- */

/* Elements come here before the schema has had its say about them. */
static struct hr_tailoring *tailoring(struct hr_filling *filling)
{
	if (filling->report->tailoring == NULL)
		hr_filling_fail_unless(filling, hr_fail(filling->why, HR_E_FORMAT, "a row outside <tailoring>"));
	return filling->report->tailoring;
}

static const char *get(const struct hr_filling *filling, const char *name)
{
	return hr_filling_get(filling, name);
}

static void known(struct hr_filling *filling, const char *name, bool is_known)
{
	if (!is_known)
		hr_filling_bad_word(filling, name);
}

void hr_filling_tailoring(struct hr_filling *filling)
{
	enum hr_legacy_phase phase = HR_LEGACY_ALLOWED;
	struct hr_report *report = filling->report;
	known(filling, "phase", hr_legacy_phase_named(get(filling, "phase"), &phase));
	report->tailoring = hr_tailoring_new(report->arena, get(filling, "file"), get(filling, "sha256"),
	                                     get(filling, "title"), phase);
	if (report->tailoring == NULL)
		hr_filling_fail_unless(filling, hr_fail_memory(filling->why));
}

void hr_filling_adjusted(struct hr_filling *filling)
{
	struct hr_tailoring *t = tailoring(filling);
	struct hr_adjustment row = {.rule = get(filling, "rule"),
	                            .why = get(filling, "why"),
	                            .off = strcmp(get(filling, "off"), "true") == 0,
	                            .graded = *get(filling, "severity") != '\0'};
	if (row.graded) {
		known(filling, "severity", hr_severity_named(get(filling, "severity"), &row.severity));
		known(filling, "was", hr_severity_named(get(filling, "was"), &row.was));
	}
	if (!filling->failed)
		hr_filling_fail_unless(filling, hr_tailoring_add_adjustment(t, &row, filling->why));
}

void hr_filling_server_phase(struct hr_filling *filling)
{
	struct hr_tailoring *t = tailoring(filling);
	struct hr_server_phase row = {.about = get(filling, "about")};
	known(filling, "phase", hr_legacy_phase_named(get(filling, "phase"), &row.phase));
	known(filling, "standing", hr_standing_named(get(filling, "standing"), &row.standing));
	if (!filling->failed)
		hr_filling_fail_unless(filling, hr_tailoring_add_phase(t, &row, filling->why));
}

void hr_filling_expected(struct hr_filling *filling)
{
	struct hr_tailoring *t = tailoring(filling);
	struct hr_expectation row = {.about = get(filling, "about"),
	                             .rule = get(filling, "rule"),
	                             .why = get(filling, "why"),
	                             .until = hr_filling_time(filling, "until")};
	if (*row.rule == '\0') {
		known(filling, "fact", hr_fact_key_named(get(filling, "fact"), &row.key));
		known(filling, "seen", hr_seen_named(get(filling, "seen"), &row.seen));
	} else {
		known(filling, "outcome", hr_outcome_named(get(filling, "outcome"), &row.outcome));
	}
	known(filling, "question", hr_question_named(get(filling, "question"), &row.question));
	known(filling, "standing", hr_standing_named(get(filling, "standing"), &row.standing));
	if (!filling->failed)
		hr_filling_fail_unless(filling, hr_tailoring_add_expectation(t, &row, filling->why));
}

void hr_filling_waiver(struct hr_filling *filling)
{
	struct hr_tailoring *t = tailoring(filling);
	uint64_t findings = 0;
	struct hr_waiver row = {.rule = get(filling, "rule"),
	                        .about = get(filling, "about"),
	                        .who = get(filling, "who"),
	                        .why = get(filling, "why"),
	                        .until = hr_filling_time(filling, "until")};
	known(filling, "standing", hr_standing_named(get(filling, "standing"), &row.standing));
	known(filling, "findings", hr_text_number(get(filling, "findings"), UINT32_MAX, &findings));
	row.findings = (unsigned)findings;
	if (!filling->failed)
		hr_filling_fail_unless(filling, hr_tailoring_add_waiver(t, &row, filling->why));
}
