#include "discover/dn.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *once = malloc(size + 1);
	char *twice = malloc(size + 1);
	char dns[64];
	if (once != NULL && twice != NULL) {
		hr_dn_normalise((const char *)data, size, once);
		/* The normal form is a fixed point, lies below all its parents, and its domain is one of them. */
		hr_dn_normalise(once, strlen(once), twice);
		if (strcmp(once, twice) != 0)
			abort();
		for (const char *at = once; *at != '\0'; at = hr_dn_parent(at))
			if (!hr_dn_within(once, at, HR_DEPTH_SUBTREE))
				abort();
		if (hr_dn_to_dns(hr_dn_domain(once), dns, sizeof dns) && strlen(dns) >= sizeof dns)
			abort();
	}
	free(once);
	free(twice);
	return 0;
}
