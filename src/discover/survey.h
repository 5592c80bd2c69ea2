/* All searches of all modules over one directory, and what is to be known besides. */
#ifndef HR_DISCOVER_SURVEY_H
#define HR_DISCOVER_SURVEY_H

#include "discover/directory.h"
#include "discover/emitter.h"

/*
 * Runs every module's searches and maps what they give; then looks up the names of computers known by their DN, and the
 * operating systems of all servers named (those already in the report too). What it finds is in the notebook; the
 * report is only read.
 */
bool hr_survey_run(const struct hr_discovery *discovery, const struct hr_directory *directory,
                   struct hr_notebook *notebook, struct hr_error *why) HR_MUST_USE;

#endif
