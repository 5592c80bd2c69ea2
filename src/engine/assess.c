#include "engine/assess.h"

#include <stdlib.h>
#include <string.h>

#include "engine/judge.h"
#include "engine/message.h"
#include "engine/requests.h"
#include "engine/steps.h"
#include "engine/tailor.h"

struct desk {
	struct hr_report *report;
	const struct hr_catalog_set *catalog;
	const struct hr_lang *lang;
};

static bool add_finding(const struct desk *desk, const struct hr_docket *at, const struct hr_opinion *opinion,
                        const char *crash, struct hr_error *why)
{
	struct hr_arena *arena = desk->report->arena;
	const struct hr_rule *rule = at->rule;
	const char *message = *crash != '\0' ? crash : hr_message_make(arena, desk->lang, at, opinion);
	if (message == NULL)
		return hr_fail_memory(why);
	bool settles = opinion->outcome == HR_UNKNOWN && rule->evidence != NULL;
	bool mends = opinion->outcome == HR_NOT_READY || opinion->outcome == HR_UNKNOWN;
	struct hr_finding finding = {
	        .rule = rule->id,
	        .about = at->endpoint != NULL ? at->endpoint->id
	                 : at->server != NULL ? at->server->id
	                                      : HR_ORGANISATION,
	        .fact = opinion->fact != NULL ? opinion->fact->id : "",
	        .why = opinion->why,
	        .message = message,
	        .remedy = mends && rule->remedy != NULL ? rule->remedy : "",
	        .evidence = settles ? rule->evidence : "",
	        .question = rule->question,
	        .severity = opinion->lighter && rule->severity > HR_LOW ? HR_LOW : rule->severity,
	        .outcome = opinion->outcome,
	        .unverified = opinion->unverified,
	};
	hr_tailor_finding(desk->report, at, &finding);
	return hr_report_add_finding(desk->report, &finding, why);
}

static bool judge_module(const struct desk *desk, const struct hr_module *module, struct hr_error *why)
{
	struct hr_arena *arena = desk->report->arena;
	const struct hr_docket *docket = NULL;
	size_t count = 0;
	if (!hr_docket_make(desk->report, module, arena, &docket, &count, why))
		return false;
	struct hr_opinion *opinions = hr_arena_take(arena, (count + 1) * sizeof *opinions);
	const char *crash = "";
	if (opinions == NULL)
		return hr_fail_memory(why);
	if (!hr_judge(desk->report, hr_catalog_rows(desk->catalog), docket, count, arena, opinions, &crash, why))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_finding(desk, &docket[i], &opinions[i], crash, why))
			return false;
	return true;
}

/* --- the texts that make the report stand alone --- */

static bool add_legend(const struct desk *desk, const char *kind, const char *id, const char *source,
                       struct hr_error *why)
{
	struct hr_report *report = desk->report;
	for (size_t i = 0; i < report->legend_count; i++)
		if (strcmp(report->legends[i].kind, kind) == 0 && strcmp(report->legends[i].id, id) == 0)
			return true;
	struct hr_legend legend = {.kind = kind,
	                           .id = id,
	                           .title = hr_lang_text(desk->lang, kind, id, "title"),
	                           .text = hr_lang_text(desk->lang, kind, id, "text"),
	                           .verify = hr_lang_text(desk->lang, kind, id, "verify"),
	                           .undo = hr_lang_text(desk->lang, kind, id, "undo"),
	                           .source = source};
	return hr_report_add_legend(report, &legend, why);
}

static bool add_rule_legends(const struct desk *desk, const struct hr_modules *modules, struct hr_error *why)
{
	for (size_t m = 0; m < hr_modules_count(modules); m++) {
		const struct hr_module *module = hr_modules_at(modules, m);
		for (size_t i = 0; i < module->rule_count; i++) {
			const struct hr_source_row *source = hr_catalog_source(desk->catalog, module->rules[i].source);
			if (!add_legend(desk, "rule", module->rules[i].id,
			                source != NULL ? source->url : module->rules[i].source, why))
				return false;
		}
	}
	return true;
}

static bool add_legends(const struct desk *desk, const struct hr_modules *modules, struct hr_error *why)
{
	struct hr_report *report = desk->report;
	bool good = add_rule_legends(desk, modules, why);
	for (size_t i = 0; i < report->step_count && good; i++)
		good = add_legend(desk, "remedy", report->steps[i].remedy, "", why);
	for (size_t i = 0; i < report->finding_count && good; i++)
		if (*report->findings[i].remedy != '\0')
			good = add_legend(desk, "remedy", report->findings[i].remedy, "", why);
	for (size_t i = 0; i < report->request_count && good; i++)
		good = add_legend(desk, "evidence", report->requests[i].evidence, "", why);
	for (size_t i = 0; i < report->notice_count && good; i++)
		good = add_legend(desk, "notice", report->notices[i].id, "", why);
	return good;
}

bool hr_assess(struct hr_report *report, const struct hr_modules *modules, const struct hr_catalog_set *catalog,
               const struct hr_lang *lang, const struct hr_tailoring *tailoring, struct hr_error *why)
{
	const struct desk desk = {.report = report, .catalog = catalog, .lang = lang};
	hr_report_clear_assessment(report);
	if (!hr_tailor_begin(report, tailoring, why))
		return false;
	for (size_t i = 0; i < hr_modules_count(modules); i++)
		if (!judge_module(&desk, hr_modules_at(modules, i), why))
			return false;
	if (!hr_tailor_expect(report, lang, why) || !hr_requests_make(report, why) ||
	    !hr_steps_make(report, catalog, why) || !add_legends(&desk, modules, why))
		return false;
	report->run.catalog = hr_arena_string(report->arena, hr_catalog_rows(catalog)->date);
	if (report->run.catalog == NULL)
		return hr_fail_memory(why);
	report->verdicts[HR_CONNECT] = hr_report_verdict(report, HR_CONNECT);
	report->verdicts[HR_RETIRE] = hr_report_verdict(report, HR_RETIRE);
	report->assessed = true;
	return true;
}
