#include "parse/sip_message.h"

#include <stdio.h>
#include <string.h>

size_t hr_sip_options_write(char *into, size_t room, const char *host, uint16_t port, const char *client_name,
                            const uint8_t unique[static 16])
{
	char id[33];
	for (size_t i = 0; i < 16; i++)
		(void)snprintf(id + 2 * i, 3, "%02x", (unsigned)unique[i]);
	bool bracketed = strchr(host, ':') != NULL;
	const char *open = bracketed ? "[" : "", *close = bracketed ? "]" : "";
	int length = snprintf(into, room,
	                      "OPTIONS sip:%s%.253s%s:%u;transport=tls SIP/2.0\r\n"
	                      "Via: SIP/2.0/TLS %.253s;branch=z9hG4bK%s\r\n"
	                      "Max-Forwards: 70\r\n"
	                      "From: <sip:probe@%.253s>;tag=%.16s\r\n"
	                      "To: <sip:%s%.253s%s>\r\n"
	                      "Call-ID: %s@%.253s\r\n"
	                      "CSeq: 1 OPTIONS\r\n"
	                      "User-Agent: hybridready/0.1\r\n"
	                      "Content-Length: 0\r\n"
	                      "\r\n",
	                      open, host, close, (unsigned)port, client_name, id, client_name, id, open, host, close,
	                      id, client_name);
	return length > 0 && (size_t)length < room ? (size_t)length : 0;
}

/* "SIP/2.0 200 OK" has the shape of an HTTP status line, and the headers below it are HTTP's. */
static bool read_status(const struct hr_span *head, unsigned *status)
{
	const char *bytes = head->at;
	if (head->length < 12 || memcmp(bytes, "SIP/2.0 ", 8) != 0 || (bytes[11] != ' ' && bytes[11] != '\r'))
		return false;
	*status = 0;
	for (size_t i = 8; i < 11; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			return false;
		*status = *status * 10 + (unsigned)(bytes[i] - '0');
	}
	return true;
}

bool hr_sip_response_read(struct hr_reader *reader, struct hr_sip_response *response)
{
	for (;;) {
		/* Line ends between messages keep connections alive (RFC 3261 7.5, RFC 5626). */
		while (hr_left(reader) > 0 && (*reader->at == '\r' || *reader->at == '\n'))
			(void)hr_u8(reader);
		const struct hr_span rest = {.at = (const char *)reader->at, .length = hr_left(reader)};
		const char *end = hr_span_find(&rest, "\r\n\r\n");
		const char *first = hr_span_find(&rest, "\r\n");
		unsigned status = 0;
		if (end == NULL || first == NULL || !read_status(&rest, &status))
			return false;
		(void)hr_take(reader, (size_t)(end + 4 - rest.at));
		if (status < 200) /* "100 Trying": the answer is still to come; it has no body */
			continue;
		*response = (struct hr_sip_response){
		        .headers = {.at = first + 2, .length = (size_t)(end - first)},
		        .status = status,
		};
		return true;
	}
}

bool hr_sip_header(const struct hr_sip_response *response, const char *name, struct hr_span *value)
{
	const struct hr_http_response head = {.headers = response->headers};
	return hr_http_header(&head, name, value);
}
