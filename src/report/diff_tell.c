/* A comparison in sentences that can be read aloud; changes that differ in the place only share one. */
#include <string.h>

#include "catalog/sentence.h"
#include "model/names.h"
#include "report/diff_inside.h"

#define TOGETHER_MAX 64 /* places that one sentence names */

static const char *number(struct hr_telling *t, size_t n)
{
	return hr_telling_keep(t, hr_arena_printf(t->arena, "%zu", n));
}

/* "443 (https), 444 (tls) and 5061 (sip)" */
static const char *listed(struct hr_telling *t, const char *const *names, size_t count)
{
	const char *list = names[0];
	for (size_t i = 1; i + 1 < count; i++)
		list = hr_telling_keep(t, hr_arena_printf(t->arena, "%s, %s", list, names[i]));
	return count < 2 ? list : hr_telling_fill(t, "and", list, names[count - 1]);
}

static bool is_alike(const struct hr_telling *t, size_t a, size_t b)
{
	const struct hr_spoken *x = &t->spoken[a];
	const struct hr_spoken *y = &t->spoken[b];
	return strcmp(x->id, y->id) == 0 && strcmp(x->server, y->server) == 0 && strcmp(x->found, y->found) == 0 &&
	       strcmp(x->was, y->was) == 0 && t->diff->changes[a].step == t->diff->changes[b].step;
}

enum part { PLACE, WHAT };

static const char **part_of(struct hr_spoken *s, enum part part)
{
	return part == PLACE ? &s->place : &s->what;
}

/* Changes of one server that are alike but for one part share a sentence that lists it. */
static void put_together(struct hr_telling *t, size_t first, size_t end, enum part part)
{
	enum part other = part == PLACE ? WHAT : PLACE;
	for (size_t i = first; i < end; i++) {
		const char *names[TOGETHER_MAX] = {*part_of(&t->spoken[i], part)};
		size_t count = 1;
		for (size_t k = i + 1; k < end && !t->spoken[i].told && count < TOGETHER_MAX; k++) {
			struct hr_spoken *next = &t->spoken[k];
			if (next->told || strcmp(*part_of(next, other), *part_of(&t->spoken[i], other)) != 0 ||
			    !is_alike(t, i, k))
				continue;
			next->told = true;
			if (strcmp(names[count - 1], *part_of(next, part)) != 0)
				names[count++] = *part_of(next, part);
		}
		*part_of(&t->spoken[i], part) = listed(t, names, count);
	}
}

static const char *sentence_of(struct hr_telling *t, size_t at)
{
	const struct hr_spoken *s = &t->spoken[at];
	const char *on = *s->place == '\0' ? "" : hr_telling_fill(t, "on", s->place, "");
	if (*on != '\0') /* " on 443 (https)", with the space between */
		on = hr_telling_keep(t, hr_arena_printf(t->arena, " %s", on));
	const struct hr_word words[] = {
	        {"server", s->server}, {"on", on}, {"what", s->what}, {"found", s->found}, {"was", s->was}};
	const char *sentence =
	        hr_telling_keep(t, hr_sentence_fill(t->arena, hr_telling_text(t, s->id), words, HR_COUNT(words)));
	if (t->diff->changes[at].step == 0)
		return sentence;
	const char *asked = hr_telling_fill(t, "asked", number(t, t->diff->changes[at].step), "");
	return hr_telling_keep(t, hr_arena_printf(t->arena, "%s %s", sentence, asked));
}

/* Changes of the same kind, of one server, that stand together. */
static size_t end_of_run(const struct hr_telling *t, size_t first)
{
	const struct hr_change *a = &t->diff->changes[first];
	size_t end = first + 1;
	while (end < t->diff->count && t->diff->changes[end].bearing == a->bearing &&
	       t->diff->changes[end].cause == a->cause && strcmp(t->spoken[end].owner, t->spoken[first].owner) == 0)
		end++;
	return end;
}

static void tell_changes(struct hr_telling *t)
{
	struct hr_diff *diff = t->diff;
	for (size_t i = 0; i < diff->count; i++)
		hr_telling_describe(t, i);
	for (size_t i = 0; i < diff->count;) {
		size_t end = end_of_run(t, i);
		put_together(t, i, end, PLACE);
		put_together(t, i, end, WHAT);
		i = end;
	}
	for (size_t i = 0; i < diff->count; i++)
		diff->changes[i].sentence = t->spoken[i].told ? "" : sentence_of(t, i);
}

/* "one" and "several" of the same reason. */
static const char *counted(struct hr_telling *t, const char *one, const char *several, size_t n)
{
	return n == 1 ? hr_telling_text(t, one) : hr_telling_fill(t, several, number(t, n), "");
}

/* A go, and what it does not say anything about. */
static const char *good_reason(struct hr_telling *t, const char *id)
{
	const struct hr_diff *diff = t->diff;
	const char *more = !diff->old_report->assessed || !diff->new_report->assessed
	                           ? hr_telling_text(t, "only-facts")
	                           : counted(t, "one-unknown", "several-unknown", diff->unknown);
	if (diff->unknown == 0 && diff->old_report->assessed && diff->new_report->assessed)
		return hr_telling_text(t, id);
	return hr_telling_keep(t, hr_arena_printf(t->arena, "%s %s", hr_telling_text(t, id), more));
}

static const char *reason(struct hr_telling *t)
{
	const struct hr_diff *diff = t->diff;
	switch (diff->ground) {
	case HR_GROUND_WORSE:
		return counted(t, "one-worse", "several-worse", diff->bearings[HR_WORSE]);
	case HR_GROUND_INCOMPLETE:
		return hr_telling_text(t, "not-complete");
	case HR_GROUND_UNASSESSED:
		return hr_telling_text(t, "not-assessed");
	case HR_GROUND_UNCLEAR:
		return counted(t, "one-unclear", "several-unclear", diff->bearings[HR_UNCLEAR]);
	case HR_GROUND_NOTHING_BEFORE:
		return hr_telling_text(t, "nothing-to-compare");
	case HR_GROUND_GONE:
		return counted(t, "one-gone", "several-gone", diff->gone);
	case HR_GROUND_NOTHING_WORSE:
		return good_reason(t, "nothing-worse");
	case HR_GROUND_NOTHING_CHANGED:
		break;
	}
	return good_reason(t, "nothing-changed");
}

static const char *verdict(struct hr_telling *t, enum hr_question question)
{
	static const char *const ids[][2] = {
	        [HR_CONNECT] = {"connect-changed", "connect-same"}, [HR_RETIRE] = {"retire-changed", "retire-same"}};
	const char *was = hr_outcome_name(t->diff->old_report->verdicts[question]);
	const char *found = hr_outcome_name(t->diff->new_report->verdicts[question]);
	return hr_telling_fill(t, ids[question][strcmp(was, found) == 0], hr_telling_text(t, found),
	                       hr_telling_text(t, was));
}

bool hr_diff_tell(struct hr_diff *diff, const struct hr_lang *lang, const char *language, struct hr_error *why)
{
	struct hr_telling t = {.diff = diff, .arena = diff->arena, .lang = lang};
	t.spoken = hr_arena_take(diff->arena, (diff->count + 1) * sizeof *t.spoken);
	if (t.spoken == NULL)
		return hr_fail_memory(why);
	diff->lang = lang;
	diff->language = language;
	tell_changes(&t);
	diff->reason = reason(&t);
	if (diff->old_report->assessed && diff->new_report->assessed) {
		diff->verdicts[HR_CONNECT] = verdict(&t, HR_CONNECT);
		diff->verdicts[HR_RETIRE] = verdict(&t, HR_RETIRE);
	}
	return !t.failed || hr_fail_memory(why);
}
