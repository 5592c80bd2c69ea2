#include "engine/modules.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "engine/elf.h"

#define MODULES_MAX 256
#define MODULE_SYMBOL "hybridready_module"

struct loaded {
	void *handle;
	const struct hr_module *module;
};

struct hr_modules {
	struct hr_arena *arena;
	size_t count;
	struct loaded at[MODULES_MAX];
};

/* Whoever can write there runs code as us. */
static bool is_safe(const char *path, const char *what, struct hr_error *why)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return hr_fail(why, HR_E_MODULE, "%s: cannot be looked at: %s", path, strerror(errno));
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return hr_fail(why, HR_E_MODULE, "%s: the %s belongs to user %u; wanted root or the user who runs this",
		               path, what, (unsigned)status.st_uid);
	if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return hr_fail(why, HR_E_MODULE,
		               "%s: the %s is writable by group or others (mode %o); take that away with chmod go-w",
		               path, what, (unsigned)(status.st_mode & 07777));
	return true;
}

/* --- the descriptor --- */

static bool is_id(const char *text)
{
	return text != NULL && *text != '\0' && strlen(text) < 64 &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == strlen(text);
}

static bool check_searches(const struct hr_module *m, const char *name, struct hr_error *why)
{
	if (m->search_count > 0 && (m->searches == NULL || m->map_entry == NULL))
		return hr_fail(why, HR_E_MODULE, "%s: has searches but no map_entry", name);
	for (size_t i = 0; i < m->search_count; i++) {
		const struct hr_search *s = &m->searches[i];
		if (!is_id(s->name) || s->container == NULL || s->filter == NULL || s->attributes == NULL ||
		    s->attributes[0] == NULL)
			return hr_fail(why, HR_E_MODULE,
			               "%s: search %zu lacks its name, container, filter or attributes", name, i + 1);
		for (const char *const *a = s->attributes; *a != NULL; a++)
			if (strcmp(*a, "*") == 0 || strcmp(*a, "+") == 0)
				return hr_fail(why, HR_E_MODULE, "%s: search %s asks for all attributes; name them",
				               name, s->name);
	}
	return true;
}

static bool check_asks(const struct hr_module *m, const char *name, struct hr_error *why)
{
	if (m->ask_count > 0 && m->asks == NULL)
		return hr_fail(why, HR_E_MODULE, "%s: says it has asks but has none", name);
	for (size_t i = 0; i < m->ask_count; i++) {
		const struct hr_ask *a = &m->asks[i];
		bool http = a->kind == HR_ASK_HTTP;
		if (a->kind <= HR_ASK_NONE || a->kind > HR_ASK_SIP || (http && (a->path == NULL || *a->path != '/')) ||
		    (a->extract_count > 0 && a->extracts == NULL))
			return hr_fail(why, HR_E_MODULE, "%s: ask %zu is of no known kind or lacks its path", name,
			               i + 1);
	}
	return true;
}

static bool check_rules(const struct hr_module *m, const char *name, struct hr_error *why)
{
	if (m->rule_count > 0 && m->rules == NULL)
		return hr_fail(why, HR_E_MODULE, "%s: says it has rules but has none", name);
	for (size_t i = 0; i < m->rule_count; i++) {
		const struct hr_rule *r = &m->rules[i];
		if (!is_id(r->id) || r->judge == NULL || r->source == NULL)
			return hr_fail(why, HR_E_MODULE, "%s: rule %zu lacks its id, source or judge", name, i + 1);
		if (r->scope > HR_PER_ORGANISATION || r->severity > HR_CRITICAL || r->question > HR_RETIRE)
			return hr_fail(why, HR_E_MODULE, "%s: rule %s has an unknown scope, severity or question", name,
			               r->id);
		for (size_t k = 0; k < i; k++)
			if (strcmp(r->id, m->rules[k].id) == 0)
				return hr_fail(why, HR_E_MODULE, "%s: rule id %s is there twice", name, r->id);
	}
	return true;
}

bool hr_module_check(const struct hr_module *module, const char *name, struct hr_error *why)
{
	if (module->abi != HR_ABI)
		return hr_fail(why, HR_E_MODULE,
		               "%s: found module version %u, wanted %u; build it against this release", name,
		               module->abi, (unsigned)HR_ABI);
	if (module->size < sizeof(struct hr_module))
		return hr_fail(why, HR_E_MODULE, "%s: its descriptor has %u bytes, wanted at least %zu", name,
		               module->size, sizeof(struct hr_module));
	if (!is_id(module->name))
		return hr_fail(why, HR_E_MODULE, "%s: the module has no proper name", name);
	return check_searches(module, name, why) && check_asks(module, name, why) && check_rules(module, name, why);
}

/* --- loading --- */

static bool is_new(const struct hr_modules *modules, const struct hr_module *module, const char *path,
                   struct hr_error *why)
{
	for (size_t i = 0; i < modules->count; i++) {
		const struct hr_module *other = modules->at[i].module;
		if (strcmp(other->name, module->name) == 0)
			return hr_fail(why, HR_E_MODULE, "%s: a module named %s is loaded already", path, module->name);
		for (size_t a = 0; a < other->rule_count; a++)
			for (size_t b = 0; b < module->rule_count; b++)
				if (strcmp(other->rules[a].id, module->rules[b].id) == 0)
					return hr_fail(why, HR_E_MODULE, "%s: rule id %s belongs to module %s already",
					               path, module->rules[b].id, other->name);
	}
	return true;
}

static bool load(struct hr_modules *modules, const char *path, struct hr_error *why)
{
	struct hr_elf_module file;
	if (!is_safe(path, "file", why) || !hr_elf_read_module(path, MODULE_SYMBOL, &file, why))
		return false;
	/* Version and size are judged from the file, so that a constructor of an unfit module never runs. */
	if (file.abi != HR_ABI)
		return hr_fail(why, HR_E_MODULE,
		               "%s: found module version %u, wanted %u; build it against this release", path, file.abi,
		               (unsigned)HR_ABI);
	if (file.size < sizeof(struct hr_module) || file.symbol_size < file.size)
		return hr_fail(why, HR_E_MODULE, "%s: its descriptor says %u bytes and has %llu, wanted at least %zu",
		               path, file.size, (unsigned long long)file.symbol_size, sizeof(struct hr_module));
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		return hr_fail(why, HR_E_MODULE, "%s: cannot be loaded: %s", path, dlerror());
	const struct hr_module *module = dlsym(handle, MODULE_SYMBOL);
	if (module == NULL || !hr_module_check(module, path, why) || !is_new(modules, module, path, why)) {
		if (module == NULL)
			(void)hr_fail(why, HR_E_MODULE, "%s: %s vanished while it was loaded", path, MODULE_SYMBOL);
		(void)dlclose(handle);
		return false;
	}
	modules->at[modules->count++] = (struct loaded){.handle = handle, .module = module};
	return true;
}

static int compare_names(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;
	return strcmp(*x, *y);
}

/* The *.so of a folder, sorted. */
static bool list_files(struct hr_modules *modules, const char *directory, const char **paths, size_t *count,
                       struct hr_error *why)
{
	DIR *dir = opendir(directory);
	if (dir == NULL)
		return hr_fail(why, HR_E_MODULE, "%s: the folder of check modules cannot be read: %s", directory,
		               strerror(errno));
	bool good = true;
	for (struct dirent *entry = readdir(dir); entry != NULL && good; entry = readdir(dir)) {
		size_t length = strlen(entry->d_name);
		if (length < 4 || strcmp(entry->d_name + length - 3, ".so") != 0)
			continue;
		if (*count == MODULES_MAX) {
			good = hr_fail(why, HR_E_LIMIT, "%s: more than %d check modules", directory, MODULES_MAX);
			break;
		}
		paths[*count] = hr_arena_printf(modules->arena, "%s/%s", directory, entry->d_name);
		good = paths[(*count)++] != NULL || hr_fail_memory(why);
	}
	(void)closedir(dir);
	if (good)
		qsort(paths, *count, sizeof paths[0], compare_names);
	return good;
}

static bool load_all(struct hr_modules *modules, const char *directory, struct hr_error *why)
{
	const char *paths[MODULES_MAX];
	size_t count = 0;
	if (!is_safe(directory, "folder", why) || !list_files(modules, directory, paths, &count, why))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!load(modules, paths[i], why))
			return false;
	if (count == 0)
		return hr_fail(why, HR_E_MODULE, "%s: no check module (*.so) in it; without one nothing can be judged",
		               directory);
	return true;
}

bool hr_modules_load(const char *directory, struct hr_modules **modules, struct hr_error *why)
{
	struct hr_modules *fresh = calloc(1, sizeof *fresh);
	if (fresh == NULL)
		return hr_fail_memory(why);
	fresh->arena = hr_arena_new(0);
	if (fresh->arena == NULL) {
		free(fresh);
		return hr_fail_memory(why);
	}
	if (!load_all(fresh, directory, why)) {
		hr_modules_free(fresh);
		return false;
	}
	*modules = fresh;
	return true;
}

void hr_modules_free(struct hr_modules *modules)
{
	if (modules == NULL)
		return;
	for (size_t i = 0; i < modules->count; i++)
		(void)dlclose(modules->at[i].handle);
	hr_arena_free(modules->arena);
	free(modules);
}

size_t hr_modules_count(const struct hr_modules *modules)
{
	return modules->count;
}

const struct hr_module *hr_modules_at(const struct hr_modules *modules, size_t index)
{
	return modules->at[index].module;
}
