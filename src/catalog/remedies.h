/* Remedies in an order that breaks nothing. */
#ifndef HR_CATALOG_REMEDIES_H
#define HR_CATALOG_REMEDIES_H

#include "catalog/rows.h"

/*
 * Puts the set's remedies in order: phase by phase, in each phase every remedy behind those it depends on, else as in
 * the file. False (HR_E_CATALOG): a name that is there twice or not at all, a circle (which), or a remedy that waits
 * for one of a later phase.
 */
bool hr_remedies_order(struct hr_catalog_set *set, struct hr_error *why) HR_MUST_USE;

const struct hr_remedy *hr_remedy_find(const struct hr_remedy *remedies, size_t count, const char *id);

#endif
