/* Reading a report from something else than a path: for tests, and for whoever reads many with one schema. */
#ifndef HR_REPORT_READ_H
#define HR_REPORT_READ_H

#include <libxml/xmlschemas.h>
#include <stdio.h>

#include "model/report.h"

/* As hr_report_read(); `name` stands for the file in messages. The stream is read to its end and stays open. */
bool hr_report_read_stream(FILE *file, const char *name, xmlSchema *schema, struct hr_report **report,
                           struct hr_error *why) HR_MUST_USE;

#endif
