#include "parse/received.h"

#include <string.h>

static const char field[] = "Received:";

static bool is_field_name(struct hr_span line)
{
	size_t i = 0;
	while (i < line.length && line.at[i] > ' ' && line.at[i] < 127 && line.at[i] != ':')
		i++;
	return i > 0 && i < line.length && line.at[i] == ':';
}

static bool is_folded(struct hr_span line)
{
	return line.length > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
}

bool hr_mail_is(struct hr_reader head)
{
	struct hr_span line;
	bool received = false;
	for (size_t i = 0; hr_log_line(&head, &line) && line.length > 0; i++) {
		if (hr_span_begins(line, "\xEF\xBB\xBF"))
			line = (struct hr_span){.at = line.at + 3, .length = line.length - 3};
		received = received || hr_span_begins(line, field);
		bool last = hr_left(&head) == 0; /* where the beginning that is shown here was cut */
		if (!last && !is_field_name(line) && (i == 0 || !is_folded(line)))
			return false;
	}
	return received;
}

/* --- dates --- */

/* The next word; comments in parentheses are left out, and commas part words as well. */
static struct hr_span date_word(struct hr_span *rest)
{
	size_t start = 0, depth = 0;
	while (start < rest->length) {
		char c = rest->at[start];
		if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (depth == 0 && c != ' ' && c != '\t' && c != ',')
			break;
		start++;
	}
	size_t end = start;
	while (end < rest->length && rest->at[end] != ' ' && rest->at[end] != '\t' && rest->at[end] != ',' &&
	       rest->at[end] != '(')
		end++;
	struct hr_span word = {.at = rest->at + start, .length = end - start};
	*rest = (struct hr_span){.at = rest->at + end, .length = rest->length - end};
	return word;
}

static unsigned month_of(struct hr_span word)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	for (unsigned i = 0; i < 12; i++) {
		const char name[4] = {names[3 * i], names[3 * i + 1], names[3 * i + 2], '\0'};
		if (hr_span_is(word, name))
			return i + 1;
	}
	return 0;
}

static bool zone_of(struct hr_span word, int64_t *offset)
{
	uint32_t number = 0;
	*offset = 0;
	if (word.length == 5 && (word.at[0] == '+' || word.at[0] == '-')) {
		const struct hr_span digits = {.at = word.at + 1, .length = 4};
		if (!hr_span_number(digits, &number) || number % 100 > 59)
			return false;
		int64_t seconds = (int64_t)(number / 100) * 3600 + (int64_t)(number % 100) * 60;
		*offset = word.at[0] == '-' ? -seconds : seconds;
		return true;
	}
	return hr_span_is(word, "GMT") || hr_span_is(word, "UT") || hr_span_is(word, "UTC") || hr_span_is(word, "Z");
}

bool hr_mail_date(struct hr_span text, int64_t *seconds)
{
	uint32_t day = 0, year = 0;
	int64_t offset = 0, local = 0;
	struct hr_span word = date_word(&text);
	if (!hr_span_number(word, &day)) {
		word = date_word(&text); /* it was the day of the week */
		if (!hr_span_number(word, &day))
			return false;
	}
	unsigned month = month_of(date_word(&text));
	if (month == 0 || day < 1 || day > 31 || !hr_span_number(date_word(&text), &year) || year < 1970 || year > 9999)
		return false;
	struct hr_span clock = date_word(&text);
	if (!zone_of(date_word(&text), &offset) || (clock.length != 8 && clock.length != 5))
		return false;
	/* In the form that logs have. */
	char form[20] = {(char)('0' + year / 1000),
	                 (char)('0' + year / 100 % 10),
	                 (char)('0' + year / 10 % 10),
	                 (char)('0' + year % 10),
	                 '-',
	                 (char)('0' + month / 10),
	                 (char)('0' + month % 10),
	                 '-',
	                 (char)('0' + day / 10),
	                 (char)('0' + day % 10),
	                 ' '};
	memcpy(form + 11, "00:00:00", 8);
	memcpy(form + 11, clock.at, clock.length);
	if (!hr_log_time((struct hr_span){.at = form, .length = 19}, &local))
		return false;
	*seconds = local - offset;
	return true;
}

/* --- one field --- */

static void append(struct hr_received_reader *r, struct hr_span line)
{
	size_t room = HR_RECEIVED_MAX - r->length;
	size_t length = line.length < room ? line.length : room;
	r->cut = r->cut || length < line.length;
	if (length > 0)
		memcpy(r->text + r->length, line.at, length);
	r->length += length;
}

/* Unfolds the next Received field into the reader's memory. */
static bool find_field(struct hr_received_reader *r)
{
	struct hr_span line;
	bool inside = false;
	for (;;) {
		struct hr_reader before = r->in;
		if (!hr_log_line(&r->in, &line) || line.length == 0) {
			r->in = (struct hr_reader){.at = before.end, .end = before.end};
			return inside;
		}
		if (is_folded(line)) {
			if (inside)
				append(r, line);
			continue;
		}
		if (inside) { /* the next field: it is read again */
			r->in = before;
			return true;
		}
		if (hr_span_begins(line, "\xEF\xBB\xBF"))
			line = (struct hr_span){.at = line.at + 3, .length = line.length - 3};
		if (!hr_span_begins(line, field))
			continue;
		inside = true;
		r->length = 0;
		r->cut = false;
		append(r, (struct hr_span){.at = line.at + strlen(field), .length = line.length - strlen(field)});
	}
}

/* A word, or a whole comment with its parentheses. */
static struct hr_span take_token(struct hr_span *rest)
{
	size_t start = 0, depth = 0;
	while (start < rest->length && (rest->at[start] == ' ' || rest->at[start] == '\t'))
		start++;
	size_t end = start;
	while (end < rest->length) {
		char c = rest->at[end];
		if (depth == 0 && (c == ' ' || c == '\t' || (c == ';' && end > start) || (c == '(' && end > start)))
			break;
		depth += c == '(';
		if (c == ')' && depth > 0)
			depth--;
		end++;
		if (depth == 0 && (c == ')' || c == ';'))
			break;
	}
	struct hr_span token = {.at = rest->at + start, .length = end - start};
	*rest = (struct hr_span){.at = rest->at + end, .length = rest->length - end};
	return token;
}

/* "(version=TLS1_2, cipher=...)" or "(TLS)" behind "with Microsoft SMTP Server". */
static void read_comment(struct hr_received *hop, struct hr_span comment)
{
	static const char start[] = "(version=";
	struct hr_span rest;
	if (hr_span_begins(comment, start)) {
		hop->tls = true;
		hop->version = hr_log_version_read(
		        (struct hr_span){.at = comment.at + strlen(start), .length = comment.length - strlen(start)},
		        &rest);
	} else if (hr_span_begins(comment, "(TLS)")) {
		hop->tls = true;
	}
}

static bool is_keyword(struct hr_span token)
{
	return hr_span_is(token, "from") || hr_span_is(token, "by") || hr_span_is(token, "with") ||
	       hr_span_is(token, "via") || hr_span_is(token, "id");
}

static void read_field(struct hr_span text, struct hr_received *hop)
{
	struct hr_span token, *value = NULL;
	bool with = false;
	*hop = (struct hr_received){.version = HR_LOG_VERSION_NONE};
	while ((token = take_token(&text)).length > 0) {
		if (hr_span_is(token, ";")) {
			hop->dated = hr_mail_date(text, &hop->at);
			return;
		}
		if (token.at[0] == '(') {
			if (with && hop->microsoft)
				read_comment(hop, token);
			continue;
		}
		if (value != NULL && !is_keyword(token)) {
			*value = token;
			value = NULL;
			continue;
		}
		hop->microsoft = hop->microsoft || (with && hr_span_is(token, "Microsoft"));
		with = hr_span_is(token, "with") || (with && !hr_span_is(token, "id") && !hr_span_is(token, "via"));
		value = hr_span_is(token, "from") ? &hop->from
		        : hr_span_is(token, "by") ? &hop->by
		        : hr_span_is(token, "id") ? &hop->id
		                                  : NULL;
	}
}

bool hr_received_next(struct hr_received_reader *reader, struct hr_received *hop)
{
	if (!find_field(reader))
		return false;
	read_field((struct hr_span){.at = reader->text, .length = reader->length}, hop);
	return true;
}
