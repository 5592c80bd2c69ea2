/* Reading a tailoring file: reports/tailoring.xsd is its shape. */
#ifndef HR_CATALOG_TAILORING_H
#define HR_CATALOG_TAILORING_H

#include "catalog/xml.h"
#include "model/tailoring.h"

#define HR_TAILORING_FILE_MAX ((size_t)4 << 20)

/*
 * The rows of a tailoring file, owned by the arena. `name` stands for the file in messages, its part behind the last
 * slash in the report; `sha256` is the digest of the bytes in hex. No network, no DTD, no entities. False
 * (HR_E_CATALOG, HR_E_LIMIT, HR_E_MEMORY): file, line, found, wanted; also for a day that does not exist, an unknown
 * fact, and what is said twice. Whether its rules exist is checked by hr_tailor_check().
 */
bool hr_tailoring_parse(const char *name, const char *sha256, const char *bytes, size_t length,
                        const struct hr_xml_schema *schema, struct hr_arena *arena, struct hr_tailoring **tailoring,
                        struct hr_error *why) HR_MUST_USE;

#endif
