#include "registry/checksums.h"

#include <openssl/evp.h>
#include <string.h>

#include "parse/log_text.h"

#define DIGEST 32

/* Adds the hex digits of a line that holds nothing but them and spaces; older certutil puts a space after each byte. */
static void add_digits(struct hr_span line, uint8_t digest[static DIGEST], size_t *digits)
{
	for (size_t i = 0; i < line.length; i++)
		if (strchr("0123456789abcdefABCDEF ", line.at[i]) == NULL || line.at[i] == '\0')
			return;
	for (size_t i = 0; i < line.length; i++) {
		char c = line.at[i];
		if (c == ' ' || *digits == (size_t)2 * DIGEST)
			continue;
		int value = c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
		digest[*digits / 2] = (uint8_t)(digest[*digits / 2] << 4 | value);
		(*digits)++;
	}
}

/* What the list says of the file; false: nothing. */
static bool listed(const struct hr_input *list, const char *name, uint8_t digest[static DIGEST])
{
	struct hr_reader in = hr_reader_of(list->bytes, list->length);
	struct hr_span line;
	size_t digits = 0;
	bool here = false;
	while (hr_log_line(&in, &line)) {
		struct hr_span file =
		        hr_span_begins(line, "file ") ? hr_span_after(line, " ") : (struct hr_span){.at = NULL};
		if (file.at != NULL)
			here = hr_span_is(file, name);
		else if (here)
			add_digits(line, digest, &digits);
	}
	return digits == (size_t)2 * DIGEST;
}

bool hr_checksums_match(const char *path, const struct hr_bundle *bundle, size_t *unlisted, struct hr_error *why)
{
	*unlisted = 0;
	for (size_t i = 0; i < HR_BUNDLE_CHECKSUMS; i++) {
		const struct hr_input *file = &bundle->files[i];
		uint8_t wanted[DIGEST] = {0}, found[DIGEST];
		const char *name = hr_bundle_name((enum hr_bundle_file)i);
		bool known = listed(&bundle->files[HR_BUNDLE_CHECKSUMS], name, wanted);
		if (!bundle->there[i] && known)
			return hr_fail(why, HR_E_FORMAT,
			               "%s: %s is missing, which checksums.txt lists; bring the whole folder", path,
			               name);
		if (!known) {
			*unlisted += bundle->there[i];
			continue;
		}
		if (EVP_Digest(file->length == 0 ? (const void *)"" : file->bytes, file->length, found, NULL,
		               EVP_sha256(), NULL) != 1)
			return hr_fail_memory(why);
		if (memcmp(found, wanted, DIGEST) != 0)
			return hr_fail(why, HR_E_FORMAT,
			               "%s: %s is not as the collector wrote it: its SHA-256 differs from that in "
			               "checksums.txt. Copy the folder again, or run the collector again",
			               path, name);
	}
	return true;
}
