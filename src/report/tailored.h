/* The part of a report that says what it was tailored with: written, and read again. */
#ifndef HR_REPORT_TAILORED_H
#define HR_REPORT_TAILORED_H

#include "model/tailoring.h"
#include "report/fill.h"
#include "report/pen.h"

/* <tailoring> with all its rows. */
void hr_tailoring_write(struct hr_pen *pen, const struct hr_tailoring *tailoring);

/* What <tailoring> and each of its rows do when they begin. */
void hr_filling_tailoring(struct hr_filling *filling);
void hr_filling_adjusted(struct hr_filling *filling);
void hr_filling_server_phase(struct hr_filling *filling);
void hr_filling_expected(struct hr_filling *filling);
void hr_filling_waiver(struct hr_filling *filling);

#endif
