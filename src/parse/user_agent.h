/* User-Agent texts held against the catalog's programs that cannot do TLS 1.2. */
#ifndef HR_PARSE_USER_AGENT_H
#define HR_PARSE_USER_AGENT_H

#include "hybridready/catalog.h"
#include "parse/log_text.h"

/* Is it that program? A '+' stands for a space, as IIS writes it. */
bool hr_user_agent_is(struct hr_span agent, const struct hr_old_client *client);

#endif
