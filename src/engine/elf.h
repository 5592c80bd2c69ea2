/* What a check module's file says of itself, before anything of it is loaded. */
#ifndef HR_ENGINE_ELF_H
#define HR_ENGINE_ELF_H

#include <stdint.h>

#include "base/error.h"

#define HR_MODULE_FILE_MAX ((uint64_t)64 << 20)

struct hr_elf_module {
	uint32_t abi;         /* first member of the descriptor, as the file holds it */
	uint32_t size;        /* second member */
	uint64_t symbol_size; /* bytes of the data symbol */
};

/*
 * Reads the symbol `symbol` of the ELF shared object at `path`. False (HR_E_FILE, HR_E_MODULE): no ELF file of this
 * machine, no such symbol, a function instead of data, or too small to hold the two members; found and wanted.
 */
bool hr_elf_read_module(const char *path, const char *symbol, struct hr_elf_module *module,
                        struct hr_error *why) HR_MUST_USE;

#endif
