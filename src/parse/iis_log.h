/*
 * IIS logs in the W3C extended format, line by line. "#Fields" says which columns there are, and may change within a
 * file. Custom fields crypt-protocol and the like (Windows Server 2012 R2 and later) show each connection's TLS: the
 * protocol in hex, as SP_PROT_* of schannel.h.
 */
#ifndef HR_PARSE_IIS_LOG_H
#define HR_PARSE_IIS_LOG_H

#include "parse/log_version.h"

#define HR_IIS_LOG_COLUMNS_MAX 64

enum hr_iis_column {
	HR_IIS_DATE = 0,
	HR_IIS_TIME,
	HR_IIS_COMPUTER, /* s-computername */
	HR_IIS_ADDRESS,  /* s-ip */
	HR_IIS_CLIENT,   /* c-ip */
	HR_IIS_AGENT,    /* cs(User-Agent) */
	HR_IIS_PROTOCOL, /* crypt-protocol */
	HR_IIS_CIPHER,   /* crypt-cipher */
	HR_IIS_COLUMN_COUNT,
};

/* What a file's own "#" lines have said so far. Zeroed: nothing yet. */
struct hr_iis_log {
	uint8_t role[HR_IIS_LOG_COLUMNS_MAX]; /* of each column: its place among the texts above, plus 1 */
	size_t columns;                       /* 0: no "#Fields" that could be heeded, and no line can be read */
	bool has[HR_IIS_COLUMN_COUNT];
	char date[11]; /* of "#Date", for lines without one of their own */
};

/* "-", which is how IIS writes nothing, comes as empty. */
struct hr_iis_line {
	struct hr_span text[HR_IIS_COLUMN_COUNT];
	bool cut; /* more or fewer columns than "#Fields" named */
};

/* Does it begin like one? A few hundred bytes are enough. */
bool hr_iis_log_is(struct hr_reader head);

/* True: a line of the log. False: a "#" line, which was heeded, an empty one, or one that no "#Fields" explains. */
bool hr_iis_log_read(struct hr_iis_log *log, struct hr_span bytes, struct hr_iis_line *line);

/* The version of crypt-protocol; none where the column is not there or empty, as on a connection without TLS. */
enum hr_log_version hr_iis_log_version(const struct hr_iis_line *line);

/* When, in UTC. */
bool hr_iis_log_time(const struct hr_iis_log *log, const struct hr_iis_line *line, int64_t *seconds);

#endif
