/* Putting a report in order: the same servers and facts give the same sequence, whatever order they were seen in. */
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "model/report.h"

static int compare_servers(const void *a, const void *b)
{
	const struct hr_server_record *x = a;
	const struct hr_server_record *y = b;
	return strcmp(x->view.id, y->view.id);
}

static int compare_endpoints(const void *a, const void *b)
{
	const struct hr_endpoint *x = a;
	const struct hr_endpoint *y = b;
	return strcmp(x->id, y->id);
}

int hr_fact_compare(const struct hr_fact *a, const struct hr_fact *b)
{
	int order = strcmp(a->about, b->about);
	if (order == 0)
		order = (a->key > b->key) - (a->key < b->key);
	if (order == 0)
		order = strcmp(a->of, b->of);
	if (order == 0)
		order = (a->by > b->by) - (a->by < b->by);
	return order;
}

static int compare_fact_pointers(const void *a, const void *b)
{
	const struct hr_fact *const *x = a;
	const struct hr_fact *const *y = b;
	int order = hr_fact_compare(*x, *y);
	/* Equal ones stay in the order they were added in, so that the last can be kept. */
	return order != 0 ? order : (*x > *y) - (*x < *y);
}

/* Sorted, replaced ones dropped, ids given. */
static bool order_facts(struct hr_report *report)
{
	size_t count = report->fact_count;
	const struct hr_fact **order = calloc(count + 1, sizeof(*order));
	struct hr_fact *sorted = hr_arena_take(report->arena, (count + 1) * sizeof *sorted);
	if (order == NULL || sorted == NULL) {
		free(order);
		return false;
	}
	for (size_t i = 0; i < count; i++)
		order[i] = &report->facts[i];
	qsort(order, count, sizeof(*order), compare_fact_pointers);
	size_t kept = 0;
	bool enough = true;
	for (size_t i = 0; i < count && enough; i++) {
		if (i + 1 < count && hr_fact_compare(order[i], order[i + 1]) == 0)
			continue;
		struct hr_fact *fact = &sorted[kept++];
		*fact = *order[i];
		if (*fact->id == '\0')
			fact->id =
			        hr_arena_printf(report->arena, "%s#%s@%s%s%s", fact->about, hr_fact_key_name(fact->key),
			                        hr_means_name(fact->by), *fact->of == '\0' ? "" : ":", fact->of);
		enough = fact->id != NULL;
	}
	free(order);
	if (!enough)
		return false;
	report->facts = sorted;
	report->fact_count = kept;
	report->fact_capacity = count + 1;
	return true;
}

struct hr_facts hr_report_facts(const struct hr_report *report, const char *about)
{
	size_t low = 0;
	size_t high = report->fact_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(report->facts[middle].about, about) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	size_t end = low;
	while (end < report->fact_count && strcmp(report->facts[end].about, about) == 0)
		end++;
	return (struct hr_facts){.at = report->facts + low, .count = end - low};
}

bool hr_report_index(struct hr_report *report, struct hr_error *why)
{
	struct hr_server *views = hr_arena_take(report->arena, (report->server_count + 1) * sizeof *views);
	if (views == NULL || !order_facts(report))
		return hr_fail_memory(why);
	if (report->server_count > 0)
		qsort(report->servers, report->server_count, sizeof *report->servers, compare_servers);
	for (size_t i = 0; i < report->server_count; i++) {
		struct hr_server_record *record = &report->servers[i];
		if (record->view.endpoint_count > 0)
			qsort(record->endpoints, record->view.endpoint_count, sizeof *record->endpoints,
			      compare_endpoints);
		for (size_t k = 0; k < record->view.endpoint_count; k++)
			record->endpoints[k].facts = hr_report_facts(report, record->endpoints[k].id);
		record->view.endpoints = record->endpoints;
		record->view.facts = hr_report_facts(report, record->view.id);
		views[i] = record->view;
	}
	report->organisation = (struct hr_organisation){.servers = views,
	                                                .server_count = report->server_count,
	                                                .facts = hr_report_facts(report, HR_ORGANISATION)};
	return true;
}

const struct hr_fact *hr_report_fact(const struct hr_report *report, const char *id)
{
	size_t length = strcspn(id, "#");
	char about[HR_NAME_MAX * 2];
	if (length >= sizeof about)
		return NULL;
	memcpy(about, id, length);
	about[length] = '\0';
	struct hr_facts facts = hr_report_facts(report, about);
	for (size_t i = 0; i < facts.count; i++)
		if (strcmp(facts.at[i].id, id) == 0)
			return &facts.at[i];
	return NULL;
}

/* The server whose id is the first `length` bytes of `about`, or server_count. */
static size_t server_named(const struct hr_organisation *organisation, const char *about, size_t length)
{
	size_t low = 0;
	size_t high = organisation->server_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *id = organisation->servers[middle].id;
		int order = strncmp(id, about, length);
		if (order == 0 && id[length] == '\0')
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return organisation->server_count;
}

size_t hr_report_server_of(const struct hr_report *report, const char *about)
{
	const struct hr_organisation *organisation = &report->organisation;
	size_t length = strlen(about);
	/* "exchange/::1:25/smtp": a colon may be the name's own, so the longest id that fits is the server. */
	for (;;) {
		size_t found = server_named(organisation, about, length);
		if (found < organisation->server_count)
			return found;
		do {
			if (length == 0)
				return organisation->server_count;
			length--;
		} while (about[length] != ':');
	}
}
