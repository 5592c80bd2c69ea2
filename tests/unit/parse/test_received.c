#include "parse/received.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct hr_span span_of(const char *text)
{
	return (struct hr_span){.at = text, .length = strlen(text)};
}

static void reads_hops(void **state)
{
	static const char mail[] =
	        "Received: from AM0EUR02FT044.eop-EUR02.prod.protection.outlook.com (2603:10a6::1)\r\n"
	        " by AM6PR04MB1.outlook.office365.com (2603:10a6::2) with Microsoft SMTP Server\r\n"
	        "\t(version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.8901.21; Tue, 6\r\n Oct 2026 08:00:03 "
	        "+0000\r\n"
	        "Authentication-Results: spf=pass (sender IP is 203.0.113.5)\r\n smtp.mailfrom=contoso.com\r\n"
	        "received: from mail.contoso.com (203.0.113.5) by AM0EUR02FT044.mail.protection.outlook.com\r\n"
	        " (10.13.54.1) with Microsoft SMTP Server (version=TLS1_0, cipher=TLS_RSA_WITH_AES_256_CBC_SHA) id\r\n"
	        " 15.20.2451.23 via Frontend Transport; Tue, 6 Oct 2026 10:00:02 +0200\r\n"
	        "Received: from MBX02.contoso.com (10.0.0.2) by MBX01.contoso.com (10.0.0.1) with Microsoft SMTP "
	        "Server\r\n"
	        " (TLS) id 15.0.1497.26; Tue, 6 Oct 2026 08:00:01 GMT\r\n"
	        "Received: from printer (10.2.0.1) by MBX02.contoso.com (10.0.0.2) with Microsoft SMTP Server id\r\n"
	        " 15.0.1497.26 via Frontend Transport; 6 Oct 2026 08:00 -0000\r\n"
	        "Received: by relay.example (Postfix, from userid 0) id 4Q; some day\r\n"
	        "Subject: x\r\n\r\nReceived: from the.body by nobody.example; Tue, 6 Oct 2026 08:00:01 GMT\r\n";
	static const struct {
		const char *from, *by, *id;
		enum hr_log_version version;
		bool microsoft, tls;
		int64_t at; /* 0 = undated */
	} table[] = {
	        {"AM0EUR02FT044.eop-EUR02.prod.protection.outlook.com", "AM6PR04MB1.outlook.office365.com",
	         "15.20.8901.21", HR_LOG_VERSION_1_3, true, true, 1791273603},
	        {"mail.contoso.com", "AM0EUR02FT044.mail.protection.outlook.com", "15.20.2451.23", HR_LOG_VERSION_1_0,
	         true, true, 1791273602},
	        {"MBX02.contoso.com", "MBX01.contoso.com", "15.0.1497.26", HR_LOG_VERSION_NONE, true, true, 1791273601},
	        {"printer", "MBX02.contoso.com", "15.0.1497.26", HR_LOG_VERSION_NONE, true, false, 1791273600},
	        {"", "relay.example", "4Q", HR_LOG_VERSION_NONE, false, false, 0},
	};
	static struct hr_received_reader reader;
	struct hr_received hop;
	(void)state;
	reader.in = hr_reader_of(mail, strlen(mail));
	assert_true(hr_mail_is(reader.in));
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		assert_true(hr_received_next(&reader, &hop));
		assert_true(hr_span_is(hop.from, table[i].from));
		assert_true(hr_span_is(hop.by, table[i].by));
		assert_true(hr_span_is(hop.id, table[i].id));
		assert_int_equal(hop.version, table[i].version);
		assert_int_equal(hop.microsoft, table[i].microsoft);
		assert_int_equal(hop.tls, table[i].tls);
		assert_int_equal(hop.dated, table[i].at != 0);
		assert_int_equal(hop.at, table[i].at);
	}
	assert_false(hr_received_next(&reader, &hop));
}

static void reads_odd_fields(void **state)
{
	static const struct {
		const char *text;
		const char *by;
		enum hr_log_version version;
	} table[] = {
	        {"Received: from x by y with Microsoft SMTP Server (version=TLS9, cipher=z) id 1", "y",
	         HR_LOG_VERSION_ODD},
	        {"Received: from x by y with Microsoft SMTP Server (version=", "y", HR_LOG_VERSION_ODD},
	        {"Received: from x by y with ESMTP (version=TLS1_2)", "y", HR_LOG_VERSION_NONE},
	        {"Received: from (version=TLS1_2) by y", "y", HR_LOG_VERSION_NONE},
	        {"Received: from x (by z (with Microsoft (version=TLS1_2))) by y;", "y", HR_LOG_VERSION_NONE},
	        {"Received: from x by", "", HR_LOG_VERSION_NONE},
	        {"Received:", "", HR_LOG_VERSION_NONE},
	};
	static struct hr_received_reader reader;
	struct hr_received hop;
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		reader.in = hr_reader_of(table[i].text, strlen(table[i].text));
		assert_true(hr_received_next(&reader, &hop));
		assert_true(hr_span_is(hop.by, table[i].by));
		assert_int_equal(hop.version, table[i].version);
	}
}

static void knows_mails(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} table[] = {
	        {"Return-Path: <a@b>\r\nReceived: from x\r\n by y\r\n\r\nbody", true},
	        {"\xEF\xBB\xBFReceived: from x\nSubj", true},
	        {"Subject: x\n\nReceived: from x\n", false},
	        {"dn: CN=x\nobjectClass: top\n\n", false},
	        {"Windows Registry Editor Version 5.00\nReceived: x\n\n", false},
	        {" folded: first\nReceived: x\n\n", false},
	        {"", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		assert_int_equal(hr_mail_is(hr_reader_of(table[i].text, strlen(table[i].text))), table[i].is);
}

static void reads_dates(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* 0 = none */
	} table[] = {
	        {"Wed, 11 Jan 2023 16:00:01 +0000", 1673452801},
	        {"11 Jan 2023 16:00:01 GMT", 1673452801},
	        {"Wed, 11 Jan 2023 11:30:01 -0430 (VET)", 1673452801},
	        {"Wed, 11 Jan 2023 16:00 +0000", 1673452800},
	        {"Wed, 11 Jan 2023 16:00:01", 0},
	        {"Wed, 11 Foo 2023 16:00:01 +0000", 0},
	        {"Wed, 32 Jan 2023 16:00:01 +0000", 0},
	        {"Wed, 11 Jan 23 16:00:01 +0000", 0},
	        {"Wed, 11 Jan 2023 16:00:01 +0099", 0},
	        {"Wed, 11 Jan 2023 1600001x +0000", 0},
	        {"(", 0},
	        {"", 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		int64_t seconds = 0;
		assert_int_equal(hr_mail_date(span_of(table[i].text), &seconds), table[i].seconds != 0);
		assert_int_equal(seconds, table[i].seconds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_hops),
	        cmocka_unit_test(reads_odd_fields),
	        cmocka_unit_test(knows_mails),
	        cmocka_unit_test(reads_dates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
