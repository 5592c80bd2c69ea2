/* An HTTP/1.x response (RFC 9112), read from a buffer that may still be growing or was cut. */
#ifndef HR_PARSE_HTTP_RESPONSE_H
#define HR_PARSE_HTTP_RESPONSE_H

#include "base/reader.h"

/* A piece of the buffer; borrowed. */
struct hr_span {
	const char *at;
	size_t length;
};

struct hr_http_response {
	struct hr_span headers; /* all header lines */
	struct hr_span body;    /* as sent: chunked if `chunked` */
	unsigned status;
	bool chunked;
	bool complete; /* by Content-Length, the last chunk or a status without body; else only the end of the
	                  connection tells */
};

/* False: not (yet) a whole status line with headers, or no HTTP at all. Lengths are believed only as far as bytes are
 * there. */
bool hr_http_response_read(struct hr_reader *reader, struct hr_http_response *response);

/* The value of the first header of that name (any case), white space at the ends cut. False: it is not there. */
bool hr_http_header(const struct hr_http_response *response, const char *name, struct hr_span *value);

/* The body with the chunks joined, in `into`; how many bytes. A broken chunk ends it. Not chunked: a copy, up to
 * `room`. */
size_t hr_http_body(const struct hr_http_response *response, char *into, size_t room);

/* The first place of `text` in the span; NULL if it is not there. */
const char *hr_span_find(const struct hr_span *span, const char *text);

/* What stands between the first `begin` and the next `end` behind it; false if either is missing. */
bool hr_span_between(const struct hr_span *span, const char *begin, const char *end, struct hr_span *between);

#endif
