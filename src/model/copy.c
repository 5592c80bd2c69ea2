/* A report once more, without some of its evidence. */
#include "model/report.h"

static bool copy_run(const struct hr_run *from, struct hr_report *to, struct hr_error *why)
{
	to->run = *from;
	to->run.id = hr_arena_string(to->arena, from->id);
	to->run.tool = hr_arena_string(to->arena, from->tool);
	to->run.catalog = hr_arena_string(to->arena, from->catalog);
	to->run.cloud = hr_arena_string(to->arena, from->cloud);
	to->run.language = hr_arena_string(to->arena, from->language);
	to->run.shard = hr_arena_string(to->arena, from->shard);
	bool good = to->run.id != NULL && to->run.tool != NULL && to->run.catalog != NULL && to->run.cloud != NULL &&
	            to->run.language != NULL && to->run.shard != NULL;
	return good || hr_fail_memory(why);
}

static bool copy_timeline(const struct hr_timeline *from, struct hr_report *to, struct hr_error *why)
{
	struct hr_timeline *timeline = &to->timeline;
	if (from->from == 0)
		return true;
	*timeline = (struct hr_timeline){.from = from->from, .until = from->until, .left_out = from->left_out};
	timeline->go = hr_arena_string(to->arena, from->go);
	timeline->reason = hr_arena_string(to->arena, from->reason);
	if (timeline->go == NULL || timeline->reason == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < from->count; i++)
		if (!hr_timeline_add(timeline, to->arena, &from->events[i], why))
			return false;
	return true;
}

static bool copy_server(const struct hr_server *from, struct hr_report *to, struct hr_error *why)
{
	size_t place = 0;
	bool good = hr_report_add_server(to, from->product, from->name, from->release, from->roles, &place, why) &&
	            hr_report_place_server(to, place, from->dn, from->site, why);
	for (size_t i = 0; good && i < from->endpoint_count; i++) {
		const struct hr_endpoint *e = &from->endpoints[i];
		good = hr_report_add_endpoint(to, place, e->host, e->port, e->service, e->purpose, why);
	}
	return good;
}

struct hr_observation hr_observation_of(const struct hr_fact *fact)
{
	return (struct hr_observation){.about = fact->about,
	                               .of = fact->of,
	                               .value = fact->value,
	                               .at = fact->at,
	                               .key = fact->key,
	                               .seen = fact->seen,
	                               .by = fact->by};
}

static bool copy_fact(const struct hr_fact *from, struct hr_report *to, struct hr_error *why)
{
	const struct hr_observation seen = hr_observation_of(from);
	return hr_report_add_fact(to, &seen, why);
}

static bool copy_all(const struct hr_report *from, bool (*keep)(void *, const struct hr_fact *), void *context,
                     struct hr_report *to, struct hr_error *why)
{
	bool good = copy_run(&from->run, to, why) && copy_timeline(&from->timeline, to, why);
	for (size_t i = 0; good && i < from->source_count; i++)
		good = hr_report_add_source(to, from->sources[i].kind, from->sources[i].uri, from->sources[i].base,
		                            why);
	for (size_t i = 0; good && i < from->notice_count; i++)
		good = hr_report_add_notice(to, from->notices[i].id, from->notices[i].about, from->notices[i].detail,
		                            why);
	for (size_t i = 0; good && i < from->organisation.server_count; i++)
		good = copy_server(&from->organisation.servers[i], to, why);
	for (size_t i = 0; good && i < from->fact_count; i++)
		good = !keep(context, &from->facts[i]) || copy_fact(&from->facts[i], to, why);
	return good;
}

bool hr_report_copy(const struct hr_report *from, bool (*keep)(void *context, const struct hr_fact *fact),
                    void *context, struct hr_report **copy, struct hr_error *why)
{
	struct hr_report *fresh = NULL;
	if (!hr_report_new(&fresh, why))
		return false;
	if (!copy_all(from, keep, context, fresh, why)) {
		hr_report_free(fresh);
		return false;
	}
	*copy = fresh;
	return true;
}
