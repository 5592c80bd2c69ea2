#include "engine/steps.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/worklist.h"

#define NAMED_MAX 200000 /* numbers in all that steps name of other servers; beyond that, checkpoints do */
#define CHECKPOINT_MAX                                                                                                 \
	1400 /* steps that one checkpoint names: three times that, eight bytes each, is in HR_VALUE_MAX */

/* Numbers of steps. */
struct numbers {
	unsigned *at;
	size_t count;
	bool made;
	bool behind_checkpoint; /* they are one: a checkpoint's */
};

static_assert((size_t)3 * CHECKPOINT_MAX * 7 < HR_VALUE_MAX, "a step's `after` would be cut");

struct plan {
	struct hr_report *report;
	struct hr_worklist list;
	struct hr_arena *arena;
	struct numbers *of_pool;   /* by pool: updates on its members, before the remedy that is being planned */
	struct numbers everywhere; /* what must be done on all servers before it */
	struct numbers gathered;   /* behind_checkpoint: some of them already are */
	struct hr_buffer text, rules, detail;
	size_t room; /* numbers that steps may still name without a checkpoint */
	unsigned n;
	struct hr_error *why;
};

static int compare_numbers(const void *a, const void *b)
{
	const unsigned *x = a;
	const unsigned *y = b;
	return (*x > *y) - (*x < *y);
}

static bool add_step(struct plan *plan, const struct hr_step *step)
{
	struct hr_step numbered = *step;
	struct numbers *after = &plan->gathered;
	if (after->count > 0)
		qsort(after->at, after->count, sizeof *after->at, compare_numbers);
	hr_buffer_clear(&plan->text);
	for (size_t i = 0; i < after->count; i++)
		if (i == 0 || after->at[i] != after->at[i - 1])
			hr_buffer_printf(&plan->text, "%s%u", i > 0 ? " " : "", after->at[i]);
	after->count = 0;
	after->behind_checkpoint = false;
	if (plan->text.failed)
		return hr_fail_memory(plan->why);
	numbered.n = ++plan->n;
	numbered.after = plan->text.data == NULL ? "" : plan->text.data;
	return hr_report_add_step(plan->report, &numbered, plan->why);
}

/* --- what comes before --- */

/* The gathered numbers become those of a checkpoint, which is the only one left. */
static bool add_checkpoint(struct plan *plan, const char *about)
{
	const struct hr_step step = {
	        .about = about, .remedy = HR_CHECKPOINT, .rules = "", .detail = "", .certain = true};
	if (!add_step(plan, &step))
		return false;
	plan->gathered.at[plan->gathered.count++] = plan->n;
	plan->gathered.behind_checkpoint = true;
	return true;
}

static bool gather(struct plan *plan, size_t remedy, size_t subject, const char *about)
{
	unsigned n = hr_job_at(&plan->list, remedy, subject)->n;
	if (n == 0)
		return true;
	if (plan->gathered.count == CHECKPOINT_MAX && !add_checkpoint(plan, about))
		return false;
	plan->gathered.at[plan->gathered.count++] = n;
	return true;
}

/* Keeps what was gathered, behind a checkpoint if it is too much to be named by each of the steps that come after it.
 */
static bool keep(struct plan *plan, const char *about, size_t users, struct numbers *numbers)
{
	struct numbers *all = &plan->gathered;
	bool many = all->behind_checkpoint || all->count * users > plan->room;
	if (many && all->count > 1 && !add_checkpoint(plan, about))
		return false;
	plan->room -= many ? 0 : all->count * users;
	unsigned *copy = hr_arena_take(plan->arena, all->count * sizeof *copy);
	if (copy == NULL)
		return hr_fail_memory(plan->why);
	memcpy(copy, all->at, all->count * sizeof *copy);
	*numbers = *all;
	numbers->at = copy;
	numbers->made = true;
	all->count = 0;
	all->behind_checkpoint = false;
	return true;
}

static bool find_everywhere(struct plan *plan, size_t remedy)
{
	const struct hr_worklist *list = &plan->list;
	for (size_t b = 0; b < remedy; b++)
		for (size_t s = 0; s < list->subject_count && list->everywhere[remedy * list->remedy_count + b]; s++)
			if (!gather(plan, b, s, HR_ORGANISATION))
				return false;
	size_t users = 0;
	for (size_t s = 0; s < list->subject_count; s++)
		users += hr_job_at(list, remedy, s)->planned;
	return keep(plan, HR_ORGANISATION, users, &plan->everywhere);
}

/* Is b before `remedy`, and not among what must be done everywhere and is named for it one by one? */
static bool is_before(const struct plan *plan, size_t remedy, size_t b)
{
	size_t edge = remedy * plan->list.remedy_count + b;
	return plan->list.here[edge] && (!plan->list.everywhere[edge] || plan->everywhere.behind_checkpoint);
}

static bool find_in_pool(struct plan *plan, size_t remedy, size_t pool)
{
	const struct hr_worklist *list = &plan->list;
	const char *about = plan->report->organisation.servers[pool].id;
	for (size_t b = 0; b < remedy; b++) {
		if (list->remedies[b].phase != HR_PHASE_UPDATE || !is_before(plan, remedy, b))
			continue;
		for (size_t s = list->members[pool]; s < list->subject_count; s = list->neighbour[s])
			if (!gather(plan, b, s, about))
				return false;
	}
	size_t users = 0;
	for (size_t s = list->members[pool]; s < list->subject_count; s = list->neighbour[s])
		users++;
	return keep(plan, about, users, &plan->of_pool[pool]);
}

/* A pool's own name is done when all its members are. */
static bool find_members(struct plan *plan, size_t remedy, size_t pool)
{
	const struct hr_worklist *list = &plan->list;
	for (size_t s = list->members[pool]; s < list->subject_count; s = list->neighbour[s])
		if (!gather(plan, remedy, s, plan->report->organisation.servers[pool].id))
			return false;
	return true;
}

/* It fits: none of what is joined is longer than CHECKPOINT_MAX. */
static void join(struct plan *plan, const struct numbers *numbers)
{
	for (size_t i = 0; i < numbers->count; i++)
		plan->gathered.at[plan->gathered.count++] = numbers->at[i];
}

static bool find_before(struct plan *plan, size_t remedy, size_t subject)
{
	const struct hr_worklist *list = &plan->list;
	size_t organisation = list->subject_count - 1;
	size_t pool = list->pool[subject];
	if (pool < organisation && !plan->of_pool[pool].made && !find_in_pool(plan, remedy, pool))
		return false;
	if (pool == subject && !find_members(plan, remedy, pool))
		return false;
	if (pool < organisation)
		join(plan, &plan->of_pool[pool]);
	join(plan, &plan->everywhere);
	for (size_t b = 0; b < remedy; b++) {
		if (!is_before(plan, remedy, b))
			continue;
		unsigned own = hr_job_at(list, b, subject)->n;
		unsigned of_all = hr_job_at(list, b, organisation)->n;
		if (own != 0)
			plan->gathered.at[plan->gathered.count++] = own;
		if (of_all != 0)
			plan->gathered.at[plan->gathered.count++] = of_all;
	}
	return true;
}

/* --- the steps --- */

/* The rules that it settles, each once. */
static const char *rules_of(struct plan *plan, const struct hr_job *job)
{
	hr_buffer_clear(&plan->rules);
	for (uint32_t i = job->first; i != 0; i = plan->list.next[i - 1]) {
		const char *rule = plan->report->findings[i - 1].rule;
		if (plan->rules.length == 0 || !hr_has_word(plan->rules.data, rule))
			hr_buffer_printf(&plan->rules, "%s%s", plan->rules.length > 0 ? " " : "", rule);
	}
	return plan->rules.length == 0 ? "" : plan->rules.data;
}

/* What the notices that ask for it name. More than fits is not dropped: the notices are in the report themselves. */
static const char *details_of(struct plan *plan, const struct hr_remedy *remedy)
{
	const struct hr_report *report = plan->report;
	hr_buffer_clear(&plan->detail);
	for (size_t i = 0; i < report->notice_count && *remedy->notice != '\0'; i++) {
		const struct hr_notice *notice = &report->notices[i];
		if (strcmp(notice->id, remedy->notice) == 0 && *notice->detail != '\0')
			hr_buffer_printf(&plan->detail, "%s%s", plan->detail.length > 0 ? " " : "", notice->detail);
	}
	return plan->detail.length == 0 ? "" : plan->detail.data;
}

static bool add_effect(struct plan *plan, const struct hr_finding *f, enum hr_outcome to)
{
	const struct hr_effect effect = {
	        .step = plan->n, .rule = f->rule, .about = f->about, .from = f->outcome, .to = to};
	return hr_report_add_effect(plan->report, &effect, plan->why);
}

/* What the step that was added last will change: the findings that ask for it, and those that it spoils. */
static bool add_effects(struct plan *plan, const struct hr_remedy *remedy, size_t subject, const struct hr_job *job)
{
	const struct hr_finding *findings = plan->report->findings;
	for (uint32_t i = job->first; i != 0; i = plan->list.next[i - 1])
		if (!add_effect(plan, &findings[i - 1], HR_READY))
			return false;
	for (uint32_t i = plan->list.ready[subject]; i != 0 && *remedy->breaks != '\0'; i = plan->list.next[i - 1])
		if (hr_has_word(remedy->breaks, findings[i - 1].rule) &&
		    !add_effect(plan, &findings[i - 1], HR_NOT_READY))
			return false;
	return true;
}

static bool add_job(struct plan *plan, size_t remedy, size_t subject)
{
	const struct hr_organisation *organisation = &plan->report->organisation;
	struct hr_job *job = hr_job_at(&plan->list, remedy, subject);
	if (!job->planned)
		return true;
	struct hr_step step = {.remedy = plan->list.remedies[remedy].id,
	                       .about = subject < organisation->server_count ? organisation->servers[subject].id
	                                                                     : HR_ORGANISATION,
	                       .rules = rules_of(plan, job),
	                       .detail = details_of(plan, &plan->list.remedies[remedy]),
	                       .certain = job->wanted};
	if (plan->rules.failed)
		return hr_fail_memory(plan->why);
	if (!plan->everywhere.made && !find_everywhere(plan, remedy))
		return false;
	if (!find_before(plan, remedy, subject) || !add_step(plan, &step))
		return false;
	job->n = plan->n;
	return add_effects(plan, &plan->list.remedies[remedy], subject, job);
}

/* Servers first, Edges behind those that they work for, then the names of pools. */
static unsigned rank(const struct plan *plan, size_t subject)
{
	if (plan->list.pool[subject] == subject)
		return 2;
	return hr_has_role(&plan->report->organisation.servers[subject], "edge") ? 1 : 0;
}

/* What is for all comes last. */
static bool add_jobs(struct plan *plan, size_t remedy)
{
	size_t organisation = plan->list.subject_count - 1;
	plan->everywhere = (struct numbers){0};
	memset(plan->of_pool, 0, plan->list.subject_count * sizeof *plan->of_pool);
	for (unsigned turn = 0; turn <= 2; turn++)
		for (size_t s = 0; s < organisation; s++)
			if (rank(plan, s) == turn && !add_job(plan, remedy, s))
				return false;
	return add_job(plan, remedy, organisation);
}

bool hr_steps_make(struct hr_report *report, const struct hr_catalog_set *catalog, struct hr_error *why)
{
	struct plan plan = {.report = report,
	                    .arena = hr_arena_new(0),
	                    .text = {.ceiling = HR_VALUE_MAX},
	                    .rules = {.ceiling = HR_VALUE_MAX},
	                    .detail = {.ceiling = HR_VALUE_MAX},
	                    .room = NAMED_MAX,
	                    .why = why};
	bool good = plan.arena != NULL ? hr_worklist_make(report, catalog, plan.arena, &plan.list, why)
	                               : hr_fail_memory(why);
	if (good) {
		/* The members of a pool, what comes before on all servers and on the pool, and two for each remedy. */
		size_t most = 3 * CHECKPOINT_MAX + 2 * plan.list.remedy_count;
		plan.gathered.at = hr_arena_take(plan.arena, most * sizeof *plan.gathered.at);
		plan.of_pool = hr_arena_take(plan.arena, plan.list.subject_count * sizeof *plan.of_pool);
		good = (plan.gathered.at != NULL && plan.of_pool != NULL) || hr_fail_memory(why);
	}
	for (size_t r = 0; good && r < plan.list.remedy_count; r++)
		good = add_jobs(&plan, r);
	hr_buffer_free(&plan.text);
	hr_buffer_free(&plan.rules);
	hr_buffer_free(&plan.detail);
	hr_arena_free(plan.arena);
	return good;
}
