/* What `probe` prints for programs: one endpoint after the other, each as soon as it is known. */
#ifndef HR_REPORT_PROBES_H
#define HR_REPORT_PROBES_H

#include "model/report.h"
#include "report/pen.h"

#define HR_REPORT_NAMESPACE "urn:hybridready:report:1"

enum hr_probes_format {
	HR_PROBES_XML = 0, /* <probes> with a <probe> and its facts per endpoint (contract) */
	HR_PROBES_JSON,    /* {"probes":[...]}: the same names, "value" for the text of a fact */
};

struct hr_probes;

/*
 * Begins at `path` ("-" = standard output). False (HR_E_FILE, HR_E_MEMORY). After true, hr_probes_close() or
 * hr_probes_abort() must follow, which free it.
 */
bool hr_probes_open(const char *path, enum hr_probes_format format, struct hr_probes **probes,
                    struct hr_error *why) HR_MUST_USE;

/* One endpoint with its facts. False: memory, or no room for more; hr_probes_close() then tells the reason. */
bool hr_probes_add(struct hr_probes *probes, const struct hr_endpoint *endpoint) HR_MUST_USE;

/* Ends the document and puts it in its place. False (HR_E_FILE, HR_E_MEMORY): which file and why. */
bool hr_probes_close(struct hr_probes *probes, struct hr_error *why) HR_MUST_USE;

/* Gives it up; a file that was there before is untouched. NULL is allowed. */
void hr_probes_abort(struct hr_probes *probes);

/* One fact as an element of a report. */
void hr_fact_write(struct hr_pen *pen, const struct hr_fact *fact);

#endif
