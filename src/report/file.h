/* The report as a file: written whole or not at all, read in one place, checked against reports/report.xsd. */
#ifndef HR_REPORT_FILE_H
#define HR_REPORT_FILE_H

#include "model/report.h"

/* Largest report that is read. */
#define HR_REPORT_FILE_MAX ((size_t)1 << 30)

/*
 * Writes the report (indexed) beside `path` and renames it. `path` "-" = standard output. False (HR_E_FILE): which file
 * and why; what was at `path` before is untouched.
 */
bool hr_report_write(const struct hr_report *report, const char *path, struct hr_error *why) HR_MUST_USE;

/*
 * Reads and checks `path` against `schema` (path of report.xsd). No network, no DTD, no entities. The report is
 * indexed. False (HR_E_FILE, HR_E_FORMAT, HR_E_LIMIT): file, line, what is wrong.
 */
bool hr_report_read(const char *path, const char *schema, struct hr_report **report, struct hr_error *why) HR_MUST_USE;

#endif
