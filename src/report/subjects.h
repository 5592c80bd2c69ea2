/* Every id that `about` may hold: the organisation, its servers, their endpoints. */
#ifndef HR_REPORT_SUBJECTS_H
#define HR_REPORT_SUBJECTS_H

#include "base/error.h"
#include "hybridready/model.h"

struct hr_subjects {
	const char **ids; /* sorted */
	size_t count;
};

/* Borrows the ids of `organisation`. False: memory is out. Free with hr_subjects_free(). */
bool hr_subjects_list(const struct hr_organisation *organisation, struct hr_subjects *subjects) HR_MUST_USE;
bool hr_subjects_have(const struct hr_subjects *subjects, const char *id);
void hr_subjects_free(struct hr_subjects *subjects);

#endif
