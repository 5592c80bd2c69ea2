#include "parse/registry_talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct hr_talk_answer read_text(const char *line)
{
	return hr_talk_read(hr_reader_of(line, strlen(line)));
}

static void reads_lines(void **state)
{
	static const struct {
		const char *line;
		enum hr_talk_kind kind;
	} table[] = {
	        {"in", HR_TALK_IN},
	        {"end", HR_TALK_END},
	        {"value 0 4 ffffffff", HR_TALK_VALUE},
	        {"value 4294967295 1 ", HR_TALK_VALUE},
	        {"absent 12", HR_TALK_ABSENT},
	        {"refused 3 5", HR_TALK_REFUSED},
	        {"trouble logon The attempted logon is invalid.", HR_TALK_TROUBLE},
	        {"trouble own ", HR_TALK_TROUBLE},
	        {"", HR_TALK_BROKEN},
	        {"In", HR_TALK_BROKEN},
	        {"in 1", HR_TALK_BROKEN},
	        {"ended", HR_TALK_BROKEN},
	        {"value 0 4 fffffffg", HR_TALK_BROKEN},
	        {"value 0 4 FF", HR_TALK_BROKEN},
	        {"value 0 4 fff", HR_TALK_BROKEN},
	        {"value 0 4 ff ff", HR_TALK_BROKEN},
	        {"value 0 4294967296 ff", HR_TALK_BROKEN},
	        {"value 00 4 ff", HR_TALK_BROKEN},
	        {"value -1 4 ff", HR_TALK_BROKEN},
	        {"value  4 ff", HR_TALK_BROKEN},
	        {"absent", HR_TALK_BROKEN},
	        {"absent 1 2", HR_TALK_BROKEN},
	        {"refused 3", HR_TALK_BROKEN},
	        {"trouble logons x", HR_TALK_BROKEN},
	        {"trouble logon a\x1b[31m", HR_TALK_BROKEN},
	        {"trouble logon caf\xc3\xa9", HR_TALK_BROKEN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		assert_int_equal(read_text(table[i].line).kind, table[i].kind);
}

static void keeps_values_below_the_ceiling(void **state)
{
	static char line[HR_TALK_LINE_MAX + 8];
	(void)state;
	memset(line, '0', sizeof line - 1);
	memcpy(line, "value 1 3 ", 10);
	line[10 + 2 * HR_TALK_DATA_MAX] = '\0';
	assert_int_equal(read_text(line).kind, HR_TALK_VALUE);
	memset(line + 10, '0', 2 * HR_TALK_DATA_MAX + 2);
	line[12 + 2 * HR_TALK_DATA_MAX] = '\0';
	assert_int_equal(read_text(line).kind, HR_TALK_BROKEN);
}

static struct hr_talk_answer written(struct hr_buffer *out)
{
	assert_false(out->failed);
	assert_int_equal(out->data[out->length - 1], '\n');
	return hr_talk_read(hr_reader_of(out->data, out->length - 1));
}

static void reads_what_it_wrote(void **state)
{
	struct hr_buffer out = {.ceiling = 4096};
	uint8_t bytes[8];
	(void)state;
	hr_talk_value(&out, 7, 3, hr_reader_of("\0\xff\n\x10", 4));
	struct hr_talk_answer answer = written(&out);
	assert_int_equal(answer.kind, HR_TALK_VALUE);
	assert_int_equal(answer.n, 7);
	assert_int_equal(answer.type, 3);
	assert_int_equal(hr_talk_bytes(answer.hex, bytes), 4);
	assert_memory_equal(bytes, "\0\xff\n\x10", 4);

	hr_buffer_clear(&out);
	hr_talk_refused(&out, 8, 5);
	answer = written(&out);
	assert_int_equal(answer.kind, HR_TALK_REFUSED);
	assert_int_equal(answer.error, 5);

	/* What a library says may hold anything, and go on for long. */
	char much[1000];
	memset(much, '\n', sizeof much);
	much[sizeof much - 1] = '\0';
	hr_buffer_clear(&out);
	hr_talk_trouble(&out, HR_TROUBLE_DENIED, much);
	answer = written(&out);
	assert_int_equal(answer.kind, HR_TALK_TROUBLE);
	assert_int_equal(answer.trouble, HR_TROUBLE_DENIED);
	assert_int_equal(hr_left(&answer.text), 200);
	hr_buffer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_lines),
	        cmocka_unit_test(keeps_values_below_the_ceiling),
	        cmocka_unit_test(reads_what_it_wrote),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
