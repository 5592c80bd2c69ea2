#include "parse/smtp_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                                           \
	"#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Receive Protocol Log\r\n"       \
	"#Date: 2023-01-11T16:00:04.113Z\r\n"
#define FIELDS                                                                                                         \
	"#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context" \
	"\r\n"
#define START "2023-01-11T16:00:01.010Z,MBX\\Default,123453EC62278461,7,10.10.10.10:25,95.10.20.33:56026,*,,"
#define TAIL                                                                                                           \
	" negotiation succeeded using bulk encryption algorithm CALG_AES_128 with strength 128 bits, MAC hash"         \
	" algorithm CALG_SHA_256 with strength 0 bits"

static struct hr_span span_of(const char *text)
{
	return (struct hr_span){.at = text, .length = strlen(text)};
}

static bool read_line(const char *text, struct hr_smtp_line *line)
{
	struct hr_smtp_log log = {.kind = HR_SMTP_LOG_NONE};
	struct hr_reader in = hr_reader_of(HEAD FIELDS, strlen(HEAD FIELDS));
	struct hr_span bytes;
	while (hr_log_line(&in, &bytes))
		assert_false(hr_smtp_log_read(&log, bytes, line));
	assert_int_equal(log.kind, HR_SMTP_LOG_RECEIVE);
	assert_int_equal(log.columns, 9);
	return hr_smtp_log_read(&log, span_of(text), line);
}

static void recognises(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} table[] = {
	        {HEAD, true},
	        {"\xEF\xBB\xBF" HEAD, true},
	        {"#Software: Microsoft Exchange Server\n#Log-type: SMTP Send Protocol Log\n", true},
	        {"#Software: Microsoft Exchange Server\n#Log-type: Message Tracking Log\n", false},
	        {"#Software: Microsoft Internet Information Services 10.0\n#Fields: date time\n", false},
	        {"2023-01-11T16:00:01.010Z,x\n" HEAD, false},
	        {"", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		assert_int_equal(hr_smtp_log_is(hr_reader_of(table[i].text, strlen(table[i].text))), table[i].is);
}

static void splits_columns(void **state)
{
	struct hr_smtp_line line;
	(void)state;
	assert_true(read_line(
	        "2023-01-11T16:00:01.010Z,\"A, \"\"B\"\"\",1F,0,10.0.0.6:25,[2001:db8::1]:61061,<,\"220 x, y\",",
	        &line));
	assert_false(line.cut);
	assert_true(hr_span_is(line.text[HR_SMTP_CONNECTOR], "A, \"\"B\"\""));
	assert_true(hr_span_is(line.text[HR_SMTP_SESSION], "1F"));
	assert_true(hr_span_is(line.text[HR_SMTP_DATA], "220 x, y"));
	assert_true(hr_span_is(hr_span_host(line.text[HR_SMTP_REMOTE]), "2001:db8::1"));
	assert_true(read_line("2023-01-11T16:00:01.010Z,A,1F,0,10.0.0.6:25", &line));
	assert_true(line.cut);
	assert_true(read_line("2023-01-11T16:00:01.010Z,A,1F,0,x,y,*,,\"TLS protocol SP_PROT_TLS1_2", &line));
	assert_true(line.cut);
	assert_false(read_line("", &line));
}

static void needs_the_fields(void **state)
{
	struct hr_smtp_log log = {.kind = HR_SMTP_LOG_NONE};
	struct hr_smtp_line line;
	(void)state;
	assert_false(hr_smtp_log_read(&log, span_of("#Log-type: SMTP Send Protocol Log"), &line));
	assert_false(hr_smtp_log_read(&log, span_of(START "x"), &line));
	/* Another order of columns: the file says so itself. */
	assert_false(hr_smtp_log_read(&log, span_of("#Fields: event,context,date-time"), &line));
	assert_true(hr_smtp_log_read(&log, span_of("*,x,2023-01-11T16:00:01.010Z"), &line));
	assert_true(hr_span_is(line.text[HR_SMTP_CONTEXT], "x"));
	assert_true(hr_span_is(line.text[HR_SMTP_EVENT], "*"));
}

static void tells_versions(void **state)
{
	static const struct {
		const char *rest;
		enum hr_log_version version;
		bool client;
	} table[] = {
	        {"\"TLS protocol SP_PROT_TLS1_2_SERVER" TAIL "\"", HR_LOG_VERSION_1_2, false},
	        {"\"TLS protocol SP_PROT-TLS1_2_CLIENT" TAIL "\"", HR_LOG_VERSION_1_2, true},
	        {"\"TLS protocol SP_PROT_TLS1_0_CLIENT" TAIL "\"", HR_LOG_VERSION_1_0, true},
	        {"TLS protocol SP_PROT_TLS1_1_SERVER negotiation succeeded", HR_LOG_VERSION_1_1, false},
	        {"TLS protocol SP_PROT_TLS1_3_SERVER negotiation succeeded", HR_LOG_VERSION_1_3, false},
	        {"TLS protocol SP_PROT_SSL3_SERVER negotiation succeeded", HR_LOG_VERSION_SSL3, false},
	        {"TLS protocol SP_PROT_SSL2_SERVER negotiation succeeded", HR_LOG_VERSION_SSL2, false},
	        {"TLS protocol SP_PROT_TLS1_4_SERVER negotiation succeeded", HR_LOG_VERSION_ODD, false},
	        {"TLS protocol SP_PROT_TLS1_2 negotiation succeeded", HR_LOG_VERSION_ODD, false},
	        {"TLS protocol SP_PROT_TLS1_2", HR_LOG_VERSION_ODD, false},
	        {"TLS protocol SP_PROT", HR_LOG_VERSION_ODD, false},
	        {"TLS protocol 3072 negotiation succeeded", HR_LOG_VERSION_ODD, false},
	        {"TLS negotiation failed with error SocketError", HR_LOG_VERSION_NONE, false},
	        {"Client said TLS protocol SP_PROT_TLS1_0_SERVER", HR_LOG_VERSION_NONE, false},
	        {"", HR_LOG_VERSION_NONE, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char text[1024];
		struct hr_smtp_line line;
		bool client = true;
		(void)snprintf(text, sizeof text, "%s%s", START, table[i].rest);
		assert_true(read_line(text, &line));
		assert_int_equal(hr_smtp_log_version(&line, &client), table[i].version);
		assert_int_equal(client, table[i].client);
		assert_int_equal(hr_smtp_log_failed(&line), strstr(table[i].rest, "failed") != NULL);
	}
}

static void tells_times(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* 0 = none */
	} table[] = {
	        {"2023-01-11T16:00:01.010Z", 1673452801},
	        {"2023-01-11 16:00:01", 1673452801},
	        {"2023-01-11T16:00:0", 0},
	        {"2023-13-11T16:00:01Z", 0},
	        {"2023-01-11T24:00:01Z", 0},
	        {"2O23-01-11T16:00:01Z", 0},
	        {"", 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		int64_t seconds = 0;
		assert_int_equal(hr_log_time(span_of(table[i].text), &seconds), table[i].seconds != 0);
		assert_int_equal(seconds, table[i].seconds);
	}
}

static void knows_names(void **state)
{
	(void)state;
	assert_true(hr_span_in_domain(span_of("A.mail.Protection.outlook.com"), "mail.protection.outlook.com"));
	assert_true(hr_span_in_domain(span_of("mail.protection.outlook.com"), "mail.protection.outlook.com"));
	assert_false(hr_span_in_domain(span_of("xmail.protection.outlook.com"), "mail.protection.outlook.com"));
	assert_false(
	        hr_span_in_domain(span_of("mail.protection.outlook.com.evil.example"), "mail.protection.outlook.com"));
	assert_false(hr_span_in_domain(span_of("a"), ""));
	assert_true(hr_span_is(hr_span_host(span_of("10.0.0.1:25")), "10.0.0.1"));
	assert_true(hr_span_is(hr_span_host(span_of("2001:db8::1")), "2001:db8::1"));
	assert_true(hr_span_is(hr_span_host(span_of("[2001:db8::1")), "2001:db8::1"));
	assert_true(hr_span_is(hr_span_host(span_of("[")), ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(recognises),     cmocka_unit_test(splits_columns), cmocka_unit_test(needs_the_fields),
	        cmocka_unit_test(tells_versions), cmocka_unit_test(tells_times),    cmocka_unit_test(knows_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
