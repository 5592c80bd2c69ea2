#include "parse/journal_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/crc32c.h"

/* The check value of every catalogue of CRCs, and the examples of RFC 3720 appendix B.4. */
static void sums_up(void **state)
{
	(void)state;
	const uint8_t zeros[32] = {0};
	uint8_t ones[32], rising[32];
	memset(ones, 0xFF, sizeof ones);
	for (size_t i = 0; i < sizeof rising; i++)
		rising[i] = (uint8_t)i;
	assert_int_equal(hr_crc32c(0, "123456789", 9), 0xE3069283);
	assert_int_equal(hr_crc32c(0, zeros, sizeof zeros), 0x8A9136AA);
	assert_int_equal(hr_crc32c(0, ones, sizeof ones), 0x62A8AB43);
	assert_int_equal(hr_crc32c(0, rising, sizeof rising), 0x46DD794E);
	assert_int_equal(hr_crc32c(hr_crc32c(0, "1234", 4), "56789", 5), 0xE3069283);
	assert_int_equal(hr_crc32c(5, NULL, 0), 5);
}

static struct hr_buffer three_records(size_t ends[static 3])
{
	static const char *const fields[3][2] = {{"collect", "run-1"}, {"", "x"}, {"fe01:443/https", "p\xC3\xA4"}};
	struct hr_buffer out = {.ceiling = 4096};
	uint32_t chain = 0;
	for (size_t i = 0; i < 3; i++) {
		hr_journal_record_write(&out, &chain, i == 0 ? HR_JOURNAL_HEAD : HR_JOURNAL_NOTE, fields[i], 2, 100);
		ends[i] = out.length;
	}
	assert_false(out.failed);
	return out;
}

/* How many records are read, and how that ends. */
static size_t count(const void *bytes, size_t length, enum hr_journal_outcome *end)
{
	struct hr_reader in = hr_reader_of(bytes, length);
	struct hr_journal_record record;
	uint32_t chain = 0;
	size_t read = 0;
	while ((*end = hr_journal_record_read(&in, &chain, &record)) == HR_JOURNAL_READ)
		read++;
	return read;
}

static void reads_what_was_written(void **state)
{
	(void)state;
	size_t ends[3];
	struct hr_buffer out = three_records(ends);
	struct hr_reader in = hr_reader_of(out.data, out.length);
	struct hr_journal_record record;
	uint32_t chain = 0;
	assert_int_equal(hr_journal_record_read(&in, &chain, &record), HR_JOURNAL_READ);
	assert_int_equal(record.kind, HR_JOURNAL_HEAD);
	assert_int_equal(record.count, 2);
	assert_string_equal(record.fields[1], "run-1");
	assert_int_equal(hr_journal_record_read(&in, &chain, &record), HR_JOURNAL_READ);
	assert_string_equal(record.fields[0], "");
	assert_int_equal(hr_journal_record_read(&in, &chain, &record), HR_JOURNAL_READ);
	assert_string_equal(record.fields[1], "p\xC3\xA4");
	assert_int_equal(hr_journal_record_read(&in, &chain, &record), HR_JOURNAL_OVER);
	hr_buffer_free(&out);
}

static void ends_before_what_was_torn_or_garbled(void **state)
{
	(void)state;
	size_t ends[3];
	struct hr_buffer out = three_records(ends);
	enum hr_journal_outcome end;
	for (size_t i = 0; i < out.length; i++) {
		size_t before = i < ends[0] ? 0 : i < ends[1] ? 1 : 2;
		size_t start = before == 0 ? 0 : ends[before - 1];
		assert_int_equal(count(out.data, i, &end), before);
		assert_int_equal(end, i == start ? HR_JOURNAL_OVER : HR_JOURNAL_CUT);
		for (unsigned bit = 0; bit < 8; bit++) {
			out.data[i] = (char)((uint8_t)out.data[i] ^ 1U << bit);
			assert_int_equal(count(out.data, out.length, &end), before);
			assert_int_not_equal(end, HR_JOURNAL_OVER);
			out.data[i] = (char)((uint8_t)out.data[i] ^ 1U << bit);
		}
	}
	hr_buffer_free(&out);
}

/* A good record where it does not belong is no good record. */
static void refuses_one_out_of_place(void **state)
{
	(void)state;
	size_t ends[3];
	struct hr_buffer out = three_records(ends);
	enum hr_journal_outcome end;
	assert_int_equal(count(out.data + ends[0], out.length - ends[0], &end), 0);
	assert_int_equal(end, HR_JOURNAL_BAD);
	memmove(out.data + ends[0], out.data + ends[1], ends[2] - ends[1]); /* the second left out */
	assert_int_equal(count(out.data, out.length - (ends[1] - ends[0]), &end), 1);
	assert_int_equal(end, HR_JOURNAL_BAD);
	hr_buffer_free(&out);
}

static void bounds_what_is_written(void **state)
{
	(void)state;
	const char *many[HR_JOURNAL_FIELDS_MAX + 1];
	struct hr_buffer out = {.ceiling = 4096};
	struct hr_journal_record record;
	uint32_t chain = 0, read = 0;
	for (size_t i = 0; i <= HR_JOURNAL_FIELDS_MAX; i++)
		many[i] = "0123456789";
	hr_journal_record_write(&out, &chain, HR_JOURNAL_NOTE, many, HR_JOURNAL_FIELDS_MAX + 1, 100);
	assert_true(out.failed);
	assert_int_equal(out.length, 0);
	assert_int_equal(chain, 0);
	hr_buffer_clear(&out);
	hr_journal_record_write(&out, &chain, HR_JOURNAL_NOTE, many, HR_JOURNAL_FIELDS_MAX, 4);
	assert_false(out.failed);
	struct hr_reader in = hr_reader_of(out.data, out.length);
	assert_int_equal(hr_journal_record_read(&in, &read, &record), HR_JOURNAL_READ);
	assert_string_equal(record.fields[HR_JOURNAL_FIELDS_MAX - 1], "0123");
	hr_buffer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(sums_up),
	        cmocka_unit_test(reads_what_was_written),
	        cmocka_unit_test(ends_before_what_was_torn_or_garbled),
	        cmocka_unit_test(refuses_one_out_of_place),
	        cmocka_unit_test(bounds_what_is_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
