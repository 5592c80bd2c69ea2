/* The evidence of several reports: what all agree on, what only some saw, and what they contradict each other in. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/merge.h"
#include "model/names.h"

#define TOLD_MAX 1000 /* notices of one kind; the rest is only counted */

/* What the parts say of one thing. */
struct group {
	const struct hr_fact *at[HR_MERGE_MAX];
	size_t count;
};

/* Notices of one kind. */
struct telling {
	const char *id;
	struct hr_buffer detail; /* of the subject that is being gone through */
	size_t told, more;
};

struct joining {
	struct hr_merge_result *result;
	struct telling conflict, partly;
	const char *about; /* the subject that is being gone through */
	struct hr_error *why;
};

/* Counts and last times of what was observed: each report watched for itself, and the greater says more. */
static bool grows(const struct hr_fact *fact)
{
	enum hr_fact_type type = hr_fact_key_type(fact->key);
	return (type == HR_NUMBER || type == HR_TIME) &&
	       (fact->by == HR_BY_LOG || fact->by == HR_BY_CAPTURE || fact->by == HR_BY_CANARY);
}

static bool was_seen(const struct hr_fact *fact)
{
	return fact->seen == HR_PRESENT || fact->seen == HR_ABSENT;
}

/* No contradiction: the same, or what different places see differently. A name may have an address for each of them. */
static bool agree(const struct hr_fact *a, const struct hr_fact *b)
{
	return hr_fact_agrees(a, b) || (a->seen == b->seen && (a->key == HR_FACT_ADDRESS || grows(a)));
}

/* A merge before this one found that reports differ. */
static bool is_conflict(const struct hr_fact *fact)
{
	return fact->seen == HR_FAILED && strncmp(fact->value, HR_REPORTS_DIFFER, sizeof HR_REPORTS_DIFFER - 1) == 0;
}

/* Of two that agree the one to keep. */
static const struct hr_fact *better(const struct hr_fact *a, const struct hr_fact *b)
{
	if (a == NULL || (grows(a) && a->seen == HR_PRESENT && a->number != b->number))
		return a == NULL || b->number > a->number ? b : a;
	return b->at >= a->at ? b : a;
}

/* --- telling --- */

static void mention(struct telling *telling, const struct hr_fact *fact, bool with_value)
{
	if (with_value && telling->detail.length > 0)
		return;
	hr_buffer_printf(&telling->detail, "%s%s%s%s%s%.200s", telling->detail.length > 0 ? ", " : "",
	                 hr_fact_key_name(fact->key), *fact->of == '\0' ? "" : " of ", fact->of, with_value ? ": " : "",
	                 with_value ? fact->value : "");
}

static bool tell(struct joining *j, struct telling *telling)
{
	if (telling->detail.length == 0)
		return true;
	bool told = true;
	if (telling->told < TOLD_MAX)
		told = hr_report_add_notice(j->result->report, telling->id, j->about, telling->detail.data, j->why);
	else
		telling->more++;
	telling->told++;
	hr_buffer_clear(&telling->detail);
	telling->detail.failed = false; /* what did not fit is in the evidence */
	return told;
}

static bool tell_more(struct joining *j, const struct telling *telling)
{
	struct hr_report *report = j->result->report;
	if (telling->more == 0)
		return true;
	const char *detail = hr_arena_printf(report->arena, "+ %zu", telling->more);
	return detail == NULL ? hr_fail_memory(j->why)
	                      : hr_report_add_notice(report, telling->id, NULL, detail, j->why);
}

/* --- one thing --- */

static int compare_texts(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;
	return strcmp(*x, *y);
}

/* One side of a contradiction as text; NULL: memory. */
static const char *side_of(struct hr_arena *arena, const struct hr_fact *fact)
{
	if (is_conflict(fact))
		return fact->value + sizeof HR_REPORTS_DIFFER - 1;
	return fact->seen == HR_PRESENT && *fact->value != '\0'
	               ? hr_arena_printf(arena, "%s %s", hr_seen_name(fact->seen), fact->value)
	               : hr_seen_name(fact->seen);
}

/* All sides, each once, in one order. */
static bool list_sides(struct hr_arena *arena, const struct group *group, struct hr_buffer *text)
{
	const char *sides[HR_MERGE_MAX];
	size_t count = 0;
	for (int pass = 0; pass < 2; pass++) { /* what was in conflict before may hold a side already */
		for (size_t i = 0; i < group->count; i++) {
			const struct hr_fact *fact = group->at[i];
			if (is_conflict(fact) != (pass == 0) || (pass == 1 && !was_seen(fact)))
				continue;
			const char *side = side_of(arena, fact);
			bool is_there = false;
			for (size_t k = 0; side != NULL && k < count; k++)
				is_there |= pass == 1 ? strstr(sides[k], side) != NULL : strcmp(sides[k], side) == 0;
			if (side == NULL)
				return false;
			if (!is_there)
				sides[count++] = side;
		}
	}
	qsort(sides, count, sizeof sides[0], compare_texts);
	for (size_t i = 0; i < count; i++)
		hr_buffer_printf(text, "%s%s", i == 0 ? HR_REPORTS_DIFFER : " | ", sides[i]);
	return !text->failed;
}

static bool add(struct joining *j, const struct hr_fact *fact, enum hr_seen seen, const char *value, int64_t at)
{
	const struct hr_observation kept = {.about = fact->about,
	                                    .of = fact->of,
	                                    .value = value,
	                                    .at = at,
	                                    .key = fact->key,
	                                    .seen = seen,
	                                    .by = fact->by};
	return hr_report_add_fact(j->result->report, &kept, j->why);
}

static bool add_conflict(struct joining *j, const struct group *group)
{
	struct hr_arena *scratch = hr_arena_new(0);
	struct hr_buffer text = {.ceiling = HR_MERGE_MAX * (HR_VALUE_MAX + 16)};
	int64_t at = group->at[0]->at;
	for (size_t i = 1; i < group->count; i++)
		at = group->at[i]->at > at ? group->at[i]->at : at;
	j->result->conflicts++;
	mention(&j->conflict, group->at[0], false);
	bool good = scratch != NULL && list_sides(scratch, group, &text)
	                    ? add(j, group->at[0], HR_FAILED, text.data, at)
	                    : hr_fail_memory(j->why);
	hr_buffer_free(&text);
	hr_arena_free(scratch);
	return good;
}

static bool join_group(struct joining *j, const struct group *group)
{
	const struct hr_fact *seen = NULL;
	const struct hr_fact *missed = NULL;
	const struct hr_fact *unasked = NULL;
	for (size_t i = 0; i < group->count; i++) {
		const struct hr_fact *fact = group->at[i];
		if (is_conflict(fact) || (was_seen(fact) && seen != NULL && !agree(seen, fact)))
			return add_conflict(j, group);
		if (was_seen(fact))
			seen = better(seen, fact);
		else if (fact->seen == HR_FAILED)
			missed = missed == NULL || fact->at >= missed->at ? fact : missed;
		else
			unasked = unasked == NULL || fact->at >= unasked->at ? fact : unasked;
	}
	if (seen != NULL && missed != NULL)
		mention(&j->partly, missed, true);
	const struct hr_fact *kept = seen != NULL ? seen : missed != NULL ? missed : unasked;
	return add(j, kept, kept->seen, kept->value, kept->at);
}

/* --- all of it --- */

/* What the parts say of the next thing; none: an empty group. */
static void next_group(const struct hr_merge_part *parts, size_t count, size_t *next, struct group *group)
{
	const struct hr_fact *first = NULL;
	for (size_t p = 0; p < count; p++) {
		const struct hr_report *part = parts[p].report;
		if (next[p] < part->fact_count && (first == NULL || hr_fact_compare(&part->facts[next[p]], first) < 0))
			first = &part->facts[next[p]];
	}
	group->count = 0;
	for (size_t p = 0; p < count && first != NULL; p++) {
		const struct hr_report *part = parts[p].report;
		if (next[p] < part->fact_count && hr_fact_compare(&part->facts[next[p]], first) == 0)
			group->at[group->count++] = &part->facts[next[p]++];
	}
}

bool hr_merge_facts(const struct hr_merge_part *parts, size_t count, struct hr_merge_result *result,
                    struct hr_error *why)
{
	size_t next[HR_MERGE_MAX] = {0};
	struct group group = {.count = 0};
	struct joining j = {.result = result,
	                    .conflict = {.id = HR_MERGE_CONFLICT, .detail = {.ceiling = 4 * HR_NAME_MAX}},
	                    .partly = {.id = HR_MERGE_PARTLY_SEEN, .detail = {.ceiling = 4 * HR_NAME_MAX}},
	                    .about = "",
	                    .why = why};
	bool good = true;
	for (next_group(parts, count, next, &group); good && group.count > 0; next_group(parts, count, next, &group)) {
		if (strcmp(group.at[0]->about, j.about) != 0) {
			good = tell(&j, &j.conflict) && tell(&j, &j.partly);
			j.about = group.at[0]->about;
		}
		good = good && join_group(&j, &group);
	}
	good = good && tell(&j, &j.conflict) && tell(&j, &j.partly) && tell_more(&j, &j.conflict) &&
	       tell_more(&j, &j.partly);
	hr_buffer_free(&j.conflict.detail);
	hr_buffer_free(&j.partly.detail);
	return good;
}
