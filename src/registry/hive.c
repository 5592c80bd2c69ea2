#include "registry/hive.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

/* Of 64-bit and of 32-bit programs. */
static const char *const uninstall[] = {"HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall",
                                        "HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall"};

/* A packaged app's key ends in its full name, which holds its version; its value Path leads to its manifest. */
static const char rooms_app[] =
        "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore\\Applications\\"
        "Microsoft.SkypeRoomSystem_";

struct slot {
	enum hr_seen seen;
	const char *text;
};

/* Something installed, by the key that says so. */
struct product {
	const char *key, *name, *version;
};

struct hr_hive {
	struct hr_arena *arena;
	const struct hr_setting *settings;
	struct slot *slots;
	size_t count;
	const char **whole;
	size_t whole_count, whole_capacity;
	struct product *products;
	size_t product_count, product_capacity;
	struct product *apps; /* of meeting rooms: key, and Path as their name */
	size_t app_count, app_capacity;
};

struct hr_hive *hr_hive_new(struct hr_arena *arena, const struct hr_catalog *catalog)
{
	struct hr_hive *hive = hr_arena_take(arena, sizeof *hive);
	if (hive == NULL)
		return NULL;
	*hive = (struct hr_hive){.arena = arena, .settings = catalog->settings, .count = catalog->setting_count};
	hive->slots = hr_arena_take(arena, (hive->count + 1) * sizeof *hive->slots);
	return hive->slots == NULL ? NULL : hive;
}

const char *hr_hive_key(struct hr_arena *arena, const char *key)
{
	static const char longer[] = "HKEY_LOCAL_MACHINE\\";
	if (strncasecmp(key, "HKLM\\", 5) == 0)
		return key;
	return strncasecmp(key, longer, strlen(longer)) == 0 ? hr_arena_printf(arena, "HKLM\\%s", key + strlen(longer))
	                                                     : NULL;
}

/* Is `key` that key or one below it? */
static bool is_within(const char *key, const char *root)
{
	size_t length = strlen(root);
	return strncasecmp(key, root, length) == 0 && (key[length] == '\0' || key[length] == '\\');
}

static struct slot *find(struct hr_hive *hive, const char *key, const char *name)
{
	for (size_t i = 0; i < hive->count; i++)
		if (hr_text_compare_nocase(hive->settings[i].value, name) == 0 &&
		    hr_text_compare_nocase(hive->settings[i].key, key) == 0)
			return &hive->slots[i];
	return NULL;
}

/* --- installed products --- */

static bool is_core_component(const char *name)
{
	return strstr(name, "Server") != NULL && strstr(name, "Core Components") != NULL &&
	       strstr(name, "Macp") == NULL;
}

static bool put_product(struct hr_hive *hive, const char *key, const char *name, const struct hr_registry_data *data,
                        struct hr_error *why)
{
	bool is_name = hr_text_compare_nocase(name, "DisplayName") == 0;
	if (!is_name && hr_text_compare_nocase(name, "DisplayVersion") != 0)
		return true;
	struct product *last = hive->product_count == 0 ? NULL : &hive->products[hive->product_count - 1];
	if (last == NULL || strcmp(last->key, key) != 0) {
		/* What turned out to be something else gives its place away. */
		if (last == NULL || (last->name != NULL && is_core_component(last->name))) {
			struct product *more = hr_arena_grow(hive->arena, hive->products, hive->product_count,
			                                     &hive->product_capacity, sizeof *more, HR_HIVE_KEYS_MAX);
			if (more == NULL)
				return hr_fail(why, HR_E_LIMIT, "more than %d installed core components",
				               HR_HIVE_KEYS_MAX);
			hive->products = more;
			last = &more[hive->product_count++];
		}
		*last = (struct product){.key = hr_arena_string(hive->arena, key)};
	}
	const char **place = is_name ? &last->name : &last->version;
	*place = hr_registry_text(hive->arena, data);
	return (last->key != NULL && *place != NULL) || hr_fail_memory(why);
}

static bool put_app(struct hr_hive *hive, const char *key, const struct hr_registry_data *data, struct hr_error *why)
{
	struct product *more = hr_arena_grow(hive->arena, hive->apps, hive->app_count, &hive->app_capacity,
	                                     sizeof *more, HR_HIVE_KEYS_MAX);
	if (more == NULL)
		return hr_fail(why, HR_E_LIMIT, "more than %d versions of the Teams Rooms app", HR_HIVE_KEYS_MAX);
	hive->apps = more;
	struct product *app = &more[hive->app_count++];
	*app = (struct product){.key = hr_arena_string(hive->arena, key), .name = hr_registry_text(hive->arena, data)};
	return (app->key != NULL && app->name != NULL) || hr_fail_memory(why);
}

/* What no setting of the catalog names, but says which product is there. */
static bool put_installed(struct hr_hive *hive, const char *key, const char *name, const struct hr_registry_data *data,
                          struct hr_error *why)
{
	bool is_app =
	        strncasecmp(key, rooms_app, strlen(rooms_app)) == 0 && strchr(key + strlen(rooms_app), '\\') == NULL;
	if (is_app && hr_text_compare_nocase(name, "Path") == 0)
		return put_app(hive, key, data, why);
	return !(is_within(key, uninstall[0]) || is_within(key, uninstall[1])) ||
	       put_product(hive, key, name, data, why);
}

/* --- putting --- */

bool hr_hive_put(struct hr_hive *hive, const char *key, const char *name, const struct hr_registry_data *data,
                 struct hr_error *why)
{
	struct slot *slot = find(hive, key, name);
	if (slot == NULL)
		return put_installed(hive, key, name, data, why);
	const struct hr_setting *setting = &hive->settings[slot - hive->slots];
	const char *text = hr_registry_text(hive->arena, data);
	bool fits = hr_registry_fits(setting, data);
	if (text != NULL && !fits)
		text = hr_arena_printf(hive->arena, "%s %.200s, where Windows wants another type",
		                       hr_registry_type_name(data->type), text);
	*slot = (struct slot){.seen = fits ? HR_PRESENT : HR_FAILED, .text = text};
	return text != NULL || hr_fail_memory(why);
}

void hr_hive_absent(struct hr_hive *hive, const char *key, const char *name)
{
	struct slot *slot = find(hive, key, name);
	if (slot != NULL)
		*slot = (struct slot){.seen = HR_ABSENT, .text = ""};
}

bool hr_hive_failed(struct hr_hive *hive, const char *key, const char *name, const char *reason, struct hr_error *why)
{
	struct slot *slot = find(hive, key, name);
	const char *text = hr_arena_string(hive->arena, reason);
	if (text == NULL)
		return hr_fail_memory(why);
	if (slot != NULL)
		*slot = (struct slot){.seen = HR_FAILED, .text = text};
	return true;
}

static bool is_whole(const struct hr_hive *hive, const char *key)
{
	for (size_t i = 0; i < hive->whole_count; i++)
		if (is_within(key, hive->whole[i]))
			return true;
	return false;
}

bool hr_hive_whole(struct hr_hive *hive, const char *key, struct hr_error *why)
{
	if (is_whole(hive, key))
		return true;
	const char **more = hr_arena_grow(hive->arena, hive->whole, hive->whole_count, &hive->whole_capacity,
	                                  sizeof *more, HR_HIVE_KEYS_MAX);
	if (more == NULL)
		return hr_fail(why, HR_E_LIMIT, "more than %d keys that are not below each other", HR_HIVE_KEYS_MAX);
	hive->whole = more;
	more[hive->whole_count] = hr_arena_string(hive->arena, key);
	return more[hive->whole_count++] != NULL || hr_fail_memory(why);
}

/* --- telling --- */

static bool tell(const struct hr_brought *brought, const char *key, const char *name, const struct slot *slot,
                 struct hr_error *why)
{
	const char *of = hr_arena_printf(brought->report->arena, "%s\\%s", key, name);
	const struct hr_observation seen = {.of = of,
	                                    .value = slot->text,
	                                    .at = brought->at,
	                                    .key = HR_FACT_REGISTRY_VALUE,
	                                    .seen = slot->seen,
	                                    .by = HR_BY_REGISTRY};
	return of == NULL ? hr_fail_memory(why) : hr_brought_fact(brought, &seen, why);
}

static bool tell_products(const struct hr_hive *hive, const struct hr_brought *brought, size_t *count,
                          struct hr_error *why)
{
	for (size_t i = 0; i < hive->product_count; i++) {
		const struct product *product = &hive->products[i];
		if (product->name == NULL || product->version == NULL || !is_core_component(product->name))
			continue;
		const struct slot name = {.seen = HR_PRESENT, .text = product->name};
		const struct slot version = {.seen = HR_PRESENT, .text = product->version};
		if (!tell(brought, product->key, "DisplayName", &name, why) ||
		    !tell(brought, product->key, "DisplayVersion", &version, why))
			return false;
		*count += 2;
	}
	for (size_t i = 0; i < hive->app_count; i++) {
		const struct slot path = {.seen = HR_PRESENT, .text = hive->apps[i].name};
		if (!tell(brought, hive->apps[i].key, "Path", &path, why))
			return false;
		(*count)++;
	}
	return true;
}

bool hr_hive_tell(const struct hr_hive *hive, const struct hr_brought *brought, struct hr_hive_counts *counts,
                  struct hr_error *why)
{
	*counts = (struct hr_hive_counts){.present = 0};
	for (size_t i = 0; i < hive->count; i++) {
		struct slot slot = hive->slots[i];
		if (slot.seen == HR_NOT_COLLECTED && is_whole(hive, hive->settings[i].key))
			slot = (struct slot){.seen = HR_ABSENT, .text = ""};
		counts->present += slot.seen == HR_PRESENT;
		counts->absent += slot.seen == HR_ABSENT;
		counts->failed += slot.seen == HR_FAILED;
		counts->unseen += slot.seen == HR_NOT_COLLECTED;
		if (slot.seen != HR_NOT_COLLECTED &&
		    !tell(brought, hive->settings[i].key, hive->settings[i].value, &slot, why))
			return false;
	}
	return tell_products(hive, brought, &counts->present, why);
}
