/* Check modules: looked at as files, then as ELF, then loaded, then asked what they are. */
#ifndef HR_ENGINE_MODULES_H
#define HR_ENGINE_MODULES_H

#include "base/error.h"
#include "hybridready/check.h"

struct hr_modules;

/*
 * Loads every *.so of `directory` in the order of their names. Checked before a function of a module runs: file and
 * folder are not writable by group or others and belong to root or the caller; the file is an ELF shared object of this
 * machine that exports `hybridready_module` as data; then dlopen(RTLD_NOW | RTLD_LOCAL), ABI version, size, every
 * pointer and id present and unique. False (HR_E_MODULE): file, found and wanted. Free with hr_modules_free().
 */
bool hr_modules_load(const char *directory, struct hr_modules **modules, struct hr_error *why) HR_MUST_USE;
void hr_modules_free(struct hr_modules *modules);

size_t hr_modules_count(const struct hr_modules *modules);
const struct hr_module *hr_modules_at(const struct hr_modules *modules, size_t index);

/* Is the descriptor fit for use? `name` is put into the error text. What the loader does after dlopen(). */
bool hr_module_check(const struct hr_module *module, const char *name, struct hr_error *why) HR_MUST_USE;

#endif
