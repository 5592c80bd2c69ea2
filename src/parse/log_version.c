#include "parse/log_version.h"

#include <string.h>

const char *hr_log_version_name(enum hr_log_version version)
{
	static const char *const names[HR_LOG_VERSION_COUNT] = {"", "", "ssl2", "ssl3", "1.0", "1.1", "1.2", "1.3"};
	return version < HR_LOG_VERSION_COUNT ? names[version] : "";
}

enum hr_log_version hr_log_version_read(struct hr_span text, struct hr_span *rest)
{
	static const struct {
		const char *word;
		enum hr_log_version version;
	} words[] = {{"SSL2", HR_LOG_VERSION_SSL2},  {"SSL3", HR_LOG_VERSION_SSL3},  {"TLS1_0", HR_LOG_VERSION_1_0},
	             {"TLS1_1", HR_LOG_VERSION_1_1}, {"TLS1_2", HR_LOG_VERSION_1_2}, {"TLS1_3", HR_LOG_VERSION_1_3}};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t length = strlen(words[i].word);
		if (!hr_span_begins(text, words[i].word))
			continue;
		*rest = (struct hr_span){.at = text.at + length, .length = text.length - length};
		return words[i].version;
	}
	*rest = (struct hr_span){.at = NULL};
	return HR_LOG_VERSION_ODD;
}
