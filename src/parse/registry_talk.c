#include "parse/registry_talk.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 200

static const char *const troubles[] = {
#define WORD(symbol, word) word,
        HR_TALK_TROUBLES(WORD)
#undef WORD
};

enum { TROUBLES = sizeof troubles / sizeof troubles[0] };

/* --- reading --- */

/* The bytes up to the next space, which is taken too, or to the end. */
static struct hr_reader word(struct hr_reader *line)
{
	size_t left = hr_left(line);
	const uint8_t *space = left == 0 ? NULL : memchr(line->at, ' ', left);
	struct hr_reader found = hr_sub(line, space == NULL ? left : (size_t)(space - line->at));
	if (space != NULL)
		(void)hr_u8(line);
	return found;
}

static bool is(struct hr_reader word, const char *text)
{
	return hr_left(&word) == strlen(text) && memcmp(word.at, text, strlen(text)) == 0;
}

/* Decimal, as printf writes it. */
static bool number(struct hr_reader *line, uint32_t *value)
{
	struct hr_reader digits = word(line);
	uint64_t n = 0;
	size_t count = hr_left(&digits);
	if (count == 0 || count > 10 || (count > 1 && digits.at[0] == '0'))
		return false;
	while (hr_left(&digits) > 0) {
		uint8_t c = hr_u8(&digits);
		if (c < '0' || c > '9')
			return false;
		n = 10 * n + (uint64_t)(c - '0');
	}
	*value = (uint32_t)n;
	return n <= UINT32_MAX;
}

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex(struct hr_reader *line, struct hr_reader *digits)
{
	*digits = word(line);
	size_t count = hr_left(digits);
	for (size_t i = 0; i < count; i++)
		if (digit(digits->at[i]) < 0)
			return false;
	return count % 2 == 0 && count / 2 <= HR_TALK_DATA_MAX;
}

static bool trouble(struct hr_reader *line, struct hr_talk_answer *answer)
{
	struct hr_reader name = word(line);
	unsigned i = 0;
	while (i < TROUBLES && !is(name, troubles[i]))
		i++;
	if (i == TROUBLES || hr_left(line) > TEXT_MAX)
		return false;
	answer->trouble = (enum hr_talk_trouble)i;
	answer->text = hr_sub(line, hr_left(line));
	for (struct hr_reader text = answer->text; hr_left(&text) > 0;) {
		uint8_t c = hr_u8(&text);
		if (c < ' ' || c > '~')
			return false;
	}
	return true;
}

struct hr_talk_answer hr_talk_read(struct hr_reader line)
{
	struct hr_talk_answer answer = {.kind = HR_TALK_BROKEN};
	struct hr_reader name = word(&line);
	bool good = true;
	enum hr_talk_kind kind = HR_TALK_BROKEN;
	if (is(name, "in")) {
		kind = HR_TALK_IN;
	} else if (is(name, "end")) {
		kind = HR_TALK_END;
	} else if (is(name, "value")) {
		kind = HR_TALK_VALUE;
		good = number(&line, &answer.n) && number(&line, &answer.type) && hex(&line, &answer.hex);
	} else if (is(name, "absent")) {
		kind = HR_TALK_ABSENT;
		good = number(&line, &answer.n);
	} else if (is(name, "refused")) {
		kind = HR_TALK_REFUSED;
		good = number(&line, &answer.n) && number(&line, &answer.error);
	} else if (is(name, "trouble")) {
		kind = HR_TALK_TROUBLE;
		good = trouble(&line, &answer);
	}
	if (good && hr_done(&line))
		answer.kind = kind;
	return answer;
}

size_t hr_talk_bytes(struct hr_reader digits, uint8_t *bytes)
{
	size_t count = hr_left(&digits) / 2;
	for (size_t i = 0; i < count; i++)
		bytes[i] = (uint8_t)(digit(digits.at[2 * i]) << 4 | digit(digits.at[2 * i + 1]));
	return count;
}

/* --- writing --- */

void hr_talk_in(struct hr_buffer *out)
{
	hr_buffer_text(out, "in\n");
}

void hr_talk_value(struct hr_buffer *out, uint32_t n, uint32_t type, struct hr_reader data)
{
	static const char digits[] = "0123456789abcdef";
	hr_buffer_printf(out, "value %u %u ", (unsigned)n, (unsigned)type);
	while (hr_left(&data) > 0) {
		uint8_t byte = hr_u8(&data);
		hr_buffer_add(out, (char[]){digits[byte >> 4], digits[byte & 15]}, 2);
	}
	hr_buffer_text(out, "\n");
}

void hr_talk_absent(struct hr_buffer *out, uint32_t n)
{
	hr_buffer_printf(out, "absent %u\n", (unsigned)n);
}

void hr_talk_refused(struct hr_buffer *out, uint32_t n, uint32_t error)
{
	hr_buffer_printf(out, "refused %u %u\n", (unsigned)n, (unsigned)error);
}

void hr_talk_trouble(struct hr_buffer *out, enum hr_talk_trouble trouble, const char *text)
{
	char shown[TEXT_MAX + 1];
	(void)snprintf(shown, sizeof shown, "%s", text);
	for (char *c = shown; *c != '\0'; c++)
		*c = (char)(*c < ' ' || *c > '~' ? '?' : *c);
	hr_buffer_printf(out, "trouble %s %s\n", troubles[trouble], shown);
}

void hr_talk_end(struct hr_buffer *out)
{
	hr_buffer_text(out, "end\n");
}
