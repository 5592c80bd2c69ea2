#include "parse/reg_query.h"

#include <string.h>

static const struct {
	const char *word;
	uint32_t type;
} types[] = {
        {"REG_SZ", HR_REG_SZ},       {"REG_EXPAND_SZ", HR_REG_EXPAND_SZ}, {"REG_MULTI_SZ", HR_REG_MULTI_SZ},
        {"REG_DWORD", HR_REG_DWORD}, {"REG_QWORD", HR_REG_QWORD},         {"REG_BINARY", HR_REG_BINARY},
};

void hr_reg_query_open(struct hr_reader in, struct hr_reg_query *query)
{
	query->in = in;
	query->line = 0;
	query->key[0] = query->name[0] = '\0';
	query->wanted = NULL;
}

static enum hr_reg_query_event broken(struct hr_reg_query *q, const char *wanted)
{
	q->wanted = wanted;
	q->in.failed = true;
	return HR_REG_QUERY_BROKEN;
}

static bool copy(struct hr_span from, char to[static HR_REG_NAME_MAX])
{
	if (from.length >= HR_REG_NAME_MAX || memchr(from.at, '\0', from.length) != NULL)
		return false;
	memcpy(to, from.at, from.length);
	to[from.length] = '\0';
	return true;
}

static struct hr_span cut(struct hr_span span, size_t start)
{
	return (struct hr_span){.at = span.at + start, .length = span.length - start};
}

/* "KEY\VALUE": no name of a value that matters has a backslash. */
static enum hr_reg_query_event take_question(struct hr_reg_query *q, struct hr_span question)
{
	size_t slash = question.length;
	q->key[0] = q->name[0] = '\0';
	if (hr_span_is(question, "*"))
		return HR_REG_QUERY_ASKED;
	while (slash > 0 && question.at[slash - 1] != '\\')
		slash--;
	if (slash < 2 || slash == question.length ||
	    !copy((struct hr_span){.at = question.at, .length = slash - 1}, q->key) ||
	    !copy(cut(question, slash), q->name))
		return broken(q, "\"? KEY\\VALUE\", \"? *\" or \"? end\"");
	return HR_REG_QUERY_ASKED;
}

/* "0x1f4", least significant byte first. */
static bool take_number(struct hr_reg_query *q, struct hr_span text, size_t length)
{
	uint64_t number = 0;
	if (text.length < 3 || text.length > 2 + 2 * length || text.at[0] != '0' || text.at[1] != 'x')
		return false;
	for (size_t i = 2; i < text.length; i++) {
		char c = text.at[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
		            : c >= 'a' && c <= 'f' ? c - 'a' + 10
		            : c >= 'A' && c <= 'F' ? c - 'A' + 10
		                                   : -1;
		if (digit < 0)
			return false;
		number = number << 4 | (uint64_t)digit;
	}
	for (size_t i = 0; i < length; i++)
		q->room[i] = (uint8_t)(number >> 8 * i);
	q->length = length;
	return true;
}

/* Several texts have "\0" between them, as two characters. */
static bool take_text(struct hr_reg_query *q, struct hr_span text, bool several)
{
	q->length = 0;
	if (text.length + 2 > sizeof q->room)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		bool between = several && i + 1 < text.length && text.at[i] == '\\' && text.at[i + 1] == '0';
		q->room[q->length++] = between ? 0 : (uint8_t)text.at[i];
		i += between;
	}
	q->room[q->length++] = 0;
	if (several)
		q->room[q->length++] = 0;
	return true;
}

static bool take_data(struct hr_reg_query *q, struct hr_span text)
{
	q->data = q->room;
	switch (q->type) {
	case HR_REG_DWORD:
		return take_number(q, text, 4);
	case HR_REG_QWORD:
		return take_number(q, text, 8);
	case HR_REG_MULTI_SZ:
		return take_text(q, text, true);
	default: /* no binary value matters: its digits are text enough */
		return take_text(q, text, false);
	}
}

static size_t skip(struct hr_span span, size_t at, size_t most)
{
	size_t end = at;
	while (end < span.length && end - at < most && span.at[end] == ' ')
		end++;
	return end;
}

/* "    NAME    REG_TYPE    DATA"; false: it is something else. */
static bool take_value(struct hr_reg_query *q, struct hr_span line)
{
	static const char gap[] = "    ";
	struct hr_span after =
	        hr_span_begins(line, gap) ? hr_span_after(cut(line, 4), "    REG_") : (struct hr_span){.at = NULL};
	if (after.at == NULL)
		return false;
	struct hr_span name = {.at = line.at + 4, .length = (size_t)(after.at - line.at) - 4 - strlen("    REG_")};
	struct hr_span rest = cut(line, (size_t)(after.at - line.at) - strlen("REG_"));
	const char *end = memchr(rest.at, ' ', rest.length);
	struct hr_span word = {.at = rest.at, .length = end == NULL ? rest.length : (size_t)(end - rest.at)};
	q->type = 0;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (hr_span_is(word, types[i].word))
			q->type = types[i].type;
	return copy(name, q->name) && take_data(q, cut(rest, skip(rest, word.length, strlen(gap))));
}

enum hr_reg_query_event hr_reg_query_next(struct hr_reg_query *query)
{
	struct hr_span line;
	while (hr_log_line(&query->in, &line)) {
		query->line++;
		/* wmic and its like end lines in two carriage returns. */
		while (line.length > 0 && line.at[line.length - 1] == '\r')
			line.length--;
		if (line.length == 0)
			continue;
		if (hr_span_is(line, "? end")) {
			query->in.at = query->in.end;
			query->wanted = "";
			return HR_REG_QUERY_END;
		}
		if (hr_span_begins(line, "? "))
			return take_question(query, cut(line, 2));
		if (hr_span_begins(line, "HKEY_") && copy(line, query->key))
			continue;
		if (query->key[0] != '\0' && take_value(query, line))
			return HR_REG_QUERY_VALUE;
		query->message = line;
		return HR_REG_QUERY_MESSAGE;
	}
	if (query->wanted != NULL)
		return HR_REG_QUERY_END;
	return broken(query, "\"? end\": the file was cut");
}
