#include "probe/web.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/10.0\r\n"

static const struct hr_extract extracts[] = {
        {.from = HR_EXTRACT_HEADER, .begin = "X-OWA-Version", .key = HR_FACT_HTTP_OWA_VERSION},
        {.from = HR_EXTRACT_BODY_BETWEEN, .begin = "/owa/auth/", .end = "/themes/", .key = HR_FACT_HTTP_OWA_THEMES},
        {.from = HR_EXTRACT_BODY_HAS, .begin = "wopi-discovery", .key = HR_FACT_HTTP_WOPI_DISCOVERY},
        {.from = HR_EXTRACT_SIGNING_CERTIFICATES, .key = HR_FACT_HTTP_SIGNING_NOT_AFTER},
};
static const struct hr_http_ask ask = {.path = "/owa/", .extracts = extracts, .extract_count = HR_COUNT(extracts)};

/* Everything told, as one text: "key of seen value|" */
static void hear(void *context, enum hr_fact_key key, const char *of, enum hr_seen seen, const char *value)
{
	static const char *const words[] = {"?", "present", "absent", "failed"};
	static const struct {
		enum hr_fact_key key;
		const char *name;
	} keys[] = {
	        {HR_FACT_HTTP_STATUS, "status"},       {HR_FACT_HTTP_SERVER, "server"},
	        {HR_FACT_HTTP_OWA_VERSION, "version"}, {HR_FACT_HTTP_OWA_THEMES, "themes"},
	        {HR_FACT_HTTP_WOPI_DISCOVERY, "wopi"}, {HR_FACT_HTTP_SIGNING_NOT_AFTER, "signing"},
	        {HR_FACT_SIP_STATUS, "status"},        {HR_FACT_SIP_SERVER, "server"},
	};
	char *text = context;
	size_t length = strlen(text);
	const char *name = "";
	for (size_t i = 0; i < HR_COUNT(keys); i++)
		if (keys[i].key == key)
			name = keys[i].name;
	(void)snprintf(text + length, 2048 - length, "%s %s %s %.200s|", name, of, words[seen], value);
}

static void tells_what_the_web_shows(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *told;
	} table[] = {
	        {"HTTP/1.1 302 Found\r\nServer: Microsoft-IIS/10.0\r\nX-OWA-Version: 15.2.986.14\r\n"
	         "Content-Length: 0\r\n\r\n",
	         "status /owa/ present 302|server /owa/ present Microsoft-IIS/10.0|version  present 15.2.986.14|"
	         "themes  absent |wopi  present false|signing 1 absent no signing certificate in the answer|"},
	        {HEAD "\r\nhref=\"/owa/auth/15.1.2507/themes/resources\"",
	         "status /owa/ present 200|server /owa/ present Microsoft-IIS/10.0|version  absent |"
	         "themes  present 15.1.2507|wopi  present false|signing 1 absent no signing certificate in the "
	         "answer|"},
	        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<wopi\r\na\r\n-discovery\r\n0\r\n\r\n",
	         "status /owa/ present 200|server /owa/ absent |version  absent |"
	         "themes  absent |wopi  present true|signing 1 absent no signing certificate in the answer|"},
	        /* What did not come is not absent. */
	        {HEAD "Content-Length: 500\r\n\r\n<html>",
	         "status /owa/ present 200|server /owa/ present Microsoft-IIS/10.0|version  absent |"
	         "themes  failed the answer was cut|wopi  failed the answer was cut|signing 1 failed the answer was "
	         "cut|"},
	        {HEAD "Transfer-Encoding: chunked\r\n\r\n6\r\n<html>",
	         "status /owa/ present 200|server /owa/ present Microsoft-IIS/10.0|version  absent |"
	         "themes  failed the answer was cut|wopi  failed the answer was cut|signing 1 failed the answer was "
	         "cut|"},
	        {HEAD "\r\n<KeyDescriptor use=\"signing\"><X509Certificate>Zmlyc3Q=</X509Certificate></KeyDescriptor>",
	         "status /owa/ present 200|server /owa/ present Microsoft-IIS/10.0|version  absent |"
	         "themes  absent |wopi  present false|signing 1 failed the signing certificate cannot be read|"},
	        {"220 mx ESMTP\r\n",
	         "status /owa/ failed the answer is no HTTP response|server /owa/ failed the answer is no HTTP "
	         "response|"
	         "version  failed the answer is no HTTP response|themes  failed the answer is no HTTP response|"
	         "wopi  failed the answer is no HTTP response|signing 1 failed the answer is no HTTP response|"},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		char told[2048] = "";
		const struct hr_web_sink sink = {.context = told, .say = hear};
		hr_web_describe(&ask, table[i].answer, strlen(table[i].answer), false, &sink);
		assert_string_equal(told, table[i].told);
	}
	char told[2048] = "";
	const struct hr_web_sink sink = {.context = told, .say = hear};
	hr_web_describe_failure(&ask, "timed out", &sink);
	assert_string_equal(told,
	                    "status /owa/ failed timed out|server /owa/ failed timed out|version  failed timed out|"
	                    "themes  failed timed out|wopi  failed timed out|signing 1 failed timed out|");
}

/* A page that lasts until the connection ends, and was left before that, may go on. */
static void does_not_trust_a_cut_page(void **state)
{
	(void)state;
	char told[2048] = "";
	const struct hr_web_sink sink = {.context = told, .say = hear};
	static const char page[] = HEAD "\r\n<html>";
	hr_web_describe(&ask, page, sizeof page - 1, true, &sink);
	assert_non_null(
	        strstr(told, "version  absent |themes  failed the answer was cut|wopi  failed the answer was cut|"));
}

static void tells_what_sip_shows(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *told;
	} table[] = {
	        {"SIP/2.0 401 Unauthorized\r\nServer: RTC/6.0\r\n\r\n", "status  present 401|server  present RTC/6.0|"},
	        {"SIP/2.0 200 OK\r\nUser-Agent: kamailio\r\n\r\n", "status  present 200|server  present kamailio|"},
	        {"SIP/2.0 200 OK\r\n\r\n", "status  present 200|server  absent |"},
	        {"", "status  failed timed out|server  failed timed out|"},
	        {"HTTP/1.1 400 Bad\r\n\r\n",
	         "status  failed the answer is no SIP response|server  failed the answer is no SIP response|"},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		char told[2048] = "";
		const struct hr_web_sink sink = {.context = told, .say = hear};
		hr_sip_describe(table[i].answer, strlen(table[i].answer), "timed out", &sink);
		assert_string_equal(told, table[i].told);
	}
}

static void asks(void **state)
{
	(void)state;
	static const struct {
		const char *host, *line;
		uint16_t port;
	} table[] = {
	        {"mail.contoso.com", "\r\nHost: mail.contoso.com\r\n", 443},
	        {"mail.contoso.com", "\r\nHost: mail.contoso.com:444\r\n", 444},
	        {"2001:db8::5", "\r\nHost: [2001:db8::5]:4443\r\n", 4443},
	};
	for (size_t i = 0; i < HR_COUNT(table); i++) {
		char text[HR_WEB_REQUEST_MAX];
		size_t length = hr_web_request_write(text, sizeof text, table[i].host, table[i].port, "/owa/");
		assert_int_equal(length, strlen(text));
		assert_memory_equal(text, "GET /owa/ HTTP/1.1\r\n", 20);
		assert_non_null(strstr(text, table[i].line));
		assert_non_null(strstr(text, "\r\nConnection: close\r\n"));
		assert_string_equal(text + length - 4, "\r\n\r\n");
		assert_int_equal(hr_web_request_write(text, 20, table[i].host, table[i].port, "/owa/"), 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(tells_what_the_web_shows),
	        cmocka_unit_test(does_not_trust_a_cut_page),
	        cmocka_unit_test(tells_what_sip_shows),
	        cmocka_unit_test(asks),
	};
	return cmocka_run_group_tests_name("web", tests, NULL, NULL);
}
