#include "parse/smtp_log.h"

#include <string.h>

static const char *const columns[HR_SMTP_COLUMN_COUNT] = {"date-time", "connector-id", "session-id", "remote-endpoint",
                                                          "event",     "data",         "context"};

static const char mark[] = "\xEF\xBB\xBF"; /* of UTF-8 */

static struct hr_span without_mark(struct hr_span line)
{
	if (line.length >= 3 && memcmp(line.at, mark, 3) == 0)
		return (struct hr_span){.at = line.at + 3, .length = line.length - 3};
	return line;
}

static enum hr_smtp_log_kind kind_of(struct hr_span line)
{
	if (hr_span_begins(line, "#Log-type: SMTP Receive"))
		return HR_SMTP_LOG_RECEIVE;
	return hr_span_begins(line, "#Log-type: SMTP Send") ? HR_SMTP_LOG_SEND : HR_SMTP_LOG_NONE;
}

bool hr_smtp_log_is(struct hr_reader head)
{
	struct hr_span line;
	for (unsigned i = 0; i < 8 && hr_log_line(&head, &line); i++) {
		line = without_mark(line);
		if (kind_of(line) != HR_SMTP_LOG_NONE)
			return true;
		if (line.length > 0 && line.at[0] != '#')
			return false;
	}
	return false;
}

/* Takes the next text of a CSV line, and the comma behind it. Quotes around it are left out. */
static bool take_text(struct hr_span *rest, struct hr_span *text)
{
	const char *end = rest->at + rest->length, *at = rest->at;
	if (at < end && *at == '"') {
		const char *quote = at + 1;
		for (;;) {
			quote = memchr(quote, '"', (size_t)(end - quote));
			if (quote == NULL)
				return false;
			if (quote + 1 == end || quote[1] != '"')
				break;
			quote += 2;
		}
		*text = (struct hr_span){.at = at + 1, .length = (size_t)(quote - at) - 1};
		at = quote + 1;
		if (at < end && *at != ',')
			return false;
	} else {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		*text = (struct hr_span){.at = at, .length = (size_t)((comma == NULL ? end : comma) - at)};
		at = comma == NULL ? end : comma;
	}
	*rest = at == end ? (struct hr_span){.at = NULL}
	                  : (struct hr_span){.at = at + 1, .length = (size_t)(end - at) - 1};
	return true;
}

static void learn_columns(struct hr_smtp_log *log, struct hr_span rest)
{
	struct hr_span name;
	log->columns = 0;
	memset(log->role, 0, sizeof log->role);
	while (rest.length > 0 && *rest.at == ' ')
		rest = (struct hr_span){.at = rest.at + 1, .length = rest.length - 1};
	while (rest.at != NULL && log->columns < HR_SMTP_LOG_COLUMNS_MAX && take_text(&rest, &name)) {
		for (uint8_t i = 0; i < HR_SMTP_COLUMN_COUNT; i++)
			if (hr_span_is(name, columns[i]))
				log->role[log->columns] = (uint8_t)(i + 1);
		log->columns++;
	}
}

static void heed(struct hr_smtp_log *log, struct hr_span line)
{
	static const char fields[] = "#Fields:";
	enum hr_smtp_log_kind kind = kind_of(line);
	if (kind != HR_SMTP_LOG_NONE)
		log->kind = kind;
	else if (hr_span_begins(line, fields))
		learn_columns(log,
		              (struct hr_span){.at = line.at + strlen(fields), .length = line.length - strlen(fields)});
}

bool hr_smtp_log_read(struct hr_smtp_log *log, struct hr_span bytes, struct hr_smtp_line *line)
{
	bytes = without_mark(bytes);
	if (bytes.length == 0)
		return false;
	if (bytes.at[0] == '#') {
		heed(log, bytes);
		return false;
	}
	if (log->columns == 0 || log->kind == HR_SMTP_LOG_NONE)
		return false;
	*line = (struct hr_smtp_line){.cut = false};
	size_t column = 0;
	while (bytes.at != NULL && column < log->columns) {
		struct hr_span text;
		if (!take_text(&bytes, &text)) {
			line->cut = true;
			return true;
		}
		if (log->role[column] > 0)
			line->text[log->role[column] - 1] = text;
		column++;
	}
	line->cut = column < log->columns;
	return true;
}

/* SP_PROT_ and what follows it; the hyphen is how the documentation prints it. */
static enum hr_log_version version_of(struct hr_span token, bool *client)
{
	struct hr_span side;
	enum hr_log_version version = hr_log_version_read(token, &side);
	*client = hr_span_begins(side, "_CLIENT");
	return *client || hr_span_begins(side, "_SERVER") ? version : HR_LOG_VERSION_ODD;
}

/* The column that holds a sentence: the last one, in the releases that are known. */
static struct hr_span sentence(const struct hr_smtp_line *line)
{
	struct hr_span context = line->text[HR_SMTP_CONTEXT];
	return context.length > 0 ? context : line->text[HR_SMTP_DATA];
}

enum hr_log_version hr_smtp_log_version(const struct hr_smtp_line *line, bool *client)
{
	struct hr_span text = sentence(line);
	*client = false;
	if (!hr_span_is(line->text[HR_SMTP_EVENT], "*") || !hr_span_begins(text, "TLS protocol "))
		return HR_LOG_VERSION_NONE;
	struct hr_span token = hr_span_after(text, "SP_PROT");
	if (token.length < 2 || (token.at[0] != '_' && token.at[0] != '-'))
		return HR_LOG_VERSION_ODD;
	return version_of((struct hr_span){.at = token.at + 1, .length = token.length - 1}, client);
}

bool hr_smtp_log_failed(const struct hr_smtp_line *line)
{
	return hr_span_is(line->text[HR_SMTP_EVENT], "*") && hr_span_begins(sentence(line), "TLS negotiation failed");
}
