#define _GNU_SOURCE /* memmem() */
#include "registry/bundle.h"

#include <archive.h>
#include <archive_entry.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static const char *const names[HR_BUNDLE_FILES] = {"server.txt", "registry.txt", "hotfixes.txt", "checksums.txt"};

const char *hr_bundle_name(enum hr_bundle_file file)
{
	return names[file];
}

static bool join(const char *folder, const char *name, char path[static PATH_MAX])
{
	return snprintf(path, PATH_MAX, "%s%s", folder, name) < PATH_MAX;
}

static bool is_folder(const char *path)
{
	size_t length = strlen(path);
	return length > 0 && path[length - 1] == '/';
}

bool hr_bundle_is(const char *path, const uint8_t *head, size_t length)
{
	char file[PATH_MAX];
	if (is_folder(path))
		return join(path, names[HR_BUNDLE_SERVER], file) && access(file, F_OK) == 0;
	/* Whichever file was packed first: its name stands at the beginning. */
	bool named = false;
	for (size_t i = 0; i < HR_BUNDLE_FILES && !named; i++)
		named = memmem(head, length, names[i], strlen(names[i])) != NULL;
	return named && length >= 4 && memcmp(head, "PK\3\4", 4) == 0;
}

void hr_bundle_free(struct hr_bundle *bundle)
{
	for (size_t i = 0; i < HR_BUNDLE_FILES; i++)
		hr_input_free(&bundle->files[i]);
	*bundle = (struct hr_bundle){.there = {false}};
}

/* --- a folder --- */

static bool read_folder(const char *path, struct hr_bundle *bundle, struct hr_error *why)
{
	for (size_t i = 0; i < HR_BUNDLE_FILES; i++) {
		char file[PATH_MAX];
		if (!join(path, names[i], file))
			return hr_fail(why, HR_E_FILE, "%s: the path is too long", path);
		if (i != HR_BUNDLE_SERVER && access(file, F_OK) != 0)
			continue;
		if (!hr_input_read(file, HR_BUNDLE_FILE_MAX, &bundle->files[i], why))
			return false;
		bundle->there[i] = true;
	}
	return true;
}

/* --- a zip file --- */

/* Which of the four it is, by the last part of its name; HR_BUNDLE_FILES: none. */
static enum hr_bundle_file file_of(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	size_t i = 0;
	if (name == NULL)
		return HR_BUNDLE_FILES;
	for (const char *at = name; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			name = at + 1;
	while (i < HR_BUNDLE_FILES && hr_text_compare_nocase(name, names[i]) != 0)
		i++;
	return (enum hr_bundle_file)i;
}

static bool unpack(struct archive *zip, const char *path, const char *name, struct hr_input *file, struct hr_error *why)
{
	file->bytes = malloc(HR_BUNDLE_FILE_MAX + 1);
	if (file->bytes == NULL)
		return hr_fail_memory(why);
	for (;;) {
		la_ssize_t got =
		        archive_read_data(zip, file->bytes + file->length, HR_BUNDLE_FILE_MAX + 1 - file->length);
		if (got < 0)
			return hr_fail(why, HR_E_FORMAT, "%s: %s: %s; zip the folder again, without a password", path,
			               name, archive_error_string(zip));
		file->length += (size_t)got;
		if (file->length > HR_BUNDLE_FILE_MAX)
			return hr_fail(why, HR_E_LIMIT,
			               "%s: %s: unpacks to more than %zu MiB, which no collector writes", path, name,
			               HR_BUNDLE_FILE_MAX >> 20);
		if (got == 0)
			return true;
	}
}

static bool take_entry(struct archive *zip, struct archive_entry *entry, const char *path, struct hr_bundle *bundle,
                       struct hr_error *why)
{
	enum hr_bundle_file file = file_of(entry);
	if (file == HR_BUNDLE_FILES)
		return true;
	if (bundle->there[file])
		return hr_fail(why, HR_E_FORMAT, "%s: holds two files %s; bring one zip file per server", path,
		               names[file]);
	bundle->there[file] = true;
	return unpack(zip, path, names[file], &bundle->files[file], why);
}

static bool take_entries(struct archive *zip, const char *path, struct hr_bundle *bundle, struct hr_error *why)
{
	struct archive_entry *entry;
	size_t count = 0;
	int status;
	while ((status = archive_read_next_header(zip, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
		if (++count > HR_BUNDLE_ENTRIES_MAX)
			return hr_fail(why, HR_E_LIMIT, "%s: holds more than %d files; bring one zip file per server",
			               path, HR_BUNDLE_ENTRIES_MAX);
		if (!take_entry(zip, entry, path, bundle, why))
			return false;
	}
	if (status != ARCHIVE_EOF)
		return hr_fail(why, HR_E_FORMAT, "%s: %s; zip the folder again", path, archive_error_string(zip));
	return bundle->there[HR_BUNDLE_SERVER] ||
	       hr_fail(why, HR_E_FORMAT,
	               "%s: is a zip file without the collector's server.txt; unpack it and bring what is in it", path);
}

bool hr_bundle_unzip(const char *path, const uint8_t *bytes, size_t length, struct hr_bundle *bundle,
                     struct hr_error *why)
{
	struct archive *zip = archive_read_new();
	*bundle = (struct hr_bundle){.there = {false}};
	if (zip == NULL)
		return hr_fail_memory(why);
	/* By the directory at its end, which says sizes: what is not wanted is passed over, not unpacked. */
	bool good = archive_read_support_format_zip_seekable(zip) == ARCHIVE_OK || hr_fail_memory(why);
	if (good && archive_read_open_memory(zip, bytes, length) != ARCHIVE_OK)
		good = hr_fail(why, HR_E_FORMAT, "%s: %s; zip the folder again", path, archive_error_string(zip));
	good = good && take_entries(zip, path, bundle, why);
	(void)archive_read_free(zip);
	if (!good)
		hr_bundle_free(bundle);
	return good;
}

bool hr_bundle_read(const char *path, struct hr_bundle *bundle, struct hr_error *why)
{
	struct hr_input zip = {.length = 0};
	*bundle = (struct hr_bundle){.there = {false}};
	if (is_folder(path)) {
		bool good = read_folder(path, bundle, why);
		if (!good)
			hr_bundle_free(bundle);
		return good;
	}
	if (!hr_input_read(path, HR_BUNDLE_ZIP_MAX, &zip, why))
		return false;
	bool good = hr_bundle_unzip(path, zip.bytes, zip.length, bundle, why);
	hr_input_free(&zip);
	return good;
}
