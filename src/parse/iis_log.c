#include "parse/iis_log.h"

#include <string.h>

static const char *const columns[HR_IIS_COLUMN_COUNT] = {"date", "time",           "s-computername", "s-ip",
                                                         "c-ip", "cs(User-Agent)", "crypt-protocol", "crypt-cipher"};

bool hr_iis_log_is(struct hr_reader head)
{
	struct hr_span line;
	for (unsigned i = 0; i < 4 && hr_log_line(&head, &line); i++) {
		if (hr_span_begins(line, "\xEF\xBB\xBF"))
			line = (struct hr_span){.at = line.at + 3, .length = line.length - 3};
		if (hr_span_begins(line, "#Software: Microsoft Internet Information Services"))
			return true;
		if (line.length == 0 || line.at[0] != '#')
			return false;
	}
	return false;
}

/* The next word; words are parted by one space. */
static bool take_word(struct hr_span *rest, struct hr_span *word)
{
	if (rest->at == NULL)
		return false;
	const char *space = rest->length == 0 ? NULL : memchr(rest->at, ' ', rest->length);
	size_t length = space == NULL ? rest->length : (size_t)(space - rest->at);
	*word = (struct hr_span){.at = rest->at, .length = length};
	*rest = space == NULL ? (struct hr_span){.at = NULL}
	                      : (struct hr_span){.at = space + 1, .length = rest->length - length - 1};
	return true;
}

/* Administrators name custom columns themselves, and some take over the server variable's own CRYPT_PROTOCOL. */
static bool is_column(struct hr_span name, const char *column)
{
	char plain[32];
	if (name.length >= sizeof plain)
		return false;
	for (size_t i = 0; i < name.length; i++)
		plain[i] = name.at[i] == '_' ? '-' : name.at[i];
	return hr_span_is((struct hr_span){.at = plain, .length = name.length}, column);
}

static void learn_columns(struct hr_iis_log *log, struct hr_span rest)
{
	struct hr_span name;
	log->columns = 0;
	memset(log->role, 0, sizeof log->role);
	memset(log->has, 0, sizeof log->has);
	while (take_word(&rest, &name)) {
		if (name.length == 0)
			continue;
		if (log->columns == HR_IIS_LOG_COLUMNS_MAX) {
			log->columns = 0; /* lines could not be told apart from broken ones */
			return;
		}
		for (uint8_t i = 0; i < HR_IIS_COLUMN_COUNT; i++) {
			if (!is_column(name, columns[i]))
				continue;
			log->role[log->columns] = (uint8_t)(i + 1);
			log->has[i] = true;
		}
		log->columns++;
	}
}

static void heed(struct hr_iis_log *log, struct hr_span line)
{
	static const char fields[] = "#Fields:", date[] = "#Date: ";
	if (hr_span_begins(line, fields)) {
		learn_columns(log,
		              (struct hr_span){.at = line.at + strlen(fields), .length = line.length - strlen(fields)});
	} else if (hr_span_begins(line, date) && line.length >= strlen(date) + 10) {
		memcpy(log->date, line.at + strlen(date), 10);
		log->date[10] = '\0';
	}
}

bool hr_iis_log_read(struct hr_iis_log *log, struct hr_span bytes, struct hr_iis_line *line)
{
	struct hr_span word;
	size_t column = 0;
	if (hr_span_begins(bytes, "\xEF\xBB\xBF"))
		bytes = (struct hr_span){.at = bytes.at + 3, .length = bytes.length - 3};
	if (bytes.length == 0)
		return false;
	if (bytes.at[0] == '#') {
		heed(log, bytes);
		return false;
	}
	if (log->columns == 0)
		return false;
	*line = (struct hr_iis_line){.cut = false};
	while (column < log->columns && take_word(&bytes, &word)) {
		if (log->role[column] > 0 && !hr_span_is(word, "-"))
			line->text[log->role[column] - 1] = word;
		column++;
	}
	line->cut = column < log->columns || bytes.at != NULL;
	return true;
}

enum hr_log_version hr_iis_log_version(const struct hr_iis_line *line)
{
	static const struct {
		const char *word;
		enum hr_log_version version;
	} words[] = {{"4", HR_LOG_VERSION_SSL2},  {"10", HR_LOG_VERSION_SSL3}, {"40", HR_LOG_VERSION_1_0},
	             {"100", HR_LOG_VERSION_1_1}, {"400", HR_LOG_VERSION_1_2}, {"1000", HR_LOG_VERSION_1_3}};
	struct hr_span text = line->text[HR_IIS_PROTOCOL];
	if (text.length == 0 || hr_span_is(text, "0"))
		return HR_LOG_VERSION_NONE;
	if (hr_span_begins(text, "0x"))
		text = (struct hr_span){.at = text.at + 2, .length = text.length - 2};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (hr_span_is(text, words[i].word))
			return words[i].version;
	return HR_LOG_VERSION_ODD;
}

bool hr_iis_log_time(const struct hr_iis_log *log, const struct hr_iis_line *line, int64_t *seconds)
{
	struct hr_span date = line->text[HR_IIS_DATE], time = line->text[HR_IIS_TIME];
	char text[20];
	if (date.length == 0)
		date = (struct hr_span){.at = log->date, .length = strlen(log->date)};
	if (date.length != 10 || time.length < 8)
		return false;
	memcpy(text, date.at, 10);
	text[10] = ' ';
	memcpy(text + 11, time.at, 8);
	return hr_log_time((struct hr_span){.at = text, .length = 19}, seconds);
}
