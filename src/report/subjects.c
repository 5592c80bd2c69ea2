#include "report/subjects.h"

#include <stdlib.h>
#include <string.h>

#include "model/report.h"

static int compare(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;
	return strcmp(*x, *y);
}

bool hr_subjects_list(const struct hr_organisation *organisation, struct hr_subjects *subjects)
{
	size_t count = 1;
	for (size_t i = 0; i < organisation->server_count; i++)
		count += 1 + organisation->servers[i].endpoint_count;
	subjects->ids = calloc(count, sizeof *subjects->ids);
	if (subjects->ids == NULL)
		return false;
	subjects->ids[subjects->count++] = HR_ORGANISATION;
	for (size_t i = 0; i < organisation->server_count; i++) {
		const struct hr_server *server = &organisation->servers[i];
		subjects->ids[subjects->count++] = server->id;
		for (size_t k = 0; k < server->endpoint_count; k++)
			subjects->ids[subjects->count++] = server->endpoints[k].id;
	}
	qsort(subjects->ids, subjects->count, sizeof *subjects->ids, compare);
	return true;
}

bool hr_subjects_have(const struct hr_subjects *subjects, const char *id)
{
	return bsearch(&id, subjects->ids, subjects->count, sizeof *subjects->ids, compare) != NULL;
}

void hr_subjects_free(struct hr_subjects *subjects)
{
	free(subjects->ids);
	*subjects = (struct hr_subjects){0};
}
