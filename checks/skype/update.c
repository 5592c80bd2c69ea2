/* Which update a server runs. Nothing in the directory and no probe says it; they say the generation at best. */
#include "rules.h"

#include "common/build.h"
#include "common/standing.h"

#define LYNC_2013 6

const struct hr_fact *build_of(const struct hr_case *c)
{
	const struct hr_fact *fact = hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_REGISTRY);
	return hr_known(fact) ? fact : hr_find_by(&c->server->facts, HR_FACT_BUILD, HR_BY_OWNER);
}

static bool read_generation(const struct hr_fact *fact, uint64_t *generation)
{
	const char *text = hr_known(fact) ? fact->value : "";
	return hr_read_number(&text, 31, generation) && *text == '\0';
}

/* "RTC/5.0" is Lync 2013, the sixth generation: the header counts builds, one less. */
static const struct hr_fact *find_header(const struct hr_case *c, uint64_t *generation)
{
	for (size_t i = 0; i < c->server->endpoint_count; i++) {
		const struct hr_fact *fact = hr_find_in(&c->server->endpoints[i].facts, HR_FACT_SIP_SERVER);
		const char *text = hr_known(fact) && hr_begins(fact->value, "RTC/") ? fact->value + 4 : "";
		if (hr_read_number(&text, 30, generation)) {
			(*generation)++;
			return fact;
		}
	}
	return NULL;
}

/* The Edge role of Lync 2013 is the one that Microsoft lets run on TLS 1.2 alone; from which update on is not
 * published. */
static bool may_be_lync_edge(const struct hr_case *c, uint64_t generation)
{
	return generation == LYNC_2013 && hr_has_role(c->server, "edge");
}

/*
 * The generation can only rule out. Directory entries stay behind when servers are upgraded in place, so a header that
 * shows a newer one leaves the question open.
 */
static struct hr_verdict judge_generation(const struct hr_case *c)
{
	const struct hr_fact *recorded = hr_find(c, HR_FACT_GENERATION);
	uint64_t by_record = 0, by_header = 0;
	const struct hr_fact *header = find_header(c, &by_header);
	bool known = read_generation(recorded, &by_record);

	if (known && header != NULL && by_record <= LYNC_2013 && by_header > LYNC_2013)
		return hr_because(hr_unknown(recorded, "one generation that all sources agree on"), "disagreement");
	uint64_t generation = header != NULL ? by_header : by_record;
	const struct hr_fact *fact = header != NULL ? header : recorded;
	if ((!known && header == NULL) || generation > LYNC_2013)
		return hr_unknown(fact, "the build of the Core Components");
	if (may_be_lync_edge(c, generation))
		return hr_because(hr_unknown(fact, "a later release"), "lync-edge");
	return hr_because(hr_not_ready(fact, "Skype for Business Server 2015 or later"), "lync");
}

struct hr_verdict update_is_current(const struct hr_case *c)
{
	const struct hr_fact *build = build_of(c);
	struct hr_verdict verdict, name;

	if (is_sql_server(c->server))
		return hr_not_applicable();
	if (hr_known(build)) {
		verdict = hr_judge_build(c, build, build->number);
		const struct hr_line *line = hr_line_of(c->catalog, HR_SKYPE, build->number);
		if (verdict.outcome == HR_NOT_READY && line != NULL && hr_same(line->release, "2013") &&
		    hr_has_role(c->server, "edge"))
			return hr_because(hr_unknown(build, "a later release"), "lync-edge");
		return hr_with_sources(c, verdict);
	}
	verdict = judge_generation(c);
	if (verdict.outcome == HR_UNKNOWN && verdict.why == NULL && hr_is_name(c, &name))
		return name;
	return verdict;
}

/* The lines of a generation: 7.0 is 2019 and SE alike, and only both together answer for it. */
static struct hr_verdict support_of_generation(const struct hr_case *c, const struct hr_fact *fact, uint64_t generation)
{
	const struct hr_line *ended = NULL, *going_on = NULL;
	for (size_t i = 0; i < c->catalog->line_count; i++) {
		const struct hr_line *line = &c->catalog->lines[i];
		if (line->product != HR_SKYPE || line->from >> 48 != generation - 1)
			continue;
		if (line->support_ends != 0 && c->now >= line->support_ends)
			ended = line;
		else
			going_on = line;
	}
	if ((ended == NULL) == (going_on == NULL))
		return hr_unknown(fact, "the build of the Core Components");
	struct hr_verdict verdict = ended != NULL ? hr_not_ready(fact, "a release that is in support") : hr_ready(fact);
	verdict.found = ended != NULL ? ended->name : going_on->name;
	return hr_resting_on(verdict, ended != NULL ? ended->verified : going_on->verified);
}

struct hr_verdict release_is_supported(const struct hr_case *c)
{
	const struct hr_fact *build = build_of(c), *recorded = hr_find(c, HR_FACT_GENERATION);
	struct hr_verdict name;
	uint64_t generation;

	if (is_sql_server(c->server))
		return hr_not_applicable();
	if (hr_known(build))
		return hr_judge_support(c, build);
	if (hr_is_name(c, &name))
		return name;
	if (read_generation(recorded, &generation))
		return support_of_generation(c, recorded, generation);
	return hr_unknown(recorded, "the build of the Core Components");
}
