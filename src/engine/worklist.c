#include "engine/worklist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/names.h"

static size_t remedy_of(const struct hr_worklist *list, const char *id)
{
	size_t i = 0;
	while (i < list->remedy_count && strcmp(list->remedies[i].id, id) != 0)
		i++;
	return i;
}

/* Remedies come in an order in which each is behind those it depends on, so one pass closes the relation. */
static void close_relation(const struct hr_worklist *list)
{
	size_t n = list->remedy_count;
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			bool everywhere = hr_has_word(list->remedies[a].after_everywhere, list->remedies[b].id);
			if (!everywhere && !hr_has_word(list->remedies[a].after, list->remedies[b].id))
				continue;
			list->here[a * n + b] = true;
			list->everywhere[a * n + b] |= everywhere;
			for (size_t c = 0; c < n; c++) {
				list->here[a * n + c] |= list->here[b * n + c];
				list->everywhere[a * n + c] |=
				        list->everywhere[b * n + c] || (everywhere && list->here[b * n + c]);
			}
		}
	}
}

static bool is_breakable(const struct hr_worklist *list, const char *rule)
{
	for (size_t r = 0; r < list->remedy_count; r++)
		if (hr_has_word(list->remedies[r].breaks, rule))
			return true;
	return false;
}

/* Puts a finding before the others of its chain. */
static void chain(const struct hr_worklist *list, size_t finding, uint32_t *first)
{
	list->next[finding] = *first;
	*first = (uint32_t)finding + 1;
}

static void mark_finding(const struct hr_worklist *list, size_t i)
{
	const struct hr_finding *f = &list->report->findings[i];
	size_t remedy = remedy_of(list, f->remedy);
	if (f->outcome == HR_READY && is_breakable(list, f->rule))
		chain(list, i, &list->ready[hr_report_server_of(list->report, f->about)]);
	if (remedy == list->remedy_count || (f->outcome != HR_NOT_READY && f->outcome != HR_UNKNOWN))
		return;
	struct hr_job *job = hr_job_at(list, remedy, hr_report_server_of(list->report, f->about));
	chain(list, i, &job->first);
	job->open = true;
	job->wanted |= f->outcome == HR_NOT_READY;
	/* A waiver asks for nothing, and does nothing either: what must come first stays open. */
	job->planned |= f->outcome == HR_NOT_READY && hr_finding_counts(f);
}

/* From the last to the first, so that each chain is in the order of the findings. */
static void mark_findings(const struct hr_worklist *list)
{
	for (size_t i = list->report->finding_count; i-- > 0;)
		mark_finding(list, i);
}

/* What discovery could not see is not known to be in order. */
static void mark_notices(const struct hr_worklist *list)
{
	for (size_t r = 0; r < list->remedy_count; r++)
		for (size_t i = 0; i < list->report->notice_count && *list->remedies[r].notice != '\0'; i++)
			if (strcmp(list->report->notices[i].id, list->remedies[r].notice) == 0)
				hr_job_at(list, r, list->subject_count - 1)->open = true;
}

/* Where in the directory a server's object stands. */
struct placed {
	const char *dn;
	size_t server;
};

static int compare_placed(const void *a, const void *b)
{
	const struct placed *x = a;
	const struct placed *y = b;
	return hr_text_compare_nocase(x->dn, y->dn);
}

static size_t list_placed(const struct hr_organisation *organisation, struct placed *placed)
{
	size_t count = 0;
	for (size_t s = 0; s < organisation->server_count; s++)
		if (*organisation->servers[s].dn != '\0')
			placed[count++] = (struct placed){.dn = organisation->servers[s].dn, .server = s};
	if (count > 0)
		qsort(placed, count, sizeof *placed, compare_placed);
	return count;
}

/* The server that a pool's name or DN means, of the same product; the organisation if there is none. */
static size_t pool_named(const struct hr_worklist *list, enum hr_product product, const char *name,
                         const struct placed *placed, size_t count)
{
	const struct placed wanted = {.dn = name};
	if (strchr(name, '=') != NULL) {
		const struct placed *found =
		        count == 0 ? NULL : bsearch(&wanted, placed, count, sizeof *placed, compare_placed);
		return found == NULL ? list->subject_count - 1 : found->server;
	}
	char id[HR_NAME_MAX];
	int length = snprintf(id, sizeof id, "%s/%s", hr_product_name(product), name);
	if (length < 0 || (size_t)length >= sizeof id)
		return list->subject_count - 1;
	return hr_report_server_of(list->report, hr_text_lower(id));
}

/* Each member says its pool. */
static void find_pools(const struct hr_worklist *list, struct placed *placed)
{
	const struct hr_organisation *organisation = &list->report->organisation;
	size_t none = list->subject_count;
	size_t count = list_placed(organisation, placed);
	for (size_t s = 0; s < none; s++)
		list->pool[s] = list->members[s] = list->neighbour[s] = none;
	for (size_t s = organisation->server_count; s-- > 0;) {
		const struct hr_server *server = &organisation->servers[s];
		const struct hr_fact *fact = hr_find_in(&server->facts, HR_FACT_POOL);
		size_t pool = hr_known(fact) ? pool_named(list, server->product, fact->value, placed, count) : none - 1;
		if (pool >= organisation->server_count || pool == s)
			continue;
		list->pool[s] = list->pool[pool] = pool;
		list->neighbour[s] = list->members[pool];
		list->members[pool] = s;
	}
}

static bool is_planned_anywhere(const struct hr_worklist *list, size_t remedy)
{
	for (size_t s = 0; s < list->subject_count; s++)
		if (hr_job_at(list, remedy, s)->planned)
			return true;
	return false;
}

static void plan_where_open(const struct hr_worklist *list, size_t remedy)
{
	for (size_t s = 0; s < list->subject_count; s++)
		hr_job_at(list, remedy, s)->planned |= hr_job_at(list, remedy, s)->open;
}

/* On the server itself, on the organisation, and for an update on the other members of the pool. */
static void plan_near(const struct hr_worklist *list, size_t remedy, size_t subject)
{
	size_t organisation = list->subject_count - 1;
	size_t pool = list->pool[subject];
	hr_job_at(list, remedy, subject)->planned |= hr_job_at(list, remedy, subject)->open;
	hr_job_at(list, remedy, organisation)->planned |= hr_job_at(list, remedy, organisation)->open;
	if (pool > organisation || list->remedies[remedy].phase != HR_PHASE_UPDATE ||
	    hr_job_at(list, remedy, pool)->pooled)
		return;
	hr_job_at(list, remedy, pool)->pooled = true;
	for (size_t s = list->members[pool]; s <= organisation; s = list->neighbour[s])
		hr_job_at(list, remedy, s)->planned |= hr_job_at(list, remedy, s)->open;
}

/* What a switch-off needs first, wherever it is not known to be done. */
static void add_prerequisites(const struct hr_worklist *list, size_t off)
{
	for (size_t b = 0; b < list->remedy_count; b++) {
		size_t edge = off * list->remedy_count + b;
		/* Undoing is for those who are known to need it. */
		if (list->remedies[b].phase == HR_PHASE_RESTORE || (!list->here[edge] && !list->everywhere[edge]))
			continue;
		if (list->everywhere[edge]) {
			/* One switch-off waits for another; it does not ask for it. */
			if (list->remedies[b].phase != HR_PHASE_DISABLE)
				plan_where_open(list, b);
			continue;
		}
		for (size_t s = 0; s < list->subject_count; s++)
			if (hr_job_at(list, off, s)->planned)
				plan_near(list, b, s);
	}
}

/* A switch-off that a notice asks for goes with the one that it comes after. */
static void add_followers(const struct hr_worklist *list, size_t off)
{
	struct hr_job *job = hr_job_at(list, off, list->subject_count - 1);
	for (size_t b = 0; b < list->remedy_count && job->open && !job->planned; b++)
		job->planned = list->remedies[b].phase == HR_PHASE_DISABLE &&
		               list->here[off * list->remedy_count + b] && is_planned_anywhere(list, b);
}

bool hr_worklist_make(const struct hr_report *report, const struct hr_catalog_set *catalog, struct hr_arena *arena,
                      struct hr_worklist *list, struct hr_error *why)
{
	struct hr_worklist fresh = {.report = report, .subject_count = report->organisation.server_count + 1};
	fresh.remedies = hr_catalog_remedies(catalog, &fresh.remedy_count);
	size_t square = fresh.remedy_count * fresh.remedy_count;
	size_t subjects = fresh.subject_count;
	fresh.jobs = hr_arena_take(arena, fresh.remedy_count * subjects * sizeof *fresh.jobs);
	fresh.next = hr_arena_take(arena, report->finding_count * sizeof *fresh.next);
	fresh.ready = hr_arena_take(arena, subjects * sizeof *fresh.ready);
	fresh.here = hr_arena_take(arena, square * sizeof *fresh.here);
	fresh.everywhere = hr_arena_take(arena, square * sizeof *fresh.everywhere);
	fresh.pool = hr_arena_take(arena, subjects * sizeof *fresh.pool);
	fresh.members = hr_arena_take(arena, subjects * sizeof *fresh.members);
	fresh.neighbour = hr_arena_take(arena, subjects * sizeof *fresh.neighbour);
	struct placed *placed = hr_arena_take(arena, subjects * sizeof *placed);
	if (fresh.jobs == NULL || fresh.next == NULL || fresh.ready == NULL || fresh.here == NULL ||
	    fresh.everywhere == NULL || fresh.pool == NULL || fresh.members == NULL || fresh.neighbour == NULL ||
	    placed == NULL)
		return hr_fail_memory(why);
	close_relation(&fresh);
	mark_findings(&fresh);
	mark_notices(&fresh);
	find_pools(&fresh, placed);
	for (size_t a = 0; a < fresh.remedy_count; a++) {
		if (fresh.remedies[a].phase != HR_PHASE_DISABLE)
			continue;
		add_followers(&fresh, a);
		if (is_planned_anywhere(&fresh, a))
			add_prerequisites(&fresh, a);
	}
	*list = fresh;
	return true;
}
