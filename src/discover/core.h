/* What discovery itself wants from a directory, in the form of a check module without rules. */
#ifndef HR_DISCOVER_CORE_H
#define HR_DISCOVER_CORE_H

#include "hybridready/check.h"

extern const struct hr_module hr_core_module;

#endif
