#include "engine/elf.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct image {
	unsigned char *bytes;
	size_t size;
	const char *path;
};

/* Copies `size` bytes at `offset` out of the file; false if they are not in it. The one bounds check here. */
static bool peek(const struct image *image, uint64_t offset, void *into, size_t size)
{
	if (offset > image->size || size > image->size - offset)
		return false;
	memcpy(into, image->bytes + offset, size);
	return true;
}

static bool read_whole(const char *path, struct image *image, struct hr_error *why)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return hr_fail(why, HR_E_FILE, "%s: cannot be opened: %s", path, strerror(errno));
	size_t capacity = 1 << 16;
	size_t size = 0;
	unsigned char *bytes = malloc(capacity);
	while (bytes != NULL) {
		size += fread(bytes + size, 1, capacity - size, file);
		if (size < capacity || capacity >= HR_MODULE_FILE_MAX)
			break;
		capacity *= 2;
		unsigned char *larger = realloc(bytes, capacity);
		if (larger == NULL)
			free(bytes);
		bytes = larger;
	}
	(void)fclose(file);
	if (bytes == NULL)
		return hr_fail_memory(why);
	*image = (struct image){.bytes = bytes, .size = size, .path = path};
	return true;
}

static bool read_header(const struct image *image, Elf64_Ehdr *header, struct hr_error *why)
{
	union {
		uint16_t word;
		unsigned char bytes[2];
	} probe = {.word = 1};
	unsigned char order = probe.bytes[0] == 1 ? ELFDATA2LSB : ELFDATA2MSB;
	if (!peek(image, 0, header, sizeof *header) || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
		return hr_fail(why, HR_E_MODULE, "%s: found no ELF file, wanted a shared object", image->path);
	if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != order || header->e_type != ET_DYN)
		return hr_fail(why, HR_E_MODULE,
		               "%s: found class %u, type %u; wanted a 64-bit shared object of this machine",
		               image->path, (unsigned)header->e_ident[EI_CLASS], (unsigned)header->e_type);
	if (header->e_shentsize != sizeof(Elf64_Shdr) || header->e_phentsize != sizeof(Elf64_Phdr))
		return hr_fail(why, HR_E_MODULE, "%s: its ELF header is damaged (section or program header size)",
		               image->path);
	return true;
}

static bool read_section(const struct image *image, const Elf64_Ehdr *header, unsigned index, Elf64_Shdr *section)
{
	return peek(image, header->e_shoff + (uint64_t)index * sizeof *section, section, sizeof *section);
}

/* Does the string at `offset` of the file equal `name`, its NUL included? */
static bool is_named(const struct image *image, uint64_t offset, const char *name)
{
	size_t length = strlen(name) + 1;
	return offset <= image->size && length <= image->size - offset &&
	       memcmp(image->bytes + offset, name, length) == 0;
}

/* Looks for a defined, global symbol of that name in the dynamic symbol table. */
static bool find_symbol(const struct image *image, const Elf64_Ehdr *header, const char *name, Elf64_Sym *symbol)
{
	for (unsigned i = 0; i < header->e_shnum; i++) {
		Elf64_Shdr table;
		Elf64_Shdr strings;
		if (!read_section(image, header, i, &table) || table.sh_type != SHT_DYNSYM ||
		    !read_section(image, header, table.sh_link, &strings))
			continue;
		for (uint64_t k = 0; k < table.sh_size / sizeof *symbol; k++) {
			if (!peek(image, table.sh_offset + k * sizeof *symbol, symbol, sizeof *symbol))
				return false;
			if (symbol->st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbol->st_info) == STB_GLOBAL &&
			    is_named(image, strings.sh_offset + symbol->st_name, name))
				return true;
		}
	}
	return false;
}

/* The first bytes of the symbol as the file holds them, before relocation: plain integers need none. */
static bool read_words(const struct image *image, const Elf64_Ehdr *header, const Elf64_Sym *symbol, uint32_t words[2])
{
	for (unsigned i = 0; i < header->e_phnum; i++) {
		Elf64_Phdr segment;
		if (!peek(image, header->e_phoff + (uint64_t)i * sizeof segment, &segment, sizeof segment))
			return false;
		if (segment.p_type == PT_LOAD && symbol->st_value >= segment.p_vaddr &&
		    symbol->st_value - segment.p_vaddr < segment.p_filesz)
			return peek(image, segment.p_offset + (symbol->st_value - segment.p_vaddr), words,
			            2 * sizeof words[0]);
	}
	return false;
}

static bool read_module(const struct image *image, const char *name, struct hr_elf_module *module, struct hr_error *why)
{
	Elf64_Ehdr header;
	Elf64_Sym symbol;
	uint32_t words[2];
	if (!read_header(image, &header, why))
		return false;
	if (!find_symbol(image, &header, name, &symbol))
		return hr_fail(why, HR_E_MODULE,
		               "%s: does not export %s, which every check module must (see HR_MODULE)", image->path,
		               name);
	if (ELF64_ST_TYPE(symbol.st_info) != STT_OBJECT)
		return hr_fail(why, HR_E_MODULE, "%s: exports %s as something else than data", image->path, name);
	if (symbol.st_size < sizeof words || !read_words(image, &header, &symbol, words))
		return hr_fail(why, HR_E_MODULE, "%s: its descriptor has %llu bytes, too few to hold a version",
		               image->path, (unsigned long long)symbol.st_size);
	*module = (struct hr_elf_module){.abi = words[0], .size = words[1], .symbol_size = symbol.st_size};
	return true;
}

bool hr_elf_read_module(const char *path, const char *symbol, struct hr_elf_module *module, struct hr_error *why)
{
	struct image image = {.bytes = NULL};
	if (!read_whole(path, &image, why))
		return false;
	bool good = read_module(&image, symbol, module, why);
	free(image.bytes);
	return good;
}
