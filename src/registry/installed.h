/* Which build of a product a machine's registry shows. */
#ifndef HR_REGISTRY_INSTALLED_H
#define HR_REGISTRY_INSTALLED_H

#include "base/build.h"
#include "registry/windows.h"

/*
 * The build of the server's product as "15.1.2507.6" into `text`; false: the registry does not show it. AD FS has none
 * of its own: it is a part of Windows. What each key says, and what it leaves out, stands beside its reader.
 */
bool hr_installed_build(const struct hr_machine *machine, const struct hr_server *server,
                        char text[static HR_BUILD_TEXT_MAX]);

#endif
