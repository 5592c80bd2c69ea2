#include "parse/http_response.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void reads_answers(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		unsigned status; /* 0: no response, or not yet */
		bool complete;
		const char *server; /* NULL: absent */
		const char *body;
	} table[] = {
	        {"HTTP/1.1 302 Found\r\nServer: Microsoft-IIS/10.0\r\nContent-Length: 0\r\n\r\n", 302, true,
	         "Microsoft-IIS/10.0", ""},
	        {"HTTP/1.1 200 OK\r\nSERVER:\t a b \t\r\nContent-Length: 4\r\n\r\nbody", 200, true, "a b", "body"},
	        {"HTTP/1.1 200 OK\r\nServer:\r\nContent-Length: 5\r\n\r\nbody", 200, false, "", "body"},
	        {"HTTP/1.0 200 OK\r\n\r\nto the end", 200, false, NULL, "to the end"},
	        {"HTTP/1.1 200\n\nbare", 200, false, NULL, "bare"},
	        {"HTTP/1.1 204 No Content\r\n\r\n", 204, true, NULL, ""},
	        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\nX-Server: x\r\nContent-Length: 0\r\n\r\n", 401, true,
	         NULL, ""},
	        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5;a=b\r\npedia\r\n0\r\n\r\n", 200,
	         true, NULL, "Wikipedia"},
	        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n4\r\nWiki\r\n5\r\nped", 200, false, NULL,
	         "Wikiped"},
	        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\nxyz\r\n", 200, false, NULL, "Wiki"},
	        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nab", 200, false, NULL,
	         "ab"},
	        {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nab", 200, false, NULL, "ab"},
	        {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab", 200, false, NULL, "ab"},
	        {"HTTP/1.1 200 OK\r\nServer: cut\r\n", 0, false, NULL, NULL},
	        {"HTTP/1.1 200 O", 0, false, NULL, NULL},
	        {"HTTP/1.1 2x0 OK\r\n\r\n", 0, false, NULL, NULL},
	        {"HTTP/1.1 2000 OK\r\n\r\n", 0, false, NULL, NULL},
	        {"SIP/2.0 200 OK\r\n\r\n", 0, false, NULL, NULL},
	        {"", 0, false, NULL, NULL},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct hr_reader in = hr_reader_of(table[i].in, strlen(table[i].in));
		struct hr_http_response r;
		struct hr_span value;
		char body[64];
		if (hr_http_response_read(&in, &r) != (table[i].status != 0))
			fail_msg("%zu: read", i);
		if (table[i].status == 0)
			continue;
		assert_int_equal(r.status, table[i].status);
		if (r.complete != table[i].complete)
			fail_msg("%zu: complete %d", i, r.complete);
		assert_int_equal(hr_http_header(&r, "Server", &value), table[i].server != NULL);
		if (table[i].server != NULL) {
			assert_int_equal(value.length, strlen(table[i].server));
			assert_memory_equal(value.at, table[i].server, value.length);
		}
		size_t length = hr_http_body(&r, body, sizeof body);
		assert_int_equal(length, strlen(table[i].body));
		assert_memory_equal(body, table[i].body, length);
		assert_int_equal(hr_http_body(&r, body, 3), length < 3 ? length : 3);
	}
}

/* However short an answer is cut, nothing is read that was not there. */
static void bears_every_cut(void **state)
{
	(void)state;
	static const char whole[] =
	        "HTTP/1.1 200 OK\r\nServer: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n0\r\n\r\n";
	size_t head = (size_t)(strstr(whole, "\r\n\r\n") + 4 - whole);
	for (size_t length = 0; length < sizeof whole - 1; length++) {
		struct hr_reader in = hr_reader_of(whole, length);
		struct hr_http_response r;
		bool read = hr_http_response_read(&in, &r);
		assert_int_equal(read, length >= head);
		if (read && length + 4 < sizeof whole - 1)
			assert_false(r.complete);
	}
}

static void finds_what_is_between(void **state)
{
	(void)state;
	static const struct {
		const char *text, *between;
	} table[] = {
	        {"src=\"/owa/auth/15.1.2507/themes/a.png\" src=\"/owa/auth/15.2/themes/\"", "15.1.2507"},
	        {"/owa/auth//themes/", ""},
	        {"/themes/ /owa/auth/", NULL},
	        {"/owa/auth/15.1.2507/theme", NULL},
	        {"", NULL},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct hr_span text = {.at = table[i].text, .length = strlen(table[i].text)};
		struct hr_span between;
		assert_int_equal(hr_span_between(&text, "/owa/auth/", "/themes/", &between), table[i].between != NULL);
		if (table[i].between != NULL) {
			assert_int_equal(between.length, strlen(table[i].between));
			assert_memory_equal(between.at, table[i].between, between.length);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_answers),
	        cmocka_unit_test(bears_every_cut),
	        cmocka_unit_test(finds_what_is_between),
	};
	return cmocka_run_group_tests_name("http_response", tests, NULL, NULL);
}
