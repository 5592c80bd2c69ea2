#include "probe/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

#include "base/clock.h"
#include "parse/saml_metadata.h"
#include "parse/sip_message.h"

#define VALUE_MAX_BYTES 1024

size_t hr_web_request_write(char *into, size_t room, const char *host, uint16_t port, const char *path)
{
	bool bracketed = strchr(host, ':') != NULL;
	char with_port[8] = "";
	if (port != 443)
		(void)snprintf(with_port, sizeof with_port, ":%u", (unsigned)port);
	int length = snprintf(into, room,
	                      "GET %s HTTP/1.1\r\n"
	                      "Host: %s%s%s%s\r\n"
	                      "User-Agent: hybridready/0.1\r\n"
	                      "Accept: */*\r\n"
	                      "Connection: close\r\n"
	                      "\r\n",
	                      path, bracketed ? "[" : "", host, bracketed ? "]" : "", with_port);
	return length > 0 && (size_t)length < room ? (size_t)length : 0;
}

bool hr_web_is_whole(const void *bytes, size_t length)
{
	struct hr_reader reader = hr_reader_of(bytes, length);
	struct hr_http_response response;
	return hr_http_response_read(&reader, &response) && response.complete;
}

static void say_span(const struct hr_web_sink *sink, enum hr_fact_key key, const char *of, const struct hr_span *span)
{
	char value[VALUE_MAX_BYTES];
	size_t length = span->length < sizeof value - 1 ? span->length : sizeof value - 1;
	if (length > 0)
		memcpy(value, span->at, length);
	value[length] = '\0';
	sink->say(sink->context, key, of, HR_PRESENT, value);
}

/* The day on which a certificate ends; false if it is none. */
static bool certificate_end(const uint8_t *der, size_t length, char text[static HR_TIME_TEXT_MAX])
{
	const unsigned char *at = der;
	X509 *certificate = d2i_X509(NULL, &at, (long)length);
	struct tm tm;
	bool good = certificate != NULL && ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) == 1;
	if (good)
		(void)hr_time_format(hr_time_of(tm.tm_year + 1900, (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday,
		                                (unsigned)tm.tm_hour, (unsigned)tm.tm_min, (unsigned)tm.tm_sec),
		                     text);
	X509_free(certificate);
	return good;
}

static void say_signing(const struct hr_web_sink *sink, enum hr_fact_key key, const struct hr_span *body, bool cut)
{
	uint8_t der[HR_SIGNING_CERTIFICATE_BYTES_MAX];
	size_t at = 0;
	size_t length = 0;
	unsigned n = 0;
	while (n < HR_SIGNING_CERTIFICATES_MAX &&
	       hr_saml_next_signing_certificate(body, &at, der, sizeof der, &length)) {
		char of[12];
		char end[HR_TIME_TEXT_MAX];
		(void)snprintf(of, sizeof of, "%u", ++n);
		if (certificate_end(der, length, end))
			sink->say(sink->context, key, of, HR_PRESENT, end);
		else
			sink->say(sink->context, key, of, HR_FAILED, "the signing certificate cannot be read");
	}
	if (n == 0)
		sink->say(sink->context, key, "1", cut ? HR_FAILED : HR_ABSENT,
		          cut ? "the answer was cut" : "no signing certificate in the answer");
}

/* Not in the body: absent, unless it may stand in what did not come. */
static void say_missing(const struct hr_web_sink *sink, const struct hr_extract *extract, bool cut)
{
	if (cut)
		sink->say(sink->context, extract->key, "", HR_FAILED, "the answer was cut");
	else if (extract->from == HR_EXTRACT_BODY_HAS)
		sink->say(sink->context, extract->key, "", HR_PRESENT, "false");
	else
		sink->say(sink->context, extract->key, "", HR_ABSENT, "");
}

static bool is_cut(const struct hr_http_response *response, bool cut)
{
	struct hr_span value;
	return !response->complete && (cut || response->chunked || hr_http_header(response, "Content-Length", &value));
}

static void say_extract(const struct hr_web_sink *sink, const struct hr_extract *extract,
                        const struct hr_http_response *response, const struct hr_span *body, bool cut)
{
	struct hr_span found;
	switch (extract->from) {
	case HR_EXTRACT_HEADER:
		if (hr_http_header(response, extract->begin, &found))
			say_span(sink, extract->key, "", &found);
		else
			sink->say(sink->context, extract->key, "", HR_ABSENT, "");
		break;
	case HR_EXTRACT_BODY_BETWEEN:
		if (hr_span_between(body, extract->begin, extract->end, &found))
			say_span(sink, extract->key, "", &found);
		else
			say_missing(sink, extract, cut);
		break;
	case HR_EXTRACT_BODY_HAS:
		if (hr_span_find(body, extract->begin) != NULL)
			sink->say(sink->context, extract->key, "", HR_PRESENT, "true");
		else
			say_missing(sink, extract, cut);
		break;
	case HR_EXTRACT_SIGNING_CERTIFICATES:
		say_signing(sink, extract->key, body, cut);
		break;
	case HR_EXTRACT_NONE:
		break;
	}
}

void hr_web_describe_failure(const struct hr_http_ask *ask, const char *reason, const struct hr_web_sink *sink)
{
	sink->say(sink->context, HR_FACT_HTTP_STATUS, ask->path, HR_FAILED, reason);
	sink->say(sink->context, HR_FACT_HTTP_SERVER, ask->path, HR_FAILED, reason);
	for (size_t i = 0; i < ask->extract_count; i++)
		sink->say(sink->context, ask->extracts[i].key,
		          ask->extracts[i].from == HR_EXTRACT_SIGNING_CERTIFICATES ? "1" : "", HR_FAILED, reason);
}

void hr_web_describe(const struct hr_http_ask *ask, const void *bytes, size_t length, bool cut,
                     const struct hr_web_sink *sink)
{
	struct hr_reader reader = hr_reader_of(bytes, length);
	struct hr_http_response response;
	if (!hr_http_response_read(&reader, &response)) {
		hr_web_describe_failure(ask, "the answer is no HTTP response", sink);
		return;
	}
	char *joined = response.body.length == 0 ? NULL : malloc(response.body.length);
	if (response.body.length > 0 && joined == NULL) {
		hr_web_describe_failure(ask, "out of memory", sink);
		return;
	}
	const struct hr_span body = {.at = joined == NULL ? "" : joined,
	                             .length = joined == NULL ? 0
	                                                      : hr_http_body(&response, joined, response.body.length)};
	char status[12];
	struct hr_span server;
	(void)snprintf(status, sizeof status, "%u", response.status);
	sink->say(sink->context, HR_FACT_HTTP_STATUS, ask->path, HR_PRESENT, status);
	if (hr_http_header(&response, "Server", &server))
		say_span(sink, HR_FACT_HTTP_SERVER, ask->path, &server);
	else
		sink->say(sink->context, HR_FACT_HTTP_SERVER, ask->path, HR_ABSENT, "");
	for (size_t i = 0; i < ask->extract_count; i++)
		say_extract(sink, &ask->extracts[i], &response, &body, is_cut(&response, cut));
	free(joined);
}

bool hr_sip_is_whole(const void *bytes, size_t length)
{
	struct hr_reader reader = hr_reader_of(bytes, length);
	struct hr_sip_response response;
	return hr_sip_response_read(&reader, &response);
}

void hr_sip_describe(const void *bytes, size_t length, const char *reason, const struct hr_web_sink *sink)
{
	struct hr_reader reader = hr_reader_of(bytes, length);
	struct hr_sip_response response;
	if (length == 0 || !hr_sip_response_read(&reader, &response)) {
		const char *words = length == 0 ? reason : "the answer is no SIP response";
		sink->say(sink->context, HR_FACT_SIP_STATUS, "", HR_FAILED, words);
		sink->say(sink->context, HR_FACT_SIP_SERVER, "", HR_FAILED, words);
		return;
	}
	char status[12];
	struct hr_span server;
	(void)snprintf(status, sizeof status, "%u", response.status);
	sink->say(sink->context, HR_FACT_SIP_STATUS, "", HR_PRESENT, status);
	if (hr_sip_header(&response, "Server", &server) || hr_sip_header(&response, "User-Agent", &server))
		say_span(sink, HR_FACT_SIP_SERVER, "", &server);
	else
		sink->say(sink->context, HR_FACT_SIP_SERVER, "", HR_ABSENT, "");
}
