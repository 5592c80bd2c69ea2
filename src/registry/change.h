/* What a person would set in one machine's registry, as a .reg file, and the .reg file that takes it back. */
#ifndef HR_REGISTRY_CHANGE_H
#define HR_REGISTRY_CHANGE_H

#include "base/text.h"
#include "model/report.h"

#define HR_CHANGE_TEXT_MAX ((size_t)1 << 20)

struct hr_change {
	struct hr_buffer
	        make; /* "Windows Registry Editor Version 5.00", ASCII, CRLF; free both with hr_change_free() */
	struct hr_buffer undo;
	size_t values;  /* how many are set */
	size_t unknown; /* of how many it is not known what they were, so that the undo cannot put them back */
};

/*
 * For the machine that these server ids are on: every setting of the catalog that a remedy of a not-ready finding names
 * and that is not as it should be already. Undo restores what the facts `registry` show. The report must be assessed.
 * False (HR_E_MEMORY): buffers are freed.
 */
bool hr_change_make(const struct hr_report *report, const struct hr_catalog *catalog, const char *const *servers,
                    size_t server_count, struct hr_change *change, struct hr_error *why) HR_MUST_USE;

void hr_change_free(struct hr_change *change);

#endif
