/* SIP over TLS (RFC 3261): an OPTIONS request, and as much of the answer as says who answers. */
#ifndef HR_PARSE_SIP_MESSAGE_H
#define HR_PARSE_SIP_MESSAGE_H

#include "parse/http_response.h"

#define HR_SIP_REQUEST_MAX 1600

/*
 * Writes an OPTIONS request to `host` from `client_name` (host names, at most 253 bytes each); `unique` makes branch,
 * tag and Call-ID its own. Returns its length, 0 if it does not fit.
 */
size_t hr_sip_options_write(char *into, size_t room, const char *host, uint16_t port, const char *client_name,
                            const uint8_t unique[static 16]);

struct hr_sip_response {
	struct hr_span headers;
	unsigned status;
};

/* False: no whole head of a SIP response (status line, headers, empty line) is there. */
bool hr_sip_response_read(struct hr_reader *reader, struct hr_sip_response *response);

/* The value of the first header of that name; compact forms and folded lines are no matter for those asked for here. */
bool hr_sip_header(const struct hr_sip_response *response, const char *name, struct hr_span *value);

#endif
