#include "parse/iis_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SOFTWARE "#Software: Microsoft Internet Information Services 10.0\r\n"

static struct hr_span span_of(const char *text)
{
	return (struct hr_span){.at = text, .length = strlen(text)};
}

static void recognises(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} table[] = {
	        {SOFTWARE, true},
	        {"\xEF\xBB\xBF" SOFTWARE, true},
	        {"#Version: 1.0\n" SOFTWARE, true},
	        {"#Software: Microsoft Exchange Server\n", false},
	        {"2026-10-01 00:00:00 x\n" SOFTWARE, false},
	        {"", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		assert_int_equal(hr_iis_log_is(hr_reader_of(table[i].text, strlen(table[i].text))), table[i].is);
}

static void reads_lines(void **state)
{
	struct hr_iis_log log = {.columns = 0};
	struct hr_iis_line line;
	int64_t at = 0;
	(void)state;
	assert_false(hr_iis_log_read(&log, span_of("2026-10-01 00:00:01 x"), &line)); /* no #Fields yet */
	assert_false(hr_iis_log_read(&log, span_of("#Date: 2023-01-11 00:00:00"), &line));
	assert_false(hr_iis_log_read(&log, span_of("#Fields: date time c-ip cs(User-Agent) crypt-protocol"), &line));
	assert_true(log.has[HR_IIS_PROTOCOL]);
	assert_true(hr_iis_log_read(&log, span_of("2023-01-11 16:00:01 10.0.0.1 A+B 400"), &line));
	assert_false(line.cut);
	assert_true(hr_span_is(line.text[HR_IIS_AGENT], "A+B"));
	assert_int_equal(hr_iis_log_version(&line), HR_LOG_VERSION_1_2);
	assert_true(hr_iis_log_time(&log, &line, &at));
	assert_int_equal(at, 1673452801);
	assert_true(hr_iis_log_read(&log, span_of("2023-01-11 16:00:01 10.0.0.1 A+B"), &line));
	assert_true(line.cut);
	assert_true(hr_iis_log_read(&log, span_of("2023-01-11 16:00:01 10.0.0.1 A B 400"), &line));
	assert_true(line.cut);
	/* The columns change within the file, and the date is only in its head. */
	assert_false(hr_iis_log_read(&log, span_of("#Fields: time c-ip"), &line));
	assert_false(log.has[HR_IIS_PROTOCOL]);
	assert_true(hr_iis_log_read(&log, span_of("16:00:01 -"), &line));
	assert_int_equal(line.text[HR_IIS_CLIENT].length, 0);
	assert_int_equal(hr_iis_log_version(&line), HR_LOG_VERSION_NONE);
	at = 0;
	assert_true(hr_iis_log_time(&log, &line, &at));
	assert_int_equal(at, 1673452801);
}

static void tells_versions(void **state)
{
	static const struct {
		const char *word;
		enum hr_log_version version;
	} table[] = {
	        {"4", HR_LOG_VERSION_SSL2},   {"10", HR_LOG_VERSION_SSL3},  {"40", HR_LOG_VERSION_1_0},
	        {"100", HR_LOG_VERSION_1_1},  {"400", HR_LOG_VERSION_1_2},  {"1000", HR_LOG_VERSION_1_3},
	        {"0x40", HR_LOG_VERSION_1_0}, {"2000", HR_LOG_VERSION_ODD}, {"TLSv1.2", HR_LOG_VERSION_ODD},
	        {"40x", HR_LOG_VERSION_ODD},  {"-", HR_LOG_VERSION_NONE},   {"0", HR_LOG_VERSION_NONE},
	};
	struct hr_iis_log log = {.columns = 0};
	struct hr_iis_line line;
	(void)state;
	assert_false(hr_iis_log_read(&log, span_of("#Fields: CRYPT_PROTOCOL"), &line));
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		assert_true(hr_iis_log_read(&log, span_of(table[i].word), &line));
		assert_int_equal(hr_iis_log_version(&line), table[i].version);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(recognises),
	        cmocka_unit_test(reads_lines),
	        cmocka_unit_test(tells_versions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
