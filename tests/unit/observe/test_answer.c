/* What callers are told, and what is taken from what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "observe/answer.h"

static struct hr_dialogue d;
static struct hr_buffer out;

static size_t feed(const char *text)
{
	hr_buffer_clear(&out);
	size_t taken = hr_dialogue_feed(&d, text, strlen(text), &out);
	if (out.length == 0)
		hr_buffer_text(&out, "");
	return taken;
}

static void begin(enum hr_service service, bool secure)
{
	d = (struct hr_dialogue){.service = service, .secure = secure, .verdict = secure ? "TLS 1.2: ready" : ""};
	hr_buffer_free(&out);
	out.ceiling = 65536;
}

static void a_path_tells_server_and_program(void **state)
{
	(void)state;
	static const struct {
		const char *line, *token, *program;
	} rows[] = {
	        {"GET /s/skype/fe01.contoso.com?dotnet HTTP/1.1", "skype/fe01.contoso.com", "dotnet"},
	        {"HEAD /s/fe01.contoso.com HTTP/1.0", "fe01.contoso.com", ""},
	        {"GET /s/skype%2Ffe01.contoso.com HTTP/1.1", "skype/fe01.contoso.com", ""},
	        {"GET /s/a%0d%0ab HTTP/1.1", "a??b", ""},
	        {"GET /s/%zz%2 HTTP/1.1", "%zz%2", ""},
	        {"GET /s/ HTTP/1.1", "", ""},
	        {"GET /elsewhere HTTP/1.1", "", ""},
	        {"nonsense", "", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[256];
		begin(HR_SERVICE_HTTPS, true);
		int length = snprintf(text, sizeof text, "%s\r\nHost: x\r\n\r\n", rows[i].line);
		assert_int_equal(feed(text), length);
		assert_string_equal(d.token, rows[i].token);
		assert_string_equal(d.program, rows[i].program);
		assert_true(d.over);
		assert_non_null(strstr(out.data, "Content-Length: "));
		assert_true((strstr(out.data, "TLS 1.2: ready") != NULL) == (strncmp(rows[i].line, "HEAD", 4) != 0));
	}
	begin(HR_SERVICE_HTTPS, true);
	assert_int_equal(feed("GET / HTTP/1.1\r\nHost:"), 0);
	assert_false(d.over);
}

static void only_the_operator_sees_who_called(void **state)
{
	(void)state;
	begin(HR_SERVICE_HTTPS, true);
	assert_int_not_equal(feed("GET /status HTTP/1.1\r\n\r\n"), 0);
	assert_null(strstr(out.data, "not yet"));
	begin(HR_SERVICE_HTTPS, true);
	d.status = "not yet fe01\n";
	assert_int_not_equal(feed("GET /status HTTP/1.1\r\n\r\n"), 0);
	assert_non_null(strstr(out.data, "not yet fe01"));
	assert_non_null(strstr(out.data, "Refresh: 5\r\n"));
}

static void mail_is_led_to_tls_and_refused(void **state)
{
	(void)state;
	begin(HR_SERVICE_SMTP, false);
	hr_dialogue_greet(&d, &out);
	assert_memory_equal(out.data, "220 ", 4);
	assert_int_equal(feed("EHLO ex01.contoso.com\r\n"), 23);
	assert_non_null(strstr(out.data, "250 STARTTLS\r\n"));
	assert_string_equal(d.name, "ex01.contoso.com");
	/* What is sent along with STARTTLS is not read as a command. */
	assert_int_equal(feed("STARTTLS\r\nQUIT\r\n"), 10);
	assert_true(d.starttls);
	assert_false(d.over);
	begin(HR_SERVICE_SMTP, true);
	assert_int_not_equal(feed("ehlo ex01.contoso.com\r\nMAIL FROM:<a@b>\r\nstarttls\r\nQUIT\r\n"), 0);
	assert_null(strstr(out.data, "250 STARTTLS"));
	assert_non_null(strstr(out.data, "550 5.7.1 "));
	assert_non_null(strstr(out.data, "502 "));
	assert_non_null(strstr(out.data, "221 2.0.0 canary.invalid TLS 1.2: ready"));
	assert_true(d.over);
	begin(HR_SERVICE_SMTP, false);
	assert_int_equal(feed("EHLO half"), 0);
}

static void options_are_answered_with_their_own_headers(void **state)
{
	(void)state;
	begin(HR_SERVICE_SIP, true);
	const char *options = "OPTIONS sip:x SIP/2.0\r\nv: SIP/2.0/TLS a;branch=z9hG4bK1\r\nVia: SIP/2.0/TLS b\r\n"
	                      "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: 7\r\nCSeq: 1 OPTIONS\r\n"
	                      "Secret: no\r\nContent-Length: 2\r\n\r\nhi";
	assert_int_equal(feed(options), strlen(options));
	assert_memory_equal(out.data, "SIP/2.0 200 OK\r\n", 16);
	assert_non_null(strstr(out.data, "v: SIP/2.0/TLS a;branch=z9hG4bK1\r\nVia: SIP/2.0/TLS b\r\n"));
	assert_non_null(strstr(out.data, "To: <sip:c@d>;tag=canary\r\n"));
	assert_null(strstr(out.data, "Secret"));
	assert_non_null(strstr(out.data, "\r\n\r\nTLS 1.2: ready"));
	/* A body that is not all there yet is waited for. */
	assert_int_equal(feed("OPTIONS sip:x SIP/2.0\r\nl: 5\r\n\r\nhi"), 0);
	assert_int_equal(feed("\r\n\r\n"), 4);
	assert_int_not_equal(feed("ACK sip:x SIP/2.0\r\n\r\n"), 0);
	assert_string_equal(out.data, "");
	assert_int_not_equal(feed("INVITE sip:x SIP/2.0\r\n\r\n"), 0);
	assert_memory_equal(out.data, "SIP/2.0 405 ", 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_path_tells_server_and_program),
	        cmocka_unit_test(only_the_operator_sees_who_called),
	        cmocka_unit_test(mail_is_led_to_tls_and_refused),
	        cmocka_unit_test(options_are_answered_with_their_own_headers),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	hr_buffer_free(&out);
	return failed;
}
