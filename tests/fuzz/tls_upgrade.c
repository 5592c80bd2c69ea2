/* Lines before TLS: read whole or in two parts, both come to the same; lines end with a line feed; names are names. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/tls_upgrade.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef enum hr_upgrade_state read_side(struct hr_reader in, struct hr_upgrade *upgrade, size_t *used);

static void check(read_side *read, const uint8_t *data, size_t size)
{
	struct hr_upgrade whole = {.peer = ""}, parts = {.peer = ""};
	size_t used, first, second = 0;
	enum hr_upgrade_state state = read(hr_reader_of(data, size), &whole, &used);
	if (used > size || (used > 0 && data[used - 1] != '\n'))
		abort();
	enum hr_upgrade_state half = read(hr_reader_of(data, size / 2), &parts, &first);
	if (half == HR_UPGRADE_MORE)
		half = read(hr_reader_of(data + first, size - first), &parts, &second);
	else if (half != state)
		abort();
	else
		return;
	if (half != state || first + second != used || parts.asked != whole.asked ||
	    strcmp(parts.peer, whole.peer) != 0)
		abort();
	for (const char *c = whole.peer; *c != '\0'; c++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-._", *c) == NULL)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(hr_upgrade_client, data, size);
	check(hr_upgrade_server, data, size);
	return 0;
}
