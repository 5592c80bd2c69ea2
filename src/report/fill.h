/* From the elements of a report, as a parser meets them, to the report in memory. */
#ifndef HR_REPORT_FILL_H
#define HR_REPORT_FILL_H

#include <stddef.h>

#include "base/text.h"
#include "model/report.h"

#define HR_ATTRIBUTES_MAX 16 /* no element of a report has more */

struct hr_attribute_list {
	const char *name[HR_ATTRIBUTES_MAX];
	size_t value[HR_ATTRIBUTES_MAX]; /* where in `text` the value begins */
	size_t count;
	struct hr_buffer text; /* the values, each followed by a NUL */
};

struct hr_filling {
	struct hr_report *report;
	struct hr_attribute_list attributes; /* of the element that began last and takes any */
	struct hr_buffer text;               /* of the element that is open */
	struct hr_legend legend;             /* the entry that is being put together */
	const char *message;                 /* of the finding that is open */
	size_t server;                       /* place of the server that is open */
	size_t facts;                        /* how many were in the file */
	bool judged[2];                      /* by question: its verdict has been seen */
	struct hr_error *why;
	bool failed; /* *why is set */
};

/* Zeroed but for the ceilings; free with hr_filling_free(), which leaves the report alone. */
void hr_filling_init(struct hr_filling *filling, struct hr_report *report, struct hr_error *why);
void hr_filling_free(struct hr_filling *filling);

/*
 * The order of calls for an element: open, its attributes, begin; its text; end. Each may set `failed`. Elements that
 * it does not know are none of its business. An attribute's name must outlive the element.
 */
void hr_filling_open(struct hr_filling *filling, const char *element);
void hr_filling_attribute(struct hr_filling *filling, const char *name, const char *value, size_t length);
void hr_filling_begin(struct hr_filling *filling, const char *element);
void hr_filling_text(struct hr_filling *filling, const char *bytes, size_t length);
void hr_filling_end(struct hr_filling *filling, const char *element);

/* For what elements do: an attribute's value or ""; the same as a time, 0 where it is not there; failing. */
const char *hr_filling_get(const struct hr_filling *filling, const char *name);
int64_t hr_filling_time(struct hr_filling *filling, const char *name);
void hr_filling_fail_unless(struct hr_filling *filling, bool held);
/* An attribute that must be one of a set of words is none. The schema saw to it; this is for when it changes alone. */
void hr_filling_bad_word(struct hr_filling *filling, const char *name);

/* After the last element: puts the report in order and checks what a schema cannot: that every reference leads
 * somewhere. */
bool hr_filling_finish(struct hr_filling *filling) HR_MUST_USE;

#endif
