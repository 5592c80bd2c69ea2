#include "parse/sip_message.h"

#include <stdio.h>
#include <string.h>

size_t hr_sip_options_write(char *into, size_t room, const char *host, uint16_t port, const char *client_name,
                            const uint8_t unique[static 16])
{
	char id[33];
	for (size_t i = 0; i < 16; i++)
		(void)snprintf(id + 2 * i, 3, "%02x", (unsigned)unique[i]);
	int length = snprintf(into, room,
	                      "OPTIONS sip:%.253s:%u;transport=tls SIP/2.0\r\n"
	                      "Via: SIP/2.0/TLS %.253s;branch=z9hG4bK%s\r\n"
	                      "Max-Forwards: 70\r\n"
	                      "From: <sip:probe@%.253s>;tag=%.16s\r\n"
	                      "To: <sip:%.253s>\r\n"
	                      "Call-ID: %s@%.253s\r\n"
	                      "CSeq: 1 OPTIONS\r\n"
	                      "User-Agent: hybridready/0.1\r\n"
	                      "Content-Length: 0\r\n"
	                      "\r\n",
	                      host, (unsigned)port, client_name, id, client_name, id, host, id, client_name);
	return length > 0 && (size_t)length < room ? (size_t)length : 0;
}

/* "SIP/2.0 200 OK" has the shape of an HTTP status line, and the headers below it are HTTP's. */
bool hr_sip_response_read(struct hr_reader *reader, struct hr_sip_response *response)
{
	size_t length = hr_left(reader);
	const char *bytes = (const char *)hr_take(reader, length);
	if (length < 12 || memcmp(bytes, "SIP/2.0 ", 8) != 0)
		return false;
	const struct hr_span all = {.at = bytes, .length = length};
	const char *end = hr_span_find(&all, "\r\n\r\n");
	const char *first = hr_span_find(&all, "\r\n");
	if (end == NULL || first == NULL)
		return false;
	unsigned status = 0;
	for (size_t i = 8; i < 11; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			return false;
		status = status * 10 + (unsigned)(bytes[i] - '0');
	}
	*response = (struct hr_sip_response){
	        .headers = {.at = first + 2, .length = (size_t)(end + 2 - (first + 2) > 0 ? end + 2 - (first + 2) : 0)},
	        .status = status};
	return true;
}

bool hr_sip_header(const struct hr_sip_response *response, const char *name, struct hr_span *value)
{
	const struct hr_http_response head = {.headers = response->headers};
	return hr_http_header(&head, name, value);
}
