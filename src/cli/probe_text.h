/* What `probe` prints for people: the table, and with --explain what each line of it means for Microsoft 365. */
#ifndef HR_CLI_PROBE_TEXT_H
#define HR_CLI_PROBE_TEXT_H

#include "cli/program.h"

struct hr_probe_text {
	const struct hr_catalog *catalog;
	const struct hr_lang *lang; /* NULL: nothing is explained */
	bool color;
};

/* One endpoint with its facts, on standard output. */
void hr_probe_text_print(const struct hr_probe_text *text, const struct hr_endpoint *endpoint);

#endif
