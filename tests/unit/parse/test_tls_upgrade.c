/* Lines of text before TLS, by both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parse/tls_upgrade.h"

static const struct {
	const char *said;
	bool server;
	enum hr_upgrade_state state;
	enum hr_upgrade_kind asked;
	const char *peer;
} rows[] = {
        {"EHLO ex01.contoso.com\r\nSTARTTLS\r\n\x16\x03\x01", false, HR_UPGRADE_TLS, HR_UPGRADE_STARTTLS, ""},
        {"EHLO x\r\nstarttls\r\n", false, HR_UPGRADE_MORE, HR_UPGRADE_STARTTLS, ""},
        {"EHLO x\r\nX-ANONYMOUSTLS\r\n\x16", false, HR_UPGRADE_TLS, HR_UPGRADE_STARTTLS, ""},
        {"a1 STARTTLS\r\n\x16", false, HR_UPGRADE_TLS, HR_UPGRADE_STARTTLS, ""},
        {"CAPA\r\nSTLS\r\n\x80\x2e\x01", false, HR_UPGRADE_TLS, HR_UPGRADE_STARTTLS, ""},
        {"EHLO x\r\nMAIL FROM:<a@b>\r\n\x16\x03", false, HR_UPGRADE_OTHER, HR_UPGRADE_NONE, ""},
        {"EHLO x\r\nSTARTT", false, HR_UPGRADE_MORE, HR_UPGRADE_NONE, ""},
        {"XSTARTTLS\r\n\x16", false, HR_UPGRADE_OTHER, HR_UPGRADE_NONE, ""},
        {"CONNECT Outlook.Office365.com:443 HTTP/1.1\r\nHost: x\r\n\r\n\x16", false, HR_UPGRADE_TLS, HR_UPGRADE_PROXY,
         "outlook.office365.com"},
        {"GET / HTTP/1.1\r\nHost: x\r\n", false, HR_UPGRADE_OTHER, HR_UPGRADE_NONE, ""},
        {"\x03\x00\x00", false, HR_UPGRADE_OTHER, HR_UPGRADE_NONE, ""},
        {"220-MX1.Contoso.com ESMTP\r\n220 ready\r\n250 2.0.0 ok\r\n\x16\x03", true, HR_UPGRADE_TLS, HR_UPGRADE_NONE,
         "mx1.contoso.com"},
        {"220 2.0.0 ready\r\n", true, HR_UPGRADE_MORE, HR_UPGRADE_NONE, ""},
        {"220 ********\r\n\x15\x03", true, HR_UPGRADE_TLS, HR_UPGRADE_NONE, ""},
        {"HTTP/1.1 200 Connection established\r\n\r\n\x16", true, HR_UPGRADE_TLS, HR_UPGRADE_NONE, ""},
        {"SSH-2.0-x\r\n\x01", true, HR_UPGRADE_OTHER, HR_UPGRADE_NONE, ""},
};

static void reads_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct hr_upgrade upgrade = {.peer = ""};
		size_t used = 0;
		struct hr_reader in = hr_reader_of(rows[i].said, strlen(rows[i].said));
		enum hr_upgrade_state got = rows[i].server ? hr_upgrade_server(in, &upgrade, &used)
		                                           : hr_upgrade_client(in, &upgrade, &used);
		if (got != rows[i].state || upgrade.asked != rows[i].asked || strcmp(upgrade.peer, rows[i].peer) != 0)
			fail_msg("%s: %d, %d, %s", rows[i].said, got, upgrade.asked, upgrade.peer);
		if (used > 0 && rows[i].said[used - 1] != '\n')
			fail_msg("%s: %zu bytes", rows[i].said, used);
	}
}

static void a_line_without_end(void **state)
{
	(void)state;
	static char line[HR_UPGRADE_LINE_MAX + 2];
	struct hr_upgrade upgrade = {.peer = ""};
	size_t used;
	memset(line, 'a', sizeof line);
	assert_int_equal(hr_upgrade_client(hr_reader_of(line, HR_UPGRADE_LINE_MAX), &upgrade, &used), HR_UPGRADE_MORE);
	assert_int_equal(hr_upgrade_client(hr_reader_of(line, sizeof line), &upgrade, &used), HR_UPGRADE_OTHER);
}

static void a_name_too_long_is_none(void **state)
{
	(void)state;
	char line[400] = "220 ";
	struct hr_upgrade upgrade = {.peer = ""};
	size_t used;
	memset(line + 4, 'a', 300);
	memcpy(line + 304, ".com\r\n", 7);
	assert_int_equal(hr_upgrade_server(hr_reader_of(line, strlen(line)), &upgrade, &used), HR_UPGRADE_MORE);
	assert_string_equal(upgrade.peer, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_lines),
	        cmocka_unit_test(a_line_without_end),
	        cmocka_unit_test(a_name_too_long_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
