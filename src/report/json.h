/* Writing JSON into a buffer: whoever uses these cannot forget to escape. */
#ifndef HR_REPORT_JSON_H
#define HR_REPORT_JSON_H

#include "base/text.h"

/* Its text in quotes, escaped (RFC 8259 section 7; U+2028 and U+2029 too, which JavaScript takes for line ends). */
void hr_json_string(struct hr_buffer *out, const char *text);

/* `"name":"text"`, with a comma before it unless it is the first of its object. */
void hr_json_member(struct hr_buffer *out, const char *name, const char *text);
void hr_json_member_number(struct hr_buffer *out, const char *name, unsigned number);

/* `"name":`, the beginning of a member whose value the caller writes. */
void hr_json_name(struct hr_buffer *out, const char *name);

#endif
