/*
 * What the collector (collector/) wrote of a registry: questions, each a line "? KEY\VALUE", and under each what
 * `reg query` printed: a line with the key, lines "    NAME    REG_TYPE    DATA", or a message in the language of that
 * Windows. "? *" begins answers to no single question, "? end" ends the file.
 */
#ifndef HR_PARSE_REG_QUERY_H
#define HR_PARSE_REG_QUERY_H

#include "parse/log_text.h"
#include "parse/reg_file.h"

enum hr_reg_query_event {
	HR_REG_QUERY_END = 0, /* "? end" was there */
	HR_REG_QUERY_ASKED,   /* key, name: a question begins; both "" for "? *" */
	HR_REG_QUERY_VALUE,   /* key, name, type, data: as printed, whatever was asked */
	HR_REG_QUERY_MESSAGE, /* message */
	HR_REG_QUERY_BROKEN,  /* wanted */
};

/* 70 KiB: not for the stack. */
struct hr_reg_query {
	struct hr_reader in;
	size_t line;                /* of the event, from 1 */
	const char *wanted;         /* of HR_REG_QUERY_BROKEN */
	char key[HR_REG_NAME_MAX];  /* "HKLM\..." or "HKEY_LOCAL_MACHINE\..." */
	char name[HR_REG_NAME_MAX]; /* of the value */
	uint32_t type;              /* as in parse/reg_file.h; 0: none of those */
	const uint8_t *data;        /* in `room`; texts are UTF-8 or bytes of a code page, several end in NUL each */
	size_t length;
	struct hr_span message; /* points into the bytes that are read */
	uint8_t room[HR_REG_LINE_MAX];
};

void hr_reg_query_open(struct hr_reader in, struct hr_reg_query *query);

/* The next event. After HR_REG_QUERY_END and HR_REG_QUERY_BROKEN there is none. */
enum hr_reg_query_event hr_reg_query_next(struct hr_reg_query *query);

#endif
