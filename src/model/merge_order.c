/* An order of reports by what they hold, so that a merge does not depend on how its arguments were typed. */
#include <string.h>

#include "model/merge.h"

static int compare_times(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_runs(const struct hr_run *a, const struct hr_run *b)
{
	int order = compare_times(a->started, b->started);
	if (order == 0)
		order = compare_times(a->finished, b->finished);
	if (order == 0)
		order = strcmp(a->id, b->id);
	if (order == 0)
		order = strcmp(a->shard, b->shard);
	if (order == 0)
		order = strcmp(a->catalog, b->catalog);
	return order != 0 ? order : a->complete - b->complete;
}

static int compare_sources(const struct hr_source *a, const struct hr_source *b)
{
	int order = strcmp(a->kind, b->kind);
	if (order == 0)
		order = strcmp(a->uri, b->uri);
	return order != 0 ? order : strcmp(a->base, b->base);
}

static int compare_notices(const struct hr_notice *a, const struct hr_notice *b)
{
	int order = strcmp(a->id, b->id);
	if (order == 0)
		order = strcmp(a->about, b->about);
	return order != 0 ? order : strcmp(a->detail, b->detail);
}

static int compare_servers(const struct hr_server *a, const struct hr_server *b)
{
	int order = strcmp(a->id, b->id);
	if (order == 0)
		order = strcmp(a->release, b->release);
	if (order == 0)
		order = strcmp(a->roles, b->roles);
	if (order == 0)
		order = strcmp(a->site, b->site);
	if (order == 0)
		order = strcmp(a->dn, b->dn);
	if (order == 0)
		order = compare_sizes(a->endpoint_count, b->endpoint_count);
	for (size_t i = 0; order == 0 && i < a->endpoint_count; i++) {
		order = strcmp(a->endpoints[i].id, b->endpoints[i].id);
		if (order == 0)
			order = strcmp(a->endpoints[i].purpose, b->endpoints[i].purpose);
	}
	return order;
}

static int compare_facts(const struct hr_fact *a, const struct hr_fact *b)
{
	int order = hr_fact_compare(a, b);
	if (order == 0)
		order = (int)a->seen - (int)b->seen;
	if (order == 0)
		order = strcmp(a->value, b->value);
	return order != 0 ? order : compare_times(a->at, b->at);
}

int hr_merge_compare(const struct hr_report *a, const struct hr_report *b)
{
	int order = compare_runs(&a->run, &b->run);
	if (order == 0)
		order = compare_sizes(a->source_count, b->source_count);
	for (size_t i = 0; order == 0 && i < a->source_count; i++)
		order = compare_sources(&a->sources[i], &b->sources[i]);
	if (order == 0)
		order = compare_sizes(a->notice_count, b->notice_count);
	for (size_t i = 0; order == 0 && i < a->notice_count; i++)
		order = compare_notices(&a->notices[i], &b->notices[i]);
	if (order == 0)
		order = compare_sizes(a->organisation.server_count, b->organisation.server_count);
	for (size_t i = 0; order == 0 && i < a->organisation.server_count; i++)
		order = compare_servers(&a->organisation.servers[i], &b->organisation.servers[i]);
	if (order == 0)
		order = compare_sizes(a->fact_count, b->fact_count);
	for (size_t i = 0; order == 0 && i < a->fact_count; i++)
		order = compare_facts(&a->facts[i], &b->facts[i]);
	return order;
}
