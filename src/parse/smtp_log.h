/*
 * Exchange protocol logs, "SMTP Receive" and "SMTP Send", line by line (Microsoft: Protocol logging in Exchange
 * Server). CSV in nine columns; the lines that tell of TLS say so in the text of their last column.
 */
#ifndef HR_PARSE_SMTP_LOG_H
#define HR_PARSE_SMTP_LOG_H

#include "parse/log_version.h"

#define HR_SMTP_LOG_COLUMNS_MAX 24

enum hr_smtp_log_kind { HR_SMTP_LOG_NONE = 0, HR_SMTP_LOG_RECEIVE, HR_SMTP_LOG_SEND };

/* What a file's own "#" lines have said so far. Zeroed: nothing yet. */
struct hr_smtp_log {
	enum hr_smtp_log_kind kind;
	uint8_t role[HR_SMTP_LOG_COLUMNS_MAX]; /* of each column: its place among the texts below, plus 1; 0 = not
	                                          needed */
	size_t columns;                        /* 0: no "#Fields" yet, and no line can be read */
};

enum hr_smtp_column {
	HR_SMTP_TIME = 0,
	HR_SMTP_CONNECTOR,
	HR_SMTP_SESSION,
	HR_SMTP_REMOTE,
	HR_SMTP_EVENT,
	HR_SMTP_DATA,
	HR_SMTP_CONTEXT,
	HR_SMTP_COLUMN_COUNT,
};

/* Quoted texts come without their outer quotes; a quote inside stays doubled. Missing columns are empty. */
struct hr_smtp_line {
	struct hr_span text[HR_SMTP_COLUMN_COUNT];
	bool cut; /* a quote is open at its end, or columns are missing */
};

/* Does it begin like one? A few hundred bytes are enough. */
bool hr_smtp_log_is(struct hr_reader head);

/* True: a line of the log. False: a "#" line, which was heeded, an empty one, or one that no "#Fields" explains. */
bool hr_smtp_log_read(struct hr_smtp_log *log, struct hr_span bytes, struct hr_smtp_line *line);

/*
 * The version that a TLS line says was agreed: SP_PROT_TLS1_2_CLIENT, as Microsoft's documentation prints it also with
 * a hyphen. The last word is the log's own side: *client where it is CLIENT.
 */
enum hr_log_version hr_smtp_log_version(const struct hr_smtp_line *line, bool *client);

/* Does the line say that a TLS handshake failed? */
bool hr_smtp_log_failed(const struct hr_smtp_line *line);

#endif
