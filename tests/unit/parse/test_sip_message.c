#include "parse/sip_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define RTC                                                                                                            \
	"SIP/2.0 401 Unauthorized\r\nDate: Tue, 24 Oct 2017 13:28:50 GMT\r\n"                                          \
	"WWW-Authenticate: NTLM realm=\"SIP Communications Service\", targetname=\"LYNC2013-SERVER.lync.loc\", "       \
	"version=4\r\n"                                                                                                \
	"CSeq: 1 OPTIONS\r\nServer: RTC/5.0\r\nContent-Length: 0\r\n\r\n"

static void reads_answers(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		unsigned status; /* 0: none, or not yet */
		const char *server;
	} table[] = {
	        {RTC, 401, "RTC/5.0"},
	        {"SIP/2.0 100 Trying\r\nServer: proxy\r\n\r\n" RTC, 401, "RTC/5.0"},
	        {"\r\n\r\n" RTC, 401, "RTC/5.0"},
	        {"SIP/2.0 200 OK\r\n\r\n", 200, NULL},
	        {"SIP/2.0 100 Trying\r\n\r\n", 0, NULL},
	        {"SIP/2.0 200 OK\r\nServer: cut\r\n", 0, NULL},
	        {"SIP/2.0 2000 OK\r\n\r\n", 0, NULL},
	        {"HTTP/1.1 400 Bad Request\r\n\r\n", 0, NULL},
	        {"\r\n", 0, NULL},
	        {"", 0, NULL},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct hr_reader in = hr_reader_of(table[i].in, strlen(table[i].in));
		struct hr_sip_response r;
		struct hr_span value;
		if (hr_sip_response_read(&in, &r) != (table[i].status != 0))
			fail_msg("%zu: read", i);
		if (table[i].status == 0)
			continue;
		assert_int_equal(r.status, table[i].status);
		assert_int_equal(hr_sip_header(&r, "server", &value), table[i].server != NULL);
		if (table[i].server != NULL) {
			assert_int_equal(value.length, strlen(table[i].server));
			assert_memory_equal(value.at, table[i].server, value.length);
		}
	}
}

static void asks(void **state)
{
	(void)state;
	static const uint8_t unique[16] = {0x00, 0x01, 0xab, 0xff};
	char text[HR_SIP_REQUEST_MAX];
	size_t length = hr_sip_options_write(text, sizeof text, "fe01.contoso.com", 5061, "probe.contoso.com", unique);
	static const char want[] =
	        "OPTIONS sip:fe01.contoso.com:5061;transport=tls SIP/2.0\r\n"
	        "Via: SIP/2.0/TLS probe.contoso.com;branch=z9hG4bK0001abff000000000000000000000000\r\n"
	        "Max-Forwards: 70\r\n"
	        "From: <sip:probe@probe.contoso.com>;tag=0001abff00000000\r\n"
	        "To: <sip:fe01.contoso.com>\r\n"
	        "Call-ID: 0001abff000000000000000000000000@probe.contoso.com\r\n"
	        "CSeq: 1 OPTIONS\r\n"
	        "User-Agent: hybridready/0.1\r\n"
	        "Content-Length: 0\r\n"
	        "\r\n";
	assert_int_equal(length, sizeof want - 1);
	assert_memory_equal(text, want, length);
	length = hr_sip_options_write(text, sizeof text, "2001:db8::5", 5061, "a", unique);
	assert_true(length > 0);
	assert_non_null(strstr(text, "OPTIONS sip:[2001:db8::5]:5061;transport=tls SIP/2.0\r\n"));
	assert_non_null(strstr(text, "To: <sip:[2001:db8::5]>\r\n"));
	assert_int_equal(hr_sip_options_write(text, 100, "fe01.contoso.com", 5061, "a", unique), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(reads_answers), cmocka_unit_test(asks)};
	return cmocka_run_group_tests_name("sip_message", tests, NULL, NULL);
}
