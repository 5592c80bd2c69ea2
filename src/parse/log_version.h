/* Versions of TLS as logs of Windows write them. */
#ifndef HR_PARSE_LOG_VERSION_H
#define HR_PARSE_LOG_VERSION_H

#include "parse/log_text.h"

enum hr_log_version {
	HR_LOG_VERSION_NONE = 0, /* the line says nothing of it */
	HR_LOG_VERSION_ODD,      /* it does, in words that are not known here */
	HR_LOG_VERSION_SSL2,
	HR_LOG_VERSION_SSL3,
	HR_LOG_VERSION_1_0,
	HR_LOG_VERSION_1_1,
	HR_LOG_VERSION_1_2,
	HR_LOG_VERSION_1_3,
	HR_LOG_VERSION_COUNT,
};

/* "SSL 3.0" as the program writes it in facts: ssl2 ssl3 1.0 1.1 1.2 1.3; "" for the first two. */
const char *hr_log_version_name(enum hr_log_version version);

/* The version whose Schannel name ("TLS1_2", "SSL3") the text begins with; odd if none. *rest is what follows it. */
enum hr_log_version hr_log_version_read(struct hr_span text, struct hr_span *rest);

#endif
