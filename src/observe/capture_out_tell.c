#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "observe/capture_out.h"

struct teller {
	struct hr_report *report;
	struct hr_observation seen; /* about, of, at and by are set */
};

static bool tell(const struct teller *to, enum hr_fact_key key, enum hr_seen how, const char *value,
                 struct hr_error *why)
{
	struct hr_observation seen = to->seen;
	seen.key = key;
	seen.seen = how;
	seen.value = value;
	return hr_report_add_fact(to->report, &seen, why);
}

static bool tell_span(const struct teller *to, const struct hr_out_span *span, enum hr_fact_key count, bool cloud,
                      struct hr_error *why)
{
	char number[24], first[HR_TIME_TEXT_MAX], last[HR_TIME_TEXT_MAX];
	(void)snprintf(number, sizeof number, "%llu", (unsigned long long)span->count);
	return tell(to, count, HR_PRESENT, number, why) &&
	       tell(to, HR_FACT_OUTBOUND_FIRST, HR_PRESENT, hr_time_format(span->first, first), why) &&
	       tell(to, HR_FACT_OUTBOUND_LAST, HR_PRESENT, hr_time_format(span->last, last), why) &&
	       tell(to, HR_FACT_OUTBOUND_CLOUD, HR_PRESENT, cloud ? "true" : "false", why);
}

/* --- hellos --- */

static const char *name_of(const struct hr_out *out, size_t index, struct hr_arena *arena)
{
	const struct hr_out_hello *hello = &out->hellos[index];
	unsigned before = 0;
	for (size_t i = 0; i < index; i++)
		before += out->hellos[i].server == hello->server && out->hellos[i].cloud == hello->cloud &&
		          strcmp(out->hellos[i].offer.ja4, hello->offer.ja4) == 0;
	const char *name = hr_offer_name(&hello->offer, before, arena);
	return name == NULL || hello->cloud ? name : hr_arena_printf(arena, "%s others", name);
}

static bool tell_hello(const struct hr_out *out, size_t index, struct hr_report *report, struct hr_error *why)
{
	const struct hr_out_hello *hello = &out->hellos[index];
	struct teller to = {.report = report,
	                    .seen = {.about = out->organisation->servers[hello->server].id,
	                             .of = name_of(out, index, report->arena),
	                             .at = hello->span.last,
	                             .by = HR_BY_CAPTURE}};
	return (to.seen.of != NULL || hr_fail_memory(why)) && hr_offer_tell(&hello->offer, report, &to.seen, why) &&
	       tell(&to, HR_FACT_OUTBOUND_PROGRAM, HR_PRESENT, hello->program, why) &&
	       tell_span(&to, &hello->span, HR_FACT_OUTBOUND_CALLS, hello->cloud, why);
}

/* --- peers --- */

static const char *const ends[HR_OUT_ENDS] = {"ssl2", "ssl3", "1.0", "1.1", "1.2", "1.3", "failed", "unseen"};

static bool tell_suites(const struct teller *to, const struct hr_out *out, const struct hr_out_peer *peer,
                        enum hr_out_end end, struct hr_error *why)
{
	struct hr_buffer text = {.ceiling = 1024};
	for (size_t i = 0; i < peer->suite_count[end]; i++) {
		const char *name = hr_offer_suite(out->catalog, peer->suites[end][i]);
		hr_buffer_text(&text, i > 0 ? " " : "");
		if (name != NULL)
			hr_buffer_text(&text, name);
		else
			hr_buffer_printf(&text, "0x%04X", peer->suites[end][i]);
	}
	bool good = text.data == NULL || tell(to, HR_FACT_OUTBOUND_SUITE, HR_PRESENT, text.data, why);
	hr_buffer_free(&text);
	return good;
}

/* The last session whose version is known. */
static int64_t last_good(const struct hr_out_peer *peer)
{
	int64_t last = 0;
	for (int end = 0; end < HR_OUT_FAILED; end++)
		last = peer->by_end[end].last > last ? peer->by_end[end].last : last;
	return last;
}

/* A failure that was followed by success says nothing against the peer; an answer not seen nothing beside one seen. */
static bool tell_agreed(const struct teller *to, const struct hr_out_peer *peer, enum hr_out_end end,
                        struct hr_error *why)
{
	int64_t good = last_good(peer);
	if (end < HR_OUT_FAILED)
		return tell(to, HR_FACT_OUTBOUND_NEGOTIATED, HR_PRESENT, ends[end], why);
	if (end == HR_OUT_FAILED ? peer->by_end[end].last <= good : good > 0)
		return true;
	return tell(to, HR_FACT_OUTBOUND_NEGOTIATED, HR_FAILED,
	            end == HR_OUT_FAILED ? peer->failure : "the capture does not show the answer", why);
}

static bool tell_end(const struct hr_out *out, const struct hr_out_peer *peer, enum hr_out_end end,
                     struct hr_report *report, struct hr_error *why)
{
	const struct hr_out_span *span = &peer->by_end[end];
	const struct teller to = {.report = report,
	                          .seen = {.about = out->organisation->servers[peer->server].id,
	                                   .of = hr_arena_printf(report->arena, "capture %s %s", ends[end], peer->name),
	                                   .at = span->last,
	                                   .by = HR_BY_CAPTURE}};
	enum hr_fact_key count = end == HR_OUT_FAILED ? HR_FACT_OUTBOUND_FAILURES : HR_FACT_OUTBOUND_CALLS;
	return (to.seen.of != NULL || hr_fail_memory(why)) && tell_agreed(&to, peer, end, why) &&
	       tell_suites(&to, out, peer, end, why) && tell_span(&to, span, count, peer->cloud, why);
}

/* --- what earlier captures showed --- */

/* When what these captures show of the server and Microsoft 365 begins; 0: they show nothing of it. */
static int64_t begins(const struct hr_out *out, const char *about)
{
	int64_t first = 0;
	for (size_t i = 0; i < out->hello_count; i++) {
		const struct hr_out_hello *hello = &out->hellos[i];
		if (hello->cloud && strcmp(out->organisation->servers[hello->server].id, about) == 0 &&
		    (first == 0 || hello->span.first < first))
			first = hello->span.first;
	}
	return first;
}

static bool retire(const struct hr_out *out, struct hr_report *report, struct hr_error *why)
{
	for (size_t i = 0, count = report->fact_count; i < count; i++) {
		const struct hr_fact fact = report->facts[i];
		bool ours = fact.key == HR_FACT_OUTBOUND_VERSIONS || fact.key == HR_FACT_OUTBOUND_NEGOTIATED;
		if (!ours || fact.by != HR_BY_CAPTURE || fact.seen == HR_ABSENT)
			continue;
		int64_t first = begins(out, fact.about);
		const struct hr_observation seen = {.about = fact.about,
		                                    .of = fact.of,
		                                    .value = "not in later captures",
		                                    .at = first,
		                                    .key = fact.key,
		                                    .seen = HR_ABSENT,
		                                    .by = HR_BY_CAPTURE};
		if (first > fact.at && !hr_report_add_fact(report, &seen, why))
			return false;
	}
	return true;
}

bool hr_out_tell(const struct hr_out *out, struct hr_report *report, struct hr_error *why)
{
	if (!retire(out, report, why))
		return false;
	for (size_t i = 0; i < out->hello_count; i++)
		if (!tell_hello(out, i, report, why))
			return false;
	for (size_t i = 0; i < out->peer_count; i++)
		for (int end = 0; end < HR_OUT_ENDS; end++)
			if (out->peers[i].by_end[end].count > 0 &&
			    !tell_end(out, &out->peers[i], (enum hr_out_end)end, report, why))
				return false;
	return true;
}
