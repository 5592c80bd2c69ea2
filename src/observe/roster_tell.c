#include <string.h>

#include "base/clock.h"
#include "observe/roster.h"

/* Which of its server's hellos this is. */
static const char *name_of(const struct hr_roster *roster, size_t index, struct hr_arena *arena)
{
	const struct hr_offered *row = &roster->offered[index];
	unsigned before = 0;
	for (size_t i = 0; i < index; i++) {
		if (roster->offered[i].server == row->server &&
		    strcmp(roster->offered[i].offer.ja4, row->offer.ja4) == 0)
			before++;
	}
	return hr_offer_name(&row->offer, before, arena);
}

struct teller {
	struct hr_report *report;
	const char *about, *of;
	int64_t at;
};

static bool tell(const struct teller *to, enum hr_fact_key key, const char *value, struct hr_error *why)
{
	const struct hr_observation seen = {.about = to->about,
	                                    .of = to->of,
	                                    .value = value,
	                                    .at = to->at,
	                                    .key = key,
	                                    .seen = *value == '\0' ? HR_ABSENT : HR_PRESENT,
	                                    .by = HR_BY_CANARY};
	return hr_report_add_fact(to->report, &seen, why);
}

static bool tell_agreed(const struct teller *to, const struct hr_offered *row, struct hr_error *why)
{
	const char *version = hr_offer_version(row->version);
	const struct hr_observation failed = {.about = to->about,
	                                      .of = to->of,
	                                      .value = row->failure,
	                                      .at = to->at,
	                                      .key = HR_FACT_OUTBOUND_NEGOTIATED,
	                                      .seen = HR_FAILED,
	                                      .by = HR_BY_CANARY};
	if (version == NULL)
		return hr_report_add_fact(to->report, &failed, why);
	return tell(to, HR_FACT_OUTBOUND_NEGOTIATED, version, why);
}

bool hr_roster_tell(const struct hr_roster *roster, struct hr_report *report, struct hr_error *why)
{
	for (size_t i = 0; i < roster->offered_count; i++) {
		const struct hr_offered *row = &roster->offered[i];
		const struct teller to = {.report = report,
		                          .about = roster->organisation->servers[row->server].id,
		                          .of = name_of(roster, i, report->arena),
		                          .at = row->last};
		const char *calls = hr_arena_printf(report->arena, "%llu", (unsigned long long)row->calls);
		if (to.of == NULL || calls == NULL)
			return hr_fail_memory(why);
		const struct hr_observation about = {.about = to.about, .of = to.of, .at = to.at, .by = HR_BY_CANARY};
		if (!hr_offer_tell(&row->offer, report, &about, why) || !tell_agreed(&to, row, why) ||
		    !tell(&to, HR_FACT_OUTBOUND_PROGRAM, row->program, why) ||
		    !tell(&to, HR_FACT_OUTBOUND_CALLS, calls, why))
			return false;
	}
	return true;
}

static void status_of(const struct hr_roster *roster, size_t server, struct hr_buffer *text)
{
	const char *name = roster->organisation->servers[server].id;
	bool any = false;
	for (size_t i = 0; i < roster->offered_count; i++) {
		const struct hr_offered *row = &roster->offered[i];
		char when[HR_TIME_TEXT_MAX];
		if (row->server != server)
			continue;
		const char *version = hr_offer_version(row->version);
		hr_buffer_printf(text, "  called      %-40s %s  %llu times, last %s: offers %s, %s%s (%s)\n", name,
		                 row->program, (unsigned long long)row->calls, hr_time_format(row->last, when),
		                 row->offer.versions, version != NULL ? "agreed on " : "nothing agreed: ",
		                 version != NULL ? version : row->failure, row->offer.ja4);
		any = true;
	}
	if (!any)
		hr_buffer_printf(text, "  not yet     %s\n", name);
}

void hr_roster_status(const struct hr_roster *roster, struct hr_buffer *text)
{
	const struct hr_organisation *o = roster->organisation;
	for (size_t i = 0; i < o->server_count; i++) {
		if (hr_roster_expects(&o->servers[i]))
			status_of(roster, i, text);
	}
	for (size_t i = 0; i < roster->stranger_count; i++)
		hr_buffer_printf(text, "  unknown     %s%s%s  %llu times, offers %s\n", roster->strangers[i].address,
		                 *roster->strangers[i].name != '\0' ? " " : "", roster->strangers[i].name,
		                 (unsigned long long)roster->strangers[i].calls, roster->strangers[i].versions);
	if (roster->dropped > 0)
		hr_buffer_printf(text, "  %llu calls were beyond what is kept\n", (unsigned long long)roster->dropped);
}
