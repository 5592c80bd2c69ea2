/* What came of it, on one screen. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/program.h"
#include "model/names.h"

#define SHOWN_MAX 15

struct tally {
	size_t ready, not_ready, unknown;
};

static struct tally tally_of(const struct hr_report *report, enum hr_question question)
{
	struct tally tally = {0, 0, 0};
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct hr_finding *f = &report->findings[i];
		if (f->question != question || !hr_finding_counts(f))
			continue;
		tally.ready += f->outcome == HR_READY;
		tally.not_ready += f->outcome == HR_NOT_READY;
		tally.unknown += f->outcome == HR_UNKNOWN;
	}
	return tally;
}

static const char *paint(bool color, enum hr_outcome outcome)
{
	if (!color)
		return "";
	return outcome == HR_READY ? "\x1B[32m" : outcome == HR_NOT_READY ? "\x1B[31m" : "\x1B[33m";
}

static void print_question(const struct hr_report *report, enum hr_question question, bool color)
{
	static const char *const words[] = {"Will everything go on working with Microsoft 365 on TLS 1.2 alone?",
	                                    "Is it safe to turn TLS 1.0 and 1.1 off?"};
	struct tally tally = tally_of(report, question);
	enum hr_outcome outcome = report->verdicts[question];
	struct hr_set_aside aside = hr_report_set_aside(report, question);
	(void)printf("%-8s %s%-9s%s  %zu not ready, %zu unknown, %zu ready", hr_question_name(question),
	             paint(color, outcome), hr_outcome_name(outcome), color ? "\x1B[0m" : "", tally.not_ready,
	             tally.unknown, tally.ready);
	if (aside.waived > 0)
		(void)printf(", %u waived", aside.waived);
	if (aside.off > 0)
		(void)printf(", %u of rules that are off", aside.off);
	(void)printf("   %s\n", words[question]);
}

/* The gravest first, `connect` before `retire`, within that in the report's order. */
static void print_not_ready(const struct hr_report *report)
{
	size_t shown = 0, all = 0;
	for (int severity = HR_CRITICAL; severity >= HR_INFO; severity--) {
		for (size_t i = 0; i < report->finding_count; i++) {
			const struct hr_finding *f = &report->findings[i];
			if (f->outcome != HR_NOT_READY || (int)f->severity != severity || !hr_finding_counts(f))
				continue;
			if (shown == 0 && all == 0)
				(void)puts("\nNot ready:");
			if (all++ < SHOWN_MAX) {
				(void)printf("  %-8s %-26s %s\n           %s\n", hr_severity_name(f->severity), f->rule,
				             f->about, f->message);
				shown++;
			}
		}
	}
	if (all > shown)
		(void)printf("  ... and %zu more in the report\n", all - shown);
}

void hr_summary_print(const struct hr_program *program, const char *path)
{
	const struct hr_report *report = program->report;
	if (program->settings->quiet || strcmp(path, "-") == 0)
		return;
	bool color = hr_may_color(program->settings, STDOUT_FILENO);
	if (!report->run.complete)
		(void)puts("Not everything was examined: what is missing stays unknown.");
	if (*report->run.shard != '\0')
		(void)printf("Shard %s only: the servers of the others were not looked at and stay unknown.\n",
		             report->run.shard);
	print_question(report, HR_CONNECT, color);
	print_question(report, HR_RETIRE, color);
	print_not_ready(report);
	hr_tailoring_print(report->tailoring);
	if (report->request_count > 0)
		(void)printf(
		        "\n%zu questions wait for something that only the owners of the servers can bring; the report "
		        "says what and how.\n",
		        report->request_count);
	(void)printf("\nReport: %s   (a page of it: hybridready render %s --format html -o report.html)\n", path, path);
}

enum hr_exit hr_summary_exit(const struct hr_program *program)
{
	const struct hr_report *report = program->report;
	enum hr_outcome worst = hr_worst(report->verdicts[HR_CONNECT], report->verdicts[HR_RETIRE]);
	for (int i = HR_CONNECT; i <= HR_RETIRE && !program->settings->accept_waivers; i++)
		worst = hr_worst(worst, hr_report_set_aside(report, (enum hr_question)i).worst);
	switch (worst) {
	case HR_READY:
		return HR_EXIT_READY;
	case HR_NOT_READY:
		return HR_EXIT_NOT_READY;
	case HR_UNKNOWN:
	case HR_NOT_APPLICABLE:
		break;
	}
	return HR_EXIT_UNKNOWN;
}
