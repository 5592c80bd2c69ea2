#include "registry/export.h"

#include <stdio.h>

#include "discover/input.h"
#include "parse/reg_file.h"

bool hr_export_is(const char *path, const uint8_t *head, size_t length)
{
	(void)path;
	return hr_reg_is(hr_reader_of(head, length));
}

/* One file while it is read. */
struct exported {
	struct hr_hive *hive;
	struct hr_arena *arena;
	struct hr_reg_file *file;
	const char *key; /* as HKLM\..., NULL: of another hive */
	bool to_apply;   /* it deletes: somebody means to apply it */
	bool skipped;
};

static bool put(struct exported *e, struct hr_error *why)
{
	const struct hr_reg_file *f = e->file;
	const struct hr_registry_data data = {
	        .type = f->type, .bytes = f->data, .length = f->length, .wide = f->text_is_wide};
	return e->key == NULL || hr_hive_put(e->hive, e->key, f->name, &data, why);
}

static bool take(struct exported *e, enum hr_reg_event event, const char *name, struct hr_error *why)
{
	switch (event) {
	case HR_REG_KEY:
	case HR_REG_KEY_DELETED:
		e->key = hr_hive_key(e->arena, e->file->key);
		e->to_apply = e->to_apply || event == HR_REG_KEY_DELETED;
		return true;
	case HR_REG_VALUE:
		return put(e, why);
	case HR_REG_VALUE_DELETED:
		e->to_apply = true;
		return true;
	case HR_REG_SKIPPED:
		return e->key == NULL ||
		       hr_hive_failed(e->hive, e->key, e->file->name, "the export holds more than 64 KiB here", why);
	case HR_REG_BROKEN:
		return hr_fail(why, HR_E_FORMAT, "%s: line %zu: wanted %s; export it again with reg export or regedit",
		               name, e->file->line, e->file->wanted);
	case HR_REG_END:
		break;
	}
	return true;
}

/* A second time through: its first keys, and those that are not below one that came before. */
static bool cover(struct exported *e, struct hr_reader in, struct hr_error *why)
{
	enum hr_reg_event event;
	if (!hr_reg_open(in, e->file))
		return true;
	while ((event = hr_reg_next(e->file)) != HR_REG_END) {
		const char *key = event == HR_REG_KEY ? hr_hive_key(e->arena, e->file->key) : NULL;
		if (key != NULL && !hr_hive_whole(e->hive, key, why))
			return false;
	}
	return true;
}

bool hr_export_put(struct hr_hive *hive, struct hr_arena *arena, const char *name, struct hr_reader in, bool *whole,
                   struct hr_error *why)
{
	struct exported e = {.hive = hive, .arena = arena, .file = hr_arena_take(arena, sizeof *e.file)};
	enum hr_reg_event event;
	if (e.file == NULL)
		return hr_fail_memory(why);
	if (!hr_reg_open(in, e.file))
		return hr_fail(why, HR_E_FORMAT,
		               "%s: line 1: wanted \"Windows Registry Editor Version 5.00\" or \"REGEDIT4\"", name);
	do {
		event = hr_reg_next(e.file);
		if (!take(&e, event, name, why))
			return false;
	} while (event != HR_REG_END);
	*whole = !e.file->from.cut && !e.to_apply;
	return !*whole || cover(&e, in, why);
}

/* --- the file --- */

bool hr_export_read(struct hr_brought *brought, struct hr_error *why)
{
	struct hr_input file = {.length = 0};
	struct hr_hive_counts counts = {.present = 0};
	bool whole = false;
	if (brought->server_count == 0)
		return hr_fail(why, HR_E_USAGE,
		               "%s: whose registry is it? Give --server NAME, or a file name like fe01.contoso.com.reg",
		               brought->path);
	struct hr_arena *arena = hr_arena_new(0); /* the file's own scratch: a large export leaves nothing behind */
	struct hr_hive *hive = arena == NULL ? NULL : hr_hive_new(arena, brought->catalog);
	bool good = hive != NULL || hr_fail_memory(why);
	good = good && hr_input_read(brought->path, HR_EXPORT_FILE_MAX, &file, why) &&
	       hr_export_put(hive, arena, brought->path, hr_reader_of(file.bytes, file.length), &whole, why) &&
	       hr_hive_tell(hive, brought, &counts, why);
	hr_input_free(&file);
	if (good)
		(void)snprintf(brought->told, sizeof brought->told, "%zu settings, %zu more that are not set%s",
		               counts.present, counts.absent,
		               whole ? "" : "; it is no export of whole keys, so what it lacks stays unknown");
	if (good && counts.present + counts.absent + counts.failed == 0)
		good = hr_fail(why, HR_E_FORMAT,
		               "%s: holds none of the keys that matter here; export those that the report asks for",
		               brought->path);
	hr_arena_free(arena);
	return good;
}
